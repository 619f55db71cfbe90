"""A worker's hold on a piece of work: a key in Redis that expires unless it is renewed, so a dead worker lets go in seconds.

The lease of a run keeps two workers from doing the same run; the run's ``attempt`` (its fencing token) keeps a worker that
lost its lease without noticing from writing.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, cast

import structlog
from redis.exceptions import RedisError

if TYPE_CHECKING:
    from redis.asyncio import Redis

log = structlog.get_logger(__name__)

RENEW = """
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
"""
RELEASE = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) else return 0 end"


class Lease:
    """The lease that a key in Redis stands for. ``holder`` is unique per attempt to hold it, not per worker."""

    def __init__(self, redis: Redis, key: str, holder: str, seconds: float) -> None:
        self._redis = redis
        self._key = key
        self._holder = holder
        self._seconds = seconds

    async def take(self) -> bool:
        """Take the lease; False when somebody else holds it."""
        return bool(await self._redis.set(self._key, self._holder, nx=True, px=self._milliseconds))

    async def keep(self) -> None:
        """Renew the lease every third of its time; returns once somebody else has it.

        A lease that ran out while Redis was away is taken again if it is free: nobody else can have worked meanwhile without
        a new attempt of a run, which the graph tells apart.
        """
        while True:
            await asyncio.sleep(self._seconds / 3)
            try:
                async with asyncio.timeout(self._seconds):
                    if not await self._run(RENEW, self._milliseconds):
                        return
            except (RedisError, OSError, TimeoutError) as error:
                log.warning("lease could not be renewed", lease=self._key, error=str(error))

    async def release(self) -> None:
        """Let go, if the lease is still ours."""
        await self._run(RELEASE)

    @property
    def _milliseconds(self) -> int:
        return int(self._seconds * 1000)

    async def _run(self, script: str, *arguments: int) -> bool:
        return bool(await cast("Any", self._redis).eval(script, 1, self._key, self._holder, *arguments))
