"""Final Cut Pro X's XML -> timelines.

Every element stands at an ``offset`` of its parent's time and counts its own from its ``start`` on: a clip in a storyline,
what is connected to it (on a lane), and what lies in it. Compound and multicam clips are read as the clips that they show.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

from graph.errors import TooLargeError
from graph.nodes.time import DROP_FRAME_RATES, FrameRange, Rational, StartTimecode
from graph.nodes.timeline import Clip, Marker, Media, Timeline, TimelineTrack, TrackKind
from graph.timelines.bounds import BACKWARDS, DEEPEST, FASTEST, Budget, broken, frame_rate, whole, words
from graph.timelines.fcpx import FARTHEST_SECONDS, NAME, VERSION_KEY, seconds_of
from graph.timelines.lanes import lanes

_LEAVES = ("asset-clip", "video", "audio", "title")
_SHALLOW = 4
"""Levels of compound clips that people use; deeper ones count for more, since few can make a timeline of millions."""
_ITEMS = (*_LEAVES, "clip", "sync-clip", "spine", "ref-clip", "mc-clip", "gap", "audition")
_MARKERS = ("marker", "chapter-marker")
_RATE_IN_NAME = re.compile(r"\d[pi](\d{2,4})$")
_NONE, _FURTHEST_LANE = Fraction(0), 100


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an element's own time lies on the timeline, in seconds, and between which of them it may be seen."""

    zero: Fraction
    speed: Fraction
    start: Fraction
    end: Fraction
    lane: int = 0
    enabled: bool = True
    sound: bool = False

    def at(self, own: Fraction) -> Fraction:
        """Return where a moment of the element's own time lies."""
        return self.zero + own / self.speed

    def own(self, at: Fraction) -> Fraction:
        """Return which moment of the element's own time lies somewhere."""
        return (at - self.zero) * self.speed


@dataclass(frozen=True, slots=True)
class _Laid:
    """A clip on its way onto a track. Its medium stands at ``first`` seconds where it starts, and goes on at ``speed``."""

    lane: int
    kind: TrackKind
    start: Fraction
    first: Fraction
    speed: Fraction
    place: int
    clip: Clip
    markers: list[Marker] = field(default_factory=list)


def read_fcpx(root: Element) -> Timeline:
    """Return the first project of a document; of clips without one, a timeline that shows one after the other.

    Raises InvalidError for a document that holds neither, TooLargeError where it holds or nests too much.
    """
    return _Document(root).timeline()


class _Document:
    """One document: its resources by id, and what was found so far."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self._budget = Budget()
        self._known = {each.get("id", ""): each for each in root.iterfind("resources/*")}
        self._rate = Rational(24, 1)
        self._found: list[_Laid] = []
        self._markers: list[Marker] = []

    def timeline(self) -> Timeline:
        projects = [each for each in self._root.iter("project") if each.find("sequence") is not None]
        everything = _Place(_NONE, Fraction(1), _NONE, Fraction(FARTHEST_SECONDS))
        if projects:
            name, sequence = words(projects[0].get("name")), projects[0].find("sequence")
            assert sequence is not None  # noqa: S101 -- asked above
            start, dropping = _begin(sequence), sequence.get("tcFormat") == "DF"
            self._rate = self._rate_of(sequence) or self._rate
            items = [each for spine in sequence.iterfind("spine") for each in spine]
            self._story(items, replace(everything, zero=-_first(items, start)), 0, name)
            if projects[1:]:
                self._budget.note(f"The file holds {len(projects) - 1} more projects; the first was read.")
        else:
            name, start, dropping = "", _NONE, False
            holders = [*self._root.iter("event")] or [self._root]
            items = [each for holder in holders for each in holder if each.tag in _ITEMS]
            if not items:
                raise broken(NAME, "it holds no project and no clips.")
            self._budget.note("The file holds clips and no project: they were laid one after the other.")
            self._rate = next(filter(None, map(self._rate_of, items)), self._rate)
            self._story(items, everything, 0, name)
        rate = self._rate.fraction
        return Timeline(
            name,
            self._rate,
            StartTimecode(whole(start * rate, "tcStart"), dropping and rate in DROP_FRAME_RATES),
            tuple(self._tracks()),
            tuple(self._markers),
            self._budget.notes,
        )

    def _story(self, items: Iterable[Element], parent: _Place, depth: int, name: str) -> None:
        """Lay elements; those that say no offset follow the one before."""
        if depth > DEEPEST:
            raise TooLargeError(f"The timeline nests more than {DEEPEST} levels deep.", path=("timeline",))
        end = _NONE
        for item in items:
            if item.tag == "transition":
                self._budget.note("Transitions are read as cuts.")
            elif item.tag in _ITEMS:
                offset = seconds_of(item.get("offset"))
                offset = end if offset is None else offset
                end = offset + self._lay(item, offset, parent, depth, name)

    def _lay(self, item: Element, offset: Fraction, parent: _Place, depth: int, name: str) -> Fraction:
        """Lay one element, what lies in it and what is connected to it; return how long it is in its parent's time."""
        self._budget.spend(1 + depth // _SHALLOW)
        lane = parent.lane + _lane(item)
        if item.tag == "audition":  # its first is what is shown
            chosen = next((each for each in item if each.tag in _LEAVES or each.tag in ("clip", "ref-clip")), None)
            return _NONE if chosen is None else self._lay(chosen, offset, replace(parent, lane=lane), depth + 1, name)
        about = self._known.get(item.get("ref", ""))
        content = about if about is None else about.find("sequence" if item.tag == "ref-clip" else "multicam")
        start = seconds_of(item.get("start"))
        if start is None:
            start = _begin(about if item.tag in _LEAVES else content)
        long = next(
            filter(None, (seconds_of(each.get("duration")) for each in (item, content, about) if each is not None)), _NONE
        )
        begins, ends = parent.at(offset), parent.end if item.tag == "spine" else parent.at(offset + long)
        enabled, name = (
            parent.enabled and item.get("enabled") != "0",
            (words(item.get("name")) if item.tag != "gap" else "") or name,
        )
        beside = replace(parent, zero=begins - start / parent.speed, lane=lane, enabled=enabled)
        sound = parent.sound or item.get("srcEnable") == "audio"
        place = replace(beside, start=max(parent.start, begins), end=min(parent.end, ends), sound=sound)
        before = len(self._found)
        if place.start < place.end:
            if item.tag in _LEAVES:
                self._leaf(item, about, place, name)
            elif item.tag != "gap":
                self._inside(item, content, place, depth, name)
        self._mark(item, place, self._found[before] if len(self._found) > before else None)
        for each in item:
            if each.tag in _ITEMS and _lane(each):
                self._story([each], beside, depth + 1, name)
        return max(long, _NONE)

    def _inside(self, item: Element, content: Element | None, place: _Place, depth: int, name: str) -> None:
        """Lay what an element shows: what lies in it, or the sequence or the angle that it refers to."""
        first, speed = self._retimed(item, place)
        place = replace(place, zero=place.start - first / speed, speed=speed)
        if item.tag in ("ref-clip", "mc-clip"):
            chosen = next(
                (each.get("angleID") for each in item.iterfind("mc-source") if each.get("srcEnable") != "audio"), None
            )
            angles = [] if content is None else content.findall("mc-angle")
            angle = next((each for each in angles if each.get("angleID") == chosen), angles[0] if angles else None)
            holder = angle if angle is not None else content.find("spine") if content is not None else None
            items = [] if holder is None else list(holder)
            begin = _begin(content)
            place = replace(place, zero=place.at(begin - _first(items, begin)))
        else:
            items = list(item)
        self._story([each for each in items if not _lane(each)], place, depth + 1, name)

    def _leaf(self, item: Element, asset: Element | None, place: _Place, name: str) -> None:
        first, speed = self._retimed(item, place)
        rate = (self._rate_of(item) if asset is None else self._rate_of(asset)) or self._rate
        begins, ends = self._frame(place.start), self._frame(place.end)
        frames = max(1, ends - begins)
        source = whole(first * rate.fraction, "start")
        last = whole((first + (place.end - place.start) * speed) * rate.fraction, "duration")
        if speed == 1 and rate == self._rate:
            last = source + frames
        silent = asset is not None and asset.get("hasVideo") != "1" and asset.get("hasAudio") == "1"
        kind = TrackKind.AUDIO if place.sound or item.tag == "audio" or silent else TrackKind.VIDEO
        clip = Clip(
            name=name,
            source=FrameRange(source, max(source + 1, last)),
            rate=rate,
            frames=frames,
            media=_media(asset, rate),
            drop_frame=item.get("tcFormat") == "DF" and rate.fraction in DROP_FRAME_RATES,
            enabled=place.enabled,
        )
        self._found.append(_Laid(place.lane, kind, place.start, first, speed, begins, clip))

    def _retimed(self, item: Element, place: _Place) -> tuple[Fraction, Fraction]:
        """Return which moment of its content an element shows first, and how fast it goes on: once, on the whole."""
        begins, ends = place.own(place.start), place.own(place.end)
        points = [(seconds_of(each.get("time")), seconds_of(each.get("value"))) for each in item.iterfind("timeMap/timept")]
        known = sorted((time, value) for time, value in points if time is not None and value is not None)
        if item.find("conform-rate") is not None:
            self._budget.note("Clips whose rate is conformed to the timeline's are read at their own.")
        if len(known) < 2 or known[0][0] == known[-1][0]:
            return begins, place.speed
        self._budget.spend(len(known))
        first, last = _value(known, begins), _value(known, ends)
        if last < first:
            self._budget.note(BACKWARDS)
            first, last = last, first
        return first, (last - first) / (place.end - place.start) or Fraction(1, FARTHEST_SECONDS)

    def _mark(self, item: Element, place: _Place, shown: _Laid | None) -> None:
        """Keep the markers of an element: on the clip that it shows, or on the timeline."""
        for element in item:
            start = seconds_of(element.get("start"))
            if element.tag not in _MARKERS or start is None:
                continue
            self._budget.spend()
            at, long = place.at(start), max(_NONE, seconds_of(element.get("duration")) or _NONE) / place.speed
            rate = self._rate.fraction
            if shown is not None:
                at, long = shown.first + (at - shown.start) * shown.speed, long * shown.speed
                rate = shown.clip.rate.fraction
            elif not place.start <= at < place.end:
                continue
            first = whole(at * rate, "start")
            marker = Marker(
                FrameRange(first, max(first + 1, whole((at + long) * rate, "duration"))),
                comment=words(element.get("value")),
                name=words(element.get("note")),
                status={"0": "OPEN", "1": "RESOLVED"}.get(element.get("completed", ""), ""),
            )
            (self._markers if shown is None else shown.markers).append(marker)

    def _tracks(self) -> Iterator[TimelineTrack]:
        for kind, up in ((TrackKind.VIDEO, 1), (TrackKind.AUDIO, -1)):
            found = [each for each in self._found if each.kind is kind]
            number = 0
            for lane in sorted({each.lane for each in found}, key=lambda lane: up * lane):
                placed = [
                    (each.place, replace(each.clip, markers=tuple(each.markers))) for each in found if each.lane == lane
                ]
                for items in lanes(placed):
                    number += 1
                    yield TimelineTrack(f"{kind.value[0]}{number}", kind, items)

    def _frame(self, seconds: Fraction) -> int:
        return whole(seconds * self._rate.fraction, "offset")

    def _rate_of(self, element: Element) -> Rational | None:
        """Return the frame rate of a sequence, an asset, or what refers to one; None where nothing says it."""
        about = self._known.get(element.get("ref", ""))
        inner = None if about is None else about.find("sequence")
        named = next((each.get("format") for each in (element, inner, about) if each is not None and each.get("format")), "")
        form = self._known.get(named or "")
        if form is None:
            return None
        lasting = seconds_of(form.get("frameDuration"))
        told = _RATE_IN_NAME.search(form.get("name", "")[:200])
        if lasting:
            rate = (1 / lasting).limit_denominator(1001)
            return Rational.of(rate) if 0 < rate <= FASTEST else None
        return frame_rate(int(told[1]) / (100 if len(told[1]) == 4 else 1)) if told and int(told[1]) else None


def _media(asset: Element | None, rate: Rational) -> Media:
    if asset is None or asset.tag != "asset":
        return Media()
    url = words(asset.get("src")) or next((words(each.get("src")) for each in asset.iter("media-rep")), "")
    long = seconds_of(asset.get("duration"))
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:  # an address that no browser would take
        path = url
    return Media(
        words(asset.get("name")) or posixpath.basename(path),
        url,
        None if asset.get("start") is None else whole(_begin(asset) * rate.fraction, "start"),
        whole(long * rate.fraction, "duration") if long else None,
        next((words(each.get("value")) for each in asset.iter("md") if each.get("key") == VERSION_KEY), None),
    )


def _begin(element: Element | None) -> Fraction:
    """Return where the time of an asset, a sequence or a multicam begins."""
    if element is None:
        return _NONE
    return seconds_of(element.get("start" if element.tag == "asset" else "tcStart")) or _NONE


def _first(items: Iterable[Element], begin: Fraction) -> Fraction:
    """Return the offset that stands for the begin of a sequence: its timecode, or nothing, as some programs write."""
    first = next((seconds_of(each.get("offset")) for each in items if each.tag in _ITEMS), None)
    return begin if first is not None and first >= begin else _NONE


def _lane(item: Element) -> int:
    said = item.get("lane", "0")
    lane = int(said) if re.fullmatch(r"-?\d{1,4}", said) else 0
    return max(-_FURTHEST_LANE, min(_FURTHEST_LANE, lane))


def _value(points: list[tuple[Fraction, Fraction]], time: Fraction) -> Fraction:
    """Return where a retimed clip stands at a moment: on the line between the points around it, or the last on its side."""
    after = next((place for place, point in enumerate(points[1:-1], 1) if point[0] >= time), len(points) - 1)
    (earlier, low), (later, high) = points[after - 1], points[after]
    return high if earlier == later else low + (high - low) * (time - earlier) / (later - earlier)
