"""Pictures as WebP files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from analyzers.media.made_file import MadeFile, written
from graph.nodes.asset import RepresentationRole

if TYPE_CHECKING:
    from analyzers.base import Picture

THUMBNAIL_WIDTH = 480
"""Width of a keyframe's thumbnail, in pixels."""


def write_webp(picture: Picture, path: Path, role: RepresentationRole, *, quality: int = 80) -> MadeFile:
    """Write an RGB picture, uint8 (height, width, 3), as WebP."""
    with written(path) as temporary:
        Image.fromarray(picture).save(temporary, format="WEBP", quality=quality, method=2)
    return MadeFile.at(role, path, "image/webp", (picture.shape[1], picture.shape[0]))
