"""The vector of one picture that is no part of the library, as the analysis would make it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzers.base import DetectedBox, FrameDetections
from analyzers.opinion import SecondLook
from analyzers.pipeline.eyes import looked_at
from analyzers.registry import Analyzers
from analyzers.track import follow
from graph.nodes.time import FrameRange

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from analyzers.base import Picture


class PictureVectors:
    """Detector and embedder, loaded when made, and the classifier, where vectors are made of names. For one thread."""

    def __init__(self, analyzers: Analyzers) -> None:
        self._analyzers = analyzers
        analyzers.detector.load(analyzers.device)
        analyzers.embedder.load(analyzers.device)
        if analyzers.embedder.reads_labels:
            analyzers.classifier.load(analyzers.device)

    def of(self, picture: Picture) -> NDArray[np.float32]:
        """Return the unit vector of an RGB uint8 picture, shape (dimensions,)."""
        boxes = self._analyzers.detector.predict([picture])[0]
        seen = None
        if self._analyzers.embedder.reads_labels:
            seen = self._analyzers.classifier.predict([picture])
            boxes = self._named(picture, boxes)
        vector: NDArray[np.float32] = self._analyzers.embedder.predict([picture], [boxes], seen)[0]
        return vector

    def _named(self, picture: Picture, boxes: tuple[DetectedBox, ...]) -> tuple[DetectedBox, ...]:
        """Return the boxes under the names that the analysis would give to what is in them, after a second look."""
        second = SecondLook(self._analyzers.classifier.predict, 1)
        second.take(0, picture, boxes)
        looked = looked_at(FrameDetections(0, boxes), second.finish())
        things = follow(FrameRange(0, 1), [looked])
        named = {box.box: box for thing in things for one in thing.detections for box in one.boxes}
        return tuple(named.get(box.box, box) for box in looked.boxes)
