"""The poster: one picture that stands for the whole, neither black nor blank."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from analyzers.media.made_file import MadeFile
from analyzers.media.source import MediaSource, fitted
from analyzers.media.webp import write_webp
from graph.nodes.asset import RepresentationRole

if TYPE_CHECKING:
    from analyzers.base import Picture

BOX = (1280, 1280)
_CANDIDATES = 8


class PosterTap:
    """Looks at eight frames of the first half and keeps the one with the most contrast, an early one before a late one."""

    def __init__(self, source: MediaSource, path: Path) -> None:
        self.size = fitted(source.display_size, BOX)
        self._path = path
        frames = source.media.frames or 1
        self._candidates = {frames * part // (2 * _CANDIDATES) for part in range(_CANDIDATES + 1)}
        self._best: Picture | None = None
        self._score = -1.0

    def wants(self, index: int, seconds: float) -> bool:
        """Tell whether the frame is a candidate."""
        return index in self._candidates

    def accept(self, index: int, seconds: float, picture: Picture) -> None:
        """Keep the picture if it is the best so far: clearly more contrast than an earlier one."""
        score = float(np.std(picture[::8, ::8].astype(np.float32)))
        if score > self._score * 1.15:
            self._best, self._score = picture, score

    def finish(self) -> list[MadeFile]:
        """Write the poster; nothing where there was no picture."""
        return [] if self._best is None else [write_webp(self._best, self._path, RepresentationRole.POSTER, quality=82)]
