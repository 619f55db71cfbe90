"""How a player turns the picture: the display matrix (ISO/IEC 14496-12, 6.2.2) as whole quarter turns clockwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from av.video.frame import VideoFrame

if TYPE_CHECKING:
    from analyzers.base import Picture


def clockwise_rotation(frame: VideoFrame) -> int:
    """Return the degrees (0, 90, 180, 270) that a player turns ``frame`` clockwise.

    The library gives the matrix's angle counter-clockwise, within -180..180; a matrix that is none gives 0.
    """
    angle = frame.rotation
    if not -360 <= angle <= 360:
        return 0
    return round(-angle / 90) % 4 * 90


def turned(picture: Picture, rotation: int) -> Picture:
    """Return ``picture`` (h, w, ...) turned clockwise by ``rotation`` degrees, in memory of its own."""
    if rotation == 0:
        return picture
    return np.ascontiguousarray(np.rot90(picture, k=-rotation // 90))


def unturned_size(size: tuple[int, int], rotation: int) -> tuple[int, int]:
    """Return the size a picture has before it is turned to ``size``."""
    return (size[1], size[0]) if rotation in (90, 270) else size
