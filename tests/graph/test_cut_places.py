"""Notes that follow the edit lists of two cuts: what was trimmed, taken out, moved, retimed and covered."""

from __future__ import annotations

from fractions import Fraction

import opentimelineio as otio
import pytest

from graph.errors import TooLargeError
from graph.nodes.asset import MediaInfo
from graph.nodes.time import FrameRange, Rational, StartTimecode
from graph.nodes.timeline import Timeline
from graph.services.cut_places import CutPlaces, SurestPlaces
from graph.services.matching import NumberedPlaces
from graph.timelines.files import read_timeline

RATE = 24
Cut = tuple[str, int, int]
"""A medium, and the frames of it that are shown."""


def timeline(*tracks: list[Cut | int], speeds: dict[str, float] | None = None) -> Timeline:
    """A timeline as OpenTimelineIO writes it; a number is a gap. ``speeds`` are those of media that are retimed."""
    made = otio.schema.Timeline("cut")
    for items in tracks:
        track = otio.schema.Track(kind=otio.schema.TrackKind.Video)
        for item in items:
            if isinstance(item, int):
                track.append(otio.schema.Gap(source_range=ranged(0, item)))
                continue
            name, start, end = item
            media = otio.schema.ExternalReference(f"file:///footage/{name}.mov", ranged(0, 10_000))
            clip = otio.schema.Clip(name, media, ranged(start, end - start))
            if speeds and name in speeds:
                clip.effects.append(otio.schema.LinearTimeWarp(time_scalar=speeds[name]))
            track.append(clip)
        made.tracks.append(track)
    return read_timeline(made.to_json_string().encode())


def ranged(start: int, frames: int) -> otio.opentime.TimeRange:
    return otio.opentime.TimeRange(otio.opentime.RationalTime(start, RATE), otio.opentime.RationalTime(frames, RATE))


def film(of: Timeline, begins: int | None = None) -> MediaInfo:
    start = None if begins is None else StartTimecode(begins, False)
    frames = of.frames if begins is None else of.frames + of.start.frame - begins
    return MediaInfo("mov", frame_rate=Rational.of(Fraction(RATE)), frames=frames, start_timecode=start)


def places(old: Timeline, new: Timeline) -> CutPlaces:
    return CutPlaces(old, film(old), new, film(new))


def test_a_note_stays_on_the_frame_of_its_medium_where_shots_are_trimmed_taken_out_and_moved() -> None:
    old = timeline([("a", 100, 200), ("b", 0, 50), ("c", 500, 600), ("d", 0, 80)])
    new = timeline([("d", 0, 80), ("a", 130, 200), ("c", 480, 600)])

    found = places(old, new)

    assert found.find(FrameRange(40, 42)).at == FrameRange(90, 92)  # a, 140: 10 into it, after d
    assert found.find(FrameRange(150, 151)).at == FrameRange(170, 171)  # c, 500: 20 later in the shot
    assert found.find(FrameRange(260, 265)).at == FrameRange(10, 15)  # d has moved to the front
    kept, trimmed, gone = (found.find(at) for at in (FrameRange(30, 40), FrameRange(20, 40), FrameRange(110, 120)))
    assert (kept.at, kept.confidence, kept.needs_eyes) == (FrameRange(80, 90), 0.9, False)
    assert (trimmed.at, trimmed.confidence, trimmed.needs_eyes) == (FrameRange(80, 90), 0.45, True)
    assert (gone.at, gone.confidence, gone.needs_eyes) == (FrameRange(150, 151), 0.0, True)


def test_a_note_follows_a_shot_that_runs_at_another_speed() -> None:
    old = timeline([("a", 0, 100), ("b", 200, 300)])
    new = timeline([("a", 0, 100), ("b", 200, 300)], speeds={"b": 2.0})

    found = places(old, new)

    # b shows 100 frames of the medium in 50 of the cut, or 200 frames in 100: either way frame 240 is 20 into it.
    assert found.find(FrameRange(140, 141)).at == FrameRange(120, 121)
    assert found.find(FrameRange(140, 160)).at.start == 120


def test_what_a_higher_track_covers_is_not_seen() -> None:
    old = timeline([("a", 0, 100)])
    new = timeline([("a", 0, 100)], [40, ("title", 0, 20)])

    found = places(old, new)

    assert found.find(FrameRange(45, 50)).confidence == 0
    assert found.find(FrameRange(70, 71)).at == FrameRange(70, 71)


def test_a_note_over_a_cut_goes_with_its_first_shot_where_the_two_part() -> None:
    old = timeline([("a", 0, 50), ("b", 0, 50)])
    new = timeline([("b", 0, 50), ("a", 0, 50)])

    place = places(old, new).find(FrameRange(40, 60))

    assert (place.at, place.confidence) == (FrameRange(90, 100), 0.45)


def test_a_film_that_begins_before_its_cut_is_told_by_its_timecode() -> None:
    old, new = (timeline([("a", first, 200)]) for first in (0, 50))
    leader = film(new, begins=new.start.frame - 24)

    found = CutPlaces(old, film(old), new, leader)

    assert found.find(FrameRange(60, 61)).at == FrameRange(34, 35)


def test_the_surest_way_says_where_each_note_goes() -> None:
    old = timeline([("a", 0, 50), ("b", 0, 50)])
    new = timeline([("x", 0, 10), ("a", 0, 50)])
    both = SurestPlaces(NumberedPlaces(film(old), film(new)), places(old, new))

    assert both.find(FrameRange(20, 21)).at == FrameRange(30, 31)
    assert (both.find(FrameRange(55, 56)).at, both.find(FrameRange(55, 56)).confidence) == (FrameRange(55, 56), 0.1)


def test_a_list_that_is_longer_than_a_day_is_refused() -> None:
    short, endless = timeline([("a", 0, 50)]), timeline([2_000_000_000, ("a", 0, 50)])

    with pytest.raises(TooLargeError, match="a day"):
        places(short, endless)
