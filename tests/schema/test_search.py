from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from graph.nodes.ids import new_id
from graph.nodes.shot import Label
from schema.ids import encode_id
from tests.graph.library import Library, make_library, shot_id
from tests.schema.desk import Desk

SEARCH = """
  query ($input: SearchInput!, $first: Int! = 20, $after: String) {
    search(input: $input, first: $first, after: $after) {
      noGoodMatch
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      searched { keyframes channels modelVersion { model { task } } }
      edges { cursor node {
        score relevance why { channel rank matched }
        range { start end startTimecode }
        keyframe { frame timecode }
        shot { id index version { asset { id name project { key } } } }
      } }
    }
  }
"""


@pytest.fixture
async def library(desk: Desk) -> Library:
    made = make_library(desk.scene)
    desk.scene.services = replace(desk.scene.services, search=made.search_service)
    return made


async def search(desk: Desk, *, first: int = 20, after: str | None = None, **given: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await desk.ask(SEARCH, input=given, first=first, after=after))["search"]
    return found


def shots(found: dict[str, Any]) -> list[str]:
    return [edge["node"]["shot"]["id"] for edge in found["edges"]]


async def test_a_hit_says_where_to_look_and_why(desk: Desk, library: Library) -> None:
    run = await library.clip("street.mov", ["grey wall", "red car street", "tall tree hill", "boat sea", "sea sky"])

    found = await search(desk, text="a red car")

    hit = found["edges"][0]["node"]
    assert hit["shot"]["id"] == encode_id("Shot", shot_id(run, 1))
    assert hit["shot"]["version"]["asset"]["name"] == "street"
    assert hit["range"]["start"] == 100
    assert hit["range"]["startTimecode"] == "01:00:03;10"
    assert hit["keyframe"]["frame"] >= 100
    assert (hit["relevance"], hit["why"][0]["channel"]) == ("STRONG", "VISUAL")
    assert not found["noGoodMatch"]
    assert found["searched"]["modelVersion"] == {"model": {"task": "EMBEDDING"}}


async def test_pages_of_hits_follow_each_other(desk: Desk, library: Library) -> None:
    await library.clip("a.mov", ["red car", "grey wall", "tall tree", "boat sea", "sea sky"])
    whole = shots(await search(desk, text="red car"))

    head = await search(desk, text="red car", first=2)
    tail = await search(desk, text="red car", first=10, after=head["pageInfo"]["endCursor"])

    assert shots(head) + shots(tail) == whole
    assert (head["pageInfo"]["hasNextPage"], tail["pageInfo"]["hasPreviousPage"]) == (True, True)


async def test_a_stranger_finds_nothing(desk: Desk, library: Library) -> None:
    await library.clip("a.mov", ["red car"])

    found = (await desk.ask(SEARCH, desk.scene.stranger, input={"text": "red car"}))["search"]

    assert (found["edges"], found["noGoodMatch"], found["searched"]["keyframes"]) == ([], True, 0)


async def test_filters_take_the_ids_of_answers(desk: Desk, library: Library) -> None:
    await library.clip("a.mov", ["red car"])
    await library.clip("b.mov", ["red car"])
    hit = (await search(desk, text="red car"))["edges"][1]["node"]
    asset = hit["shot"]["version"]["asset"]["id"]

    assert shots(await search(desk, text="red car", where={"assets": [asset]})) == [hit["shot"]["id"]]
    code, _, path = await desk.problem(SEARCH, input={"text": "x", "where": {"projects": [asset]}})
    assert (code, path) == ("INVALID", ["input", "where", "projects"])


async def test_a_shot_finds_shots_that_look_like_it(desk: Desk, library: Library) -> None:
    run = await library.clip("a.mov", ["red car street", "grey wall", "tall tree hill", "red car lane"])
    example = encode_id("Shot", shot_id(run, 0))

    found = await search(desk, likeShot=example, channels=["VISUAL"])
    query = "query ($id: ID!) { node(id: $id) { ... on Shot { similar(first: 2) { shot { id } } } } }"
    similar = (await desk.ask(query, id=example))["node"]["similar"]

    assert encode_id("Shot", shot_id(run, 3)) in shots(found)[:2]
    assert encode_id("Shot", shot_id(run, 3)) in [hit["shot"]["id"] for hit in similar]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"text": "x" * 5000}, "INVALID"),
        ({"likeShot": "x"}, "INVALID"),
        ({"likeShot": encode_id("Shot", new_id())}, "NOT_FOUND"),
        ({"likeImage": encode_id("Shot", new_id())}, "INVALID"),
        ({"text": "x", "channels": []}, "INVALID"),
    ],
)
async def test_a_search_that_cannot_be_is_a_clean_error(desk: Desk, library: Library, given: Any, code: str) -> None:
    await library.clip("a.mov", ["red car"])

    found, _, path = await desk.problem(SEARCH, input=given)

    assert (found, path) == (code, ["input", list(given)[-1]])


async def test_a_cursor_that_is_none_is_refused(desk: Desk, library: Library) -> None:
    await library.clip("a.mov", ["red car"])

    for cursor in ("x", "", "é", "bnVsbA"):
        assert (await desk.problem(SEARCH, input={"text": "car"}, after=cursor))[0] == "INVALID"


async def test_hits_cost_the_same_however_many_they_are(desk: Desk, library: Library) -> None:
    await library.clip("a.mov", [f"red car {word}" for word in "abcdefghijklmnopqrst"])

    assert await desk.cost(SEARCH, input={"text": "red car"}, first=2) == await desk.cost(
        SEARCH, input={"text": "red car"}, first=20
    )


async def test_a_cursor_of_another_search_is_refused(desk: Desk, library: Library) -> None:
    await library.clip("street", ["a red car", "a dog in the sun"])
    found = await desk.ask(
        "query Q($input: SearchInput!) { search(input: $input) { pageInfo { endCursor } } }", input={"text": "car"}
    )
    cursor = found["search"]["pageInfo"]["endCursor"]
    code, message, path = await desk.problem(SEARCH, input={"text": "dog"}, after=cursor)
    assert (code, path) == ("INVALID", ["after"])
    assert "another list" in message
    assert (await desk.ask(SEARCH, input={"text": "car"}, after=cursor))["search"]["edges"] == []


async def test_facets_take_ids_and_values_into_the_next_search(desk: Desk, library: Library) -> None:
    await library.clip("a.mov", ["red car", "grey wall"], labels=[(Label("car", 0.9, "LABELS"),), ()], tracks=["person"])
    document = """
      query ($input: SearchInput!) { search(input: $input) {
        edges { node { shot { id } } }
        facets { counted whole facets { kind values { value name count minSeconds maxSeconds createdAfter } } }
        suggestions { kind text shots }
      } }
    """

    found = (await desk.ask(document, input={}))["search"]

    kinds = {facet["kind"]: facet["values"] for facet in found["facets"]["facets"]}
    assert (found["facets"]["counted"], found["facets"]["whole"], found["suggestions"]) == (2, True, [])
    assert [value["name"] for value in kinds["ENTITY"]] == ["person"]
    assert kinds["REVIEW_STATUS"][0]["value"] == ""
    where = {
        "projects": [kinds["PROJECT"][0]["value"]],
        "entities": [kinds["ENTITY"][0]["value"]],
        "labels": [kinds["LABEL"][0]["value"]],
        "kinds": [kinds["KIND"][0]["value"]],
        "minSeconds": kinds["LENGTH"][0]["minSeconds"],
        "maxSeconds": kinds["LENGTH"][0]["maxSeconds"],
        "createdAfter": kinds["DATE"][0]["createdAfter"],
        "reviewStatuses": [""],
    }
    assert len((await desk.ask(document, input={"where": where}))["search"]["edges"]) == 1
    lost = (await desk.ask(document, input={"text": "knitted bear"}))["search"]
    assert [one["text"] for one in lost["suggestions"]][:1] == ["person"]
