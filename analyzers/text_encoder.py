"""Words of requests to vectors, off the event loop.

One thread does the work. It takes all that waits, and what comes within a few milliseconds more, as one batch, so that a
hundred people who search at once cost little more than one.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from analyzers.embed.base import TextSide
from graph.nodes.model import ModelIdentity

if TYPE_CHECKING:
    from numpy.typing import NDArray

GATHER_SECONDS = 0.003
LARGEST_BATCH = 64
REMEMBERED = 1024  # texts whose vectors are kept


class BatchingTextEncoder:
    """graph.ports.TextEncoder over the text side of an embedder; it is loaded with the first text."""

    def __init__(self, side: TextSide, device: str = "cpu", remembered: int = REMEMBERED) -> None:
        self._side = side
        self._device = device
        self._remembered = remembered
        self._known: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._waiting: dict[str, list[asyncio.Future[NDArray[np.float32]]]] = {}
        self._working: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="text-encoder")
        self._loaded = False

    @property
    def identity(self) -> ModelIdentity:
        """Whose vectors these are."""
        return self._side.identity

    async def encode_text(self, text: str) -> NDArray[np.float32]:
        """Return the unit vector of ``text``, shape (dimensions,)."""
        known = self._known.get(text)
        if known is not None:
            self._known.move_to_end(text)
            return known
        answer: asyncio.Future[NDArray[np.float32]] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(text, []).append(answer)
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work())
        return await answer

    async def close(self) -> None:
        """Finish what waits and end the thread."""
        if self._working is not None:
            await asyncio.gather(self._working, return_exceptions=True)
        self._thread.shutdown()

    async def _work(self) -> None:
        while self._waiting:
            await asyncio.sleep(GATHER_SECONDS)
            texts = list(self._waiting)[:LARGEST_BATCH]
            askers = {text: self._waiting.pop(text) for text in texts}
            try:
                vectors = await asyncio.get_running_loop().run_in_executor(self._thread, self._encode, texts)
            except BaseException as error:  # noqa: BLE001 - every asker hears what went wrong, whatever it was
                for future in (one for those in askers.values() for one in those):
                    if not future.done():
                        future.set_exception(error)
                continue
            for text, vector in zip(texts, vectors, strict=True):
                self._remember(text, vector)
                for future in askers[text]:
                    if not future.done():
                        future.set_result(vector)

    def _remember(self, text: str, vector: NDArray[np.float32]) -> None:
        self._known[text] = vector
        while len(self._known) > self._remembered:
            self._known.popitem(last=False)

    def _encode(self, texts: list[str]) -> NDArray[np.float32]:
        if not self._loaded:
            self._side.load_text(self._device)
            self._loaded = True
        vectors = self._side.encode_texts(texts)
        vectors.setflags(write=False)  # they are shared through the memory of texts
        return vectors
