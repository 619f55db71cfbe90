"""Timelines come back from every format as they went in, to the frame; OpenTimelineIO and its adapters agree."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from fractions import Fraction

import opentimelineio as otio
import pytest

from graph.nodes.time import FrameRange, Rational, StartTimecode
from graph.nodes.timeline import Clip, Gap, Marker, Media, Timeline, TimelineFormat, TimelineTrack, TrackKind
from graph.timelines.files import read_timeline, write_timeline
from tests.graph.timelines_made import made_timeline

HOW_MANY = 200


def back(timeline: Timeline, form: TimelineFormat) -> Timeline:
    """Return what a reader makes of what the writer wrote; the reader finds out by itself what it reads."""
    return read_timeline(write_timeline(timeline, form).encode())


def said(timeline: Timeline) -> list[tuple[int, int, str]]:
    """Return what all markers say, and at which frames of the timeline."""
    found = [(each.at.start, each.at.frames, each.name, each.comment) for each in timeline.markers]
    for _, place, clip in timeline.clips():
        found += [
            (place + each.at.start - clip.source.start, each.at.frames, each.name, each.comment) for each in clip.markers
        ]
    return sorted((start, frames, ": ".join(filter(None, words))) for start, frames, *words in found)


def cut(timeline: Timeline) -> list[tuple[TrackKind, int, str, FrameRange, Rational, int, bool, str]]:
    """Return what stands where."""
    return [
        (track.kind, place, clip.name, clip.source, clip.rate, clip.frames, clip.drop_frame, clip.media.name)
        for track, place, clip in timeline.clips()
    ]


@pytest.mark.parametrize("form", [TimelineFormat.OTIO, TimelineFormat.XMEML])
def test_timelines_come_back_whole(form: TimelineFormat) -> None:
    for seed in range(HOW_MANY):
        timeline = made_timeline(seed)

        assert back(timeline, form) == timeline, f"seed {seed}"


def test_timelines_come_back_from_an_edit_list_to_the_frame() -> None:
    for seed in range(HOW_MANY):
        timeline = made_timeline(seed)

        read = back(timeline, TimelineFormat.EDL)

        assert cut(read) == cut(timeline), f"seed {seed}"
        assert said(read) == said(timeline), f"seed {seed}"
        assert (read.rate, read.start) == (timeline.rate, timeline.start), f"seed {seed}"


def test_timelines_come_back_from_final_cut_pro_x_with_markers_on_what_is_shown() -> None:
    for seed in range(0, HOW_MANY, 4):
        timeline = made_timeline(seed)

        read = back(timeline, TimelineFormat.FCPX)

        assert cut(read) == cut(timeline), f"seed {seed}"
        assert said(read) == said(timeline), f"seed {seed}"
        assert [clip.media for _, _, clip in read.clips()] == [clip.media for _, _, clip in timeline.clips()]
        assert (read.name, read.rate, read.start) == (timeline.name, timeline.rate, timeline.start), f"seed {seed}"


def test_retimed_and_disabled_clips_and_other_rates_come_back_from_final_cut_pro_x() -> None:
    slow = Clip("slow", FrameRange(10, 34), Rational(24, 1), 48, Media("slow.mov"))
    still = Clip("still", FrameRange(7, 8), Rational(24, 1), 50, Media("still.mov"), enabled=False)
    other = Clip("other", FrameRange(100, 150), Rational(25, 1), 48, Media("other.mov", start=90_000, frames=250))
    timeline = Timeline(
        "x", Rational(24, 1), StartTimecode(86_400, False), (TimelineTrack("V1", TrackKind.VIDEO, (slow, still, other)),)
    )

    (track,) = back(timeline, TimelineFormat.FCPX).tracks

    kept = [replace(clip, media=Media()) for clip in track.items if isinstance(clip, Clip)]
    assert kept == [replace(clip, media=Media()) for clip in (slow, still, other)]


def test_clips_come_back_from_a_log_of_avid() -> None:
    for seed in range(0, HOW_MANY, 4):
        timeline = made_timeline(seed)

        read = back(timeline, TimelineFormat.ALE)

        for kind in TrackKind:
            clips, back_again = (
                [(clip.name, clip.source, clip.rate, clip.drop_frame, clip.media.name) for _, _, clip in found]
                for found in ([each for each in whole.clips() if each[0].kind is kind] for whole in (timeline, read))
            )
            assert back_again == clips, f"seed {seed}"


def test_comments_come_back_from_a_table_to_the_frame() -> None:
    for seed in range(HOW_MANY):
        timeline = made_timeline(seed)

        read = back(timeline, TimelineFormat.CSV) if said(timeline) else timeline

        assert said(read) == said(timeline), f"seed {seed}"
        assert (read.rate, read.start) == (timeline.rate, timeline.start), f"seed {seed}"


def test_a_table_that_a_spreadsheet_saved_with_semicolons_is_read() -> None:
    timeline = made_timeline(7)
    saved = write_timeline(timeline, TimelineFormat.CSV).replace(",", ";")

    assert said(timeline)
    assert len(said(read_timeline(saved.encode()))) == len(said(timeline))


def test_a_note_over_a_range_keeps_its_last_frames_at_another_rate() -> None:
    note = Marker(FrameRange(100, 120), "all of it")
    clip = Clip("c", FrameRange(0, 240), Rational(24000, 1001), 300, markers=(note,))
    timeline = Timeline("x", Rational(30000, 1001), StartTimecode(0, True), (TimelineTrack("V1", TrackKind.VIDEO, (clip,)),))

    assert "|D:25" in write_timeline(timeline, TimelineFormat.EDL)
    assert said(back(timeline, TimelineFormat.CSV)) == [(125, 25, "all of it")]


def test_opentimelineio_reads_what_is_written_and_agrees_on_every_frame() -> None:
    for seed in range(0, HOW_MANY, 4):
        timeline = made_timeline(seed)

        theirs = otio.adapters.read_from_string(write_timeline(timeline, TimelineFormat.OTIO), "otio_json")

        assert theirs.global_start_time.to_frames() == timeline.start.frame
        for track, ours in zip(theirs.tracks, timeline.tracks, strict=True):
            assert track.kind.upper() == ours.kind.value
            for item, (place, mine) in zip(track, ours.placed(), strict=True):
                placed = item.range_in_parent()
                assert (placed.start_time.to_frames(), placed.duration.to_frames()) == (place, mine.frames)
                if isinstance(mine, Clip):
                    assert item.source_range.start_time.to_frames() == mine.source.start
                    assert [each.marked_range.start_time.to_frames() for each in item.markers] == [
                        each.at.start for each in mine.markers
                    ]


def test_what_opentimelineio_writes_is_read_as_it_means_it() -> None:
    for seed in range(0, HOW_MANY, 4):
        timeline = made_timeline(seed)
        theirs = otio.adapters.read_from_string(write_timeline(timeline, TimelineFormat.OTIO), "otio_json")
        for found in [theirs, theirs.tracks, *theirs.find_clips()]:
            found.metadata.clear()

        read = read_timeline(otio.adapters.write_to_string(theirs, "otio_json").encode())

        plain = [(*each[:6], each[7]) for each in cut(timeline)]
        assert [(*each[:6], each[7]) for each in cut(read)] == plain, f"seed {seed}"
        assert read.rate == timeline.rate


def test_final_cut_xml_is_read_by_opentimelineios_adapter_to_the_frame() -> None:
    for seed in range(0, HOW_MANY, 8):
        timeline = made_timeline(seed)

        theirs = otio.adapters.read_from_string(write_timeline(timeline, TimelineFormat.XMEML), "fcp_xml")

        ours = [(clip.name, clip.source.start, clip.source.frames) for _, _, clip in timeline.clips()]
        assert [
            (clip.name, clip.source_range.start_time.to_frames(), clip.source_range.duration.to_frames())
            for clip in theirs.find_clips()
        ] == ours


def test_an_edit_list_is_read_by_opentimelineios_adapter_to_the_frame() -> None:
    """At whole rates: at 30000/1001 that adapter counts what drop frame leaves out."""
    for seed in (0, 1, 5, 6, 10, 11, 15, 16):
        timeline = made_timeline(seed)
        one = replace(timeline, tracks=timeline.tracks[:1], markers=())

        theirs = otio.adapters.read_from_string(
            write_timeline(one, TimelineFormat.EDL), "cmx_3600", rate=float(one.rate.fraction)
        )

        assert [
            (clip.name, clip.source_range.start_time.to_frames(), clip.source_range.duration.to_frames())
            for clip in theirs.find_clips()
        ] == [(clip.name, clip.source.start, clip.source.frames) for _, _, clip in one.clips()]


@pytest.mark.parametrize("form", [TimelineFormat.OTIO, TimelineFormat.XMEML, TimelineFormat.EDL])
def test_footage_at_another_rate_keeps_its_own_frames(form: TimelineFormat) -> None:
    cinema = Rational(24000, 1001)
    clips = tuple(
        Clip(
            f"c{place}",
            FrameRange(100, 100 + frames),
            cinema,
            round(frames * Fraction(25) / cinema.fraction),
            Media("a.mov"),
        )
        for place, frames in enumerate((7, 48, 1, 1001, 13))
    )
    mixed = Timeline("mixed", Rational(25, 1), StartTimecode(90_000, False), (TimelineTrack("V1", TrackKind.VIDEO, clips),))

    assert cut(back(mixed, form)) == cut(mixed)


@pytest.mark.parametrize("form", [TimelineFormat.OTIO, TimelineFormat.XMEML, TimelineFormat.EDL])
def test_a_still_is_one_frame_however_long_it_stands(form: TimelineFormat) -> None:
    still = Clip("card", FrameRange(0, 1), Rational(24, 1), 48, Media("card.png"))
    timeline = Timeline(
        "still", Rational(24, 1), StartTimecode(0, False), (TimelineTrack("V1", TrackKind.VIDEO, (Gap(5), still)),)
    )

    assert cut(back(timeline, form)) == cut(timeline)


def test_drop_frame_is_written_with_its_sign_and_read_without_it() -> None:
    timeline = made_timeline(3)
    assert timeline.start.drop_frame
    text = write_timeline(timeline, TimelineFormat.EDL)
    plain = "\n".join(line for line in text.replace(";", ":").splitlines() if "REELGRAPH:" not in line)

    assert "FCM: DROP FRAME" in text
    read = read_timeline(plain.encode(), rate=Rational(30000, 1001))

    assert [(place, clip.source) for _, place, clip in read.clips()] == [
        (place - min(start for _, start, _ in timeline.clips()), clip.source) for _, place, clip in timeline.clips()
    ]


def test_an_edit_list_without_a_rate_says_that_it_was_guessed() -> None:
    lines = ["TITLE: x", "001  AX V C 01:00:00:00 01:00:01:00 00:00:00:00 00:00:01:00", "002  AX V C 0 0 0 0"]

    read = read_timeline("\n".join(lines).encode())

    assert read.rate == Rational(24, 1)
    assert "does not say its rate" in read.notes[0]


def test_a_timeline_in_a_zip_with_its_media_is_read_without_them() -> None:
    timeline = made_timeline(2)
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("version.txt", "1.0.0")
        archive.writestr("content.otio", write_timeline(timeline, TimelineFormat.OTIO))
        archive.writestr("media/one.mov", bytes(1_000_000))

    assert read_timeline(zipped.getvalue()) == timeline


def test_no_cell_of_a_table_is_a_formula() -> None:
    timeline = made_timeline(0)
    evil = Marker(FrameRange(0, 1), comment="=HYPERLINK(1)", name="@SUM(A1)")

    text = write_timeline(replace(timeline, tracks=(), markers=(evil,)), TimelineFormat.CSV)

    assert "'=HYPERLINK(1)" in text
    assert "'@SUM(A1)" in text
    assert read_timeline(text.encode()).markers[0].comment == "=HYPERLINK(1)"
