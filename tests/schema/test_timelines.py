"""Timelines in and out, as GraphQL has them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from graph.nodes.search import Relevance
from graph.services.export import ExportService
from graph.services.footage_choice import FootageChoice
from graph.timelines.files import read_timeline
from schema.ids import encode_id
from tests.graph.library import make_library
from tests.schema.desk import Desk

CONFORM = """mutation ($input: ConformInput!) { conform(input: $input) {
  timeline { name rate { num den } start frames tracks markers notes }
  matched
  clips { name media track kind place frames timecode source matchedBy mismatch reason candidates
    version { id } range { start end startTimecode } }
  reviewSession { id name playlist { id } }
  problems { code message path } clientMutationId } }"""

EXPORT = """mutation ($input: ExportInput!) { export(input: $input) {
  file { name mimeType text notes } problems { code message path } clientMutationId } }"""

OPEN = """mutation ($input: OpenReviewSessionInput!) { openReviewSession(input: $input) {
  reviewSession { id playlist { id } } problems { code message path } } }"""

EDL = """TITLE: Reel 1
FCM: DROP FRAME
001  SH020 V C 01:00:01;00 01:00:02;00 01:00:00;00 01:00:01;00
* FROM CLIP NAME: sh020
* LOC: 01:00:00;10 RED     too dark
002  SH999 V C 01:00:01;00 01:00:02;00 01:00:01;00 01:00:02;00
* FROM CLIP NAME: sh999
003  SH010 V C 01:00:00;00 01:00:03;00 01:00:02;00 01:00:05;00
* FROM CLIP NAME: sh010
"""


async def footage(desk: Desk) -> tuple[str, str, str]:
    """Ids of the project and of the versions of two shots."""
    scene = desk.scene
    one = await scene.ingest(scene.file("sh010.mov", "VIDEO one"))
    two = await scene.ingest(scene.file("sh020.mov", "VIDEO two"))
    await scene.analysed(one)
    return encode_id("Project", scene.project.id), encode_id("Version", one.version.id), encode_id("Version", two.version.id)


async def told(desk: Desk, query: str, **given: Any) -> dict[str, Any]:
    (payload,) = (await desk.ask(query, input=given)).values()
    return dict(payload)


async def test_a_timeline_is_matched_reported_and_opened_for_review(desk: Desk) -> None:
    project, one, two = await footage(desk)

    payload = await told(desk, CONFORM, project=project, timeline={"text": EDL}, openSession="Reel 1", clientMutationId="c")

    assert payload["problems"] == []
    assert payload["timeline"] == {
        "name": "Reel 1",
        "rate": {"num": 30000, "den": 1001},
        "start": "01:00:00;00",
        "frames": 150,
        "tracks": 1,
        "markers": 1,
        "notes": payload["timeline"]["notes"],
    }
    first, second, third = payload["clips"]
    assert first == {
        "name": "sh020",
        "media": "sh020",
        "track": "V",
        "kind": "VIDEO",
        "place": 0,
        "frames": 30,
        "timecode": "01:00:00;00",
        "source": "01:00:01;00",
        "matchedBy": "MEDIA_NAME",
        "mismatch": None,
        "reason": None,
        "candidates": [],
        "version": {"id": two},
        "range": {"start": 30, "end": 60, "startTimecode": "01:00:01;00"},
    }
    assert (second["version"], second["mismatch"]) == (None, "NOT_FOUND")
    assert "'sh999'" in second["reason"]
    assert third["range"]["end"] == 90
    assert payload["matched"] == 2
    assert payload["reviewSession"]["playlist"] == [{"id": two}, {"id": one}]
    assert payload["clientMutationId"] == "c"


async def test_a_playlist_comes_from_a_timeline_a_selection_or_a_search(desk: Desk) -> None:
    project, one, two = await footage(desk)
    query = "query ($id: ID!) { node(id: $id) { ... on Version { shots { edges { node { id } } } } } }"
    shots = [edge["node"]["id"] for edge in (await desk.ask(query, id=one))["node"]["shots"]["edges"]]

    by_timeline = await told(desk, OPEN, project=project, name="t", timeline={"text": EDL})
    by_selection = await told(desk, OPEN, project=project, name="s", selection=[two, *shots, two])
    by_search = await told(desk, OPEN, project=project, name="w", search={"text": "sh010", "channels": ["NAME"]})
    by_hand = await told(desk, OPEN, project=project, name="h", versions=[one])

    found = [payload["reviewSession"]["playlist"] for payload in (by_timeline, by_selection, by_search, by_hand)]
    assert found == [[{"id": two}, {"id": one}], [{"id": two}, {"id": one}], [{"id": one}], [{"id": one}]]


async def test_guesses_of_a_search_become_neither_a_reel_nor_a_playlist(desk: Desk) -> None:
    library = make_library(desk.scene)
    choice = FootageChoice(desk.scene.services.stores, library.search_service)
    export = ExportService(desk.scene.services.stores, choice)
    desk.scene.services = replace(desk.scene.services, search=library.search_service, choice=choice, export=export)
    street = await library.clip("street.mov", ["grey wall", "red car street", "tall tree hill"])
    await library.clip("sea.mov", ["boat sea", "sea sky"])
    sought = await library.search(text="a red car")
    assert {hit.relevance for hit in sought.hits} == {Relevance.STRONG, Relevance.WEAK}
    project = encode_id("Project", desk.scene.project.id)

    reel = await told(desk, EXPORT, format="OTIO", search={"text": "a red car"})
    opened = await told(desk, OPEN, project=project, name="Cars", search={"text": "a red car"})
    refused = (
        await told(desk, EXPORT, format="OTIO", search={"text": "knitted polar bear"}),
        await told(desk, OPEN, project=project, name="Bears", search={"text": "knitted polar bear"}),
    )

    assert [(clip.name, clip.source.frames) for _, _, clip in read_timeline(reel["file"]["text"].encode()).clips()] == [
        ("street", 100)
    ]
    assert opened["reviewSession"]["playlist"] == [{"id": encode_id("Version", street.version_id)}]
    for payload in refused:
        (problem,) = payload["problems"]
        assert (problem["code"], problem["path"]) == ("INVALID", ["input", "search"])
        assert "guesses" in problem["message"]
    assert (refused[0]["file"], refused[1]["reviewSession"]) == (None, None)


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({}, "INVALID", ["input", "versions"]),
        ({"versions": [], "search": {"text": "x"}}, "INVALID", ["input", "versions"]),
        ({"versions": []}, "INVALID", ["input", "versions"]),
        ({"selection": []}, "INVALID", ["input", "selection"]),
        ({"selection": ["nonsense"]}, "INVALID", ["input", "selection", "0"]),
        ({"search": {"text": "nothing is called so", "channels": ["NAME"]}}, "INVALID", ["input", "search"]),
        ({"search": {"text": "x"}, "first": 0}, "INVALID", ["input", "first"]),
        ({"timeline": {}}, "INVALID", ["input", "timeline", "uploadId"]),
        ({"timeline": {"text": "x", "uploadId": "y"}}, "INVALID", ["input", "timeline", "uploadId"]),
        ({"timeline": {"text": "hello"}}, "UNSUPPORTED_MEDIA", ["input", "timeline"]),
        ({"timeline": {"text": "TITLE: x"}}, "INVALID", ["input", "timeline"]),
        ({"timeline": {"text": EDL.replace("sh0", "xx")}}, "INVALID", ["input", "timeline"]),
        ({"timeline": {"text": EDL, "rate": {"num": 0}}}, "INVALID", ["input", "timeline", "rate"]),
    ],
)
async def test_what_makes_no_playlist_is_a_problem(desk: Desk, given: dict[str, Any], code: str, path: list[str]) -> None:
    project, _, _ = await footage(desk)

    payload = await told(desk, OPEN, project=project, name="x", **given)

    assert payload["reviewSession"] is None
    assert [(problem["code"], problem["path"]) for problem in payload["problems"]] == [(code, path)]


async def test_a_session_a_selection_and_a_search_leave_in_every_format(desk: Desk) -> None:
    project, one, two = await footage(desk)
    opened = await told(desk, OPEN, project=project, name="Dailies", versions=[one, two])
    sources: list[dict[str, Any]] = [
        {"session": opened["reviewSession"]["id"]},
        {"selection": [one, two]},
        {"search": {"text": "sh010", "channels": ["NAME"]}, "first": 5},
    ]

    for source in sources:
        for form in ("OTIO", "EDL", "XMEML", "CSV", "JSONLD"):
            payload = await told(desk, EXPORT, format=form, handles=2, **source)
            assert payload["problems"] == []
            assert payload["file"]["text"]
    former, now = [await told(desk, EXPORT, format=form, **sources[1]) for form in ("FCPXML", "XMEML")]
    assert former["file"] == now["file"]
    assert now["file"]["name"].endswith(".xml")
    assert "<xmeml" in now["file"]["text"]
    kept = await told(desk, EXPORT, format="EDL", session=sources[0]["session"])
    again = await told(desk, CONFORM, project=project, timeline={"text": kept["file"]["text"]})
    assert (kept["file"]["name"], kept["file"]["mimeType"]) == ("Dailies.edl", "text/plain")
    assert [clip["matchedBy"] for clip in again["clips"]] == ["VERSION", "VERSION"]


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({}, ["input", "session"]),
        ({"session": "x", "selection": []}, ["input", "session"]),
        ({"selection": []}, ["input", "selection"]),
        ({"search": {"text": "x"}, "first": 5_000}, ["input", "first"]),
        ({"search": {"likeShot": "x"}}, ["input", "search", "likeShot"]),
    ],
)
async def test_what_cannot_leave_is_a_problem(desk: Desk, given: dict[str, Any], path: list[str]) -> None:
    payload = await told(desk, EXPORT, format="OTIO", **given)

    assert payload["file"] is None
    assert [(problem["code"], problem["path"]) for problem in payload["problems"]] == [("INVALID", path)]
