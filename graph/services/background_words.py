"""The vectors of the background queries: made once for an embedder, and kept on disk, so that a restart need not wait."""

from __future__ import annotations

import asyncio
import hashlib
import io
import logging
from contextlib import suppress

import numpy as np
from numpy.typing import NDArray

from graph.errors import UnavailableError
from graph.files import DataFolder
from graph.ports import TextEncoder
from graph.services.background import background_queries

_log = logging.getLogger(__name__)


class BackgroundWords:
    """What a library is asked for in the background, as float32 unit vectors of one text encoder."""

    def __init__(self, files: DataFolder, encoder: TextEncoder | None) -> None:
        self._files = files
        self._encoder = encoder
        self._vectors: NDArray[np.float32] | None = None
        self._preparing = asyncio.Lock()

    async def vectors(self) -> NDArray[np.float32]:
        """Return the vectors, shape (queries, dimensions); (0, 0) without an encoder. Raises what the encoder does."""
        async with self._preparing:
            if self._vectors is None and self._encoder is not None:
                self._vectors = await self._prepare(self._encoder)
            return np.empty((0, 0), np.float32) if self._vectors is None else self._vectors

    async def _prepare(self, encoder: TextEncoder) -> NDArray[np.float32]:
        queries = background_queries()
        asked = hashlib.sha256("\n".join([encoder.identity.digest, *queries]).encode()).hexdigest()
        path = self._files.root / "backgrounds" / f"{asked[:32]}.npy"
        # One text is encoded in any case: it loads the weights, and tells how long a vector is.
        first = await encoder.encode_text(queries[0])
        with suppress(OSError, ValueError, EOFError):  # not there yet, or damaged: it is made again
            kept = np.asarray(await asyncio.to_thread(np.load, path, allow_pickle=False), dtype=np.float32)
            if kept.shape == (len(queries), len(first)) and np.isfinite(kept).all():
                return kept
        made = np.stack(await asyncio.gather(*(encoder.encode_text(query) for query in queries))).astype(np.float32)
        buffer = io.BytesIO()
        np.save(buffer, made, allow_pickle=False)
        try:
            await asyncio.to_thread(self._files.write, path, buffer.getvalue())
        except UnavailableError as error:
            _log.warning("the background of searches could not be kept: %s", error.message)
        return made
