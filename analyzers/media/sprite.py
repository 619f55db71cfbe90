"""The sprite sheet: small pictures of the whole in one file, with the WebVTT that says which part shows which time.

WebVTT is W3C's; the fragment ``#xywh=`` is that of Media Fragments URI 1.0.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from analyzers.media.made_file import MadeFile, written
from analyzers.media.source import MediaSource, fitted
from analyzers.media.webp import write_webp
from graph.nodes.asset import SPRITE_COLUMNS, RepresentationRole

if TYPE_CHECKING:
    from analyzers.base import Picture

TILE = (160, 160)
_TILES = 100


class SpriteTap:
    """Takes a tile each second, or a hundred over the whole where that is longer."""

    def __init__(self, source: MediaSource, path: Path, index_path: Path) -> None:
        self.size = fitted(source.display_size, TILE)
        self._path, self._index_path = path, index_path
        self._duration = source.media.duration_seconds or float((source.media.frames or 1) / source.rate.fraction)
        self._interval = max(1.0, self._duration / _TILES)
        self._tiles: list[Picture] = []
        self._starts: list[float] = []
        self._frames: list[int] = []

    def wants(self, index: int, seconds: float) -> bool:
        """Tell whether a new interval begins."""
        return len(self._tiles) < _TILES and seconds >= len(self._tiles) * self._interval

    def accept(self, index: int, seconds: float, picture: Picture) -> None:
        """Take a tile."""
        self._tiles.append(picture)
        self._starts.append(seconds)
        self._frames.append(index)

    def finish(self) -> list[MadeFile]:
        """Write sheet and index; nothing where there was no picture."""
        if not self._tiles:
            return []
        width, height = self.size
        columns = min(SPRITE_COLUMNS, len(self._tiles))
        rows = -(-len(self._tiles) // columns)
        sheet = np.zeros((rows * height, columns * width, 3), np.uint8)
        cues = ["WEBVTT"]
        ends = [*self._starts[1:], max(self._duration, self._starts[-1] + 0.001)]
        for number, (tile, start, end) in enumerate(zip(self._tiles, self._starts, ends, strict=True)):
            row, column = divmod(number, columns)
            left, top = column * width, row * height
            sheet[top : top + height, left : left + width] = tile
            cues.append(f"{_time(start)} --> {_time(end)}\n{self._path.name}#xywh={left},{top},{width},{height}")
        made = replace(write_webp(sheet, self._path, RepresentationRole.SPRITE, quality=70), frames=tuple(self._frames))
        with written(self._index_path) as temporary:
            temporary.write_text("\n\n".join(cues) + "\n")
        return [made, MadeFile.at(RepresentationRole.SPRITE_INDEX, self._index_path, "text/vtt")]


def _time(seconds: float) -> str:
    """Write seconds as a WebVTT time, ``HH:MM:SS.mmm``."""
    milliseconds = round(seconds * 1000)
    minutes, milliseconds = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{milliseconds // 1000:02}.{milliseconds % 1000:03}"
