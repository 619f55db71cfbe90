from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import pytest

from graph.nodes.ids import new_id
from graph.services.projects import LONGEST_NAME
from schema.ids import decode_id, encode_id
from schema.pagination import LARGEST_PAGE
from tests.schema.desk import Desk

ASSETS = """
  query ($orderBy: AssetOrder! = OLDEST, $first: Int, $after: String, $last: Int, $before: String) {
    project(key: "film") { assets(orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
      edges { cursor node { id name } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }
  }
"""


async def assets(desk: Desk, **arguments: Any) -> dict[str, Any]:
    page: dict[str, Any] = (await desk.ask(ASSETS, **arguments))["project"]["assets"]
    return page


async def add(desk: Desk, name: str) -> str:
    ingested = await desk.scene.ingest(desk.scene.file(f"{new_id()}.mov", f"VIDEO {new_id()}"), name=name, analyze=False)
    return encode_id("Asset", ingested.asset.id)


def ids(page: dict[str, Any]) -> list[str]:
    return [edge["node"]["id"] for edge in page["edges"]]


@pytest.mark.parametrize("order", ["OLDEST", "NEWEST", "NAME"])
async def test_a_walk_forward_sees_everything_once_while_others_write(desk: Desk, order: str) -> None:
    there = [await add(desk, f"{'aBc'[number % 3]}{number:02}") for number in range(9)]

    seen: list[str] = []
    arguments: dict[str, Any] = {"orderBy": order, "first": 2}
    while True:
        page = await assets(desk, **arguments)
        seen += ids(page)
        if not page["pageInfo"]["hasNextPage"] or len(seen) > 40:
            break
        await add(desk, f"{'ab'[len(seen) % 2]}-late")
        arguments["after"] = page["pageInfo"]["endCursor"]

    assert len(seen) == len(set(seen))
    assert set(there) <= set(seen)


async def test_a_walk_backward_sees_everything_once_in_the_same_order(desk: Desk) -> None:
    there = [await add(desk, f"{number:02}") for number in range(7)]

    pages: list[list[str]] = []
    arguments: dict[str, Any] = {"last": 3}
    while True:
        page = await assets(desk, **arguments)
        pages.insert(0, ids(page))
        if not page["pageInfo"]["hasPreviousPage"]:
            break
        await add(desk, "late")
        arguments["before"] = page["pageInfo"]["startCursor"]

    assert [each for page in pages for each in page] == there
    assert [len(page) for page in pages] == [1, 3, 3]


async def test_page_info_tells_where_the_page_lies(desk: Desk) -> None:
    for number in range(3):
        await add(desk, f"{number}")

    whole = (await assets(desk))["pageInfo"]
    head = (await assets(desk, first=2))["pageInfo"]
    tail = (await assets(desk, first=2, after=head["endCursor"]))["pageInfo"]
    none = (await assets(desk, first=0))["pageInfo"]

    assert (whole["hasPreviousPage"], whole["hasNextPage"]) == (False, False)
    assert (head["hasPreviousPage"], head["hasNextPage"]) == (False, True)
    assert (tail["hasPreviousPage"], tail["hasNextPage"]) == (True, False)
    assert none == {"hasNextPage": True, "hasPreviousPage": False, "startCursor": None, "endCursor": None}


def forged(cursor: str, *keys: object) -> str:
    mark = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))[0]
    return urlsafe_b64encode(json.dumps([mark, *keys]).encode()).rstrip(b"=").decode()


async def test_a_cursor_that_is_none_of_the_list_s_own_is_refused(desk: Desk) -> None:
    await add(desk, "one")
    own = (await assets(desk))["edges"][0]["cursor"]
    others = [
        "",
        "x",
        "=",
        "é" * 10,
        "A" * 5000,
        "bnVsbA",
        urlsafe_b64encode(b"[" * 700).decode(),
        forged(own),
        forged(own, 1),
        forged(own, None),
        forged(own, ["a"]),
        forged(own, True),
        forged(own, "a", "b"),
        (await assets(desk, orderBy="NAME"))["edges"][0]["cursor"],
        (await desk.ask("{ projects { edges { cursor } } }"))["projects"]["edges"][0]["cursor"],
    ]

    for cursor in others:
        code, message, path = await desk.problem(ASSETS, after=cursor)
        assert (code, path) == ("INVALID", ["after"]), cursor
        assert "cursor" in message
    assert ids(await assets(desk, after=forged(own, "zzz"))) == []


@pytest.mark.parametrize("letter", ["a", "長", "𠮷"])
async def test_names_of_any_writing_can_be_paged_by_however_long_they_are(desk: Desk, letter: str) -> None:
    there = [await add(desk, f"{number}{letter * (LONGEST_NAME - 1)}") for number in range(2)]

    first = await assets(desk, orderBy="NAME", first=1)
    second = await assets(desk, orderBy="NAME", first=1, after=first["pageInfo"]["endCursor"])

    assert [*ids(first), *ids(second)] == there


async def test_a_cursor_of_the_same_list_elsewhere_is_refused(desk: Desk) -> None:
    query = """query ($id: ID!, $after: String) {
      node(id: $id) { ... on Version { shots(first: 1, after: $after) { edges { cursor } } } } }"""
    versions = []
    for number in range(2):
        ingested = await desk.scene.ingest(desk.scene.file(f"{number}.mov", f"VIDEO {number}"))
        await desk.scene.analysed(ingested, shots=2)
        versions.append(encode_id("Version", ingested.version.id))
    cursor = (await desk.ask(query, id=versions[0]))["node"]["shots"]["edges"][0]["cursor"]

    assert len((await desk.ask(query, id=versions[0], after=cursor))["node"]["shots"]["edges"]) == 1
    code, message, _ = await desk.problem(query, id=versions[1], after=cursor)
    assert code == "INVALID"
    assert "another list" in message


async def test_a_cursor_with_a_number_that_no_engine_holds_is_refused(desk: Desk) -> None:
    ingested = await desk.scene.ingest()
    await desk.scene.analysed(ingested, shots=2)
    query = (
        "query ($id: ID!, $after: String) { node(id: $id) { ... on Version { shots(after: $after) { edges { cursor } } } } }"
    )
    version = encode_id("Version", ingested.version.id)
    own = (await desk.ask(query, id=version))["node"]["shots"]["edges"][0]["cursor"]

    assert (await desk.problem(query, id=version, after=forged(own, 2**63)))[0] == "INVALID"


@pytest.mark.parametrize(
    ("arguments", "path"),
    [
        ({"first": -1}, ["first"]),
        ({"first": LARGEST_PAGE + 1}, ["first"]),
        ({"last": 101}, ["last"]),
        ({"first": 1, "last": 1}, ["last"]),
        ({"first": 1, "before": "x"}, ["last"]),
    ],
)
async def test_arguments_that_contradict_or_ask_too_much_are_refused(
    desk: Desk, arguments: dict[str, Any], path: list[str]
) -> None:
    code, _, found = await desk.problem(ASSETS, **arguments)

    assert (code, found) == ("INVALID", path)


async def test_a_room_reads_what_was_said_in_it_by_five_hundred(desk: Desk) -> None:
    query = """query ($id: ID!, $first: Int!) { reviewSession(id: $id) {
      comments(first: $first) { edges { cursor } } annotations(first: $first) { edges { cursor } }
    } }"""
    opening = "mutation ($input: OpenReviewSessionInput!) { openReviewSession(input: $input) { reviewSession { id } } }"
    version = encode_id("Version", (await desk.scene.ingest()).version.id)
    given = {"name": "Dailies", "project": encode_id("Project", desk.scene.project.id), "versions": [version]}
    session = (await desk.ask(opening, input=given))["openReviewSession"]["reviewSession"]["id"]

    assert (await desk.ask(query, id=session, first=500))["reviewSession"]["comments"]["edges"] == []
    assert (await desk.problem(query, id=session, first=501))[0] == "INVALID"


async def test_what_was_said_in_a_room_is_read_from_both_ends(desk: Desk) -> None:
    query = """query ($id: ID!, $first: Int, $after: String, $last: Int, $before: String) { reviewSession(id: $id) {
      comments(first: $first, after: $after, last: $last, before: $before) { edges { node { text } }
        pageInfo { hasNextPage endCursor hasPreviousPage startCursor } } } }"""
    opening = "mutation ($input: OpenReviewSessionInput!) { openReviewSession(input: $input) { reviewSession { id } } }"
    saying = "mutation ($input: AddCommentInput!) { addComment(input: $input) { problems { message } } }"
    version = encode_id("Version", (await desk.scene.ingest()).version.id)
    given = {"name": "Dailies", "project": encode_id("Project", desk.scene.project.id), "versions": [version]}
    session = (await desk.ask(opening, input=given))["openReviewSession"]["reviewSession"]["id"]
    for text in "abcde":
        said = {"sessionId": session, "versionId": version, "at": {"start": 0, "end": 1}, "text": text}
        assert (await desk.ask(saying, input=said))["addComment"]["problems"] == []

    async def page(**arguments: Any) -> tuple[str, dict[str, Any]]:
        found = (await desk.ask(query, id=session, **arguments))["reviewSession"]["comments"]
        return "".join(edge["node"]["text"] for edge in found["edges"]), found["pageInfo"]

    head, begins = await page(first=2)
    tail, ends = await page(last=2)
    between, whole = await page(last=2, before=ends["startCursor"])

    assert (head, between, tail) == ("ab", "bc", "de")
    assert (begins["hasNextPage"], ends["hasPreviousPage"], whole["hasPreviousPage"]) == (True, True, True)
    assert (await page())[0] == "abcde"
    assert (await desk.problem(query, id=session, last=501))[0] == "INVALID"
    assert (await desk.problem(query, id=session, first=1, last=1))[0] == "INVALID"


async def test_ids_are_opaque_and_lead_back(desk: Desk) -> None:
    shown = await add(desk, "one")

    own = decode_id(shown, "Asset")

    assert own not in shown
    assert encode_id("Asset", own) == shown
    assert (await desk.ask("query ($id: ID!) { node(id: $id) { id } }", id=shown))["node"] == {"id": shown}
