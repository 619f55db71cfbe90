from __future__ import annotations

import asyncio
import sys

import pytest
from redis.asyncio import Redis

from graph import keys
from server.budget import Allowance, Budget, OverBudgetError, _LocalBudget
from tests.server.conftest import ROOT, environment

SMALL = Allowance(burst=1000, per_second=1, at_once=2)  # so slow that a machine which stands still gives little back
AWAY = "redis://127.0.0.1:1/0"


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait long for Redis: a process on a slow machine would else keep the budget alone."""
    monkeypatch.setattr("server.budget._PATIENCE_SECONDS", 60.0)


async def test_a_budget_is_spent_and_says_what_is_left(redis: Redis) -> None:
    budget = Budget(redis, SMALL)

    assert await budget.spend("ana", 400) == 600
    assert 200 <= await budget.spend("ana", 400) < 300
    with pytest.raises(OverBudgetError) as refused:
        await budget.spend("ana", 900)
    assert 200 <= refused.value.remaining < 400
    assert 500 <= refused.value.retry_after <= 700
    assert await budget.spend("ben", 1000) == 0, "another caller has another"
    with pytest.raises(OverBudgetError):
        await budget.spend("ben", 300)


async def test_what_was_refused_costs_nothing(redis: Redis) -> None:
    budget = Budget(redis, SMALL)
    await budget.spend("ana", 990)

    for _ in range(20):
        with pytest.raises(OverBudgetError):
            await budget.spend("ana", 900)

    assert await budget.spend("ana", 1) >= 9


async def test_a_budget_refills_and_its_key_goes_with_it(redis: Redis) -> None:
    slow = Budget(redis, Allowance(burst=1000, per_second=20, at_once=2))
    await slow.spend("ben", 1000)
    assert 0 < await redis.pttl(keys.budget("ben")) <= 50_002
    budget = Budget(redis, Allowance(burst=1000, per_second=20_000, at_once=2))
    await budget.spend("ana", 1000)

    async with asyncio.timeout(60):
        while True:
            if not await redis.exists(keys.budget("ana")):
                break
            await asyncio.sleep(0.01)

    assert await budget.spend("ana", 1000) == 0


async def test_so_many_operations_run_at_once_and_no_more(redis: Redis) -> None:
    budget = Budget(redis, SMALL)
    _, first = await budget.begin("ana", 1, 30)
    await budget.begin("ana", 1, 30)

    with pytest.raises(OverBudgetError, match="2 of your operations"):
        await budget.begin("ana", 1, 30)
    await budget.begin("ben", 1, 30)

    await budget.end("ana", first)
    await budget.begin("ana", 1, 30)


async def test_operations_may_take_any_part_of_a_second(redis: Redis) -> None:
    budget = Budget(redis, Allowance(burst=1000, per_second=100, at_once=100))
    for seconds in (0.3, 0.0625, 15.1, 30.0005, 1 / 3):
        await budget.begin("ana", 0, seconds)

    assert budget.alone == 0


async def test_the_place_of_a_process_that_died_is_free_again_in_time(redis: Redis) -> None:
    budget = Budget(redis, SMALL)
    for _ in range(2):
        await budget.begin("ana", 1, -0.95)  # a place is kept for a second longer than its operation may take

    async with asyncio.timeout(60):
        while True:
            try:
                await budget.begin("ana", 1, 30)
                break
            except OverBudgetError:
                await asyncio.sleep(0.01)


async def test_two_processes_share_one_budget(redis: Redis, redis_url: str) -> None:
    command = [sys.executable, "-m", "tests.server.spender", redis_url, "shared", "900"]
    processes = [
        await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, cwd=ROOT, env=environment())
        for _ in range(2)
    ]
    let = [int((await process.communicate())[0]) for process in processes]

    assert [process.returncode for process in processes] == [0, 0]
    assert abs(sum(let) - 1000) <= 20, f"2 % of a budget that was good for 1000: {let}"


@pytest.mark.parametrize("url", [AWAY, "redis://127.0.0.1:1/0?socket_connect_timeout=0.1"])
async def test_without_redis_each_process_keeps_the_budget_alone(url: str) -> None:
    redis = Redis.from_url(url)
    budget = Budget(redis, SMALL)

    assert await budget.spend("ana", 900) == 100
    with pytest.raises(OverBudgetError):
        await budget.spend("ana", 900)
    _, place = await budget.begin("ana", 0, 30)
    await budget.begin("ana", 0, 30)
    with pytest.raises(OverBudgetError, match="operations are running"):
        await budget.begin("ana", 0, 30)
    await budget.end("ana", place)
    await budget.begin("ana", 0, 30)

    assert budget.alone == 6
    await redis.aclose(close_connection_pool=True)


async def test_a_place_that_could_not_be_given_back_is_given_back_when_redis_answers_again(
    redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    budget = Budget(redis, SMALL)
    _, place = await budget.begin("ana", 1, 300)
    assert await redis.zcard(keys.operations("ana")) == 1

    monkeypatch.undo()
    async with asyncio.timeout(120):
        while not budget.alone:  # until Redis was too late once
            await redis.client_pause(1000, all=True)
            await budget.spend("ben", 0)
        await budget.end("ana", place)
        while await redis.zcard(keys.operations("ana")):
            await budget.spend("ben", 0)
            await asyncio.sleep(0.05)


async def test_when_redis_is_back_it_is_asked_again(redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.budget._PAUSE_SECONDS", 0.0)
    away = Redis.from_url(AWAY)
    budget = Budget(away, SMALL)
    await budget.spend("ana", 900)
    assert budget.alone == 1

    back = Budget(redis, SMALL)
    assert await back.spend("ana", 900) == 100
    assert back.alone == 0
    await away.aclose(close_connection_pool=True)


def test_alone_a_process_forgets_the_callers_that_were_quiet_longest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.budget._MOST_CALLERS", 3)
    budget = _LocalBudget(SMALL)
    for caller in "abcd":
        assert budget.take(caller, 600, "", 0, 10.0)[0] == ""

    assert budget.take("d", 600, "", 0, 10.0)[0] == "spent"
    assert budget.take("a", 600, "", 0, 10.0)[0] == "", "it was forgotten"
    assert budget.take("d", 600, "", 0, 310.0)[0] == "", "it has refilled"
