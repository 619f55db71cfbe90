"""Which frames stand for a shot: its middle, and more where a long shot shows several things.

Further frames are chosen by farthest-point traversal (Gonzalez 1985) over the embeddings of the sampled frames: each
next one is the frame least like those chosen so far, until all that is left is alike, or the shot has enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from graph.nodes.time import FrameRange

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_PER_SHOT = 12
SECONDS_PER_KEYFRAME = 2  # a shot may have one more keyframe for each two seconds
DIFFERENT = 0.35  # cosine distance from all chosen frames at which a frame shows something else


@dataclass(frozen=True, slots=True)
class SampledVectors:
    """Embeddings of sampled frames: ``frames`` int64 ascending, shape (n,); ``vectors`` unit length, shape (n, d)."""

    frames: NDArray[np.int64]
    vectors: NDArray[np.float16] | NDArray[np.float32]

    def within(self, range_: FrameRange) -> SampledVectors:
        """Return those of the frames of a range."""
        first, last = np.searchsorted(self.frames, (range_.start, range_.end))
        return SampledVectors(self.frames[first:last], self.vectors[first:last])


def keyframes_of(shot: FrameRange, clear: FrameRange, sampled: SampledVectors, rate: Fraction) -> list[int]:
    """Return the frames that stand for a shot, ascending; its middle is always one of them.

    ``clear`` are the frames of the shot that mix with no neighbour: only these are chosen beside the middle.
    """
    most = min(MOST_PER_SHOT, 1 + int(shot.frames / rate / SECONDS_PER_KEYFRAME))
    candidates = sampled.within(clear)
    chosen = [shot.middle]
    if most == 1 or len(candidates.frames) < 2:
        return chosen
    vectors = candidates.vectors.astype(np.float32)
    nearest = int(np.argmin(np.abs(candidates.frames - shot.middle)))  # stands in for the middle, which may not be sampled
    distance = 1 - vectors @ vectors[nearest]
    while len(chosen) < most:
        farthest = int(np.argmax(distance))
        if distance[farthest] < DIFFERENT:
            break
        chosen.append(int(candidates.frames[farthest]))
        distance = np.minimum(distance, 1 - vectors @ vectors[farthest])
    return sorted(set(chosen))
