"""Scaling a decoded frame to a small RGB picture in one step, turned the way a player shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Interpolation, VideoReformatter

from analyzers.media.colour import matrix_of
from analyzers.media.orientation import turned, unturned_size

if TYPE_CHECKING:
    from analyzers.base import Picture

_SMALL = 64


class Scaler:
    """Makes RGB pictures of one display size; keeps its tables between frames of the same kind."""

    def __init__(self, size: tuple[int, int], rotation: int) -> None:
        self._width, self._height = unturned_size(size, rotation)
        self._rotation = rotation
        self._reformatter = VideoReformatter()
        self._interpolation = Interpolation.FAST_BILINEAR if self._width <= _SMALL else Interpolation.BILINEAR

    def __call__(self, frame: VideoFrame) -> Picture:
        """Return the picture, uint8 (height, width, 3)."""
        small = self._reformatter.reformat(
            frame,
            width=self._width,
            height=self._height,
            format="rgb24",
            src_colorspace=matrix_of(frame),
            interpolation=self._interpolation,
            dst_color_range=ColorRange.JPEG,
        )
        return turned(np.asarray(small.to_ndarray(), np.uint8), self._rotation)
