"""What leaves: footage with what was said about it, to the frame, for those who may read it."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from fractions import Fraction

import pytest

from graph.errors import InvalidError, NotAllowedError, NotFoundError, ReelgraphError
from graph.nodes.access import Role
from graph.nodes.asset import MediaInfo
from graph.nodes.comment import CommentStatus
from graph.nodes.page import PageRequest
from graph.nodes.search import SearchChannel, SearchRequest
from graph.nodes.time import FrameRange, Rational, StartTimecode
from graph.nodes.timeline import Clip, TimelineFormat
from graph.services.annotations import NewAnnotation
from graph.services.export import ExportRequest
from graph.services.footage_choice import Chosen, ChosenId
from graph.services.timeline_making import Cutting, make_timeline
from graph.timelines.files import read_timeline
from graph.timelines.web_annotation import seconds
from tests.graph.review_room import ARROW, ReviewRoom, make_review_room
from tests.graph.scene import Scene

BEGINS = 107_892
NTSC = Rational(30000, 1001)
PAGE = PageRequest(100)
TIMELINES = (TimelineFormat.OTIO, TimelineFormat.EDL, TimelineFormat.XMEML)


@pytest.fixture
async def room(scene: Scene) -> ReviewRoom:
    return await make_review_room(scene)


def clips(text: str) -> list[Clip]:
    return [clip for _, _, clip in read_timeline(text.encode()).clips()]


@pytest.mark.parametrize("form", TIMELINES)
async def test_a_session_leaves_as_a_timeline_with_its_comments_as_markers_and_drop_frame_kept(
    room: ReviewRoom, form: TimelineFormat
) -> None:
    await room.say("too dark, look\nleft", start=10, end=22)
    await room.say("end", start=299, end=300, version_id=room.other.id)

    done = await room.services.export.export(room[Role.VIEWER], ExportRequest(form, session_id=room.session.id))

    timeline = read_timeline(done.text.encode())
    assert (timeline.name, timeline.rate, timeline.start) == ("Dailies", NTSC, StartTimecode(BEGINS, True))
    assert [(clip.name, clip.source, clip.drop_frame) for clip in clips(done.text)] == [
        (name, FrameRange(BEGINS, BEGINS + 300), True) for name in ("one", "two")
    ]
    first, second = (clip.markers[0] for clip in clips(done.text))
    assert (first.at, second.at) == (FrameRange(BEGINS + 10, BEGINS + 22), FrameRange(BEGINS + 299, BEGINS + 300))
    assert "too dark, look" in first.comment
    assert room[Role.REVIEWER].user.name in first.name + first.comment


async def test_what_leaves_comes_back_as_the_same_footage(room: ReviewRoom) -> None:
    for form in TIMELINES:
        done = await room.services.export.export(room[Role.VIEWER], ExportRequest(form, session_id=room.session.id))

        again = await room.services.conform.conform(room[Role.VIEWER], room.scene.project.id, done.text.encode())

        assert [(clip.version_id, clip.frames) for clip in again.clips] == [
            (version.id, FrameRange(0, 300)) for version in (room.version, room.other)
        ]


async def test_shots_leave_with_handles_where_there_is_footage_for_them(scene: Scene) -> None:
    ingested = await scene.ingest()
    await scene.analysed(ingested, shots=3)
    page = (await scene.services.stores.shots.page_by_version([ingested.version.id], PAGE))[0]
    chosen = tuple(ChosenId(shot.id, True, place) for place, shot in enumerate(page.items))

    request = ExportRequest(TimelineFormat.OTIO, selection=chosen, cutting=Cutting("Reel", handles=8))
    done = await scene.services.export.export(scene.artist, request)

    ranges = [shot.range for shot in page.items]
    assert [clip.source for clip in clips(done.text)] == [
        FrameRange(BEGINS + max(0, frames.start - 8), BEGINS + min(300, frames.end + 8)) for frames in ranges
    ]
    assert done.file_name == "Reel.otio"


async def test_comments_leave_as_a_table_and_a_resolved_one_says_so(room: ReviewRoom) -> None:
    comment, _ = await room.say("=1+1", start=10, end=12)
    await room.services.comments.set_status(room[Role.REVIEWER], comment.id, CommentStatus.RESOLVED)
    gone, _ = await room.say("taken back")
    await room.services.comments.delete(room[Role.REVIEWER], gone.id)

    request = ExportRequest(TimelineFormat.CSV, session_id=room.session.id)
    done = await room.services.export.export(room[Role.VIEWER], request)

    assert done.text.startswith("\ufeff"), "a spreadsheet on Windows takes it for another code page"
    (row,) = csv.DictReader(io.StringIO(done.text.removeprefix("\ufeff")))
    assert (row["Timecode"], row["Frame"], row["Frames"]) == ("01:00:00;10", "10", "2")
    assert (row["Clip"], row["Source timecode"], row["Source frame"]) == ("one", "01:00:00;10", "10")
    assert (row["Status"], row["Comment"]) == ("resolved", "'=1+1")
    assert row["Author"] == room[Role.REVIEWER].user.name


async def test_notes_and_detections_leave_as_web_annotations(room: ReviewRoom) -> None:
    await room.scene.analysed(await room.scene.ingest(room.scene.file("one.mov", "VIDEO one")), labels=("dog",))
    said, _ = await room.say("too dark", marks=(ARROW,))
    await room.say("I agree", reply_to=said.id)
    asked = NewAnnotation(room.session.id, room.version.id, 3, 4, (ARROW,))
    circled = (await room.services.annotations.add(room[Role.REVIEWER], asked))[0]

    request = ExportRequest(TimelineFormat.JSONLD, session_id=room.session.id, detections=True)
    done = await room.services.export.export(room[Role.VIEWER], request)

    collection = json.loads(done.text)
    assert collection["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    items = collection["first"]["items"]
    assert collection["total"] == len(items)
    by_motivation = {item["motivation"]: item for item in items}
    assert set(by_motivation) == {"commenting", "replying", "tagging", "highlighting"}
    assert by_motivation["highlighting"]["id"] == f"urn:uuid:{circled.id}"
    assert "body" not in by_motivation["highlighting"]
    note, reply, seen = (by_motivation[each] for each in ("commenting", "replying", "tagging"))
    assert note["id"] == f"urn:uuid:{said.id}"
    assert note["body"]["value"] == "too dark"
    selector = note["target"]["selector"]
    assert (selector["startFrame"], selector["endFrame"], selector["frameRate"]) == (10, 12, "30000/1001")
    assert selector["value"] == "t=npt:0.333667,0.4004"
    assert "<polyline" in selector["refinedBy"]["value"]
    assert reply["target"][0] == note["id"]
    assert seen["body"] == {"type": "TextualBody", "value": "dog", "format": "text/plain", "purpose": "tagging"}
    assert "xywh=pixel:" in seen["target"]["selector"]["value"]
    assert 0 < seen["confidence"] <= 1


@pytest.mark.no_cover  # so many frames: to note each line that they run would take as long again
def test_seconds_of_a_fragment_lie_in_the_frame_that_is_meant() -> None:
    for rate in (
        Fraction(24),
        Fraction(25),
        Fraction(24000, 1001),
        Fraction(30000, 1001),
        Fraction(50),
        Fraction(60000, 1001),
    ):
        for frame in (*range(3_000), 2_589_407):
            assert int(Fraction(seconds(frame, rate)) * rate) == frame


async def test_a_still_stands_for_two_seconds_and_sound_is_left_out_with_a_word(room: ReviewRoom) -> None:
    still = replace(room.version, media=MediaInfo(container="png", width=8, height=8, frames=1))
    sound = replace(room.version, media=MediaInfo(container="wav", duration_seconds=3.0))

    timeline = make_timeline(Cutting("x"), [Chosen(still), Chosen(sound), Chosen(room.other)], {}, {})

    assert timeline.rate == NTSC
    assert [(clip.source.frames, clip.frames) for _, _, clip in timeline.clips()] == [(1, 60), (300, 300)]
    assert timeline.notes == ("1 of the chosen have no picture and were left out.",)


@pytest.mark.parametrize(
    ("cutting", "form", "path"),
    [
        (Cutting("x", handles=-1), TimelineFormat.OTIO, "handles"),
        (Cutting("x", handles=10**9), TimelineFormat.OTIO, "handles"),
        (Cutting("x", rate=Rational(25, 2)), TimelineFormat.EDL, "rate"),
        (Cutting("x", rate=Rational(25, 2)), TimelineFormat.XMEML, "rate"),
        (Cutting("x", rate=Rational(10**9, 1)), TimelineFormat.OTIO, "rate"),
        (Cutting("x", rate=Rational(25, 1), drop_frame=True), TimelineFormat.OTIO, "dropFrame"),
    ],
)
async def test_what_a_format_cannot_say_is_refused_in_a_sentence(
    room: ReviewRoom, cutting: Cutting, form: TimelineFormat, path: str
) -> None:
    request = ExportRequest(form, session_id=room.session.id, cutting=cutting)

    with pytest.raises(InvalidError) as told:
        await room.services.export.export(room[Role.VIEWER], request)

    assert told.value.path == (path,)


async def test_drop_frame_can_be_turned_off(room: ReviewRoom) -> None:
    request = ExportRequest(TimelineFormat.EDL, session_id=room.session.id, cutting=Cutting("", drop_frame=False))

    done = await room.services.export.export(room[Role.VIEWER], request)

    assert "FCM: NON-DROP FRAME" in done.text
    assert read_timeline(done.text.encode()).start == StartTimecode(108_000, False)


async def test_nobody_exports_what_is_not_theirs_to_see(room: ReviewRoom) -> None:
    await room.scene.analysed(await room.scene.ingest(room.scene.file("one.mov", "VIDEO one")))
    stranger, version = room.scene.stranger, ChosenId(room.version.id, False, 0)
    requests = (
        ExportRequest(TimelineFormat.OTIO, session_id=room.session.id),
        ExportRequest(TimelineFormat.OTIO, selection=(version,)),
    )
    for request in requests:
        with pytest.raises((NotFoundError, NotAllowedError)) as told:
            await room.services.export.export(stranger, request)
        assert isinstance(told.value, ReelgraphError)

    words = SearchRequest(text="one", channels=frozenset({SearchChannel.NAME}))
    found = [
        await room.services.export.export(viewer, ExportRequest(TimelineFormat.OTIO, search=words))
        for viewer in (stranger, room[Role.VIEWER])
    ]
    assert [[clip.name for clip in clips(done.text)] for done in found] == [[], ["one"] * len(clips(found[1].text))]
    assert clips(found[1].text)


async def test_a_file_name_has_nothing_that_a_file_system_minds(room: ReviewRoom) -> None:
    for name, expected in (("../../etc/passwd", "etc_passwd.otio"), ("..", "export.otio"), ("a\0b\nc", "ab_c.otio")):
        request = ExportRequest(TimelineFormat.OTIO, session_id=room.session.id, cutting=Cutting(name))

        assert (await room.services.export.export(room[Role.VIEWER], request)).file_name == expected
