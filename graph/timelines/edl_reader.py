"""CMX 3600 edit decision lists -> timelines.

Written from the format as editing systems use it: events of two timecode pairs, what editors know in comments after them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from fractions import Fraction

from graph.nodes.time import DROP_FRAME_RATES, FrameRange, Rational, StartTimecode, is_counted, parse_timecode
from graph.nodes.timeline import Clip, Marker, Media, Timeline, TimelineTrack, TrackKind
from graph.timelines.bounds import BACKWARDS, FASTEST, Budget, broken, words
from graph.timelines.edl import BLACK, LASTING, NAME, NO_REEL, OWN, TIMECODE
from graph.timelines.lanes import lanes

_TITLE = re.compile(r"TITLE:(.*)", re.IGNORECASE)
_FCM = re.compile(r"FCM:\s*(NON.)?DROP", re.IGNORECASE)
_NAMED = re.compile(r"\*?\s*(FROM|TO) CLIP NAME\s*:?(.*)", re.IGNORECASE)
_FILE = re.compile(r"\*?\s*(?:SOURCE FILE|FROM FILE|FROM CLIP|SOURCE FILE PATH)\s*:(.*)", re.IGNORECASE)
_LOCATED = re.compile(
    r"\*\s*LOC\s*:\s*(\S+)(?:\s+(RED|PINK|ORANGE|YELLOW|GREEN|CYAN|BLUE|PURPLE|MAGENTA|BLACK|WHITE)\b)?(.*)", re.IGNORECASE
)
_BACKWARDS = re.compile(r"M2\s+(?:.*\s)?-\d{1,6}(?:\.\d{0,6})?\s", re.IGNORECASE)
_OWN = re.compile(rf"\*\s*{OWN}\s*(.*)")
_RATE = re.compile(r"\bRATE (\d{1,6})/(\d{1,6})\b")
_START = re.compile(rf"\bSTART ({TIMECODE.pattern})")
_VERSION = re.compile(r"\bVERSION ([0-9a-f-]{36})\b")
_NUMBER = re.compile(r"\d{1,9}")
_TRANSITION = re.compile(r"C|D|W\d{0,4}|K[BO]?", re.IGNORECASE)
_AUDIO = re.compile(r"A\d{0,3}|NONE")
_DAY_SECONDS = 24 * 3600


@dataclass(slots=True)
class _Event:
    """One line of four timecodes, and the comments that follow it."""

    reel: str
    channel: str
    transition: str
    times: tuple[str, str, str, str]
    drop_frame: bool
    name: str = ""
    to_name: str = ""
    file: str = ""
    version_id: str | None = None
    rate: Rational | None = None
    markers: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(slots=True)
class _List:
    """What the lines say, before any of it is counted."""

    budget: Budget
    title: str = ""
    drop_frame: bool = False
    rate: Rational | None = None
    start: str | None = None
    events: list[_Event] = field(default_factory=list)
    markers: list[tuple[str, str, str]] = field(default_factory=list)


def read_edl(text: str, rate: Rational | None = None) -> Timeline:
    """Return the timeline of an edit list.

    ``rate`` is what its timecodes count; else the list's own comment says it, else it is guessed from drop frame and the
    highest frame number, and the guess is noted. Raises InvalidError for text that holds no events, or timecodes that the
    rate does not have.
    """
    found = _List(Budget())
    for line in text.splitlines():
        _read(line.strip(), found)
    if not found.events:
        raise broken(NAME, "it holds no events.")
    separated = any(mark in time for event in found.events for time in event.times for mark in ";,")
    if separated:
        for event in found.events:
            event.drop_frame = False
        found.drop_frame = any(mark in found.events[0].times[2] for mark in ";,")
    rate = rate or found.rate or _guess(found, separated)
    if not is_counted(rate.fraction) or rate.fraction > FASTEST:
        raise broken(NAME, f"timecode does not count {rate.num}/{rate.den} frames a second.")
    return _Counting(rate, found).timeline()


def _read(line: str, found: _List) -> None:
    event = found.events[-1] if found.events else None
    if (edit := _edit(line, found)) is not None:
        found.budget.spend()
        found.events.append(edit)
    elif match := _TITLE.match(line):
        found.title = words(match[1])
    elif match := _FCM.match(line):
        found.drop_frame = match[1] is None
    elif match := _LOCATED.match(line):
        found.budget.spend()
        (found.markers if event is None else event.markers).append((match[1], match[2] or "", words(match[3])))
    elif match := _OWN.match(line):
        _read_own(match[1], event, found)
    elif event is None:
        return
    elif _BACKWARDS.match(line):
        found.budget.note(BACKWARDS)
    elif match := _NAMED.match(line):
        if match[1].upper() == "TO":
            event.to_name = words(match[2])
        else:
            event.name = words(match[2])
    elif match := _FILE.match(line):
        event.file = words(match[1])


def _read_own(said: str, event: _Event | None, found: _List) -> None:
    rate = None
    if (match := _RATE.search(said)) and int(match[1]) and int(match[2]):
        rate = Rational.of(Fraction(int(match[1]), int(match[2])))
    if start := _START.search(said):
        found.rate, found.start = rate, start[1]
    elif event is None:
        return
    elif rate is not None:
        event.rate = rate
    elif match := _VERSION.search(said):
        event.version_id = match[1]


def _edit(line: str, found: _List) -> _Event | None:
    """Return the event of a line; None for any other line."""
    parts = line.split()
    if len(parts) < 8 or not _NUMBER.fullmatch(parts[0]) or not all(TIMECODE.fullmatch(part) for part in parts[-4:]):
        return None
    middle = parts[1:-4]
    if _NUMBER.fullmatch(middle[-1]) and len(middle) > 3:
        middle.pop()  # how long a transition takes
    if middle[-1].upper() in ("B", "O") and middle[-2].upper() == "K":
        middle.pop()
    if len(middle) < 3 or not _TRANSITION.fullmatch(middle[-1]):
        return None
    first, second, third, fourth = parts[-4:]
    return _Event(
        words(" ".join(middle[:-2])), words(middle[-2]), middle[-1].upper(), (first, second, third, fourth), found.drop_frame
    )


def _guess(found: _List, separated: bool) -> Rational:
    """Return the rate that a list without one most likely counts, and say that it is a guess."""
    highest = max(int(re.split("[:;.,]", time)[3]) for event in found.events for time in event.times)
    if found.drop_frame or separated:
        rate = Rational(30000, 1001) if highest < 30 else Rational(60000, 1001)
    else:
        rate = next((Rational(each, 1) for each in (24, 25, 30, 50, 60, 100, 120) if highest < each), Rational(1000, 1))
    said = str(rate.num) if rate.den == 1 else f"{rate.num}/{rate.den}"
    found.budget.note(
        f"The edit list does not say its rate; it was read at {said} frames a second. Give the rate if it is another."
    )
    return rate


class _Counting:
    """Turns the timecodes of a list into frames."""

    def __init__(self, rate: Rational, found: _List) -> None:
        self._rate = rate
        self._found = found
        self._budget = found.budget
        self._drops = rate.fraction in DROP_FRAME_RATES

    def timeline(self) -> Timeline:
        found = self._found
        drop_frame = found.drop_frame and self._drops
        placed: dict[tuple[TrackKind, str], list[tuple[int, Clip]]] = {}
        loose: list[Marker] = []
        firsts = [self._frame(event.times[2], event.drop_frame, self._rate) for event in found.events]
        start = min(firsts) if found.start is None else self._frame(found.start, drop_frame, self._rate)
        for event, first in zip(found.events, firsts, strict=True):
            clip = self._clip(event, first)
            place = first - start if first >= start else first - start + self._day(drop_frame)
            own = [self._marker(each, start, drop_frame) for each in event.markers]
            if clip is not None:
                inside = [each for each in own if place <= each.at.start and each.at.end <= place + clip.frames]
                own = [each for each in own if each not in inside]
                clip = replace(clip, markers=tuple(_on(clip, place, each) for each in inside))
                for kind, name in _channels(event.channel):
                    placed.setdefault((kind, name), []).append((place, clip))
            loose += own
        tracks = [
            TimelineTrack(name, kind, items)
            for (kind, name), clips in sorted(placed.items(), key=_order)
            for items in lanes(clips)
        ]
        markers = [self._marker(each, start, drop_frame) for each in found.markers] + loose
        return Timeline(
            found.title,
            self._rate,
            StartTimecode(start, drop_frame),
            tuple(tracks),
            tuple(markers),
            self._budget.notes,
        )

    def _clip(self, event: _Event, first: int) -> Clip | None:
        """Return the clip of an event; None for one that lasts no time, which only says what a transition comes from."""
        rate = event.rate or self._rate
        last = self._frame(event.times[3], event.drop_frame, self._rate)
        frames = last - first if last >= first else last - first + self._day(event.drop_frame)
        if frames == 0:
            return None
        source = self._frame(event.times[0], event.drop_frame, rate)
        end = self._frame(event.times[1], event.drop_frame, rate)
        if end < source:
            day = self._day(event.drop_frame) if rate == self._rate else _DAY_SECONDS * round(rate.fraction)
            if 2 * (source - end) > day:
                end += day  # past midnight
            else:
                source, end = end, source
                self._budget.note(BACKWARDS)
        if event.transition != "C":
            self._budget.note("Transitions and keys are read as cuts at their beginning.")
        name = (event.to_name if event.transition != "C" else "") or event.name
        if event.reel.upper() in BLACK:
            return None
        reel = "" if event.reel.upper() == NO_REEL else event.reel
        return Clip(
            name=name or event.file or reel,
            source=FrameRange(source, max(end, source + 1)),
            rate=rate,
            frames=frames,
            media=Media(name=event.file or name or reel, version_id=event.version_id),
            drop_frame=self._dropping(event.times[0], event.drop_frame, rate),
        )

    def _marker(self, said: tuple[str, str, str], start: int, drop_frame: bool) -> Marker:
        time, colour, comment = said
        at = self._frame(time, drop_frame, self._rate) - start if TIMECODE.fullmatch(time) else 0
        lasting = LASTING.search(comment)
        frames = max(1, int(lasting[1])) if lasting else 1
        return Marker(
            FrameRange(at, at + frames), comment[: lasting.start()].rstrip() if lasting else comment, colour=colour.upper()
        )

    def _frame(self, time: str, drop_frame: bool, rate: Rational) -> int:
        """Return the frame of a timecode; a list without ``;`` counts drop frame where it says so."""
        hours, minutes, seconds, frames = re.split("[:;.,]", time)
        mark = ";" if self._dropping(time, drop_frame, rate) else ":"
        try:
            return parse_timecode(f"{hours}:{minutes}:{seconds}{mark}{frames}", rate).frame
        except ValueError as error:
            raise broken(NAME, f"{error}. Give the rate that its timecodes count.") from None

    def _dropping(self, time: str, drop_frame: bool, rate: Rational) -> bool:
        return rate.fraction in DROP_FRAME_RATES and (drop_frame or ";" in time or "," in time)

    def _day(self, drop_frame: bool) -> int:
        dropped = DROP_FRAME_RATES.get(self._rate.fraction, 0) * 1296 if drop_frame else 0
        return _DAY_SECONDS * round(self._rate.fraction) - dropped


def _on(clip: Clip, place: int, marker: Marker) -> Marker:
    """Return a marker of the timeline as one of the clip that it lies on."""
    source = clip.source.frames
    first = clip.source.start + (marker.at.start - place) * source // clip.frames
    last = clip.source.start + (marker.at.end - 1 - place) * source // clip.frames
    return replace(marker, at=FrameRange(first, last + 1))


def _channels(said: str) -> list[tuple[TrackKind, str]]:
    """Return the tracks that a channel names: ``V``, ``A2``, ``AA/V`` (two of sound), ``B`` for picture and sound."""
    plain = said.upper().replace("AA", "A/A2") if said.upper() != "B" else "V/A"
    named = [part for part in plain.split("/") if part] or ["V"]
    return [(TrackKind.AUDIO if _AUDIO.fullmatch(part) else TrackKind.VIDEO, part) for part in named[:4]]


def _order(placed: tuple[tuple[TrackKind, str], object]) -> tuple[bool, int, str]:
    (kind, name), _ = placed
    return kind is TrackKind.AUDIO, len(name), name
