"""Frames with what was drawn on them, made in processes of their own as all decoding is."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from graph.errors import BrokenMediaError, GoneError
from graph.files import DataFolder
from graph.nodes.annotation import Mark
from graph.nodes.asset import Representation, RepresentationRole
from server.isolation import IsolatedProcesses, ProcessEndedError

LARGEST = (960, 960)
"""Pictures of frames fit into this."""
_SECONDS = 30


class FramePictures:
    """Makes pictures from the files that analysis made: of a proxy any frame, of a still its poster."""

    def __init__(self, decoders: IsolatedProcesses, files: DataFolder) -> None:
        self._decoders = decoders
        self._files = files

    async def webp(self, forms: Sequence[Representation], frame: int, marks: Sequence[Mark]) -> bytes:
        """Return a frame of a version as WebP, with marks on it; ``forms`` are the version's files.

        Raises GoneError where there is no picture of it, BrokenMediaError where the file is damaged.
        """
        paths = {form.role: self._files.locate(form.path) for form in forms}
        proxy, table = paths.get(RepresentationRole.PROXY), paths.get(RepresentationRole.PTS_TABLE)
        poster = paths.get(RepresentationRole.POSTER)
        if poster is None and (proxy is None or table is None):
            raise GoneError("There is no picture of this frame: the version was not analysed, or is sound alone.")
        try:
            return await self._decoders.run(_SECONDS, _make, proxy, table, poster, frame, tuple(marks))
        except FileNotFoundError:
            raise GoneError("The file that this picture is made from is gone. Analyse the version again.") from None
        except ProcessEndedError:
            raise BrokenMediaError("Decoding this frame took too long, or made the decoder crash.") from None


def _make(proxy: Path | None, table: Path | None, poster: Path | None, frame: int, marks: Sequence[Mark]) -> bytes:
    import numpy as np
    from PIL import Image

    from analyzers.media.drawn import drawn
    from analyzers.media.pictures import proxy_pictures
    from analyzers.media.pts_table import PtsTable
    from analyzers.media.source import fitted

    if proxy is not None and table is not None:
        times = PtsTable.read(table)
        frame = max(0, min(frame, len(times.pts) - 1))
        pictures = dict(proxy_pictures(proxy, times, [frame], _fitted_size(proxy)))
        picture = pictures[frame]
    elif poster is not None:
        with Image.open(poster) as still:
            picture = np.asarray(still.convert("RGB").resize(fitted(still.size, LARGEST)), np.uint8)
    else:
        raise FileNotFoundError
    out = BytesIO()
    Image.fromarray(drawn(picture, marks)).save(out, format="WEBP", quality=80, method=2)
    return out.getvalue()


def _fitted_size(proxy: Path) -> tuple[int, int]:
    """Return the size of a proxy's pictures, made small enough."""
    from analyzers.media.container import open_media
    from analyzers.media.source import fitted

    with open_media(proxy) as container:
        stream = container.streams.video[0]
        return fitted((stream.width, stream.height), LARGEST)
