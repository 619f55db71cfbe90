"""What a picture shows as a whole: EfficientNet-Lite (Tan and Le 2019) over 1,000 classes of ImageNet (Russakovsky 2015).

The same probabilities make labels and, projected into a space of sentences, vectors to search by.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from analyzers.device import quick_precision
from analyzers.pixels import ask_evenly, prepared
from analyzers.weights_file import WeightsFile
from graph.errors import UnavailableError
from graph.nodes.model import AnalysisTask, ModelIdentity

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

CLASSES = 1000
MEAN = 127.0  # the Lite models were trained on (pixel - 127) / 128
SPREAD = 128.0
SIZES = {"efficientnet-lite0": 224, "efficientnet-lite1": 240, "efficientnet-lite2": 260}


class EfficientNetLite:
    """The analyzer: RGB uint8 pictures of any sizes in, class probabilities of shape (n, 1000) out.

    A picture is seen whole, squashed to a square: on frames of film this finds more than a crop of the middle.
    """

    def __init__(self, weights: WeightsFile, *, architecture: str = "efficientnet-lite0") -> None:
        self._weights = weights
        self._architecture = architecture
        self._size = SIZES[architecture]
        self._network: Any = None
        self._device = "cpu"

    @property
    def identity(self) -> ModelIdentity:
        """Exact identity; hashes the weights once."""
        return ModelIdentity(
            AnalysisTask.LABELS,
            self._architecture.replace("efficientnet-l", "EfficientNet-L"),
            self._weights.sha256,
            {
                "size": self._size,
                "scaling": "squash, bilinear, antialiased",
                "colour": "RGB",
                "mean": MEAN,
                "spread": SPREAD,
            },
            {},
            self._weights.source,
        )

    @property
    def weights_sha256(self) -> str:
        """SHA-256 of the weights alone."""
        return self._weights.sha256

    def load(self, device: str) -> None:
        """Bring the weights into memory on a device."""
        import torch
        from efficientnet_lite_pytorch import EfficientNet

        network = EfficientNet.from_name(self._architecture)
        network.load_state_dict(self._weights.tensors())
        self._network = network.eval().requires_grad_(False).to(device, memory_format=torch.channels_last)
        self._device = device

    def unload(self) -> None:
        """Give the memory back."""
        self._network = None

    def predict(self, batch: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
        """Return the probabilities of the classes for each picture, shape (n, 1000)."""
        import torch

        if self._network is None:
            raise UnavailableError("The classifier is not loaded; call load first.")
        if len(batch) == 0:
            return np.zeros((0, CLASSES), np.float32)
        with torch.inference_mode(), quick_precision(self._device):
            logits = ask_evenly(self._answers, prepared(batch, self._device, self._prepare)).float()
        answer: NDArray[np.float32] = logits.softmax(dim=1).cpu().numpy()
        return answer

    def _answers(self, pictures: Tensor) -> Tensor:
        import torch

        answers: Tensor = self._network(pictures.contiguous(memory_format=torch.channels_last))
        return answers

    def _prepare(self, pixels: Tensor) -> Tensor:
        from torch.nn import functional

        small = functional.interpolate(pixels, (self._size, self._size), mode="bilinear", antialias=True)
        return (small - MEAN) / SPREAD
