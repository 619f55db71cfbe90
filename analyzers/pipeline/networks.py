"""The networks of this process, as the stages use them: loaded while a run needs them, asked in batches, one at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from analyzers.base import Analyzer, DetectedBox, ShotBoundary
from analyzers.cache import ModelCache
from analyzers.classify import EfficientNetLite
from analyzers.detect import YoloDetector
from analyzers.embed import Embedder
from analyzers.opinion import SecondLook
from analyzers.registry import Analyzers
from analyzers.shots import ShotStream, TransNetShots
from graph.nodes.model import AnalysisTask

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analyzers.base import Picture

A = TypeVar("A", bound=Analyzer)
BATCH = 32  # pictures that go through a network together on an accelerator
ROWS = 1024  # probabilities that are brought to full precision at once
BATCH_ON_CPU = 8  # where more is not quicker, only larger


@dataclass(frozen=True, slots=True)
class Looked:
    """What the networks say of some pictures; None where that was not asked for.

    ``probabilities`` are the classifier's, shape (n, classes); ``vectors`` of unit length, shape (n, dimensions).
    """

    boxes: list[tuple[DetectedBox, ...]]
    probabilities: NDArray[np.float32] | None
    vectors: NDArray[np.float32] | None


class Networks:
    """The analyzers, through the cache that loads and unloads them."""

    def __init__(self, analyzers: Analyzers, cache: ModelCache) -> None:
        self._analyzers = analyzers
        self._cache = cache

    @contextmanager
    def in_use(self, tasks: Collection[AnalysisTask]) -> Iterator[NetworksInUse]:
        """Load what the tasks need, and keep it loaded inside the block. Shots are always found: all else hangs on them."""
        chosen, device = self._analyzers, self._analyzers.device
        needed = {
            AnalysisTask.SHOTS: True,
            AnalysisTask.DETECTION: bool({AnalysisTask.DETECTION, AnalysisTask.EMBEDDING} & set(tasks)),
            AnalysisTask.LABELS: AnalysisTask.LABELS in tasks,
            AnalysisTask.EMBEDDING: AnalysisTask.EMBEDDING in tasks,
        }
        with ExitStack() as stack:

            def use(analyzer: A, task: AnalysisTask) -> A | None:
                return stack.enter_context(self._cache.use(analyzer, device)) if needed[task] else None

            shots = stack.enter_context(self._cache.use(chosen.shots, device))
            yield NetworksInUse(
                self._cache,
                device,
                shots,
                use(chosen.detector, AnalysisTask.DETECTION),
                use(chosen.classifier, AnalysisTask.LABELS),
                use(chosen.embedder, AnalysisTask.EMBEDDING),
            )


class NetworksInUse:
    """Loaded networks. For one thread at a time."""

    def __init__(
        self,
        cache: ModelCache,
        device: str,
        shots: TransNetShots,
        detector: YoloDetector | None,
        classifier: EfficientNetLite | None,
        embedder: Embedder | None,
    ) -> None:
        self._cache = cache
        self._device = device
        self._shots = shots
        self._detector = detector
        self._classifier = classifier
        self._embedder = embedder

    @property
    def batch(self) -> int:
        """How many pictures to ask about at once."""
        return BATCH_ON_CPU if self._device == "cpu" else BATCH

    def shots(self, frame_rate: float) -> ShotStream:
        """Return what takes the small frames of one clip."""
        return self._shots.stream(frame_rate)

    def push(self, stream: ShotStream, frames: NDArray[np.uint8]) -> None:
        """Give small frames to the shot detector, RGB uint8, shape (n, 27, 48, 3)."""
        self._cache.run_whole(self._device, lambda: stream.push(frames))

    def finish(self, stream: ShotStream) -> tuple[ShotBoundary, ...]:
        """Return the shots of all frames that a stream took."""
        return self._cache.run_whole(self._device, stream.finish)

    def look(self, pictures: Sequence[Picture]) -> Looked:
        """Ask detector, classifier and embedder about some pictures, RGB uint8 of any sizes."""
        boxes: list[tuple[DetectedBox, ...]] = [()] * len(pictures)
        if self._detector is not None:
            boxes = self._cache.run(self._detector, self._device, pictures, self._detector.predict)
        probabilities = None
        if (classifier := self._classifier) is not None:
            probabilities = np.stack(self._classify(classifier, pictures))
        vectors = None
        if self._embedder is not None:
            vectors = np.stack(self._embed(self._embedder, pictures, boxes, probabilities))
        return Looked(boxes, probabilities, vectors)

    def second_look(self) -> SecondLook | None:
        """Return what asks the classifier about the boxes of pictures that pass; None without a classifier."""
        if (classifier := self._classifier) is None:
            return None
        return SecondLook(lambda parts: np.stack(self._classify(classifier, parts)), self.batch)

    def vectors_again(
        self, boxes: Sequence[Sequence[DetectedBox]], probabilities: NDArray[np.float16]
    ) -> NDArray[np.float16] | None:
        """Return the vectors of pictures whose boxes have got better labels; None where vectors do not hang on labels."""
        if self._embedder is None or not self._embedder.reads_labels:
            return None
        parts = [
            self._embedder.predict([], boxes[start : start + ROWS], probabilities[start : start + ROWS].astype(np.float32))
            for start in range(0, len(boxes), ROWS)
        ]
        return np.concatenate(parts).astype(np.float16) if parts else None

    def _classify(self, classifier: EfficientNetLite, pictures: Sequence[Picture]) -> list[NDArray[np.float32]]:
        def predict(some: Sequence[Picture]) -> Sequence[NDArray[np.float32]]:
            return list(classifier.predict(some))

        return self._cache.run(classifier, self._device, pictures, predict)

    def _embed(
        self,
        embedder: Embedder,
        pictures: Sequence[Picture],
        boxes: Sequence[tuple[DetectedBox, ...]],
        probabilities: NDArray[np.float32] | None,
    ) -> list[NDArray[np.float32]]:
        def predict(places: Sequence[int]) -> Sequence[NDArray[np.float32]]:
            return list(
                embedder.predict(
                    [pictures[place] for place in places],
                    [boxes[place] for place in places],
                    None if probabilities is None else probabilities[list(places)],
                )
            )

        return self._cache.run(embedder, self._device, range(len(pictures)), predict)
