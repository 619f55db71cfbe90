"""Timelines -> CMX 3600 edit decision lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

from graph.errors import InvalidError
from graph.nodes.time import Rational, is_counted
from graph.nodes.timeline import Clip, Marker, Timeline, TrackKind
from graph.timelines.edl import BLACK, NO_REEL, OWN, timecode

_REEL = re.compile(r"[^A-Za-z0-9_]+")
_LONGEST_REEL = 8
_TWO_DIGITS = 100
"""So many frames a second are counted from 00 to 99."""
_CHANNELS = {TrackKind.VIDEO: "V", TrackKind.AUDIO: "A"}


def write_edl(timeline: Timeline) -> str:
    """Return the timeline as an edit list: one event a clip, gaps left out, comments after each event.

    Raises InvalidError at a rate that timecode cannot count.
    """
    return "\n".join(_lines(timeline)) + "\n"


def beyond_cmx3600(timeline: Timeline) -> tuple[str, ...]:
    """Return, as sentences, what of an edit list that ``write_edl`` makes other readers may not take."""
    rates = {timeline.rate, *(clip.rate for _, _, clip in timeline.clips())}
    if all(round(rate.fraction) <= _TWO_DIGITS for rate in rates):
        return ()
    return (
        "Above 100 frames a second, frames have three digits, which CMX 3600 does not know: others may not read this edit"
        " list. Export as OTIO, or give another rate.",
    )


def _lines(timeline: Timeline) -> Iterator[str]:
    start, rate = timeline.start, timeline.rate
    _countable(rate)
    yield f"TITLE: {_line(timeline.name) or 'Untitled'}"
    yield "FCM: DROP FRAME" if start.drop_frame else "FCM: NON-DROP FRAME"
    about = [f"* {OWN} RATE {rate.num}/{rate.den} START {timecode(start.frame, rate, start.drop_frame)}"]
    about += [_marker(marker, marker.at.start, marker.at.frames, timeline) for marker in timeline.markers]
    numbers = count(1)
    seen = dict.fromkeys(TrackKind, 0)
    for track in timeline.tracks:
        seen[track.kind] += 1
        channel = _CHANNELS[track.kind] + (str(seen[track.kind]) if seen[track.kind] > 1 else "")
        for place, item in track.placed():
            if isinstance(item, Clip) and item.enabled:
                yield from _event(next(numbers), channel, place, item, timeline)
                yield from about  # not above: other readers stop at a comment that follows no event
                about = []
    yield from about


def _event(number: int, channel: str, place: int, clip: Clip, timeline: Timeline) -> Iterator[str]:
    start, rate = timeline.start, timeline.rate
    _countable(clip.rate)
    reel = _reel(clip)
    times = " ".join(
        (
            timecode(clip.source.start, clip.rate, clip.drop_frame),
            timecode(clip.source.end, clip.rate, clip.drop_frame),
            timecode(start.frame + place, rate, start.drop_frame),
            timecode(start.frame + place + clip.frames, rate, start.drop_frame),
        )
    )
    yield f"{number:03}  {reel:<8} {channel:<5} C        {times}"
    if clip.frames != clip.source.frames:
        speed = float(clip.source.frames * rate.fraction / clip.frames)
        yield f"M2   {reel:<8}       {speed:05.1f}                {times.split(' ', 1)[0]}"
    if clip.name:
        yield f"* FROM CLIP NAME: {_line(clip.name)}"
    if clip.media.name and clip.media.name != clip.name:
        yield f"* SOURCE FILE: {_line(clip.media.name)}"
    if clip.media.version_id:
        yield f"* {OWN} VERSION {clip.media.version_id}"
    if clip.rate != rate:
        yield f"* {OWN} SOURCE RATE {clip.rate.num}/{clip.rate.den}"
    for marker in clip.markers:
        shown = clip.shows(marker.at)
        yield _marker(marker, place + shown.start, shown.frames, timeline)


def _reel(clip: Clip) -> str:
    name = (clip.media.name or clip.name).rsplit(".", 1)[0]
    reel = _REEL.sub("_", name).strip("_")[:_LONGEST_REEL]
    return NO_REEL if not reel or reel.upper() in BLACK else reel


def _marker(marker: Marker, place: int, frames: int, timeline: Timeline) -> str:
    at = timecode(timeline.start.frame + place, timeline.rate, timeline.start.drop_frame)
    said = ": ".join(_line(text) for text in (marker.name, marker.comment) if text)
    colour = re.sub("[^A-Z]", "", marker.colour.upper()) or "RED"
    return f"* LOC: {at} {colour:<7} {said}" + (f" |D:{frames}" if frames > 1 else "")


def _line(text: str) -> str:
    return " ".join(text.split())


def _countable(rate: Rational) -> None:
    if not is_counted(rate.fraction):
        raise InvalidError(
            f"Timecode does not count {rate.num}/{rate.den} frames a second. Export as OTIO, or give another rate.",
            path=("rate",),
        )
