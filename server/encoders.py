"""The embedder's two sides as services need them: many callers at once, off the event loop, in batches."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from graph.nodes.model import ModelIdentity
from graph.ports import ImageEncoder, TextEncoder
from server.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]

_LARGEST_BATCH = 64
_REMEMBERED = 2048


@dataclass(frozen=True, slots=True)
class Encoders:
    """What this process can turn into vectors; None where no embedder could be had. ``detail`` says which, or why not."""

    text: TextEncoder | None
    image: ImageEncoder | None
    detail: str


class BatchingTextEncoder:
    """A TextEncoder: texts that arrive while one batch is computed make up the next; answers are remembered.

    ``encode`` is blocking, takes texts and returns unit vectors, shape (n, dimensions).
    """

    def __init__(self, identity: ModelIdentity, encode: Callable[[list[str]], Vector], thread: ThreadPoolExecutor) -> None:
        self._identity = identity
        self._encode = encode
        self._thread = thread
        self._waiting: OrderedDict[str, asyncio.Future[Vector]] = OrderedDict()
        self._known: OrderedDict[str, Vector] = OrderedDict()
        self._arrived = asyncio.Event()

    @property
    def identity(self) -> ModelIdentity:
        """Whose vectors these are."""
        return self._identity

    async def encode_text(self, text: str) -> Vector:
        """Return the unit vector of a text, shape (dimensions,)."""
        if (known := self._known.get(text)) is not None:
            self._known.move_to_end(text)
            return known
        waiting = self._waiting.get(text)
        if waiting is None:
            waiting = self._waiting[text] = asyncio.get_running_loop().create_future()
            self._arrived.set()
        return await asyncio.shield(waiting)

    async def run(self) -> None:
        """Answer batch after batch until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            await self._arrived.wait()
            batch = [self._waiting.popitem(last=False) for _ in range(min(_LARGEST_BATCH, len(self._waiting)))]
            if not self._waiting:
                self._arrived.clear()
            try:
                vectors = await loop.run_in_executor(self._thread, self._encode, [text for text, _ in batch])
            except Exception as error:  # noqa: BLE001 - whatever broke is for those who asked, not for this loop
                for _, future in batch:
                    future.set_exception(error)
                    future.exception()  # seen: a caller that has left shall not make asyncio complain
                continue
            for (text, future), vector in zip(batch, vectors, strict=True):
                future.set_result(vector)
                self._known[text] = vector
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)


class ThreadedImageEncoder:
    """An ImageEncoder: one picture at a time in a thread. ``encode`` is blocking, takes a file, returns its unit vector."""

    def __init__(self, identity: ModelIdentity, encode: Callable[[Path], Vector], thread: ThreadPoolExecutor) -> None:
        self._identity = identity
        self._encode = encode
        self._thread = thread

    @property
    def identity(self) -> ModelIdentity:
        """Whose vectors these are."""
        return self._identity

    async def encode_image(self, path: Path) -> Vector:
        """Return the unit vector of a picture file, shape (dimensions,); raises MediaError."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._encode, path)


async def open_encoders(settings: Settings, stack: AsyncExitStack) -> Encoders:
    """Find the embedder that the settings name; its weights are loaded by the first who asks."""
    return Encoders(None, None, "no embedder yet")
