"""Standing work: what a process does beside its requests and runs for as long as it lives, whatever happens to it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import structlog

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0
STEADY_SECONDS = 120.0
"""How long work must have held after it broke, until it counts as sound again."""

log = structlog.get_logger("reelgraph.standing")


class StandingWork:
    """Work that is begun again when it breaks, after a pause that grows each time up to a minute.

    What it can foresee it handles itself. This is for what nobody foresaw: logged with its trace, told by ``broken``, and no
    reason for the rest of the process to end.
    """

    def __init__(
        self, name: str, begin: Callable[[], Awaitable[None]], *, pause_seconds: float = FIRST_PAUSE_SECONDS
    ) -> None:
        self.name = name
        self._begin = begin
        self._first_pause = pause_seconds
        self._broke_at: float | None = None

    @property
    def broken(self) -> bool:
        """Whether it broke a short while ago."""
        return self._broke_at is not None and time.monotonic() - self._broke_at < STEADY_SECONDS

    async def run(self) -> None:
        """Work until it ends by itself or is cancelled."""
        pause = self._first_pause
        while True:
            try:
                await self._begin()
            except Exception as error:  # the edge of the process for what stands in no request
                if not self.broken:
                    pause = self._first_pause
                self._broke_at = time.monotonic()
                log.error("standing work broke and begins again", work=self.name, seconds=pause, exc_info=error)
            else:
                return
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
