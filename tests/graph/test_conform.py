"""Timelines matched with footage: what tells a version, what cannot, and which frames a clip shows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from graph.errors import InvalidError, NotFoundError, TooLargeError
from graph.nodes.asset import StorageMode
from graph.nodes.conform import Conformed, MatchedBy, Mismatch
from graph.nodes.ids import new_id
from graph.nodes.time import FrameRange, Rational, StartTimecode, parse_timecode
from graph.nodes.timeline import Clip, Gap, Item, Media, Timeline, TimelineFormat, TimelineTrack, TrackKind
from graph.services.conform import bytes_of, frames_in, reviewable
from graph.services.ingest import IngestRequest
from graph.timelines.bounds import LARGEST_FILE
from graph.timelines.files import write_timeline
from tests.graph.scene import MEDIA, Scene

NTSC = Rational(30000, 1001)
BEGINS = 107_892
"""The footage's first frame, 01:00:00;00."""


def cut(*items: Item, kind: TrackKind = TrackKind.VIDEO) -> Timeline:
    return Timeline("cut", NTSC, StartTimecode(BEGINS, True), (TimelineTrack("V1", kind, items),))


def clip(name: str = "", media: Media = Media(), start: int = BEGINS + 10, frames: int = 20) -> Clip:  # noqa: B008 -- frozen
    return Clip(name, FrameRange(start, start + frames), NTSC, frames, media, drop_frame=True)


async def conform(scene: Scene, timeline: Timeline, form: TimelineFormat = TimelineFormat.OTIO) -> Conformed:
    data = write_timeline(timeline, form).encode()
    return await scene.services.conform.conform(scene.artist, scene.project.id, data)


async def two_shots(scene: Scene) -> tuple[str, str]:
    first = await scene.ingest(scene.file("sh010.mov", "VIDEO one"))
    second = await scene.ingest(scene.file("sh020.mov", "VIDEO two"))
    return first.version.id, second.version.id


@pytest.mark.parametrize("form", [TimelineFormat.OTIO, TimelineFormat.EDL, TimelineFormat.XMEML])
async def test_clips_are_matched_by_name_and_source_timecode_from_every_format(scene: Scene, form: TimelineFormat) -> None:
    one, two = await two_shots(scene)

    conformed = await conform(
        scene,
        cut(
            clip("sh020", Media("sh020.mov"), BEGINS + 100, 50),
            Gap(7),
            clip("SH010", start=BEGINS, frames=300),
            clip("sh020"),
        ),
        form,
    )

    assert [(each.version_id, each.frames, each.place) for each in conformed.clips] == [
        (two, FrameRange(100, 150), 0),
        (one, FrameRange(0, 300), 57),
        (two, FrameRange(10, 30), 357),
    ]
    assert conformed.playlist == (two, one)
    assert conformed.matched == 3


async def test_the_surest_thing_that_a_file_says_decides(scene: Scene) -> None:
    one, two = await two_shots(scene)
    (version,) = await scene.services.stores.versions.by_ids([two])
    assert version is not None

    conformed = await conform(
        scene,
        cut(
            clip("sh010", Media("sh010.mov", version_id=two)),
            clip("sh010", Media("sh010.mov", sha256=version.sha256)),
            clip("sh010", Media("sh020.mov")),
            clip("sh010", Media("unknown.mov")),
            clip("sh010", Media("", "file:///Volumes/Show/sh020.mov")),
        ),
    )

    assert [(each.version_id, each.matched_by) for each in conformed.clips] == [
        (two, MatchedBy.VERSION),
        (two, MatchedBy.CONTENT),
        (two, MatchedBy.MEDIA_NAME),
        (one, MatchedBy.CLIP_NAME),
        (two, MatchedBy.MEDIA_NAME),
    ]


async def test_footage_that_stays_where_it_is_is_matched_by_its_path(scene: Scene) -> None:
    project = await scene.services.projects.create(scene.admin, f"k{new_id()[-8:]}", "Kept", StorageMode.REFERENCE)
    path = scene.file("day 1/A001.mov", "VIDEO here")
    twin = scene.file("day 2/A001.mov", "VIDEO there")
    ids = []
    for each in (path, twin):
        done = await scene.services.ingest.ingest(scene.admin, IngestRequest(project.id, each))
        ids.append(done.version.id)
    timeline = cut(clip("A001", Media("", twin.as_uri())), clip("A001", Media("A001.mov")))

    conformed = await scene.services.conform.conform(
        scene.admin, project.id, write_timeline(timeline, TimelineFormat.OTIO).encode()
    )

    assert (conformed.clips[0].version_id, conformed.clips[0].matched_by) == (ids[1], MatchedBy.PATH)
    assert conformed.clips[1].mismatch is Mismatch.AMBIGUOUS
    assert set(conformed.clips[1].candidates) == set(ids)


async def test_what_did_not_match_says_why(scene: Scene) -> None:
    one, _ = await two_shots(scene)

    conformed = await conform(
        scene, cut(clip("sh999"), clip(), clip("sh010", start=BEGINS + 290), clip("sh010", Media(version_id=new_id())))
    )

    assert [each.mismatch for each in conformed.clips] == [
        Mismatch.NOT_FOUND,
        Mismatch.NO_NAME,
        Mismatch.OUT_OF_RANGE,
        None,
    ]
    assert "'sh999'" in conformed.clips[0].reason
    assert conformed.clips[2].candidates == (one,)


async def test_of_several_versions_the_newest_that_has_the_frames_is_taken(scene: Scene) -> None:
    first = await scene.ingest(scene.file("sh010.mov", "VIDEO one"))
    second = await scene.ingest(scene.file("sh010b.mov", "VIDEO two"), version_of=first.asset.id)

    conformed = await conform(scene, cut(clip("sh010")))

    assert conformed.playlist == (second.version.id,)


async def test_frames_that_are_counted_from_nought_are_understood_too(scene: Scene) -> None:
    one, _ = await two_shots(scene)

    conformed = await conform(scene, cut(clip("sh010", start=5), clip("sh010", Media("sh010.mov", start=0, frames=300), 7)))

    assert [(each.version_id, each.frames) for each in conformed.clips] == [
        (one, FrameRange(5, 25)),
        (one, FrameRange(7, 27)),
    ]


async def test_an_edit_list_at_another_rate_finds_the_frames_by_their_timecode(scene: Scene) -> None:
    """15 of its 30 frames a second past 01:00:00 at 25 are half a second, as 12 and a half of 25 are."""
    one, _ = await two_shots(scene)
    data = b"TITLE: x\n001  SH010 V C 01:00:02:00 01:00:04:00 01:00:00:00 01:00:02:00\n* FROM CLIP NAME: sh010\n"

    conformed = await scene.services.conform.conform(scene.artist, scene.project.id, data, rate=Rational(25, 1))

    assert conformed.clips[0].version_id == one
    assert conformed.clips[0].frames is not None
    assert conformed.clips[0].frames.frames == 60


async def test_sound_is_matched_where_there_is_no_picture_and_left_alone_where_there_is(scene: Scene) -> None:
    one, two = await two_shots(scene)
    sound = TimelineTrack("A1", TrackKind.AUDIO, (clip("sh020"),))
    picture = cut(clip("sh010"))

    assert (await conform(scene, replace(picture, tracks=(*picture.tracks, sound)))).playlist == (one,)
    assert (await conform(scene, replace(picture, tracks=(sound,)))).playlist == (two,)


async def test_clips_that_are_switched_off_are_reported_and_not_reviewed(scene: Scene) -> None:
    await two_shots(scene)

    conformed = await conform(scene, cut(replace(clip("sh010"), enabled=False)))

    assert conformed.matched == 1
    with pytest.raises(InvalidError, match="nothing to review"):
        reviewable(conformed)


async def test_nobody_finds_footage_of_a_project_that_is_not_theirs(scene: Scene) -> None:
    await two_shots(scene)
    data = write_timeline(cut(clip("sh010")), TimelineFormat.OTIO).encode()

    with pytest.raises(NotFoundError):
        await scene.services.conform.conform(scene.stranger, scene.project.id, data)


async def test_footage_of_another_project_is_not_matched_even_by_its_id(scene: Scene) -> None:
    other = await scene.services.projects.create(scene.admin, f"o{new_id()[-8:]}", "Other")
    path = scene.file("secret.mov", "VIDEO secret")
    done = await scene.services.ingest.ingest(scene.admin, IngestRequest(other.id, path))
    media = Media("secret.mov", version_id=done.version.id, sha256=done.version.sha256)

    conformed = await conform(scene, cut(clip("secret", media)))

    assert conformed.clips[0].mismatch is Mismatch.NOT_FOUND
    assert conformed.clips[0].candidates == ()


async def test_a_file_that_is_too_large_or_no_file_is_refused(scene: Scene, tmp_path: Path) -> None:
    large = tmp_path / "large.otio"
    with large.open("wb") as file:
        file.truncate(LARGEST_FILE + 1)

    with pytest.raises(TooLargeError):
        await bytes_of(large)
    with pytest.raises(InvalidError):
        await bytes_of(tmp_path)


def test_the_footage_of_these_tests_begins_where_they_say() -> None:
    assert MEDIA.start_timecode == StartTimecode(BEGINS, drop_frame=True)


@pytest.mark.parametrize(
    ("label", "rate", "dropping", "frame"),
    [
        ("00:59:59;15", Rational(30000, 1001), True, 45),
        ("00:59:59:15", Rational(30000, 1001), False, 45),
        ("00:59:59:12", Rational(24000, 1001), False, 45),
        ("01:00:02:00", Rational(25, 1), False, 120),
    ],
)
async def test_the_timecode_of_an_edit_list_is_the_label_that_stands_on_the_footage(
    scene: Scene, label: str, rate: Rational, dropping: bool, frame: int
) -> None:
    found = (await scene.ingest(scene.file("df2997.mov", "VIDEO df"))).version
    counted = Rational(30000, 1001)
    media = replace(found.media, frames=300, frame_rate=counted, start_timecode=parse_timecode("00:59:58;00", counted))
    start = parse_timecode(label, rate).frame
    named = Clip("df2997", FrameRange(start, start + 10), rate, 10, drop_frame=dropping)

    frames = frames_in(replace(found, media=media), named)

    assert frames is not None
    assert frames.start == frame
