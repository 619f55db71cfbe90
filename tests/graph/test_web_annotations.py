"""Notes and detections as JSON-LD, read by the reference processor: nothing is dropped, all is as the W3C model asks."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4
from xml.etree.ElementTree import fromstring

import pytest
from pyld import jsonld

from graph.nodes.annotation import Mark, MarkKind, MarkPoint
from graph.nodes.asset import MediaInfo, Version
from graph.nodes.box import Box
from graph.nodes.ids import new_id
from graph.nodes.time import FrameRange, Rational
from graph.timelines.drawn_svg import drawn_svg
from graph.timelines.web_annotation import WebNote, write_annotations
from tests.graph.annotation_terms import ADDRESS, CONTEXT
from tests.graph.review_room import ARROW

FILM = MediaInfo("mov", "h264", width=1920, height=1080, frame_rate=Rational(30000, 1001), frames=300)
STILL = MediaInfo("png", "png", width=640, height=480, frames=1)
SOUND = MediaInfo("wav", audio_codec="pcm", duration_seconds=3.0)
TEXT = Mark(MarkKind.TEXT, (MarkPoint(0.1, 0.1),), "#ff0000", 0.05, text='<b>"&\u2028')
SAID_AT = "2026-01-31T18:00:00Z"


def version(media: MediaInfo) -> Version:
    return Version(new_id(), new_id(), new_id(), 1, "0" * 64, "media/it", 1, media, datetime.now(UTC))


def notes() -> list[WebNote]:
    """One of everything that can leave."""
    film, still, sound = (version(media) for media in (FILM, STILL, SOUND))
    said = WebNote(new_id(), "too dark", FrameRange(10, 12), film, "Reel 1", SAID_AT, SAID_AT, "Ada", status="OPEN")
    drawn = WebNote(
        new_id(), "here", FrameRange(3, 4), film, "Reel 1", SAID_AT, creator="Bo", status="OPEN", marks=(ARROW, TEXT)
    )
    answer = WebNote(new_id(), "I see", FrameRange(3, 4), film, "Reel 1", SAID_AT, creator="Ada", reply_to=drawn.id)
    seen = WebNote(
        new_id(), "dog", FrameRange(0, 9), film, "Reel 1", box=Box(0.25, 0.5, 0.25, 0.25), confidence=0.5, seen_by=new_id()
    )
    circled = WebNote(new_id(), "", FrameRange(3, 4), film, "Reel 1", SAID_AT, creator="Bo", marks=(ARROW,))
    of_still = WebNote(new_id(), "crop", FrameRange(0, 1), still, "Poster", SAID_AT, creator="Ada", status="RESOLVED")
    of_sound = WebNote(new_id(), "hum", FrameRange(0, 1), sound, "Track", SAID_AT, creator="Ada", status="OPEN")
    return [said, drawn, answer, seen, of_still, of_sound, circled]


def loaded(address: str, _options: dict[str, Any]) -> dict[str, Any]:
    assert address == ADDRESS
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": address,
        "document": {"@context": CONTEXT},
    }


@pytest.fixture
def exported() -> dict[str, Any]:
    collection: dict[str, Any] = json.loads(write_annotations(str(uuid4()), "Dailies", notes()))
    return collection


def test_a_processor_drops_no_term_and_makes_the_same_of_it_again(exported: dict[str, Any]) -> None:
    options = {"documentLoader": loaded}
    dropped: list[str | None] = []
    unknown = {**exported, "nobodyKnowsThis": 1}

    expanded = jsonld.expand(exported, options, dropped.append)
    again = jsonld.compact(expanded, exported["@context"], options)

    assert dropped == []
    assert again == exported
    jsonld.expand(unknown, options, dropped.append)
    assert dropped == ["nobodyKnowsThis"]


def test_everything_has_what_the_model_says_it_must_have(exported: dict[str, Any]) -> None:
    page = exported["first"]
    ids = [exported["id"], page["id"], *(item["id"] for item in page["items"])]
    assert len(set(ids)) == len(ids)
    assert all(urlsplit(each).scheme == "urn" for each in ids)
    assert exported["last"] == page["id"]
    assert page["partOf"] == exported["id"]
    assert exported["total"] == len(page["items"]) == len(notes())
    for item in page["items"]:
        assert item["type"] == "Annotation"
        assert item["motivation"] == "highlighting" or item["body"]["type"] == "TextualBody"
        targets = item["target"] if isinstance(item["target"], list) else [item["target"]]
        (resource,) = (each for each in targets if isinstance(each, dict))
        assert resource["type"] == "SpecificResource"
        assert urlsplit(resource["source"]["id"]).scheme == "urn"
        assert resource["selector"]["conformsTo"] == "http://www.w3.org/TR/media-frags/"
        assert resource["selector"].get("refinedBy", {"type": "SvgSelector"})["type"] == "SvgSelector"
        for moment in ("created", "modified"):
            assert moment not in item or datetime.fromisoformat(item[moment]).utcoffset() is not None
    kinds = [item["target"]["source"]["type"] for item in page["items"] if isinstance(item["target"], dict)]
    assert kinds == ["Video", "Video", "Video", "Image", "Audio", "Video"]


def test_a_still_is_meant_whole_and_a_box_in_pixels_of_the_picture(exported: dict[str, Any]) -> None:
    fragments = [
        item["target"]["selector"]["value"] for item in exported["first"]["items"] if isinstance(item["target"], dict)
    ]
    assert fragments == [
        "t=npt:0.333667,0.4004",
        "t=npt:0.1001,0.133467",
        "t=npt:0,0.3003&xywh=pixel:480,540,480,270",
        "xywh=percent:0,0,100,100",
        "t=npt:0",
        "t=npt:0.1001,0.133467",
    ]


def test_an_arrow_leaves_with_its_head() -> None:
    across = Mark(MarkKind.ARROW, (MarkPoint(0.25, 0.5), MarkPoint(0.75, 0.5)), "#ff8800", 0.01)

    (line,) = fromstring(drawn_svg([across], (1920, 1080)))  # noqa: S314 -- our own words

    points = [tuple(map(float, point.split(","))) for point in line.attrib["points"].split()]
    tail, head, one, again, other = points
    assert (tail, head) == ((480, 540), (1440, 540))
    assert again == head
    assert one[0] == other[0] < head[0], "the barbs point back"
    assert (one[1] - 540) == -(other[1] - 540) != 0, "one on each side"
