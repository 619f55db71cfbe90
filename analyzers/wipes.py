"""Wipes: one shot pushes the other out along a moving edge. TransNetV2 was not trained on them and sees none.

While a wipe passes, each place of the picture shows first the old shot, then the new one, and hardly ever a mixture; and the
moment at which a place changes grows evenly across the picture. Both are measured on small luminances between two frames
taken for the shots' own; a cut changes all places at once, a dissolve mixes them, and what moves inside a shot changes few
places, in no order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from graph.nodes.time import FrameRange

if TYPE_CHECKING:
    from numpy.typing import NDArray

LENGTHS = (10, 16, 24, 36, 54)  # frames between the two; a wipe takes two thirds of one of these, or more
CHANGED = 24.0  # difference of luminance (0..255) from which a place can tell
TELLING = 0.5  # part of the places that must be able to
SETTLED = 0.25  # a place this near one shot or the other shows only that one
LEAST_SETTLED = 0.9  # part of all places and frames that must be settled
LEAST_ORDER = 0.92  # correlation of the moment of change with the place along the best direction
BLOCK = 2000  # frames that are compared at once
LEAST_SPREAD = 0.17  # standard deviation of the moments, as a part of the length: evenly spread ones have 0.29


def find_wipes(luminance: NDArray[np.uint8], taken: Sequence[FrameRange]) -> list[FrameRange]:
    """Return the frames over which wipes pass, in order; none touches the transitions already ``taken``.

    ``luminance`` has shape (frames, rows, columns).
    """
    frames = len(luminance)
    busy = np.zeros(frames + 1, np.int64)
    for range_ in taken:
        busy[max(range_.start - 1, 0) : range_.end + 1] = 1
    so_far = np.concatenate([[0], np.cumsum(busy)])
    found: list[tuple[float, FrameRange]] = []
    for length in LENGTHS:
        if frames <= length:
            break
        for start in _starts(luminance, length):
            if so_far[start + length + 1] == so_far[start]:
                one = _wipe_in(luminance[start : start + length + 1].astype(np.float32))
                if one is not None:
                    score, first, last = one
                    found.append((score, FrameRange(start + first, start + last)))
    chosen: list[FrameRange] = []
    for _, range_ in sorted(found, key=lambda item: -item[0]):
        if all(range_.end + 1 < other.start or other.end + 1 < range_.start for other in chosen):
            chosen.append(range_)
    return sorted(chosen, key=lambda range_: range_.start)


def _starts(luminance: NDArray[np.uint8], length: int) -> Iterator[int]:
    """Yield the frames that differ in most places from the one ``length`` frames later, without a large copy of all."""
    for block in range(0, len(luminance) - length, BLOCK):
        before = luminance[block : min(block + BLOCK, len(luminance) - length)].astype(np.int16)
        after = luminance[block + length : block + length + len(before)]
        share = (np.abs(after - before) > CHANGED).reshape(len(before), -1).mean(axis=1)
        yield from (block + int(place) for place in np.flatnonzero(share >= TELLING))


def _wipe_in(pictures: NDArray[np.float32]) -> tuple[float, int, int] | None:
    """Return how sure it is that a wipe passes between the first picture and the last, and its half-open range in them."""
    old, new = pictures[0], pictures[-1]
    telling = np.abs(new - old) > CHANGED
    progress = (pictures[1:-1, telling] - old[telling]) / (new - old)[telling]
    settled = float(((np.abs(progress) < SETTLED) | (np.abs(progress - 1) < SETTLED)).mean())
    if settled < LEAST_SETTLED:
        return None
    moments = (1 - progress.clip(0, 1)).sum(axis=0) + 1  # the first frame that shows the new shot there
    if moments.std() < LEAST_SPREAD * len(progress):
        return None
    places = np.stack([np.ones(len(moments)), *np.nonzero(telling)], axis=1)
    direction, *_ = np.linalg.lstsq(places, moments, rcond=None)
    order = float(np.corrcoef(places @ direction, moments)[0, 1])
    if order < LEAST_ORDER:
        return None
    rows, columns = old.shape
    corners = [float(direction @ (1, row, column)) for row in (-0.5, rows - 0.5) for column in (-0.5, columns - 0.5)]
    first, last = max(round(min(corners)), 1), min(round(max(corners)), len(pictures) - 1)
    return (settled * order, first, last) if last - first > 2 else None
