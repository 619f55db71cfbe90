"""OpenTimelineIO's JSON, and the zip that carries it with its media (``.otioz``) -> timelines.

The text is read here and not by OpenTimelineIO's library, whose C++ ends the process at a text that nests too deeply or
refers to itself. The schemas are those it has written since its first release.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from graph.errors import InvalidError, TooLargeError
from graph.nodes.time import DROP_FRAME_RATES, FrameRange, Rational, StartTimecode
from graph.nodes.timeline import Clip, Gap, Item, Marker, Timeline, TimelineTrack, TrackKind
from graph.timelines.bounds import BACKWARDS, DEEPEST, Budget, broken, whole, words
from graph.timelines.otio_values import (
    Json,
    exact_rate,
    kept_in,
    list_of,
    media_of,
    reference_of,
    schema_of,
    span_of,
    time_of,
)

NAME = "OpenTimelineIO"
_INFINITE = re.compile(r'"(?:[^"\\]|\\.)*+"?|\bInf\b', re.DOTALL)
"""Texts, and between them the numbers that only OpenTimelineIO's writer spells so."""
_TRACKS = ("Track", "Sequence")
_GAPS = ("Gap", "Filler")
_COLLECTIONS = ("SerializableCollection", "SerializeableCollection")


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
        kind = schema_of(root)
        if kind not in _COLLECTIONS:
            break
        children = list_of(root, "children")
        root = next((each for each in children if schema_of(each) == "Timeline"), children[0] if children else None)
    kind = schema_of(root)
    if not isinstance(root, Mapping) or kind not in ("Timeline", "Stack", "Clip", *_TRACKS):
        raise broken(NAME, f"it holds no timeline, but {kind or 'something else'!r}.")
    return root


class _Reader:
    """One document's way into a timeline."""

    def __init__(self) -> None:
        self._budget = Budget()
        self._clips = 0
        self._rate = Rational(24, 1)

    def timeline(self, root: Json) -> Timeline:
        kind = schema_of(root)
        stack: Any = root.get("tracks") if kind == "Timeline" else root
        about = kept_in(root)
        origin = time_of(root.get("global_start_time"), "global_start_time")
        self._rate = exact_rate(about.get("rate")) or (origin[1] if origin else None) or self._first_rate(stack)
        start = 0 if origin is None else whole(origin[0] * self._rate.fraction / origin[1].fraction, "global_start_time")
        dropping = about.get("dropFrame") is True and self._rate.fraction in DROP_FRAME_RATES
        tracks = self._tracks(stack)
        markers = tuple(self._markers(stack, self._rate)) if schema_of(stack) == "Stack" else ()
        return Timeline(
            words(root.get("name")),
            self._rate,
            StartTimecode(start, dropping),
            tracks,
            markers,
            self._budget.notes,
        )

    def _tracks(self, stack: object) -> tuple[TimelineTrack, ...]:
        kind = schema_of(stack)
        children = list_of(stack, "children") if kind == "Stack" else [stack]
        tracks = []
        for place, child in enumerate(children, 1):
            named = schema_of(child)
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
        kind = schema_of(child)
        if not isinstance(child, Mapping):
            self._budget.note("Something without a schema was left out.")
        elif kind == "Transition":
            self._budget.note("Transitions are read as cuts.")
        elif kind == "Clip":
            self._clips += 1
            try:
                yield from self._clip(child)
            except InvalidError as error:
                raise InvalidError(f"Clip {self._clips}, {_named(child)}: {error.message}", path=error.path) from None
        elif kind in _GAPS:
            self._budget.spend()
            span = span_of(child.get("source_range"), "source_range")
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
        children = list_of(composition, "children")
        if schema_of(composition) == "Stack":
            children = children[:1]
        span = span_of(composition.get("source_range"), "source_range")
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
        reference = reference_of(clip)
        available = span_of(reference.get("available_range"), "available_range")
        span = span_of(clip.get("source_range"), "source_range") or available
        if span is None or span.duration <= 0:
            self._budget.note("Clips without a range were left out: nothing says how long they last.")
            return
        about = kept_in(clip)
        rate = exact_rate(about.get("rate")) or span.rate
        source = span.frames("source_range")
        scalar = self._speed(clip)
        shown = source.frames
        if scalar != 1:
            source = FrameRange(source.start, source.start + max(1, whole(shown * scalar, "time_scalar")))
        lasted = about.get("frames")
        lasting = span.seconds
        yield (
            Clip(
                name=words(clip.get("name")),
                source=source,
                rate=rate,
                frames=lasted if type(lasted) is int and lasted > 0 else whole(lasting * self._rate.fraction, "a duration"),
                media=media_of(reference, available),
                drop_frame=about.get("dropFrame") is True and rate.fraction in DROP_FRAME_RATES,
                markers=tuple(self._markers(clip, rate)),
                enabled=clip.get("enabled") is not False,
            ),
            lasting,
        )

    def _speed(self, clip: Json) -> Fraction:
        """Return how many frames of the medium pass in the time of one."""
        speed = Fraction(1)
        for effect in list_of(clip, "effects"):
            kind = schema_of(effect)
            if kind == "LinearTimeWarp" and isinstance(scalar := effect.get("time_scalar"), int | float):
                whole(scalar, "time_scalar")
                speed *= Fraction(scalar)
            elif kind == "FreezeFrame":
                speed = Fraction(0)
        if speed < 0:
            self._budget.note(BACKWARDS)
        return abs(speed)

    def _markers(self, item: Json, rate: Rational) -> Iterator[Marker]:
        for marker in list_of(item, "markers"):
            span = span_of(marker.get("marked_range"), "marked_range") if isinstance(marker, Mapping) else None
            if span is None:
                continue
            self._budget.spend()
            scale = rate.fraction / span.rate.fraction
            about = kept_in(marker)
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
            for span in (found.get("source_range"), reference_of(found).get("available_range")):
                read = span_of(span, "source_range")
                if read is not None and read.rate != Rational(1, 1):
                    return read.rate
            waiting += [(child, depth + 1) for child in reversed(list_of(found, "children"))]
        self._budget.note("The timeline does not say its rate; it was read at 24 frames a second.")
        return Rational(24, 1)


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


def _named(clip: Json) -> str:
    """Return how people know a clip."""
    return repr(words(clip.get("name"))[:80]) if clip.get("name") else "which has no name"


def _too_deep() -> TooLargeError:
    return TooLargeError(f"The timeline nests more than {DEEPEST} levels deep.", path=("timeline",))
