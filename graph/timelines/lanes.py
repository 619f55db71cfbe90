"""Items at positions -> tracks of items one after the other."""

from __future__ import annotations

from collections.abc import Iterable

from graph.errors import TooLargeError
from graph.nodes.timeline import Clip, Gap, Item

MOST_TRACKS = 200


def lanes(placed: Iterable[tuple[int, Clip]]) -> list[tuple[Item, ...]]:
    """Return as few tracks as hold all clips, each at its position, with gaps between; what overlaps goes a track up.

    Raises TooLargeError where more than ``MOST_TRACKS`` overlap.
    """
    found: list[list[Item]] = []
    ends: list[int] = []
    for start, clip in sorted(placed, key=lambda one: one[0]):
        lane = next((place for place, end in enumerate(ends) if end <= start), len(ends))
        if lane == MOST_TRACKS:
            raise TooLargeError(f"More than {MOST_TRACKS} clips of the timeline lie over one another. Split it.")
        if lane == len(ends):
            found.append([])
            ends.append(0)
        if start > ends[lane]:
            found[lane].append(Gap(start - ends[lane]))
        found[lane].append(clip)
        ends[lane] = start + clip.frames
    return [tuple(lane) for lane in found]
