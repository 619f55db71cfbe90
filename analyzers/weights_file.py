"""A file of weights, with what identifies it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from analyzers.checksums import require_listed, sha256_of

if TYPE_CHECKING:
    from torch import Tensor


@dataclass
class WeightsFile:
    """One file of weights. ``source`` tells people where it came from; ``listed`` are further SHA-256 that are trusted."""

    path: Path
    source: str
    listed: Mapping[str, str] = field(default_factory=dict)
    _sha256: str | None = field(default=None, init=False, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    @property
    def sha256(self) -> str:
        """SHA-256 of the bytes that are there, counted once; raises UnavailableError."""
        with self._lock:
            if self._sha256 is None:
                self._sha256 = sha256_of(self.path)
            return self._sha256

    def require_trusted(self) -> Path:
        """Return the path if its bytes may be loaded; raises InvalidError for an unlisted pickle."""
        require_listed(self.path, self.sha256, self.listed)
        return self.path

    def tensors(self) -> dict[str, Tensor]:
        """Return the tensors by name, on the CPU; pickles are read as numbers only, and only if they are listed."""
        path = self.require_trusted()
        if path.suffix == ".safetensors":
            from safetensors.torch import load_file

            return load_file(path)
        import torch

        tensors: dict[str, Tensor] = torch.load(path, map_location="cpu", weights_only=True)
        return tensors
