"""Brings notes along to newer versions where that takes too long to wait for, or an analysis came first.

The graph knows where notes are on their way to. Every worker looks; a lock keeps them from all comparing the same films.
Should its holder die, another begins again once the lock ran out: a note that is there already is not written again.
"""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING

import structlog
from redis.exceptions import RedisError

from graph import keys
from graph.errors import UnavailableError
from graph.services.carrying import CarryService

if TYPE_CHECKING:
    from redis.asyncio import Redis

log = structlog.get_logger(__name__)

LOCK_SECONDS = 120


async def keep_carrying(redis: Redis, carrying: CarryService, seconds: float) -> None:
    """Carry about every ``seconds``, for ever, one worker at a time. An engine that is away now is asked again later."""
    while True:
        await asyncio.sleep(seconds * random.uniform(0.7, 1.3))  # noqa: S311 - only so that workers do not march in step
        try:
            if await redis.set(keys.CARRIER_LOCK, b"1", nx=True, ex=LOCK_SECONDS):
                try:
                    settled = await carrying.carry_marked()
                finally:
                    await redis.delete(keys.CARRIER_LOCK)
                if settled:
                    log.info("notes were carried forward", versions=settled)
        except (RedisError, OSError, UnavailableError) as error:
            log.warning("could not carry notes forward", error=str(error))
