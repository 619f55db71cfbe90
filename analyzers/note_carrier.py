"""Brings notes along to newer versions where that takes too long to wait for, or an analysis came first.

The graph knows where notes are on their way to. Every worker looks; a lease keeps them from all comparing the same films.
Should its holder die, another begins again once the lease ran out: a note that is there already is not written again.
"""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING

import structlog
from redis.exceptions import RedisError

from analyzers.lease import Lease
from graph import keys
from graph.errors import UnavailableError
from graph.nodes.ids import new_id
from graph.services.carrying import CarryService

if TYPE_CHECKING:
    from redis.asyncio import Redis

log = structlog.get_logger(__name__)

LEASE_SECONDS = 15.0


async def keep_carrying(redis: Redis, carrying: CarryService, seconds: float) -> None:
    """Carry about every ``seconds``, for ever, one worker at a time. An engine that is away now is asked again later."""
    while True:
        await asyncio.sleep(seconds * random.uniform(0.7, 1.3))  # noqa: S311 - only so that workers do not march in step
        try:
            lease = Lease(redis, keys.CARRIER_LEASE, new_id(), LEASE_SECONDS)
            if await lease.take():
                keeping = asyncio.create_task(lease.keep())
                try:
                    settled = await carrying.carry_marked()
                finally:
                    keeping.cancel()
                    await lease.release()
                if settled:
                    log.info("notes were carried forward", versions=settled)
        except (RedisError, OSError, UnavailableError) as error:
            log.warning("could not carry notes forward", error=str(error))
