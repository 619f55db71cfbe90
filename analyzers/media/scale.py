"""Scaling a decoded frame to a small RGB picture in one step, turned the way a player shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter

from analyzers.media.colour import matrix_of
from analyzers.media.orientation import turned, unturned_size

if TYPE_CHECKING:
    from analyzers.base import Picture


class Scaler:
    """Makes RGB pictures of one display size; keeps its tables between frames of the same kind.

    Every pixel is the mean of the area it covers. One thread: the decoder has the other processors, and waiting for helpers
    costs more than a small picture.
    """

    def __init__(self, size: tuple[int, int], rotation: int) -> None:
        self._width, self._height = unturned_size(size, rotation)
        self._rotation = rotation
        self._reformatter = VideoReformatter()

    def __call__(self, frame: VideoFrame) -> Picture:
        """Return the picture, uint8 (height, width, 3)."""
        small = self._reformatter.reformat(
            frame,
            width=self._width,
            height=self._height,
            format="rgb24",
            src_colorspace=matrix_of(frame),
            interpolation=Interpolation.AREA,
            dst_color_range=ColorRange.JPEG,
            threads=1,
        )
        return turned(np.asarray(small.to_ndarray(), np.uint8), self._rotation)


class PlanarScaler:
    """Makes yuv420p frames (BT.709, limited range) of one even display size, for an encoder."""

    def __init__(self, size: tuple[int, int], rotation: int) -> None:
        self._width, self._height = unturned_size(size, rotation)
        self._rotation = rotation
        self._reformatter = VideoReformatter()

    def __call__(self, frame: VideoFrame) -> VideoFrame:
        """Return a new frame without a time."""
        scaled = self._reformatter.reformat(
            frame,
            width=self._width,
            height=self._height,
            format="yuv420p",
            src_colorspace=matrix_of(frame),
            dst_colorspace=Colorspace.ITU709,
            interpolation=Interpolation.BICUBIC,
            dst_color_range=ColorRange.MPEG,
            threads=1,
        )
        return scaled if self._rotation == 0 else self._turned(scaled)

    def _turned(self, frame: VideoFrame) -> VideoFrame:
        """Turn each plane by itself: both chroma planes are half as wide and high as luma, before and after."""
        samples = np.asarray(frame.to_ndarray(), np.uint8).reshape(-1)
        luma = self._width * self._height
        planes = np.split(samples, [luma, luma + luma // 4])
        rows = (self._height, self._height // 2, self._height // 2)
        turned_planes = [turned(plane.reshape(row, -1), self._rotation) for plane, row in zip(planes, rows, strict=True)]
        width = turned_planes[0].shape[1]
        flat = np.concatenate([plane.reshape(-1) for plane in turned_planes]).reshape(-1, width)
        return VideoFrame.from_ndarray(np.asarray(flat, np.uint8), format="yuv420p")
