"""Detection with YOLO: pictures in, boxes with labels out.

Boxes below ``REPORTED`` are no findings by themselves; the tracker uses them to follow a thing that was seen better before
(Zhang et al. 2022, ByteTrack).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from analyzers.base import DetectedBox
from analyzers.pixels import even_batch
from analyzers.ultralytics_setup import import_ultralytics
from analyzers.weights_file import WeightsFile
from graph.errors import UnavailableError
from graph.nodes.box import Box
from graph.nodes.model import AnalysisTask, ModelIdentity

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIZE = 640  # pixels of the longer side
KEPT = 0.1  # confidence from which a box is kept for the tracker
REPORTED = 0.4  # confidence from which a box alone says that a thing is there
OVERLAP = 0.6  # intersection over union above which two boxes of one label are the same thing
MOST = 100  # boxes a picture


class YoloDetector:
    """The analyzer. ``predict`` takes RGB uint8 pictures of any sizes and answers each with its boxes, surest first."""

    def __init__(self, weights: WeightsFile, *, name: str = "YOLO11n", confidence: float = KEPT, size: int = SIZE) -> None:
        self._weights = weights
        self._name = name
        self._confidence = confidence
        self._size = size
        self._network: Any = None
        self._device = "cpu"

    @property
    def identity(self) -> ModelIdentity:
        """Exact identity; hashes the weights once."""
        return ModelIdentity(
            AnalysisTask.DETECTION,
            self._name,
            self._weights.sha256,
            {"size": self._size, "scaling": "letterbox", "colour": "RGB"},
            {"confidence": self._confidence, "overlap": OVERLAP, "most": MOST, "reported": REPORTED},
            self._weights.source,
        )

    def load(self, device: str) -> None:
        """Bring the weights into memory; raises InvalidError for weights whose SHA-256 is not listed."""
        path = self._weights.require_trusted()
        ultralytics = import_ultralytics()
        self._network = ultralytics.YOLO(str(path), task="detect", verbose=False)
        self._device = device

    def unload(self) -> None:
        """Give the memory back."""
        self._network = None

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels the loaded network knows, in its order."""
        return tuple(self._loaded().names[index] for index in sorted(self._loaded().names))

    def predict(self, batch: Sequence[NDArray[np.uint8]]) -> list[tuple[DetectedBox, ...]]:
        """Return the boxes of each picture, 0..1 of its width and height.

        Pictures of one size go through the network together; others would be padded to a common size, and so answered
        otherwise than alone.
        """
        sizes: dict[tuple[int, ...], list[int]] = defaultdict(list)
        for index, picture in enumerate(batch):
            sizes[picture.shape].append(index)
        answers: dict[int, tuple[DetectedBox, ...]] = {}
        for places in sizes.values():
            answers.update(zip(places, self._predict_alike([batch[place] for place in places]), strict=True))
        return [answers[index] for index in range(len(batch))]

    def _predict_alike(self, pictures: Sequence[NDArray[np.uint8]]) -> list[tuple[DetectedBox, ...]]:
        import cv2

        sent = [cv2.cvtColor(picture, cv2.COLOR_RGB2BGR) for picture in pictures]  # ultralytics takes arrays as BGR
        sent += [np.zeros_like(sent[0])] * (even_batch(len(sent), self._device) - len(sent))
        results = self._loaded().predict(
            sent,
            imgsz=self._size,
            conf=self._confidence,
            iou=OVERLAP,
            max_det=MOST,
            device=self._device,
            batch=len(sent),
            verbose=False,
            save=False,
            **({"quantize": "fp16"} if self._device.startswith("cuda") else {}),
        )
        return [self._boxes(result) for result in results[: len(pictures)]]

    def _loaded(self) -> Any:
        if self._network is None:
            raise UnavailableError("The detector is not loaded; call load first.")
        return self._network

    @staticmethod
    def _boxes(result: Any) -> tuple[DetectedBox, ...]:
        height, width = result.orig_shape
        rows = result.boxes.data.cpu().numpy()  # left, top, right, bottom in pixels, confidence, label: one transfer
        corners = (rows[:, :4] / np.array([width, height, width, height], np.float32)).clip(0, 1)
        confidences, labels = rows[:, 4], rows[:, 5].astype(int)
        found = [
            DetectedBox(result.names[int(label)], float(sure), Box(float(x), float(y), float(right - x), float(bottom - y)))
            for (x, y, right, bottom), sure, label in zip(corners, confidences, labels, strict=True)
            if right > x and bottom > y
        ]
        return tuple(sorted(found, key=lambda box: -box.confidence))
