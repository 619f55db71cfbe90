"""Final Cut Pro 7 XML -> timelines."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

from graph.nodes.time import DROP_FRAME_RATES, FrameRange, Rational, StartTimecode, parse_timecode
from graph.nodes.timeline import Clip, Marker, Media, Timeline, TimelineTrack, TrackKind
from graph.timelines.bounds import BACKWARDS, Budget, broken, frame_rate, whole, words
from graph.timelines.fcp import MEDIA_ID, NAME
from graph.timelines.lanes import lanes
from graph.timelines.other_kinds import told_by_root

_CLIPS = ("clipitem", "generatoritem")


@dataclass(frozen=True, slots=True)
class _Counted:
    """A timecode element: its first frame, counted at ``rate``."""

    frame: int
    rate: Rational
    drop_frame: bool


def read_fcp(root: Element) -> Timeline:
    """Return the first sequence of a project, given the root of its XML.

    Raises InvalidError for what is no such XML or holds no sequence, UnsupportedMediaError for XML of another program.
    """
    other = told_by_root(words(root.tag))
    if other is not None:
        raise other.refusal()
    if root.tag != "xmeml":
        raise broken(NAME, f"its root is {words(root.tag)[:50]!r}, not 'xmeml'.")
    sequence = next(root.iter("sequence"), None)
    if sequence is None:
        raise broken(NAME, "it holds no sequence.")
    return _Sequence(root, sequence).timeline()


class _Sequence:
    """One sequence, and the files that the document defines once and names often."""

    def __init__(self, root: Element, sequence: Element) -> None:
        self._budget = Budget()
        self._element = sequence
        self._rate = _rate(sequence) or next(filter(None, map(_rate, sequence.iter("clipitem"))), Rational(24, 1))
        self._files: dict[str, Element] = {}
        for file in root.iter("file"):
            known = file.get("id")
            if known is not None and len(file) and known not in self._files:
                self._files[known] = file
        others = sum(1 for each in root.iter("sequence") if len(each) and each is not sequence)
        if others:
            self._budget.note(f"The file holds {others} more sequences, within the first or beside it; the first was read.")

    def timeline(self) -> Timeline:
        start = _timecode(self._element, self._rate) or _Counted(0, self._rate, False)
        tracks: list[TimelineTrack] = []
        for kind in TrackKind:
            found = self._element.findall(f"media/{kind.value.lower()}/track")
            for place, track in enumerate(found, 1):
                name = words(track.findtext("name")) or f"{kind.value[0]}{place}"
                tracks += [TimelineTrack(name, kind, items) for items in lanes(self._placed(track))]
        markers = tuple(self._marker(each, 0) for each in self._element.findall("marker"))
        return Timeline(
            words(self._element.findtext("name")),
            self._rate,
            StartTimecode(start.frame, start.drop_frame),
            tuple(tracks),
            markers,
            self._budget.notes,
        )

    def _placed(self, track: Element) -> list[tuple[int, Clip]]:
        """Return the clips of a track at their places; what a transition mixes is cut in its middle."""
        placed: list[tuple[int, Clip]] = []
        items = [each for each in track if each.tag in (*_CLIPS, "transitionitem")]
        for place, item in enumerate(items):
            if item.tag not in _CLIPS:
                self._budget.note("Transitions are read as cuts.")
                continue
            before = items[place - 1] if place else None
            after = items[place + 1] if place + 1 < len(items) else None
            clip = self._clip(item, before, after)
            if clip is not None:
                self._budget.spend()
                placed.append(clip)
        return placed

    def _clip(self, item: Element, before: Element | None, after: Element | None) -> tuple[int, Clip] | None:
        start, end = _number(item, "start"), _number(item, "end")
        first, last = _number(item, "in"), _number(item, "out")
        rate = _rate(item) or self._rate
        trimmed = 0
        if start == -1:
            start = _cut(before)
            begins = None if before is None else _number(before, "start")
            trimmed = start - begins if start is not None and begins is not None else 0
        if end == -1:
            end = _cut(after)
        first = 0 if first is None or first == -1 else first
        if start is None or end is None or end <= start or start < 0:
            self._budget.note("Clips without a place on the timeline were left out.")
            return None
        frames = end - start
        first += round(trimmed * rate.fraction / self._rate.fraction)
        if item.findtext("stillframe", "").strip().upper() == "TRUE":
            last = first + 1
        elif last is None or last <= first or trimmed or _number(item, "end") == -1:
            last = first + max(1, round(frames * rate.fraction / self._rate.fraction))
        if _runs_backwards(item):
            self._budget.note(BACKWARDS)
        media, offset, drop_frame = self._media(item, rate)
        return start, Clip(
            name=words(item.findtext("name")),
            source=FrameRange(offset + first, offset + last),
            rate=rate,
            frames=frames,
            media=media,
            drop_frame=drop_frame,
            markers=tuple(self._marker(each, offset) for each in item.findall("marker")),
            enabled=item.findtext("enabled", "").strip().upper() != "FALSE",
        )

    def _media(self, item: Element, rate: Rational) -> tuple[Media, int, bool]:
        """Return what a clip was cut from, the frame that its first one is counted as, and whether that drops frames."""
        file = item.find("file")
        if file is not None and not len(file):
            file = self._files.get(file.get("id", ""))
        if file is None:
            return Media(), 0, False
        url = words(file.findtext("pathurl"))
        name = words(file.findtext("name")) or posixpath.basename(unquote(_path(url)))
        counted = _timecode(file, rate)
        start = None if counted is None else round(counted.frame * rate.fraction / counted.rate.fraction)
        version = next(
            (words(each.text) for each in file.iter("mastercomment1") if words(each.text).startswith(MEDIA_ID)), None
        )
        media = Media(
            name,
            url,
            start,
            _number(file, "duration"),
            None if version is None else version.removeprefix(MEDIA_ID).strip(),
        )
        return media, start or 0, counted is not None and counted.drop_frame

    def _marker(self, marker: Element, offset: int) -> Marker:
        self._budget.spend()
        first, last = _number(marker, "in") or 0, _number(marker, "out") or -1
        return Marker(
            FrameRange(offset + first, offset + max(first + 1, last)),
            comment=words(marker.findtext("comment")),
            name=words(marker.findtext("name")),
        )


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:  # an address that no browser would take
        return url


def _cut(transition: Element | None) -> int | None:
    """Return the frame where a transition's two sides are taken to meet."""
    if transition is None or transition.tag != "transitionitem":
        return None
    start, end = _number(transition, "start"), _number(transition, "end")
    if start is None or end is None:
        return None
    alignment = transition.findtext("alignment", "").strip().lower()
    if alignment.startswith("start"):
        return start
    return end if alignment.startswith("end") else (start + end) // 2


def _runs_backwards(item: Element) -> bool:
    """Return whether a clip's time remapping turns it round."""
    for parameter in item.iterfind("filter/effect/parameter"):
        named, value = parameter.findtext("parameterid", ""), parameter.findtext("value", "").strip()
        if (named == "reverse" and value.upper() == "TRUE") or (named == "speed" and value.startswith("-")):
            return True
    return False


def _rate(element: Element) -> Rational | None:
    base = _number(element, "rate/timebase")
    if base is None or base <= 0:
        return None
    ntsc = element.findtext("rate/ntsc", "").strip().upper() == "TRUE"
    rate = frame_rate(base)
    return Rational.of(rate.fraction * 1000 / 1001) if ntsc else rate


def _timecode(element: Element, rate: Rational) -> _Counted | None:
    timecode = element.find("timecode")
    if timecode is None:
        return None
    own = _rate(timecode) or rate
    dropping = timecode.findtext("displayformat", "").strip().upper() == "DF" and own.fraction in DROP_FRAME_RATES
    frame = _number(timecode, "frame")
    if frame is None:
        said = words(timecode.findtext("string")).replace(";", ":").replace(",", ":")
        try:
            hours, minutes, seconds, frames = said.split(":")
            frame = parse_timecode(f"{hours}:{minutes}:{seconds}{';' if dropping else ':'}{frames}", own).frame
        except ValueError:
            return None
    return _Counted(frame, own, dropping)


def _number(element: Element, path: str) -> int | None:
    """Return the whole number of an element below another; None where there is none, or no number."""
    text = (element.findtext(path) or "").strip()
    if not text or len(text) > 40:
        return None
    try:
        return whole(float(text), f"<{path}>")
    except ValueError:
        return None
