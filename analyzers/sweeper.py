"""Finds runs that nobody works on: their worker died, or their place in the line was lost. They get a new place.

The graph knows which runs are not final; Redis knows which are held or wait. What is in the first and not in the
second is lost. Every worker sweeps; a short lock keeps them from all doing it at once, and doing it twice would do no
harm.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import structlog
from redis.exceptions import RedisError

from graph import keys
from graph.errors import UnavailableError
from graph.nodes.run import AnalysisRun, RunStatus

if TYPE_CHECKING:
    from redis.asyncio import Redis

log = structlog.get_logger(__name__)


class Line(Protocol):
    """The queue, as far as the sweeper needs it."""

    async def waits(self, run_id: str, attempts: range) -> bool:
        """Whether one of these attempts stands in line and nobody has started on it."""
        ...

    async def abandon(self, run_id: str, attempt: int) -> None:
        """Take away the mark that a worker has started on an attempt."""
        ...

    async def enqueue(self, run_id: str, *, attempt: int) -> None:
        """See graph.ports.RunQueue."""
        ...


class Runs(Protocol):
    """What the graph knows of runs, as far as the sweeper needs it."""

    async def waiting(self) -> Sequence[AnalysisRun]:
        """Return the runs that are not final."""
        ...

    async def lose(self, run: AnalysisRun) -> None:
        """Say that nobody works on a run any more."""
        ...


async def sweep(redis: Redis, line: Line, runs: Runs) -> list[str]:
    """Give each run that is neither held nor in line its next place; returns the ids of those."""
    lost = []
    for run in await runs.waiting():
        if await redis.exists(keys.run_lease(run.id)) or await line.waits(run.id, range(1, run.attempt + 2)):
            continue
        if run.status is RunStatus.RUNNING:
            await runs.lose(run)
        # A worker that died between taking the job and beginning the run left its mark on this very attempt.
        await line.abandon(run.id, run.attempt + 1)
        await line.enqueue(run.id, attempt=run.attempt + 1)
        lost.append(run.id)
    return lost


async def keep_sweeping(redis: Redis, line: Line, runs: Runs, seconds: float, settling: float) -> None:
    """Sweep about every ``seconds``, for ever, one worker at a time. An engine that is away now is asked again later.

    A Redis that began less than ``settling`` seconds ago may have forgotten who holds what: they renew their leases first.
    """
    while True:
        await asyncio.sleep(seconds * random.uniform(0.7, 1.3))  # noqa: S311 - only so that workers do not march in step
        try:
            if (await redis.info("server"))["uptime_in_seconds"] < settling:
                continue
            if await redis.set(keys.SWEEPER_LOCK, b"1", nx=True, px=int(seconds * 600)):
                lost = await sweep(redis, line, runs)
                if lost:
                    log.warning("runs that nobody worked on are in line again", runs=lost)
        except (RedisError, OSError, UnavailableError) as error:
            log.warning("could not look for lost runs", error=str(error))
