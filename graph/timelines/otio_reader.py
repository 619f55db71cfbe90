"""OpenTimelineIO's JSON, and the zip that carries it with its media (``.otioz``) -> timelines.

The text is read here and not by OpenTimelineIO's library, whose C++ ends the process at a text that nests too deeply or
refers to itself. The schemas are those it has written since its first release.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any
from urllib.parse import unquote

from graph.errors import TooLargeError
from graph.nodes.time import DROP_FRAME_RATES, FrameRange, Rational, StartTimecode
from graph.nodes.timeline import Clip, Gap, Item, Marker, Media, Timeline, TimelineTrack, TrackKind
from graph.timelines.bounds import DEEPEST, Budget, broken, frame_rate, whole, words

NAME = "OpenTimelineIO"
_INFINITE = re.compile(r'"(?:[^"\\]|\\.)*+"?|\bInf\b', re.DOTALL)
"""Texts, and between them the numbers that only OpenTimelineIO's writer spells so."""
_TRACKS = ("Track", "Sequence")
_GAPS = ("Gap", "Filler")
_COLLECTIONS = ("SerializableCollection", "SerializeableCollection")

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Span:
    """A time range: exact values at the rate of its start."""

    start: Fraction
    duration: Fraction
    rate: Rational

    @property
    def seconds(self) -> Fraction:
        return self.duration / self.rate.fraction

    def frames(self, what: str) -> FrameRange:
        start = whole(self.start, what)
        return FrameRange(start, start + max(1, whole(self.duration, what)))


def read_otio(text: str) -> Timeline:
    """Return the timeline of a text, the first one of a collection; a lone stack, track or clip becomes one.

    Raises InvalidError for what is no such text, TooLargeError where it nests or holds too much.
    """
    try:
        try:
            root = json.loads(text)
        except json.JSONDecodeError:
            root = json.loads(_INFINITE.sub(lambda match: "Infinity" if match[0] == "Inf" else match[0], text))
    except RecursionError:
        raise _too_deep() from None
    except ValueError as error:
        raise broken(NAME, f"{error}.") from None
    return _Reader().timeline(_first(root))


def _first(root: object) -> Json:
    for _ in range(DEEPEST):
        kind = _schema(root)
        if kind not in _COLLECTIONS:
            break
        children = _list(root, "children")
        root = next((each for each in children if _schema(each) == "Timeline"), children[0] if children else None)
    kind = _schema(root)
    if not isinstance(root, Mapping) or kind not in ("Timeline", "Stack", "Clip", *_TRACKS):
        raise broken(NAME, f"it holds no timeline, but {kind or 'something else'!r}.")
    return root


class _Reader:
    """One document's way into a timeline."""

    def __init__(self) -> None:
        self._budget = Budget()
        self._rate = Rational(24, 1)

    def timeline(self, root: Json) -> Timeline:
        kind = _schema(root)
        stack: Any = root.get("tracks") if kind == "Timeline" else root
        about = _own(root)
        origin = _time(root.get("global_start_time"), "global_start_time")
        self._rate = _exact(about.get("rate")) or (origin[1] if origin else None) or self._first_rate(stack)
        start = 0 if origin is None else whole(origin[0] * self._rate.fraction / origin[1].fraction, "global_start_time")
        dropping = about.get("dropFrame") is True and self._rate.fraction in DROP_FRAME_RATES
        tracks = self._tracks(stack)
        markers = tuple(self._markers(stack, self._rate)) if _schema(stack) == "Stack" else ()
        return Timeline(
            words(root.get("name")),
            self._rate,
            StartTimecode(start, dropping),
            tracks,
            markers,
            self._budget.notes,
        )

    def _tracks(self, stack: object) -> tuple[TimelineTrack, ...]:
        kind = _schema(stack)
        children = _list(stack, "children") if kind == "Stack" else [stack]
        tracks = []
        for place, child in enumerate(children, 1):
            named = _schema(child)
            if not isinstance(child, Mapping) or named not in ("Stack", "Clip", *_TRACKS, *_GAPS):
                self._budget.note(f"{named or 'Something without a schema'} among the tracks was left out.")
                continue
            sounds = words(child.get("kind")).lower() == "audio"
            items = tuple(self._laid([child], 0) if named not in _TRACKS else self._composed(child, 0))
            tracks.append(
                TimelineTrack(words(child.get("name")) or str(place), TrackKind.AUDIO if sounds else TrackKind.VIDEO, items)
            )
        return tuple(tracks)

    def _laid(self, children: Sequence[object], depth: int) -> Iterator[Item]:
        """Yield the items of some children; each ends where its seconds end, so that no rounding adds up."""
        seconds = Fraction(0)
        placed = 0
        for child in children:
            for item, lasting in self._items(child, depth):
                seconds += lasting
                frames = whole(seconds * self._rate.fraction, "the end of a clip") - placed
                exact = item.frames if abs(item.frames - frames) <= 1 and isinstance(item, Clip) else frames
                if exact > 0:
                    yield replace(item, frames=exact)
                    placed += exact

    def _items(self, child: object, depth: int) -> Iterator[tuple[Item, Fraction]]:
        """Yield what a child of a track is made of, each with its duration in seconds."""
        kind = _schema(child)
        if not isinstance(child, Mapping):
            self._budget.note("Something without a schema was left out.")
        elif kind == "Transition":
            self._budget.note("Transitions are read as cuts.")
        elif kind == "Clip":
            yield from self._clip(child)
        elif kind in _GAPS:
            self._budget.spend()
            span = _span(child.get("source_range"), "source_range")
            if span is not None:
                yield Gap(1), max(Fraction(0), span.seconds)
        elif kind == "Stack" or kind in _TRACKS:
            self._budget.note("Nested sequences are read as the clips of their lowest track.")
            for item in self._composed(child, depth + 1):
                yield item, item.frames / self._rate.fraction
        else:
            self._budget.note(f"{kind or 'Something without a schema'} was left out.")

    def _composed(self, composition: Json, depth: int) -> Iterator[Item]:
        """Yield the items of a nested track, or of the lowest track of a stack, within its source range."""
        if depth > DEEPEST:
            raise _too_deep()
        children = _list(composition, "children")
        if _schema(composition) == "Stack":
            children = children[:1]
        span = _span(composition.get("source_range"), "source_range")
        items = self._laid(children, depth)
        if span is None:
            yield from items
            return
        scale = self._rate.fraction / span.rate.fraction
        whole_items = list(items)
        frames = whole(span.duration * scale, "source_range")
        kept = list(_trimmed(whole_items, whole(span.start * scale, "source_range"), frames))
        if not kept and whole_items:
            self._budget.note("A track whose range lies beside its clips was read as a whole.")
            kept, frames = whole_items, 0
        yield from kept
        missing = frames - sum(item.frames for item in kept)
        if missing > 0:
            yield Gap(missing)

    def _clip(self, clip: Json) -> Iterator[tuple[Clip, Fraction]]:
        self._budget.spend()
        reference = _reference(clip)
        available = _span(reference.get("available_range"), "available_range")
        span = _span(clip.get("source_range"), "source_range") or available
        if span is None or span.duration <= 0:
            self._budget.note("Clips without a range were left out: nothing says how long they last.")
            return
        about = _own(clip)
        rate = _exact(about.get("rate")) or span.rate
        source = span.frames("source_range")
        scalar = self._speed(clip)
        shown = source.frames
        if scalar != 1:
            source = FrameRange(source.start, source.start + max(1, whole(shown * scalar, "time_scalar")))
        own = about.get("frames")
        lasting = span.seconds
        yield (
            Clip(
                name=words(clip.get("name")),
                source=source,
                rate=rate,
                frames=own if type(own) is int and own > 0 else whole(lasting * self._rate.fraction, "a duration"),
                media=_media(reference, available),
                drop_frame=about.get("dropFrame") is True and rate.fraction in DROP_FRAME_RATES,
                markers=tuple(self._markers(clip, rate)),
                enabled=clip.get("enabled") is not False,
            ),
            lasting,
        )

    def _speed(self, clip: Json) -> Fraction:
        """Return how many frames of the medium pass in the time of one."""
        speed = Fraction(1)
        for effect in _list(clip, "effects"):
            kind = _schema(effect)
            if kind == "LinearTimeWarp" and isinstance(scalar := effect.get("time_scalar"), int | float):
                whole(scalar, "time_scalar")
                speed *= Fraction(scalar)
            elif kind == "FreezeFrame":
                speed = Fraction(0)
        if speed < 0:
            self._budget.note("Clips that run backwards are read as running forwards.")
        return abs(speed)

    def _markers(self, item: Json, rate: Rational) -> Iterator[Marker]:
        for marker in _list(item, "markers"):
            span = _span(marker.get("marked_range"), "marked_range") if isinstance(marker, Mapping) else None
            if span is None:
                continue
            self._budget.spend()
            scale = rate.fraction / span.rate.fraction
            about = _own(marker)
            yield Marker(
                replace(span, start=span.start * scale, duration=span.duration * scale).frames("marked_range"),
                comment=words(marker.get("comment")),
                name=words(marker.get("name")),
                colour=words(about.get("colour", marker.get("color"))),
                created_at=words(about.get("createdAt")),
                status=words(about.get("status")),
            )

    def _first_rate(self, stack: object) -> Rational:
        """Return the rate of the first range of a clip or gap that a document holds, 24 where there is none."""
        waiting: list[tuple[object, int]] = [(stack, 0)]
        while waiting:
            found, depth = waiting.pop()
            if depth > DEEPEST or not isinstance(found, Mapping):
                continue
            for span in (found.get("source_range"), _reference(found).get("available_range")):
                read = _span(span, "source_range")
                if read is not None and read.rate != Rational(1, 1):
                    return read.rate
            waiting += [(child, depth + 1) for child in reversed(_list(found, "children"))]
        self._budget.note("The timeline does not say its rate; it was read at 24 frames a second.")
        return Rational(24, 1)


def _media(reference: Json, available: _Span | None) -> Media:
    about = _own(reference)
    url = words(reference.get("target_url"))
    if _schema(reference) == "ImageSequenceReference":
        name = words(reference.get("name_prefix")) + words(reference.get("name_suffix"))
        url = words(reference.get("target_url_base"))
    else:
        name = posixpath.basename(unquote(url).replace("\\", "/").rstrip("/"))
    start, frames = about.get("start"), about.get("frames")
    version, sha256 = about.get("versionId"), about.get("sha256")
    return Media(
        name=words(reference.get("name")) or name,
        url=url,
        start=whole(available.start, "available_range") if available else start if type(start) is int else None,
        frames=whole(available.duration, "available_range") if available else frames if type(frames) is int else None,
        version_id=words(version) or None,
        sha256=words(sha256) or None,
    )


def _reference(clip: Json) -> Json:
    references = clip.get("media_references")
    if isinstance(references, Mapping):
        found = references.get(clip.get("active_media_reference_key", "DEFAULT_MEDIA"))
    else:
        found = clip.get("media_reference")
    return found if isinstance(found, Mapping) else {}


def _trimmed(items: Sequence[Item], start: int, frames: int) -> Iterator[Item]:
    """Yield those parts of items that lie in ``frames`` from ``start`` on."""
    place = 0
    end = start + frames
    for item in items:
        first, last = max(start, place), min(end, place + item.frames)
        if first < last:
            if isinstance(item, Clip) and last - first < item.frames:
                scale = Fraction(item.source.frames, item.frames)
                source = item.source.start + int((first - place) * scale)
                kept = FrameRange(source, source + max(1, round((last - first) * scale)))
                inside = tuple(each for each in item.markers if kept.start <= each.at.start < kept.end)
                yield replace(item, source=kept, frames=last - first, markers=inside)
            else:
                yield replace(item, frames=last - first)
        place += item.frames


def _schema(value: object) -> str:
    """Return the name of a value's schema without its version; nothing for what has none."""
    named = value.get("OTIO_SCHEMA") if isinstance(value, Mapping) else None
    return words(named).partition(".")[0][:60]


def _list(value: object, name: str) -> list[Any]:
    found = value.get(name) if isinstance(value, Mapping) else None
    return found if isinstance(found, list) else []


def _own(value: Json) -> Json:
    """Return what this project's writer kept in the metadata."""
    metadata = value.get("metadata")
    about = metadata.get("reelgraph") if isinstance(metadata, Mapping) else None
    return about if isinstance(about, Mapping) else {}


def _exact(value: object) -> Rational | None:
    """Return a rate that was written as two whole numbers."""
    if isinstance(value, list) and len(value) == 2 and all(type(part) is int and 0 < part < 10**6 for part in value):
        return Rational.of(Fraction(value[0], value[1]))
    return None


def _time(value: object, what: str) -> tuple[Fraction, Rational] | None:
    """Return the value and the rate of a RationalTime."""
    if not isinstance(value, Mapping):
        return None
    count, rate = value.get("value"), value.get("rate")
    if (
        isinstance(count, bool)
        or isinstance(rate, bool)
        or not isinstance(count, int | float)
        or not isinstance(rate, int | float)
    ):
        return None
    whole(count, what)
    return Fraction(count), frame_rate(float(min(rate, 10**9)))


def _span(value: object, what: str) -> _Span | None:
    """Return a TimeRange; None for what is none."""
    if not isinstance(value, Mapping):
        return None
    start, duration = _time(value.get("start_time"), what), _time(value.get("duration"), what)
    if duration is None:
        return None
    if start is None:
        return _Span(Fraction(0), *duration)
    rate = start[1] if start[0] or start[1] != Rational(1, 1) else duration[1]
    scale = rate.fraction / duration[1].fraction
    return _Span(start[0] * rate.fraction / start[1].fraction, duration[0] * scale, rate)


def _too_deep() -> TooLargeError:
    return TooLargeError(f"The timeline nests more than {DEEPEST} levels deep.", path=("timeline",))
