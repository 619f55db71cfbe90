"""The comments of a timeline as a table for spreadsheets: CSV as RFC 4180 has it, one row a marker."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from fractions import Fraction

from graph.nodes.time import DROP_FRAME_RATES, FrameRange, Rational, StartTimecode, format_timecode, parse_timecode
from graph.nodes.timeline import Clip, Marker, Timeline
from graph.timelines.bounds import FARTHEST, FASTEST, Budget, broken, whole, words

NAME = "a table of comments"
COLUMNS = (
    "Timecode",
    "Frame",
    "Frames",
    "Clip",
    "Source timecode",
    "Source frame",
    "Author",
    "Date",
    "Status",
    "Comment",
    "Rate",
    "Start",
)
_MARK = "\ufeff"
"""Without this mark at its beginning a spreadsheet on Windows takes the text for one of the old code page."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_table(timeline: Timeline) -> str:
    """Return a row for each marker, in order of time.

    ``Frame`` counts from the timeline's first, ``Source frame`` from the medium's own first where that is known.
    """
    rows = sorted(_rows(timeline), key=lambda row: int(row[1]))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return _MARK + out.getvalue()


def read_table(text: str) -> Timeline:
    """Return a timeline of markers alone. Raises InvalidError for what is no such table."""
    text = text.removeprefix(_MARK)
    semicolons = text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",")  # as spreadsheets save in Europe
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if semicolons else ",")
    budget = Budget()
    markers: list[Marker] = []
    rate, start = Rational(24, 1), StartTimecode(0, drop_frame=False)
    try:
        if reader.fieldnames is None or not {"Frame", "Frames", "Comment", "Rate", "Start"} <= set(reader.fieldnames):
            raise broken(NAME, f"its first row must name the columns: {', '.join(COLUMNS)}.")
        for row in reader:
            budget.spend()
            if not markers:
                rate = _rate(row["Rate"] or "")
                start = parse_timecode(row["Start"] or "", rate)
            first = whole(int(row["Frame"] or ""), "Frame")
            frames = max(1, whole(int(row["Frames"] or ""), "Frames"))
            markers.append(
                Marker(
                    FrameRange(first, first + frames),
                    comment=_plain(row["Comment"]),
                    name=_plain(row.get("Author")),
                    created_at=_plain(row.get("Date")),
                    status=_plain(row.get("Status")),
                )
            )
    except (csv.Error, ValueError, ZeroDivisionError) as error:
        raise broken(NAME, f"line {reader.line_num}: {error}.") from None
    return Timeline("", rate, start, markers=tuple(markers))


def _rate(text: str) -> Rational:
    """Return the rate that ``num/den`` says. Raises ValueError or ZeroDivisionError for rates of nothing that is filmed."""
    num, _, den = text.partition("/")
    rate = Rational.of(Fraction(int(num), int(den)))
    if not 0 < rate.fraction <= FASTEST or max(rate.num, rate.den) > FARTHEST:
        raise ValueError(f"{text[:40]!r} frames a second is no rate")
    return rate


def _rows(timeline: Timeline) -> Iterator[tuple[str, ...]]:
    for marker in timeline.markers:
        yield _row(timeline, marker, marker.at.start, marker.at.frames, ("", "", ""))
    for _, place, clip in timeline.clips():
        for marker in clip.markers:
            shown = clip.shows(marker.at)
            yield _row(timeline, marker, place + shown.start, shown.frames, _source(clip, marker))


def _source(clip: Clip, marker: Marker) -> tuple[str, str, str]:
    dropping = clip.drop_frame and clip.rate.fraction in DROP_FRAME_RATES
    timecode = format_timecode(marker.at.start, clip.rate, StartTimecode(0, dropping))
    return clip.name, timecode, str(marker.at.start - (clip.media.start or 0))


def _row(timeline: Timeline, marker: Marker, place: int, frames: int, source: tuple[str, str, str]) -> tuple[str, ...]:
    rate, start = timeline.rate, timeline.start
    return (
        format_timecode(place, rate, start),
        str(place),
        str(frames),
        *source,
        marker.name,
        marker.created_at,
        marker.status,
        marker.comment,
        f"{rate.num}/{rate.den}",
        format_timecode(0, rate, start),
    )


def _harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; numbers stay numbers."""
    return f"'{cell}" if cell.startswith(_FORMULA) and not cell.lstrip("-").isdigit() else cell


def _plain(cell: str | None) -> str:
    text = cell or ""
    return words(text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text)
