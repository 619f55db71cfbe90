"""The objects of an AAF file -> timelines. It runs in a process of its own, see ``aaf``.

A composition's slots hold segments, which hold segments, and at the ends clips of other mobs: of a master mob, which stands
for footage, whose own clips lead to the file and to the tape, which has the timecode. Positions are counted in edit units.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import aaf2
from aaf2.components import (
    EssenceGroup,
    Filler,
    NestedScope,
    OperationGroup,
    ScopeReference,
    Selector,
    Sequence,
    SourceClip,
    Transition,
)
from aaf2.mobs import CompositionMob

from graph.errors import InvalidError
from graph.nodes.time import DROP_FRAME_RATES, FrameRange, Rational, StartTimecode
from graph.nodes.timeline import Clip, Marker, Media, Timeline, TimelineTrack, TrackKind
from graph.timelines.aaf_footage import choices, fraction, length, timecode, traced
from graph.timelines.bounds import DEEPEST, FASTEST, Budget, whole, words
from graph.timelines.lanes import lanes


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a segment's first unit lies on the timeline, in seconds, how fast it goes on, and what of it is seen."""

    zero: Fraction
    speed: Fraction
    start: Fraction
    end: Fraction
    rate: Fraction
    depth: int = 0
    enabled: bool = True

    def at(self, units: Fraction) -> Fraction:
        """Return where a unit of the segment lies on the timeline."""
        return self.zero + units / self.rate / self.speed

    def within(self, start: Fraction, end: Fraction) -> _Place:
        """Return what lies between two moments of the timeline."""
        return replace(self, start=max(self.start, start), end=min(self.end, end))


def read(path: str) -> Timeline:
    """Return the timeline of a file. Raises whatever the library raises for what it does not expect."""
    with aaf2.open(path, "r") as file:
        reader = _Reader()
        compositions = [mob for mob in file.content.toplevel() if any(_kind(slot) for slot in mob.slots)]
        if compositions:
            return reader.timeline(compositions[0], len(compositions) - 1)
        footage = [mob for mob in file.content.mastermobs() if any(_kind(slot) for slot in mob.slots)]
        if not footage:
            raise InvalidError("It holds no sequence and no clips.")
        return reader.one_after_the_other(footage)


class _Reader:
    """One file's way into a timeline."""

    def __init__(self) -> None:
        self._budget = Budget()
        self._rate = Fraction(24)
        self._placed: list[tuple[int, Clip]] = []
        self._tracks: list[TimelineTrack] = []

    def timeline(self, mob: Any, others: int) -> Timeline:
        """Return what a composition shows, each of its slots on as many tracks as it needs."""
        if others:
            self._budget.note(f"The file holds {others} more sequences; the first was read.")
        slots = [(slot, kind) for wanted in TrackKind for slot in mob.slots if (kind := _kind(slot)) is wanted]
        counted = [fraction(slot.edit_rate) for slot in mob.slots if _kind(slot) is TrackKind.VIDEO or timecode(slot)]
        self._rate = next((rate for rate in counted if 0 < rate <= FASTEST), self._rate)
        for slot, kind in slots:
            rate = fraction(slot.edit_rate)
            end = length(slot.segment) / rate
            self._lay(slot.segment, _Place(Fraction(0), Fraction(1), Fraction(0), end, rate), "")
            self._keep(kind, words(slot.name))
        start = next(filter(None, map(self._start, mob.slots)), StartTimecode(0, drop_frame=False))
        return self._whole(words(mob.name), start, tuple(self._markers(mob)))

    def one_after_the_other(self, mobs: Iterable[Any]) -> Timeline:
        """Return a timeline of footage: the pictures of each, or its sound where it has none."""
        self._budget.note("The file holds clips and no sequence: they were laid one after the other.")
        chosen = [(mob, kind, slot) for mob in mobs for kind, slot in [_first_slot(mob)] if kind and slot]
        self._rate = next((rate for *_, slot in chosen if (rate := fraction(slot.edit_rate)) <= FASTEST), self._rate)
        for wanted in TrackKind:
            begin = Fraction(0)
            for mob, kind, slot in chosen:
                if kind is wanted:
                    rate = fraction(slot.edit_rate)
                    end = begin + length(slot.segment) / rate
                    self._clip(mob, slot, _Place(begin, Fraction(1), begin, end, rate), Fraction(0), "")
                    begin = end
            self._keep(wanted, "")
        return self._whole("", StartTimecode(0, drop_frame=False), ())

    def _whole(self, name: str, start: StartTimecode, markers: tuple[Marker, ...]) -> Timeline:
        return Timeline(name, Rational.of(self._rate), start, tuple(self._tracks), markers, self._budget.notes)

    def _keep(self, kind: TrackKind, name: str) -> None:
        """Make tracks of what was laid since the last ones."""
        for items in lanes(self._placed):
            number = sum(1 for track in self._tracks if track.kind is kind) + 1
            self._tracks.append(TimelineTrack(name or f"{kind.value[0]}{number}", kind, items))
        self._placed = []

    def _lay(self, segment: Any, place: _Place, name: str) -> None:
        """Lay what of a segment is seen. Of an effect's inputs, and of nested tracks, each lies over the one before."""
        self._budget.spend()
        if place.depth > DEEPEST:
            raise InvalidError(f"It nests more than {DEEPEST} levels deep.")
        if place.start >= place.end:
            return
        inner = replace(place, depth=place.depth + 1)
        match segment:
            case Sequence():
                self._follow(segment, inner, name)
            case SourceClip():
                self._source_clip(segment, inner, name)
            case OperationGroup():
                for each in segment.segments:
                    self._lay(each, self._retimed(segment, each, inner), name)
            case Selector():
                chosen = segment["Selected"].value
                self._lay(chosen, inner, name)
                if isinstance(chosen, Filler | ScopeReference) and "Alternates" in segment:  # a clip that is muted
                    self._lay(segment["Alternates"].value[0], replace(inner, enabled=False), name)
            case NestedScope() | EssenceGroup():
                several = list(segment.slots) if isinstance(segment, NestedScope) else choices(segment)[:1]
                for each in several:
                    self._lay(each, inner, name)
            case _:
                pass  # a filler, a reference to the track below, an effect without a picture

    def _follow(self, sequence: Any, place: _Place, name: str) -> None:
        """Lay components one after the other. A transition lies over both its neighbours; they are cut where it says."""
        components = list(sequence.components)
        at = Fraction(0)
        for number, component in enumerate(components):
            before = components[number - 1] if number else None
            after = components[number + 1] if number + 1 < len(components) else None
            if isinstance(component, Transition):
                self._budget.note("Transitions are read as cuts.")
                at -= length(component)
                continue
            end = at + length(component)
            first = at + (_cut(before) if isinstance(before, Transition) else 0)
            last = end - (length(after) - _cut(after) if isinstance(after, Transition) else 0)
            seen = place.within(place.at(first), place.at(last))
            self._lay(component, replace(seen, zero=place.at(at)), name)
            at = end

    def _retimed(self, group: Any, inner: Any, place: _Place) -> _Place:
        """Return how an effect's input goes on: it fills the effect, however many units it has itself."""
        shown, lasting = length(inner), length(group)
        if not shown or not lasting or shown == lasting:
            return place
        return replace(place, speed=place.speed * shown / lasting)

    def _source_clip(self, clip: Any, place: _Place, name: str) -> None:
        mob = clip.mob
        slot = None if mob is None else mob.slot_at(clip.slot_id)
        if mob is None or slot is None or fraction(slot.edit_rate) <= 0:
            if mob is not None or clip.mob_id.int:
                self._budget.note("Clips of footage that the file does not hold were left out.")
            return
        first, rate = Fraction(clip.start), fraction(slot.edit_rate)
        if isinstance(mob, CompositionMob):  # a sequence within the sequence, or a part of a clip
            begin = place.zero - first / place.rate / place.speed
            self._lay(slot.segment, replace(place, zero=begin, rate=rate), words(mob.name) or name)
        else:
            self._clip(mob, slot, place, first / place.rate * rate, name)

    def _clip(self, mob: Any, slot: Any, place: _Place, first: Fraction, name: str) -> None:
        source = traced(mob, slot, first)
        begins, ends = (whole(at * self._rate, "a position") for at in (place.start, place.end))
        own = source.rate if 0 < source.rate <= FASTEST else self._rate
        begin = (source.first / source.rate + (place.start - place.zero) * place.speed) * own
        lasting = (place.end - place.start) * place.speed * own
        frames, start = max(1, ends - begins), whole(begin, "a position")
        counted = frames if place.speed == 1 and own == self._rate else max(1, whole(lasting, "a length"))
        begun = None if source.start is None else whole(source.start / source.rate * own, "a start")
        media = Media(source.name, source.url, begun, whole(source.long / source.rate * own, "a length") or None)
        clip = Clip(
            name=name or source.name,
            source=FrameRange(start, start + counted),
            rate=Rational.of(own),
            frames=frames,
            media=media,
            drop_frame=source.drop_frame and own in DROP_FRAME_RATES,
            enabled=place.enabled,
        )
        self._placed.append((begins, clip))

    def _start(self, slot: Any) -> StartTimecode | None:
        """Return the timecode that a slot gives the timeline; None where it counts otherwise, or none."""
        counted = timecode(slot)
        if counted is None or counted.fps != round(self._rate):
            return None
        return StartTimecode(int(counted.start), bool(counted.drop) and self._rate in DROP_FRAME_RATES)

    def _markers(self, mob: Any) -> Iterator[Marker]:
        """Yield what was remarked at moments of the composition."""
        for slot in mob.slots:
            components = getattr(slot.segment, "components", ())
            for each in components if "EventMobSlot" in type(slot).__name__ else ():
                self._budget.spend()
                said = (
                    {one.name: one.value for one in each.get("CommentMarkerAttributeList", None).value or ()}
                    if "CommentMarkerAttributeList" in each
                    else {}
                )
                rate = fraction(slot.edit_rate)
                if "Position" not in each or rate <= 0:
                    continue
                at = whole(Fraction(each["Position"].value) / rate * self._rate, "a marker")
                yield Marker(
                    FrameRange(at, at + 1),
                    comment=words(each["Comment"].value if "Comment" in each else ""),
                    name=words(said.get("_ATN_CRM_USER", "")),
                    colour=words(said.get("_ATN_CRM_COLOR", "")).upper(),
                )


def _kind(slot: Any) -> TrackKind | None:
    """Return what a slot carries: nothing where it is no track."""
    kinds = {"Picture": TrackKind.VIDEO, "Sound": TrackKind.AUDIO}
    if getattr(slot, "edit_rate", None) is None or fraction(slot.edit_rate) <= 0:
        return None
    return kinds.get(slot.media_kind or "")


def _first_slot(mob: Any) -> tuple[TrackKind | None, Any]:
    for wanted in TrackKind:
        for slot in mob.slots:
            if _kind(slot) is wanted:
                return wanted, slot
    return None, None


def _cut(transition: Any) -> Fraction:
    """Return how long after a transition's begin its neighbours are taken to meet."""
    said = transition["CutPoint"].value if "CutPoint" in transition else None
    long = length(transition)
    return long / 2 if said is None else min(max(Fraction(said), Fraction(0)), long)
