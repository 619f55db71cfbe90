"""The networks' side of the one decode: takes frames as they come, in real batches, and keeps only what was seen on them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from analyzers.base import FollowedThing, FrameDetections
from analyzers.opinion import Look, Place
from analyzers.pipeline.keyframes import SampledVectors
from analyzers.pipeline.networks import NetworksInUse
from analyzers.pipeline.taps import SampledFrame, SmallFrames
from analyzers.shots import ShotStream
from graph.nodes.time import FrameRange

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen on n frames, ascending. Vectors and probabilities are None where they were not asked for.

    Both are kept in half precision: ``vectors`` shape (n, dimensions), ``probabilities`` (n, classes).
    """

    detections: tuple[FrameDetections, ...]
    vectors: NDArray[np.float16] | None
    probabilities: NDArray[np.float16] | None

    @property
    def frames(self) -> NDArray[np.int64]:
        """The frames' numbers."""
        return np.array([one.frame for one in self.detections], dtype=np.int64)

    @property
    def sampled(self) -> SampledVectors | None:
        """The vectors with their frames."""
        return None if self.vectors is None else SampledVectors(self.frames, self.vectors)

    def named(self, followed: Sequence[FollowedThing], networks: NetworksInUse) -> Seen:
        """Return the same with the labels of the things that boxes belong to, and vectors that speak of these."""
        known = {(one.frame, box.box): box for thing in followed for one in thing.detections for box in one.boxes}
        detections = tuple(
            replace(one, boxes=tuple(known.get((one.frame, box.box), box) for box in one.boxes)) for one in self.detections
        )
        vectors = None
        if self.vectors is not None and self.probabilities is not None:
            vectors = networks.vectors_again([one.boxes for one in detections], self.probabilities)
        return Seen(detections, self.vectors if vectors is None else vectors, self.probabilities)

    def within(self, range_: FrameRange) -> Seen:
        """Return what was seen on the frames of a range."""
        first = bisect_left(self.detections, range_.start, key=lambda one: one.frame)
        last = bisect_left(self.detections, range_.end, key=lambda one: one.frame)
        return Seen(
            self.detections[first:last],
            None if self.vectors is None else self.vectors[first:last],
            None if self.probabilities is None else self.probabilities[first:last],
        )

    def __add__(self, other: Seen) -> Seen:
        """Return what was seen on the frames of both, ascending; no frame may be in both."""
        if not other.detections:
            return self
        detections = self.detections + other.detections
        order = sorted(range(len(detections)), key=lambda place: detections[place].frame)
        return Seen(
            tuple(detections[place] for place in order),
            _rows(self.vectors, other.vectors, order),
            _rows(self.probabilities, other.probabilities, order),
        )


class Eyes:
    """Feeds what it is handed to the networks. Used from one thread; memory grows by the findings alone."""

    def __init__(self, shots: ShotStream | None, networks: NetworksInUse) -> None:
        self._shots = shots
        self._networks = networks
        self._second = networks.second_look()
        self._waiting: list[SampledFrame] = []
        self._detections: list[FrameDetections] = []
        self._vectors: list[NDArray[np.float16]] = []
        self._probabilities: list[NDArray[np.float16]] = []

    def take(self, work: SmallFrames | SampledFrame) -> None:
        """Take the next frames."""
        if isinstance(work, SampledFrame):
            self._waiting.append(work)
            if len(self._waiting) >= self._networks.batch:
                self._look()
        elif self._shots is not None:
            self._networks.push(self._shots, work.frames)

    def finish(self) -> Seen:
        """Look at what is left, and return all that was seen."""
        if self._waiting:
            self._look()
        looks = self._second.finish() if self._second is not None else {}
        return Seen(
            tuple(looked_at(one, looks) for one in self._detections),
            np.concatenate(self._vectors) if self._vectors else None,
            np.concatenate(self._probabilities) if self._probabilities else None,
        )

    def _look(self) -> None:
        waiting, self._waiting = self._waiting, []
        looked = self._networks.look([one.picture for one in waiting])
        for one, boxes in zip(waiting, looked.boxes, strict=True):
            self._detections.append(FrameDetections(one.frame, boxes))
            if self._second is not None:
                self._second.take(one.frame, one.picture, boxes)
        if looked.vectors is not None:
            self._vectors.append(looked.vectors.astype(np.float16))
        if looked.probabilities is not None:
            self._probabilities.append(looked.probabilities.astype(np.float16))


def looked_at(seen: FrameDetections, looks: Mapping[Place, Look]) -> FrameDetections:
    """Return what was detected on a frame, with what a second look said of it."""
    boxes = list(seen.boxes)
    for place, box in enumerate(boxes):
        if (look := looks.get((seen.frame, place))) is not None:
            boxes[place] = replace(box, opinions=look.opinions, colours=look.colours)
    return replace(seen, boxes=tuple(boxes))


def _rows(
    first: NDArray[np.float16] | None, second: NDArray[np.float16] | None, order: list[int]
) -> NDArray[np.float16] | None:
    if first is None or second is None:
        return first if second is None else second
    return np.concatenate([first, second])[order]
