"""Single pictures by frame number, exact: from the proxy through its table, or from the original by decoding up to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from av.container import InputContainer
from av.video.frame import VideoFrame

from analyzers.media.container import open_media, reading
from analyzers.media.frames import decode
from analyzers.media.pts_table import PtsTable
from analyzers.media.scale import Scaler
from analyzers.media.source import MediaSource
from graph.errors import BrokenMediaError

if TYPE_CHECKING:
    from analyzers.base import Picture

_NEAR_SECONDS = 2
"""Decoding on is quicker than seeking where the next picture is less than two groups away."""


def proxy_pictures(
    proxy: Path, table: PtsTable, frames: Sequence[int], size: tuple[int, int]
) -> Iterator[tuple[int, Picture]]:
    """Yield (frame, picture) for ``frames``, sorted and without repeats, as RGB of ``size``.

    A proxy has a sync frame each second, so this costs at most a second of decoding for each frame. Raises BrokenMediaError
    when the proxy lacks a frame of its table.
    """
    wanted = sorted({frame for frame in frames if 0 <= frame < len(table.pts)})
    scale = Scaler(size, rotation=0)
    with open_media(proxy) as container, reading(proxy):
        shown: VideoFrame | None = None
        coming = iter(())  # type: Iterator[VideoFrame]
        for frame in wanted:
            target = table.pts[frame]
            if shown is None or target - (shown.pts or 0) > _NEAR_SECONDS * table.timescale:
                coming = _from(container, target)
                shown = None
            while shown is None or (shown.pts or 0) < target:
                shown = next(coming, None)
                if shown is None:
                    raise BrokenMediaError(f"{proxy.name} has no picture for frame {frame}. Analyse the version again.")
            yield frame, scale(shown)


def _from(container: InputContainer, pts: int) -> Iterator[VideoFrame]:
    stream = container.streams.video[0]
    container.seek(pts, stream=stream, backward=True)
    return container.decode(stream)


def pictures_at(source: MediaSource, frames: Sequence[int], size: tuple[int, int]) -> dict[int, Picture]:
    """Return the pictures of ``frames`` of the original, as RGB of ``size``; decodes from the start to the last of them."""
    tap = _PickTap(frozenset(frames), size)
    decode(source, [tap], cancelled=tap.is_complete)
    return tap.pictures


class _PickTap:
    """Keeps the pictures of some frames."""

    def __init__(self, frames: frozenset[int], size: tuple[int, int]) -> None:
        self.size = size
        self.pictures: dict[int, Picture] = {}
        self._frames = frames
        self._last = max(frames, default=-1)
        self._seen = -1

    def wants(self, index: int, seconds: float) -> bool:
        self._seen = index
        return index in self._frames

    def accept(self, index: int, seconds: float, picture: Picture) -> None:
        self.pictures[index] = picture

    def is_complete(self) -> bool:
        return self._seen >= self._last
