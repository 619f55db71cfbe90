"""What a token may ask for: a budget of cost that refills, and a number of operations at once; all processes share both.

The budget is a leaky bucket, kept as the moment at which it will be empty again (generic cell rate algorithm, ITU-T I.371).
It lies in Redis and is spent by one script, so two processes never both believe that something is left. What this process
asks at once goes in one message. While Redis is away each process keeps the budget by itself: then a caller has as many
budgets as there are processes, and nobody is kept out.
"""

from __future__ import annotations

import asyncio
import math
import time
import uuid
from collections import OrderedDict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import NoScriptError, RedisError

from graph import keys
from graph.errors import RateLimitedError
from graph.services.groups import Groups
from server.settings import Settings

_PATIENCE_SECONDS = 0.5  # for Redis to answer
_PAUSE_SECONDS = 1.0  # before it is asked again
_MOST_CALLERS = 10_000  # that a process keeps count of by itself

_SPEND = """
local now = redis.call('TIME')
now = now[1] * 1000000 + now[2]
local cost, per_second, burst, most = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[5])
local empty = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
local after = empty + cost / per_second * 1000000
local left = burst - (empty - now) / 1000000 * per_second
local wait = after - now - burst / per_second * 1000000
if ARGV[4] ~= '' then
  redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
  if redis.call('ZCARD', KEYS[2]) >= most then return {'busy', string.format('%.0f', left), '1000000'} end
end
if wait > 0 then return {'spent', string.format('%.0f', left), string.format('%.0f', wait)} end
if cost > 0 then redis.call('SET', KEYS[1], string.format('%.0f', after), 'PX', math.ceil((after - now) / 1000) + 1) end
if ARGV[4] ~= '' then
  redis.call('ZADD', KEYS[2], now + tonumber(ARGV[6]) * 1000000, ARGV[4])
  redis.call('PEXPIRE', KEYS[2], math.ceil(tonumber(ARGV[6]) * 1000))
end
return {'', string.format('%.0f', left - cost), '0'}
"""

log = structlog.get_logger("reelgraph.budget")


_Command = tuple[str | int | float, ...]


class OverBudgetError(RateLimitedError):
    """Too much, or too many at once; ``retry_after`` is in whole seconds, ``remaining`` in cost."""

    def __init__(self, message: str, *, retry_after: int, remaining: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.remaining = remaining


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """How much each caller may ask for: ``burst`` at once, ``per_second`` in the long run, ``at_once`` operations."""

    burst: int
    per_second: int
    at_once: int


class Budget:
    """The budgets of all callers. ``alone`` counts what was spent while Redis was away."""

    def __init__(self, redis: Redis, allowance: Allowance) -> None:
        self.allowance = allowance
        self.alone = 0
        self._redis = redis
        self._script = redis.register_script(_SPEND).sha
        self._asking = Groups[_Command, Any](self._ask)
        self._local = _LocalBudget(allowance)
        self._ask_again = 0.0
        # Places that could not be given back. They would be taken until their time runs out: a process that is late for a
        # moment would keep its own callers out for long.
        self._owed: deque[_Command] = deque()

    async def spend(self, caller: str, cost: int) -> int:
        """Take ``cost`` from a caller's budget; returns what is left. Raises OverBudgetError and takes nothing."""
        return await self._take(caller, cost, "", 0)

    async def begin(self, caller: str, cost: int, seconds: float) -> tuple[int, str]:
        """Take ``cost`` and one of the caller's places; returns what is left, and the place. Raises OverBudgetError.

        The place is free again after ``seconds``, whatever became of the process that took it.
        """
        place = uuid.uuid4().hex
        try:
            return await self._take(caller, cost, place, seconds + 1), place
        except asyncio.CancelledError:
            self._owe(caller, place)  # it may be taken all the same
            raise

    async def end(self, caller: str, place: str) -> None:
        """Give a place back."""
        self._local.end(caller, place)
        try:
            await self._asking.add(_giving_back(caller, place))
        except (RedisError, OSError, TimeoutError):
            self._owe(caller, place)

    def _owe(self, caller: str, place: str) -> None:
        if len(self._owed) < _MOST_CALLERS:
            self._owed.append(_giving_back(caller, place))

    async def _take(self, caller: str, cost: int, place: str, seconds: float) -> int:
        known = self.allowance
        if time.monotonic() < self._ask_again:
            return self._take_alone(caller, cost, place, seconds)
        where = (keys.budget(caller), keys.operations(caller))
        asked = (cost, known.per_second, known.burst, place, known.at_once, seconds)
        try:
            refused, left, wait = await self._asking.add(("EVALSHA", self._script, len(where), *where, *asked))
        except (RedisError, OSError, TimeoutError):
            return self._take_alone(caller, cost, place, seconds)
        return _judged(refused.decode(), float(left), float(wait) / 1_000_000, cost, known)

    def _take_alone(self, caller: str, cost: int, place: str, seconds: float) -> int:
        self.alone += 1
        return _judged(*self._local.take(caller, cost, place, seconds, time.monotonic()), cost, self.allowance)

    async def _ask(self, commands: Sequence[_Command]) -> Sequence[Any]:
        """Send commands together, with what is owed, and return what each was answered."""
        if time.monotonic() < self._ask_again:
            raise RedisConnectionError("Redis did not answer a moment ago")
        owed = tuple(self._owed)
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                try:
                    answers = await self._send((*owed, *commands))
                except NoScriptError:  # then none of them has done anything but to give places back
                    await self._redis.script_load(_SPEND)
                    answers = await self._send((*owed, *commands))
        except (RedisError, OSError, TimeoutError) as error:
            self._ask_again = time.monotonic() + _PAUSE_SECONDS
            log.warning("budgets are kept by this process alone: Redis does not answer", reason=type(error).__name__)
            raise
        for _ in owed:
            self._owed.popleft()
        return answers[len(owed) :]

    async def _send(self, commands: Sequence[_Command]) -> Sequence[Any]:
        async with self._redis.pipeline(transaction=False) as pipeline:
            for command in commands:
                pipeline.execute_command(*command)
            answers: Sequence[Any] = await pipeline.execute()
            return answers


def open_budget(redis: Redis, settings: Settings) -> Budget:
    """Return the budgets as the settings have them."""
    allowance = Allowance(
        burst=settings.budget_burst, per_second=settings.budget_per_second, at_once=settings.operations_at_once
    )
    return Budget(redis, allowance)


def _giving_back(caller: str, place: str) -> _Command:
    return "ZREM", keys.operations(caller), place


def _judged(refused: str, left: float, wait: float, cost: int, allowance: Allowance) -> int:
    """Return what is left; raises OverBudgetError where the budget was refused."""
    remaining, retry_after = max(int(left), 0), max(1, math.ceil(wait))
    if refused == "busy":
        raise OverBudgetError(
            f"{allowance.at_once} of your operations are running; wait for one to end.",
            retry_after=retry_after,
            remaining=remaining,
        )
    if refused:
        raise OverBudgetError(
            f"This costs {cost}, and {remaining} of your budget is left. Come again in {retry_after} s, or ask for less.",
            retry_after=retry_after,
            remaining=remaining,
        )
    return remaining


class _LocalBudget:
    """The same account, kept by one process; the callers that were quiet longest are forgotten first."""

    def __init__(self, allowance: Allowance) -> None:
        self._allowance = allowance
        self._empty: OrderedDict[str, float] = OrderedDict()
        self._places: dict[str, dict[str, float]] = {}

    def take(self, caller: str, cost: int, place: str, seconds: float, now: float) -> tuple[str, float, float]:
        """Return why it is refused (empty: it is not), what is left, and the seconds to wait."""
        known = self._allowance
        empty = max(self._empty.get(caller, now), now)
        left, wait = known.burst - (empty - now) * known.per_second, empty - now + (cost - known.burst) / known.per_second
        places = {name: until for name, until in self._places.get(caller, {}).items() if until > now}
        if place and len(places) >= known.at_once:
            return "busy", left, 1.0
        if wait > 0:
            return "spent", left, wait
        self._empty[caller] = empty + cost / known.per_second
        self._empty.move_to_end(caller)
        if len(self._empty) > _MOST_CALLERS:
            self._places.pop(self._empty.popitem(last=False)[0], None)
        if place:
            self._places[caller] = {**places, place: now + seconds}
        return "", left - cost, 0.0

    def end(self, caller: str, place: str) -> None:
        """Give a place back."""
        places = self._places.get(caller)
        if places is not None:
            places.pop(place, None)
            if not places:
                del self._places[caller]
