"""A picture file as an analyzer takes it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from analyzers.media.image_probe import probe_image
from analyzers.media.scale import Scaler
from analyzers.media.still import read_still
from graph.errors import BrokenMediaError

if TYPE_CHECKING:
    from analyzers.base import Picture

LONGEST_SIDE = 640


def read_picture(path: Path) -> Picture:
    """Return the picture as shown, its longer side at most 640; raises UnsupportedMediaError or BrokenMediaError."""
    media = probe_image(path)
    if media.display_size is None:
        raise BrokenMediaError(f"{path.name} holds a picture without a size. Export or copy it again.")
    width, height = media.display_size
    scale = min(1.0, LONGEST_SIDE / max(width, height))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return Scaler(size, media.rotation)(read_still(path).frame)
