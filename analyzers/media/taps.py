"""Taps: what wants pictures or sound while a medium is decoded once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from av.video.frame import VideoFrame

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from analyzers.base import Picture

SOUND_RATE = 48_000
"""Samples a second of the sound that taps are given."""


@runtime_checkable
class Tap(Protocol):
    """Wants pictures of the display (turned, square pixels) as RGB uint8 arrays of one size.

    Frames are numbered from 0 in order of presentation, and every frame is offered once, in that order.
    """

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the pictures that are wanted."""
        ...

    def wants(self, index: int, seconds: float) -> bool:
        """Tell whether frame ``index``, shown ``seconds`` after the first, is wanted: unwanted ones cost nothing."""
        ...

    def accept(self, index: int, seconds: float, picture: Picture) -> None:
        """Take the picture, uint8 (height, width, 3). The array belongs to all taps of that size: do not write to it."""
        ...


@runtime_checkable
class FrameTap(Protocol):
    """Wants every decoded frame as it is: stored size and format, not turned. Linear light is already made displayable."""

    def accept_frame(self, index: int, seconds: float, frame: VideoFrame) -> None:
        """Take the frame. A frame that was lost is given as the one before it."""
        ...


@runtime_checkable
class SoundTap(Protocol):
    """Wants the sound: stereo, SOUND_RATE samples a second, without holes, sample 0 at the time of frame 0."""

    def accept_sound(self, samples: NDArray[np.float32]) -> None:
        """Take the next samples, float32 (2, n), -1..1."""
        ...


AnyTap = Tap | FrameTap | SoundTap
