"""Avid Log Exchange (ALE) <-> timelines. A log lists clips and no cut: it is read as its clips, one after the other."""

from __future__ import annotations

import posixpath
import re
from fractions import Fraction

from graph.errors import InvalidError
from graph.nodes.time import FrameRange, Rational, StartTimecode, format_timecode, is_counted, parse_timecode
from graph.nodes.timeline import Clip, Marker, Media, Timeline, TimelineTrack, TrackKind
from graph.timelines.bounds import Budget, broken, frame_rate, words

NAME = "a log of Avid (ALE)"
OWN = "Reelgraph Version"
"""Column in which a written log keeps the id of a clip's version."""
_COLUMNS = ("Name", "Tape", "Tracks", "Start", "End", "Duration", "FPS", "Source File", "Comments", OWN)
_FILES = ("source file", "filename", "unc", "source path")
_SAID = ("comments", "comment", "descript", "description")
_LINES = re.compile("\r\n|\r|\n")
_NUMBER = re.compile(r"\d{1,4}(?:\.\d{1,6})?")


def read_ale(text: str) -> Timeline:
    """Return the clips of a log, those with pictures on a track of pictures.

    Raises InvalidError for text that names no columns, or none of whose clips has a timecode.
    """
    lines = [line for line in _LINES.split(text) if line.strip()]
    places = {line.strip().lower(): place for place, line in reversed([*enumerate(lines)])}
    if "column" not in places or "data" not in places or places["column"] + 1 >= places["data"]:
        raise broken(NAME, "it names no columns.")
    budget = Budget()
    budget.note("A log of Avid lists clips and no cut: they were laid one after the other.")
    heading = "\t".join(lines[: places["column"]])
    said = re.search(r"\bFPS\t+([\d.]+)", heading, re.IGNORECASE)
    rate = (_rate(said[1]) if said else None) or Rational(24, 1)
    if said is None:
        budget.note("The log does not say its rate; it was read at 24 frames a second.")
    columns = [name.strip().lower() for name in lines[places["column"] + 1].split("\t")]
    clips: dict[TrackKind, list[Clip]] = {kind: [] for kind in TrackKind}
    for line in lines[places["data"] + 1 :]:
        budget.spend()
        row = dict(zip(columns, map(words, line.split("\t")), strict=False))
        clip = _clip(row, rate)
        if clip is None:
            budget.note("Clips without a timecode that their rate has were left out.")
        else:
            sounds = re.fullmatch(r"(?:A\d*)+", row.get("tracks", "").replace(" ", "").upper()) is not None
            clips[TrackKind.AUDIO if sounds else TrackKind.VIDEO].append(clip)
    tracks = tuple(TimelineTrack(f"{kind.value[0]}1", kind, tuple(found)) for kind, found in clips.items() if found)
    if not tracks:
        raise broken(NAME, "none of its clips has a timecode.")
    return Timeline("", rate, StartTimecode(0, drop_frame=False), tracks, notes=budget.notes)


def write_ale(timeline: Timeline) -> str:
    """Return a log of the clips of a timeline, in order. What is said of a clip is its comment.

    Raises InvalidError at a rate that timecode cannot count.
    """
    rows = [_row(track, clip, timeline.rate) for track, _, clip in timeline.clips() if clip.enabled]
    heading = [("FIELD_DELIM", "TABS"), ("VIDEO_FORMAT", "1080"), ("AUDIO_FORMAT", "48khz"), ("FPS", _text(timeline.rate))]
    head = ["Heading", *("\t".join(pair) for pair in heading), "", "Column", "\t".join(_COLUMNS), "", "Data"]
    return "\n".join([*head, *("\t".join(" ".join(value.split()) for value in row) for row in rows)]) + "\n"


def _clip(row: dict[str, str], own: Rational) -> Clip | None:
    """Return the clip of a row; None without a timecode."""
    rate = _rate(row.get("fps", "")) or own
    start, end, lasting = (_counted(row.get(name, ""), rate) for name in ("start", "end", "duration"))
    if start is None or (end is None and lasting is None):
        return None
    last = end.frame if end is not None else start.frame + (0 if lasting is None else lasting.frame)
    if last <= start.frame:
        return None
    source = FrameRange(start.frame, last)
    file = next(filter(None, map(row.get, _FILES)), "")
    said = next(filter(None, map(row.get, _SAID)), "")
    return Clip(
        name=row.get("name", ""),
        source=source,
        rate=rate,
        frames=max(1, round(source.frames * own.fraction / rate.fraction)),
        media=Media(
            posixpath.basename(file.replace("\\", "/")) or row.get("tape", ""),
            file if "/" in file or "\\" in file else "",
            version_id=row.get(OWN.lower()) or None,
        ),
        drop_frame=start.drop_frame,
        markers=(Marker(source, said),) if said else (),
    )


def _row(track: TimelineTrack, clip: Clip, rate: Rational) -> tuple[str, ...]:
    if not is_counted(clip.rate.fraction) or not is_counted(rate.fraction):
        raise InvalidError(
            f"Timecode does not count {clip.rate.num}/{clip.rate.den} frames a second. Export as OTIO.", path=("rate",)
        )
    counting = StartTimecode(0, clip.drop_frame)
    times = (format_timecode(frame, clip.rate, counting) for frame in (clip.source.start, clip.source.end))
    said = "; ".join(": ".join(filter(None, (each.name, each.comment))) for each in clip.markers)
    return (
        clip.name or clip.media.name,
        (clip.media.name or clip.name).rsplit(".", 1)[0],
        "V" if track.kind is TrackKind.VIDEO else "A1",
        *times,
        format_timecode(clip.source.frames, clip.rate, counting),
        _text(clip.rate),
        clip.media.name or clip.name,
        said,
        clip.media.version_id or "",
    )


def _counted(text: str, rate: Rational) -> StartTimecode | None:
    try:
        return parse_timecode(text.replace(".", ":"), rate)
    except ValueError:
        return None


def _rate(text: str) -> Rational | None:
    """Return a rate in frames a second; None for what is none that timecode counts."""
    if not _NUMBER.fullmatch(text) or not float(text):
        return None
    rate = frame_rate(min(float(text), 1_000.0))
    return rate if is_counted(rate.fraction) else None


def _text(rate: Rational) -> str:
    return f"{float(Fraction(rate.fraction)):.3f}".rstrip("0").rstrip(".")
