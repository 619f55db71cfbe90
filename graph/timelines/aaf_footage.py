"""The footage of an AAF file: from the master mob that a clip names, by way of its file, to its tape and the timecode."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from urllib.parse import unquote, urlsplit

from aaf2.components import EssenceGroup, OperationGroup, Selector, Sequence, SourceClip, Timecode, Transition

from graph.timelines.bounds import DEEPEST, words

_FURTHEST_MOB = 20


@dataclass(frozen=True, slots=True)
class Source:
    """What a clip shows: whose footage, and which unit of it, counted at ``rate`` from timecode zero, is the clip's first.

    ``start`` is the footage's own first unit, None where nothing counts it, and ``long`` how many units it has.
    """

    name: str
    url: str
    start: Fraction | None
    long: Fraction
    first: Fraction
    rate: Fraction
    drop_frame: bool


def traced(mob: Any, slot: Any, first: Fraction) -> Source:
    """Follow footage to its file and its tape: the first timecode on the way counts its frames."""
    name, url = words(mob.name), ""
    rate, long, zero = fraction(slot.edit_rate), length(slot.segment), Fraction(0)
    counted = None
    for _ in range(_FURTHEST_MOB):
        url = url or _url(mob)
        name = name or words(mob.name)
        counted = next(filter(None, map(timecode, mob.slots)), None)
        clip = _first_clip(slot.segment)
        if counted is not None or clip is None or clip.mob is None:
            break
        following = clip.mob.slot_at(clip.slot_id)
        if following is None or fraction(following.edit_rate) <= 0:
            break
        scale = fraction(following.edit_rate) / rate
        first, zero, long = (first + clip.start) * scale, (zero + clip.start) * scale, long * scale
        mob, slot, rate = clip.mob, following, rate * scale
    begin = Fraction(0)
    if counted is not None:
        begin = Fraction(counted.start) if counted.fps == round(rate) else Fraction(counted.start) / counted.fps * rate
    file = posixpath.basename(_path(url))
    start = None if counted is None and not zero else begin + zero
    return Source(name or file, url, start, long, begin + first, rate, counted is not None and bool(counted.drop))


def _first_clip(segment: Any) -> Any:
    """Return the clip that a slot of footage leads on with; None at the end of the way."""
    for _ in range(DEEPEST):
        match segment:
            case SourceClip():
                return segment
            case Sequence():
                inner = [each for each in segment.components if not isinstance(each, Transition)]
            case OperationGroup():
                inner = list(segment.segments)
            case EssenceGroup():
                inner = choices(segment)
            case Selector():
                inner = [segment["Selected"].value]
            case _:
                return None
        if not inner:
            return None
        segment = inner[0]
    return None


def choices(group: Any) -> list[Any]:
    """Return the forms of one medium, of which any will do."""
    return list(group["Choices"].value) if "Choices" in group else []


def timecode(slot: Any) -> Any:
    """Return the timecode of a slot that counts one."""
    segment = slot.segment
    if isinstance(segment, Sequence):
        segment = next(iter(segment.components), None)
    return segment if isinstance(segment, Timecode) and segment.fps else None


def _url(mob: Any) -> str:
    """Return where the file of a mob lies, as far as it says."""
    descriptor = getattr(mob, "descriptor", None)
    if descriptor is None or "Locator" not in descriptor:
        return ""
    found = (each["URLString"].value for each in descriptor["Locator"].value if "URLString" in each)
    return next((words(each) for each in found), "")


def _path(url: str) -> str:
    try:
        return unquote(urlsplit(url).path)
    except ValueError:  # an address that no browser would take
        return url


def length(segment: Any) -> Fraction:
    """Return how many edit units a segment has."""
    return max(Fraction(0), Fraction(getattr(segment, "length", None) or 0))


def fraction(value: Any) -> Fraction:
    """Return a number of the library's, nothing for none."""
    return Fraction(0) if value is None else Fraction(value)
