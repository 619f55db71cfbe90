"""What every embedder can do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from analyzers.base import DetectedBox
from graph.nodes.model import ModelIdentity

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class TextSide(Protocol):
    """The side that words need. Its identity is that of the whole embedder: both sides give vectors of one space."""

    @property
    def identity(self) -> ModelIdentity:
        """Exact identity of the embedder."""
        ...

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        ...

    def load_text(self, device: str) -> None:
        """Bring only the text side's weights into memory."""
        ...

    def encode_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors, shape (n, dimensions); blocking. Raises UnavailableError before ``load`` or ``load_text``."""
        ...


class Embedder(TextSide, Protocol):
    """Both sides: an analyzer whose dot product of a picture's and a text's vector says how well they fit."""

    @property
    def reads_labels(self) -> bool:
        """Whether vectors are made of probabilities and the labels of boxes alone; ``predict`` then needs no pictures."""
        ...

    def load(self, device: str) -> None:
        """Bring both sides into memory."""
        ...

    def unload(self) -> None:
        """Give the memory back."""
        ...

    def predict(
        self,
        batch: Sequence[NDArray[np.uint8]],
        detections: Sequence[Sequence[DetectedBox]] | None = None,
        probabilities: NDArray[np.float32] | None = None,
    ) -> NDArray[np.float32]:
        """Return unit vectors of RGB uint8 pictures, shape (n, dimensions).

        ``detections`` are the boxes of the same pictures, ``probabilities`` the classifier's answer to them. An embedder
        that needs neither ignores both; one that needs probabilities asks its own classifier where they are missing.
        """
        ...
