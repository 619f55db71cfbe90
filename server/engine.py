"""The embedded engine as `up` sees it: started first, started again on the same port when it dies, stopped last."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

from graph.embedded import EmbeddedEngine
from graph.errors import UnavailableError

_LOOK_SECONDS = 0.2
_LONGEST_PAUSE = 10.0
_SETTLED_SECONDS = 30.0


class Engine:
    """Keeps one embedded engine running on a data folder."""

    def __init__(self, engine: EmbeddedEngine, note: Callable[[str], None]) -> None:
        self._engine = engine
        self._note = note
        self._stopping = False

    @classmethod
    async def start(cls, data: Path, note: Callable[[str], None]) -> Engine:
        """Start the engine; raises UnavailableError with its last words, ConflictError where another owns the folder."""
        return cls(await asyncio.to_thread(EmbeddedEngine.start, data), note)

    async def watch(self) -> str:
        """Start the engine again whenever it died, until ``stop``."""
        pause, started = 0.2, time.monotonic()
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            if self._stopping:
                return ""
            if self._engine.running:
                continue
            if time.monotonic() - started > _SETTLED_SECONDS:
                pause = 0.2
            self._note(f"the engine died; it starts again in {pause:g} s. Its log is in the data folder, engine/engine.log")
            await asyncio.sleep(pause)
            pause, started = min(2 * pause, _LONGEST_PAUSE), time.monotonic()
            try:
                await asyncio.to_thread(self._engine.restart)
            except UnavailableError as error:
                self._note(str(error))

    async def stop(self) -> None:
        """Stop the engine in order."""
        self._stopping = True
        await asyncio.to_thread(self._engine.stop)
