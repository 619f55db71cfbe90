"""The vector of one picture that is no part of the library, as the analysis would make it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzers.registry import Analyzers

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from analyzers.base import Picture


class PictureVectors:
    """Detector and embedder, loaded when made. For one thread."""

    def __init__(self, analyzers: Analyzers) -> None:
        self._analyzers = analyzers
        analyzers.detector.load(analyzers.device)
        analyzers.embedder.load(analyzers.device)

    def of(self, picture: Picture) -> NDArray[np.float32]:
        """Return the unit vector of an RGB uint8 picture, shape (dimensions,)."""
        boxes = self._analyzers.detector.predict([picture])
        vector: NDArray[np.float32] = self._analyzers.embedder.predict([picture], boxes)[0]
        return vector
