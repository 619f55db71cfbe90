"""How each frame looks, in a few bytes: by these, notes on one version find their frames again in the next."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from analyzers.shots import COLUMNS, ROWS, small_luminance
from graph.features import SIGNATURE, SignatureTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analyzers.base import Picture

_BLOCK = 100


class SignatureTap:
    """Wants every frame at the shot detector's size, so that it costs no scaling of its own. Keeps 152 bytes a frame."""

    def __init__(self) -> None:
        self._block = np.empty((_BLOCK, ROWS, COLUMNS, 3), np.uint8)
        self._filled = 0
        self._luminances: list[NDArray[np.uint8]] = []
        self._digests: list[int] = []

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return (COLUMNS, ROWS)

    def wants(self, index: int, seconds: float) -> bool:
        """Every frame."""
        return True

    def accept(self, index: int, seconds: float, picture: Picture) -> None:
        """Take a frame."""
        self._block[self._filled] = picture
        self._filled += 1
        digest = hashlib.blake2b(picture.tobytes(), digest_size=8).digest()
        self._digests.append(int.from_bytes(digest, "big"))
        if self._filled == _BLOCK:
            self._sum_up()

    def finish(self) -> SignatureTable:
        """Return the signatures of all frames."""
        self._sum_up()
        luminances = np.concatenate(self._luminances) if self._luminances else np.empty((0, *SIGNATURE), np.uint8)
        return SignatureTable(luminances, np.array(self._digests, np.uint64))

    def _sum_up(self) -> None:
        if self._filled:
            self._luminances.append(small_luminance(self._block[: self._filled]))
            self._filled = 0
