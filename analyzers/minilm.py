"""The sentence encoder all-MiniLM-L6-v2 (Wang et al. 2020; Reimers and Gurevych 2019) in NumPy.

Six layers of 384 values are so little work that they need no framework: a server that only encodes queries starts without
torch, in a fraction of a second and of the memory. The answers are those of the published model within rounding.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer

DIMENSIONS = 384
HEADS = 12
LAYERS = 6
LONGEST = 128  # word pieces of a text that are read
BATCH = 64
EPSILON = 1e-12

Array = NDArray[np.float32]


class MiniLM:
    """Texts in, unit vectors out. ``folder`` holds ``model.safetensors`` and ``tokenizer.json``."""

    def __init__(self, folder: Path) -> None:
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        weights = load_file(folder / "model.safetensors")
        self._weights: dict[str, Array] = {
            name: np.ascontiguousarray(value, np.float32) for name, value in weights.items() if value.dtype.kind == "f"
        }
        self._tokenizer: Tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(LONGEST)
        self._tokenizer.enable_padding()

    def encode(self, texts: Sequence[str]) -> Array:
        """Return the unit vectors of ``texts``, shape (n, 384)."""
        answer = np.zeros((len(texts), DIMENSIONS), np.float32)
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))  # like lengths together: less padding
        for start in range(0, len(order), BATCH):
            some = order[start : start + BATCH]
            encoded = self._tokenizer.encode_batch([texts[index] for index in some])
            pieces = np.array([one.ids for one in encoded])
            mask = np.array([one.attention_mask for one in encoded], np.float32)
            answer[some] = self._forward(pieces, mask)
        return answer

    def _forward(self, pieces: NDArray[np.int64], mask: Array) -> Array:
        weights = self._weights
        x = (
            weights["embeddings.word_embeddings.weight"][pieces]
            + weights["embeddings.position_embeddings.weight"][: pieces.shape[1]]
            + weights["embeddings.token_type_embeddings.weight"][0]
        )
        x = self._normalised(x, "embeddings.LayerNorm")
        hidden = (1.0 - mask)[:, None, None, :] * np.float32(-1e9)
        for layer in range(LAYERS):
            name = f"encoder.layer.{layer}"
            attended = self._attention(x, hidden, f"{name}.attention.self")
            x = self._normalised(
                x + self._linear(attended, f"{name}.attention.output.dense"), f"{name}.attention.output.LayerNorm"
            )
            inner = _gelu(self._linear(x, f"{name}.intermediate.dense"))
            x = self._normalised(x + self._linear(inner, f"{name}.output.dense"), f"{name}.output.LayerNorm")
        pooled = (x * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        unit: Array = pooled / np.linalg.norm(pooled, axis=1, keepdims=True)
        return unit

    def _linear(self, x: Array, name: str) -> Array:
        flat = x.reshape(-1, x.shape[-1]) @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]
        return flat.reshape(*x.shape[:-1], flat.shape[-1])

    def _attention(self, x: Array, hidden: Array, name: str) -> Array:
        count, length, width = x.shape
        shape = (count, length, HEADS, width // HEADS)
        query, key, value = (
            self._linear(x, f"{name}.{part}").reshape(shape).transpose(0, 2, 1, 3) for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 1, 3, 2) / np.float32(math.sqrt(width // HEADS)) + hidden
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        scores /= scores.sum(axis=-1, keepdims=True)
        mixed: Array = (scores @ value).transpose(0, 2, 1, 3).reshape(count, length, width)
        return mixed

    def _normalised(self, x: Array, name: str) -> Array:
        centred = x - x.mean(axis=-1, keepdims=True)
        scale = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + np.float32(EPSILON))
        answer: Array = centred / scale * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]
        return answer


def _gelu(x: Array) -> Array:
    """Return x times the normal distribution function of x, by Abramowitz and Stegun 7.1.26 (error below 1.5e-7)."""
    z = np.abs(x) / np.float32(math.sqrt(2.0))
    t = 1.0 / (1.0 + np.float32(0.3275911) * z)
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    erf = np.sign(x) * (1.0 - series * np.exp(-z * z))
    answer: Array = (0.5 * x * (1.0 + erf)).astype(np.float32)
    return answer
