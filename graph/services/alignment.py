"""Which frame of an older version is which frame of a newer one, by what is seen on them.

Both are rows of numbers a frame (small luminances, or embeddings). The best monotone path through the two is found by
dynamic programming, as for dynamic time warping (Sakoe and Chiba 1978) with gaps as for sequences (Needleman and Wunsch
1970): a step forward in both is a frame that stayed, a step in the older alone a frame that went or was passed over
quicker, a step in the newer alone one that came or was shown longer. Long films are aligned coarsely first, then exactly
within a band around the coarse path.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

GAP = 0.35
"""What a frame costs that is in one of the two alone."""
OTHERWISE = 0.6
"""What a pair of frames costs at most that have nothing in common: less than two gaps, so that a shot that was made anew
stays where it was."""
STUMBLE = 0.02
"""What a frame costs that is shown again or passed over: above the noise of another compression, below any real gap."""
PASSED = 4
"""So many frames in a row are passed over by a quick retime at most; more were taken out."""

COARSE = 3_000
"""So many frames of each are aligned at once; more are thinned first."""
_OLD, _NEW = 1, 2  # 0 is a step in both
_BLOCK, _ROWS = 4096, 64
_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Alignment:
    """Where each of n frames of the older version is in the newer.

    ``frames`` (int64, n) is -1 before all that is there. ``differences`` (float32, n) say how the two pictures differ, 0 for
    alike to about 1.4. ``gone`` (bool, n) marks frames that are not there any more: ``frames`` says where they were cut out.
    """

    frames: NDArray[np.int64]
    differences: NDArray[np.float32]
    gone: NDArray[np.bool_]


def align(old: NDArray[np.float32], new: NDArray[np.float32]) -> Alignment:
    """Align two rows of features, shapes (n, d) and (m, d), whose Euclidean distances are 0 for alike to about 1.4."""
    if len(old) == 0 or len(new) == 0:
        return Alignment(np.full(len(old), -1), np.full(len(old), np.inf, np.float32), np.full(len(old), True))
    stride = -(-max(len(old), len(new)) // COARSE)
    low, high = np.zeros(len(old), np.int64), np.full(len(old), len(new), np.int64)
    if stride > 1:
        coarse_old, coarse_new = old[::stride], new[::stride]
        every = np.zeros(len(coarse_old), np.int64)
        steps = _path(coarse_old, coarse_new, every, every + len(coarse_new))
        low, high = _band(steps, stride, len(old), len(new))
    return _read(_path(old, new, low, high), old, new)


def _path(
    old: NDArray[np.float32], new: NDArray[np.float32], low: NDArray[np.int64], high: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the steps of the cheapest path, shape (s, 3): old frame, new frame, kind; first to last.

    Row i looks at the columns ``low[i]`` to ``high[i]`` alone; both never fall, and rows overlap.
    """
    first, last = int(low[0]), int(high[0])
    # Columns count how many frames of the newer are passed; before any frame of the older, all these came new.
    costs = np.arange(last - first + 1, dtype=np.float64) * GAP + first * GAP
    kinds: list[NDArray[np.uint8]] = []
    for top in range(0, len(old), _ROWS):
        rows = slice(top, min(top + _ROWS, len(old)))
        left, right = int(low[rows].min()), int(high[rows].max())
        apart = _distances(old[rows], new[left:right])
        both_costs, single = np.minimum(apart, OTHERWISE), np.minimum(apart + STUMBLE, GAP)
        # A step in the older alone needs a frame of the newer to stand beside; before the first there is none.
        alone = np.concatenate([np.full((len(single), 1), GAP), single], axis=1)
        # Steps in the newer alone are running sums along the row: the cheapest place to begin them is a running minimum.
        sums = np.concatenate([np.zeros((len(single), 1)), np.cumsum(single, axis=1)], axis=1)
        for row in range(rows.start, rows.stop):
            begin, end = int(low[row]), int(high[row])
            here, columns = row - top, slice(begin - left, end - left + 1)
            before = np.full(end - begin + 1, np.inf)
            width = min(last, end) - begin + 1
            before[:width] = costs[begin - first : begin - first + width]
            best = before + alone[here, columns]
            both = before[:-1] + both_costs[here, begin - left : end - left]
            kind = np.ones(len(best), np.uint8)  # _OLD
            kind[1:] = both > best[1:]
            np.minimum(best[1:], both, out=best[1:])
            along = sums[here, columns]
            reached = np.minimum.accumulate(best - along)
            reached += along
            kind[reached < best - _TINY] = _NEW
            kinds.append(kind)
            costs, first, last = reached, begin, end
    return _walk_back(kinds, low, len(new))


def _distances(old: NDArray[np.float32], new: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the Euclidean distances of two rows of features, shape (n, m)."""
    squares = (old * old).sum(axis=1)[:, None] + (new * new).sum(axis=1)[None, :] - 2 * (old @ new.T)
    answer: NDArray[np.float64] = np.sqrt(np.maximum(squares, 0)).astype(np.float64)
    return answer


def _walk_back(kinds: list[NDArray[np.uint8]], low: NDArray[np.int64], frames: int) -> NDArray[np.int64]:
    row, column = len(kinds) - 1, frames
    steps: list[tuple[int, int, int]] = []
    while row >= 0:
        kind = int(kinds[row][column - low[row]])
        steps.append((row, column - 1, kind))
        if kind != _OLD:
            column -= 1
        if kind != _NEW:
            row -= 1
    return np.array(steps[::-1], np.int64)


def _band(steps: NDArray[np.int64], stride: int, old: int, new: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return for each frame of the older version the frames of the newer that a coarse path passes near it."""
    low, high = np.full(old, new, np.int64), np.zeros(old, np.int64)
    around = 2 * stride
    for row, column, _ in steps.tolist():
        begin, end = max(0, row * stride - around), min(old, (row + 1) * stride + around)
        low[begin:end] = np.minimum(low[begin:end], max(0, column * stride - around))
        high[begin:end] = np.maximum(high[begin:end], min(new, (column + 1) * stride + around))
    high[-1], low[0] = new, 0
    return np.minimum.accumulate(low[::-1])[::-1], np.maximum.accumulate(high)


def _read(steps: NDArray[np.int64], old: NDArray[np.float32], new: NDArray[np.float32]) -> Alignment:
    """Return what the steps say: each frame of the older is the most alike of those that it stands beside."""
    rows, columns, kinds = steps.T
    differences = np.full(len(steps), np.inf, np.float32)
    for begin in range(0, len(steps), _BLOCK):
        block = slice(begin, begin + _BLOCK)
        apart = np.linalg.norm(old[rows[block]] - new[np.maximum(columns[block], 0)], axis=1)
        differences[block] = np.where(columns[block] < 0, np.inf, apart)
    order = np.lexsort((differences, rows))
    best = order[np.unique(rows[order], return_index=True)[1]]
    passed = np.ones(len(old), np.bool_)
    passed[rows[kinds != _OLD]] = False
    frames, apart = columns[best], differences[best]
    gone = _longer_than(passed, PASSED) | (frames < 0)
    return Alignment(frames, apart, gone)


def _longer_than(marked: NDArray[np.bool_], most: int) -> NDArray[np.bool_]:
    """Return the marks that stand in rows of more than ``most``."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], marked.view(np.int8), [0]])))
    kept = np.zeros(len(marked), np.bool_)
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        kept[begin:end] = end - begin > most
    return kept
