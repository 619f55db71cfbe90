"""The Version's smaller files, made in the one decode where it lacks them; its keyframes' pictures, from the proxy after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from analyzers.media.made_file import MadeFile
from analyzers.media.pictures import pictures_at, proxy_pictures
from analyzers.media.pts_table import PtsTable
from analyzers.media.represent import Representing
from analyzers.media.source import MediaSource, fitted
from analyzers.media.webp import THUMBNAIL_WIDTH, write_webp
from analyzers.wire import AnalysisRequest
from graph.files import DataFolder
from graph.nodes.asset import AssetKind, Representation, RepresentationRole
from graph.nodes.ids import derived_id
from graph.nodes.shot import Keyframe

if TYPE_CHECKING:
    from analyzers.base import Picture

PROXY, TABLE = "proxy.mp4", "proxy.pts.json"


class Forms:
    """Makes and reads the files of one Version, for one run."""

    def __init__(self, request: AnalysisRequest, source: MediaSource, files: DataFolder) -> None:
        self._request = request
        self._source = source
        self._files = files
        self._folder = files.version_folder(request.version_id)
        self._ordinal = 0

    def making(self) -> AbstractContextManager[Representing | None]:
        """Return the taps' context; None inside it where all files are there already."""
        return nullcontext() if self._are_there() else Representing(self._source, self._folder)

    def pictures(self, frames: Sequence[int], size: tuple[int, int]) -> Iterator[tuple[int, Picture]]:
        """Yield (frame, picture) of frames in ascending order: of an image or without a proxy from the original."""
        table = self._folder / TABLE
        if self._source.kind is AssetKind.IMAGE or not table.exists():
            yield from sorted(pictures_at(self._source, frames, size).items())
        else:
            yield from proxy_pictures(self._folder / PROXY, PtsTable.read(table), frames, size)

    def thumbnail(self, keyframe: Keyframe, picture: Picture) -> Keyframe:
        """Write a keyframe's picture small; returns the keyframe with its thumbnail."""
        size = fitted((picture.shape[1], picture.shape[0]), (THUMBNAIL_WIDTH, THUMBNAIL_WIDTH))
        small = Image.fromarray(picture).resize(size, Image.Resampling.LANCZOS, reducing_gap=2)
        path = self._folder / "thumbs" / f"{keyframe.frame}.webp"
        write_webp(np.asarray(small, np.uint8), path, RepresentationRole.THUMBNAIL, quality=75)
        return replace(keyframe, thumbnail=self._files.relative(path))

    def representation(self, made: MadeFile) -> Representation:
        """Return the Representation that a finished file is."""
        self._ordinal += 1
        return Representation(
            id=derived_id(self._request.run_id, "representation", self._ordinal),
            version_id=self._request.version_id,
            role=made.role,
            path=self._files.relative(made.path),
            mime_type=made.mime_type,
            bytes=made.bytes,
            width=made.width,
            height=made.height,
            frames=made.frames,
        )

    def _are_there(self) -> bool:
        """Whether an earlier run made the files, and they still lie where it put them."""
        present = {one.role: one for one in self._request.present}
        needed = {RepresentationRole.POSTER} if self._source.has_picture else set()
        if self._source.kind is not AssetKind.IMAGE:
            needed.add(RepresentationRole.PROXY)
        return all(role in present and self._files.locate(present[role].path).is_file() for role in needed)
