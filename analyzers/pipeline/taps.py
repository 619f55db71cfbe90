"""What the networks take from the one decode: every frame small for the shots, some frames large for all the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from analyzers.pipeline.sampling import Sampler
from analyzers.shots import COLUMNS, ROWS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analyzers.base import Picture

BLOCK = 100  # small frames that are handed over together


@dataclass(frozen=True, slots=True)
class SmallFrames:
    """The next frames for the shot detector: RGB uint8, shape (n, 27, 48, 3)."""

    frames: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class SampledFrame:
    """A frame for detector and embedder."""

    frame: int
    picture: Picture


class SmallTap:
    """Wants every frame at the shot detector's size, and hands them over in blocks."""

    def __init__(self, put: Callable[[SmallFrames], None]) -> None:
        self._put = put
        self._block = np.empty((BLOCK, ROWS, COLUMNS, 3), np.uint8)
        self._filled = 0

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
        if self._filled == BLOCK:
            self.flush()

    def flush(self) -> None:
        """Hand over what is there."""
        if self._filled:
            self._put(SmallFrames(self._block[: self._filled].copy()))
            self._filled = 0


class SampleTap:
    """Wants about so many frames a second, large enough for detector and embedder."""

    def __init__(self, size: tuple[int, int], per_second: float, put: Callable[[SampledFrame], None]) -> None:
        self.size = size
        self._sampler = Sampler(per_second)
        self._put = put

    def wants(self, index: int, seconds: float) -> bool:
        """The first frame of each interval."""
        return self._sampler.takes(Fraction(seconds).limit_denominator(1_000_000))

    def accept(self, index: int, seconds: float, picture: Picture) -> None:
        """Hand the frame over."""
        self._put(SampledFrame(index, picture))
