"""All smaller forms of a version, made in the decode that also feeds the networks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from analyzers.media.frames import DecodeSummary, decode
from analyzers.media.made_file import MadeFile
from analyzers.media.peaks import PeaksTap
from analyzers.media.pictures import proxy_pictures
from analyzers.media.poster import PosterTap
from analyzers.media.proxy import ProxyTap
from analyzers.media.pts_table import PtsTable
from analyzers.media.source import MediaSource, fitted
from analyzers.media.sprite import SpriteTap
from analyzers.media.taps import AnyTap
from analyzers.media.webp import THUMBNAIL_WIDTH, write_webp
from graph.nodes.asset import AssetKind, RepresentationRole


class Representing:
    """The taps that make proxy, poster, sprite sheet and peaks in a folder, as far as the medium has them.

    Use as a context around ``decode(source, [*representing.taps, ...])``, then call ``finish``; a decode that fails or is
    cancelled leaves nothing half done behind.
    """

    def __init__(self, source: MediaSource, folder: Path) -> None:
        self.proxy_path = folder / "proxy.mp4"
        self.table_path = folder / "proxy.pts.json"
        self._stack = ExitStack()
        self._makers: list[ProxyTap | PosterTap | SpriteTap | PeaksTap] = []
        if source.kind is not AssetKind.IMAGE:
            self._makers.append(self._stack.enter_context(ProxyTap(source, self.proxy_path, self.table_path)))
        if source.has_picture:
            self._makers.append(PosterTap(source, folder / "poster.webp"))
        if source.has_picture and source.kind is not AssetKind.IMAGE:
            self._makers.append(SpriteTap(source, folder / "sprite.webp", folder / "sprite.vtt"))
        if source.has_sound:
            self._makers.append(PeaksTap(folder / "peaks.json"))

    @property
    def taps(self) -> list[AnyTap]:
        """What to give to ``decode``."""
        return list(self._makers)

    def finish(self) -> list[MadeFile]:
        """Write everything; returns the files."""
        return [made for maker in self._makers for made in maker.finish()]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stack.close()


def represent(
    source: MediaSource, folder: Path, *, cancelled: Callable[[], bool] = lambda: False
) -> tuple[DecodeSummary, list[MadeFile]]:
    """Make all forms of ``source`` in ``folder`` without analysis; nothing is made where it was cancelled."""
    with Representing(source, folder) as representing:
        summary = decode(source, representing.taps, cancelled=cancelled)
        return summary, [] if summary.cancelled else representing.finish()


def thumbnails(folder: Path, display_size: tuple[int, int], frames: Iterable[int]) -> Iterator[tuple[int, MadeFile]]:
    """Write a thumbnail of each frame under ``folder``/thumbs from the proxy there; yields (frame, file) in frame order."""
    size = fitted(display_size, (THUMBNAIL_WIDTH, THUMBNAIL_WIDTH))
    table = PtsTable.read(folder / "proxy.pts.json")
    for frame, picture in proxy_pictures(folder / "proxy.mp4", table, list(frames), size):
        yield frame, write_webp(picture, folder / "thumbs" / f"{frame}.webp", RepresentationRole.THUMBNAIL, quality=75)
