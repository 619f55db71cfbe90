"""A process that spends a budget as fast as it can: ``python -m tests.server.spender REDIS_URL CALLER TIMES``."""

from __future__ import annotations

import asyncio
import sys

from redis.asyncio import Redis

from server.budget import Allowance, Budget, OverBudgetError


async def spend(url: str, caller: str, times: int) -> int:
    """How many times it was let."""
    redis = Redis.from_url(url)
    budget = Budget(redis, Allowance(burst=2000, per_second=1, at_once=5))
    let = 0
    for _ in range(times):
        try:
            await budget.spend(caller, 2)
            let += 1
        except OverBudgetError:
            continue
    assert budget.alone == 0
    await redis.aclose(close_connection_pool=True)
    return let


if __name__ == "__main__":
    sys.stdout.write(str(asyncio.run(spend(sys.argv[1], sys.argv[2], int(sys.argv[3])))))
