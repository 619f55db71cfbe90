"""CLIP-like embedders of open_clip (Radford et al. 2021; SigLIP 2, Tschannen et al. 2025): two towers trained on pairs.

Weights come as a folder in open_clip's own form: ``open_clip_config.json`` (architecture and preprocessing), the weights as
safetensors, and the tokenizer's files where it has any.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from analyzers.base import DetectedBox
from analyzers.device import choose_device, is_bfloat16_quick, quick_precision
from analyzers.pixels import ask_evenly, prepared
from analyzers.weights_file import WeightsFile
from graph.errors import InvalidError, UnavailableError
from graph.nodes.model import AnalysisTask, ModelIdentity

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

CONFIG = "open_clip_config.json"
WEIGHTS = "open_clip_model.safetensors"
BATCH = 32  # texts at once


class ClipEmbedder:
    """The analyzer, from a folder; ``name`` is what people call the network (``ViT-B-32-SigLIP2-256``)."""

    def __init__(self, folder: Path, name: str, source: str) -> None:
        self._folder = folder
        self._name = name
        self._weights = WeightsFile(folder / WEIGHTS, source)
        self._config = _read_config(folder)
        self._network: Any = None
        self._tokenizer: Any = None
        self._device = "cpu"

    @property
    def identity(self) -> ModelIdentity:
        """Exact identity; hashes the weights once."""
        return ModelIdentity(
            AnalysisTask.EMBEDDING,
            self._name,
            self._weights.sha256,
            dict(self._config["preprocess_cfg"]),
            {"architecture": self._config["model_cfg"]},
            self._weights.source,
        )

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self._config["model_cfg"]["embed_dim"])

    @property
    def reads_labels(self) -> bool:
        """It looks at pictures alone."""
        return False

    def load(self, device: str) -> None:
        """Bring both towers into memory."""
        self._device = choose_device(device)
        network = self._built().eval().requires_grad_(False)
        if self._device.startswith("cuda") and is_bfloat16_quick(self._device):
            network = network.bfloat16()  # half the memory, and no weight is converted again for each batch
        self._network = network.to(self._device)

    def load_text(self, device: str) -> None:
        """Bring the text tower into memory; open_clip builds both, the image tower is then dropped."""
        self.load(device)
        self._network.visual = None

    def unload(self) -> None:
        """Give the memory back."""
        self._network = None
        self._tokenizer = None

    def predict(
        self,
        batch: Sequence[NDArray[np.uint8]],
        detections: Sequence[Sequence[DetectedBox]] | None = None,
        probabilities: NDArray[np.float32] | None = None,
    ) -> NDArray[np.float32]:
        """Return the vectors of pictures, shape (n, dimensions)."""
        import torch

        network = self._loaded()
        if network.visual is None:
            raise UnavailableError("Only the embedder's text side is loaded; call load first.")
        if len(batch) == 0:
            return np.zeros((0, self.dimensions), np.float32)
        with torch.inference_mode():
            pictures = prepared(batch, self._device, self._prepare)
            with quick_precision(self._device):
                vectors = ask_evenly(network.encode_image, pictures)  # of any length
        return _unit(vectors)

    def encode_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of texts, shape (n, dimensions)."""
        import torch

        network = self._loaded()
        parts = [np.zeros((0, self.dimensions), np.float32)]
        for start in range(0, len(texts), BATCH):
            tokens = self._tokenizer(list(texts[start : start + BATCH])).to(self._device)
            with torch.inference_mode(), quick_precision(self._device):
                parts.append(_unit(network.encode_text(tokens, normalize=False)))
        return np.concatenate(parts)

    def _built(self) -> Any:
        import open_clip
        from open_clip.factory import get_model_config  # noqa: F401 - fails early on a too old open_clip

        self._tokenizer = open_clip.get_tokenizer(f"local-dir:{self._folder}")
        return open_clip.create_model(f"local-dir:{self._folder}", pretrained_image=False)

    def _loaded(self) -> Any:
        if self._network is None:
            raise UnavailableError("The embedder is not loaded; call load first.")
        return self._network

    def _prepare(self, pixels: Tensor) -> Tensor:
        """Resize, crop and normalise as the network was trained."""
        import torch
        from torch.nn import functional

        wanted = self._config["preprocess_cfg"]
        size = _square(self._config["model_cfg"]["vision_cfg"]["image_size"])
        height, width = pixels.shape[2:]
        mode = wanted.get("interpolation", "bicubic")
        if wanted.get("resize_mode", "shortest") == "squash":
            target = (size, size)
        else:
            scale = size / min(height, width)
            target = (max(size, round(height * scale)), max(size, round(width * scale)))
        pixels = functional.interpolate(pixels, target, mode=mode, antialias=True, align_corners=False)
        top, left = (target[0] - size) // 2, (target[1] - size) // 2
        pixels = pixels[:, :, top : top + size, left : left + size].round().clamp(0, 255)
        mean, spread = (255 * torch.tensor(wanted[name])[:, None, None] for name in ("mean", "std"))
        return (pixels - mean.to(pixels.device)) / spread.to(pixels.device)


def _unit(vectors: Tensor) -> NDArray[np.float32]:
    from torch.nn import functional

    answer: NDArray[np.float32] = functional.normalize(vectors.float(), dim=-1).cpu().numpy()
    return answer


def _square(size: int | Sequence[int]) -> int:
    if isinstance(size, int):
        return size
    if len(set(size)) == 1:
        return size[0]
    raise InvalidError(
        f"Embedders with pictures of {size[0]} x {size[1]} are not supported; choose one with square pictures."
    )


def _read_config(folder: Path) -> dict[str, Any]:
    path = folder / CONFIG
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UnavailableError(
            f"The embedder's {CONFIG} cannot be read ({error}). Fetch it again with: reelgraph models pull."
        ) from error
    if not isinstance(config, dict) or not {"model_cfg", "preprocess_cfg"} <= config.keys():
        raise InvalidError(
            f"{path.name} of {folder.name} describes no open_clip network: model_cfg or preprocess_cfg is missing."
        )
    return config
