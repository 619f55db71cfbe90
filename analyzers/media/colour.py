"""Colour: which matrix and range a picture's numbers are in, and linear light to a display.

Code points are those of ITU-T H.273; where a file says nothing, players and this module take BT.709 from 720 lines up and
BT.601 below, limited range for YUV and full range for the JPEG formats.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import Colorspace, ColorTrc
from numpy.typing import NDArray

_PRIMARIES = {
    1: "bt709", 4: "bt470m", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 8: "film", 9: "bt2020", 10: "smpte428",
    11: "smpte431", 12: "smpte432", 22: "ebu3213",
}  # fmt: skip
_TRANSFERS = {
    1: "bt709", 4: "gamma22", 5: "gamma28", 6: "smpte170m", 7: "smpte240m", 8: "linear", 9: "log100", 10: "log316",
    11: "iec61966-2-4", 12: "bt1361e", 13: "srgb", 14: "bt2020-10", 15: "bt2020-12", 16: "pq", 17: "smpte428", 18: "hlg",
}  # fmt: skip
_MATRICES = {
    0: "rgb", 1: "bt709", 4: "fcc", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 8: "ycgco", 9: "bt2020nc", 10: "bt2020c",
    14: "ictcp",
}  # fmt: skip
_RANGES = {1: "limited range", 2: "full range"}


def describe(frame: VideoFrame) -> str:
    """Return primaries, transfer, matrix (once where they agree), range and sample format, as far as the file says them."""
    primaries = _PRIMARIES.get(int(frame.color_primaries))
    transfer = _TRANSFERS.get(int(frame.color_trc))
    matrix = _MATRICES.get(int(frame.colorspace))
    named = [name for name in (primaries, transfer, matrix) if name]
    if primaries and primaries == transfer == matrix:
        parts = [primaries]
    elif named:
        parts = [f"{primaries or 'unspecified'}/{transfer or 'unspecified'}/{matrix or 'unspecified'}"]
    else:
        parts = []
    parts.append(_RANGES.get(int(frame.color_range), ""))
    parts.append(frame.format.name)
    return ", ".join(part for part in parts if part)


def matrix_of(frame: VideoFrame) -> Colorspace:
    """Return the YUV matrix of a frame, guessed from its height where the file does not say."""
    match int(frame.colorspace):
        case 1:
            return Colorspace.ITU709
        case 4:
            return Colorspace.FCC
        case 5 | 6:
            return Colorspace.ITU601
        case 7:
            return Colorspace.SMPTE240M
        case 9 | 10:
            return Colorspace.BT2020
        case _:
            return Colorspace.ITU709 if frame.height >= 720 else Colorspace.ITU601


def is_linear(frame: VideoFrame) -> bool:
    """Tell whether the numbers are scene light (OpenEXR), which a display must not show as they are."""
    return frame.format.name.startswith(("gbrpf", "gbrapf", "grayf")) or int(frame.color_trc) == ColorTrc.LINEAR


def displayable(frame: VideoFrame) -> VideoFrame:
    """Return ``frame``, or a linear one as 8 bit sRGB (IEC 61966-2-1), values above 1 clipped; times and size kept."""
    if not is_linear(frame):
        return frame
    linear = frame.reformat(format="gbrpf32le").to_ndarray()
    picture = VideoFrame.from_ndarray(_encode_srgb(np.asarray(linear, np.float32)), format="rgb24")
    picture.pts = frame.pts
    picture.time_base = frame.time_base or Fraction(1, 1)
    return picture


def _encode_srgb(linear: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Quantise linear light to sRGB codes through a table of 2**16 steps, fine enough for 8 bit codes."""
    codes = np.clip(np.nan_to_num(linear), 0.0, 1.0) * np.float32(65535)
    return _SRGB[codes.astype(np.uint16)]


def _srgb_table() -> NDArray[np.uint8]:
    linear = np.linspace(0.0, 1.0, 65536)
    encoded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.round(encoded * 255).astype(np.uint8)


_SRGB = _srgb_table()
