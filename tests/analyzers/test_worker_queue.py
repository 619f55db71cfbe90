"""The line of runs, leases and the sweeper, on a real Redis."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from arq import ArqRedis, Worker, func
from arq.constants import in_progress_key_prefix, job_key_prefix
from redis.asyncio import ConnectionPool, Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from analyzers.lease import Lease
from analyzers.sweeper import keep_sweeping, sweep
from analyzers.worker import ArqRunQueue, free_places
from graph import keys
from graph.nodes.ids import new_id
from graph.nodes.model import AnalysisTask
from graph.nodes.run import AnalysisRun, RunStatus
from tests.analyzers.workshop import eventually


@pytest.fixture
async def line(redis_url: str, redis: Redis) -> AsyncIterator[ArqRunQueue]:
    queue = ArqRunQueue.at(redis_url)
    yield queue
    await queue.close()


@dataclass
class Kept:
    """What the graph knows: some runs, and which of them were said to be lost. ``troubles`` are met before it answers."""

    runs: Sequence[AnalysisRun]
    troubles: list[Exception] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def waiting(self) -> Sequence[AnalysisRun]:
        if self.troubles:
            raise self.troubles.pop()
        self.asked.set()
        return self.runs

    async def lose(self, run: AnalysisRun) -> None:
        self.lost.append(run.id)


def _run(attempt: int = 0) -> AnalysisRun:
    status = RunStatus.RUNNING if attempt else RunStatus.QUEUED
    return AnalysisRun(
        new_id(), new_id(), new_id(), "key", status, (AnalysisTask.SHOTS,), {}, datetime.now(UTC), attempt=attempt
    )


async def test_asking_twice_for_an_attempt_is_asking_once(line: ArqRunQueue) -> None:
    run = _run()

    await line.enqueue(run.id, attempt=1)
    await line.enqueue(run.id, attempt=1)

    assert await line.depth() == 1


async def test_a_job_in_redis_is_no_pickle(line: ArqRunQueue, redis: Redis) -> None:
    run = _run()

    await line.enqueue(run.id, attempt=1)

    job = await redis.get(job_key_prefix + keys.run_job(run.id, 1))
    assert job is not None
    assert not job.startswith(b"\x80\x04")  # the header of pickle protocol 4 and later is 0x80 and its number
    assert run.id.encode() in job


async def test_a_later_attempt_takes_the_place_of_earlier_ones(line: ArqRunQueue, redis: Redis) -> None:
    run = _run()
    await line.enqueue(run.id, attempt=1)
    await redis.set(in_progress_key_prefix + keys.run_job(run.id, 1), b"1")

    await line.enqueue(run.id, attempt=2)

    assert await redis.zrange(keys.RUN_QUEUE, 0, -1) == [keys.run_job(run.id, 2).encode()]
    assert await line.depth() == 1


async def test_a_lost_run_stands_before_those_that_were_asked_for_after_it(line: ArqRunQueue, redis: Redis) -> None:
    lost = _run(1)
    await asyncio.sleep(0.01)  # ids tell milliseconds apart
    later = _run()
    await line.enqueue(later.id, attempt=1)

    assert await sweep(redis, line, Kept([lost, later])) == [lost.id]

    places = await redis.zrange(keys.RUN_QUEUE, 0, -1)
    assert places == [keys.run_job(lost.id, 2).encode(), keys.run_job(later.id, 1).encode()]
    assert await redis.pttl(job_key_prefix + keys.run_job(lost.id, 2)) > 86_400_000


async def test_a_run_that_a_worker_has_started_on_does_not_wait(line: ArqRunQueue, redis: Redis) -> None:
    run = _run()
    await line.enqueue(run.id, attempt=1)
    assert await line.waits(run.id, range(1, 2))

    await redis.set(in_progress_key_prefix + keys.run_job(run.id, 1), b"1")

    assert not await line.waits(run.id, range(1, 2))
    assert await line.depth() == 0


async def test_one_holder_at_a_time_and_the_next_after_release(redis: Redis) -> None:
    run_id = new_id()
    first, second = Lease(redis, keys.run_lease(run_id), "first", 30), Lease(redis, keys.run_lease(run_id), "second", 30)

    assert await first.take()
    assert not await second.take()
    await second.release()  # not its own: nothing happens
    assert not await second.take()
    await first.release()

    assert await second.take()


async def test_a_lease_is_renewed_past_its_time_and_its_loss_is_noticed(redis: Redis) -> None:
    run_id = new_id()
    lease = Lease(redis, keys.run_lease(run_id), "first", 3.0)
    assert await lease.take()

    async def held() -> bool:
        return bool(await redis.get(keys.run_lease(run_id)) == b"first")

    async with asyncio.timeout(60):
        keeping = asyncio.create_task(lease.keep())
        await asyncio.sleep(3.5)
        await eventually(held, "the lease is held past its time")  # on a busy machine it may be late, and is taken again
        await redis.set(keys.run_lease(run_id), b"second")
        await keeping


async def test_the_sweeper_finds_runs_that_nobody_holds_and_that_stand_in_no_line(line: ArqRunQueue, redis: Redis) -> None:
    held, in_line, killed, forgotten = _run(1), _run(), _run(1), _run()
    assert await Lease(redis, keys.run_lease(held.id), "worker", 30).take()
    await line.enqueue(in_line.id, attempt=1)
    await line.enqueue(killed.id, attempt=1)
    await redis.set(in_progress_key_prefix + keys.run_job(killed.id, 1), b"1")  # what arq leaves of a killed worker

    kept = Kept([held, in_line, killed, forgotten])
    lost = await sweep(redis, line, kept)

    assert lost == [killed.id, forgotten.id]
    assert kept.lost == [killed.id]  # the other never began: it waits as it did
    assert await line.waits(killed.id, range(2, 3))
    assert await line.waits(forgotten.id, range(1, 2))
    assert await sweep(redis, line, kept) == []


async def test_a_run_whose_worker_died_before_it_began_is_in_line_again(line: ArqRunQueue, redis: Redis) -> None:
    run = _run()
    await line.enqueue(run.id, attempt=1)
    await redis.set(in_progress_key_prefix + keys.run_job(run.id, 1), b"1")

    assert await sweep(redis, line, Kept([run])) == [run.id]

    assert await line.waits(run.id, range(1, 2))


async def test_a_job_that_redis_went_away_from_takes_no_place_and_one_in_hand_keeps_its_own(redis_url: str) -> None:
    began, end = asyncio.Event(), asyncio.Event()

    async def job(ctx: dict[Any, Any], *_: Any, **__: Any) -> None:
        began.set()
        await end.wait()

    def worker_at(url: str) -> Worker:
        jobs = [func(job, name="job")]
        return Worker(
            jobs,
            redis_pool=ArqRedis(ConnectionPool.from_url(url)),
            queue_name=keys.RUN_QUEUE,
            handle_signals=False,
            max_jobs=1,
        )

    lost = worker_at("redis://127.0.0.1:1/0")
    for _ in range(3):
        with pytest.raises(RedisConnectionError):
            await lost.start_jobs([b"any"])
        assert lost.job_counter == 1
        free_places(lost)
        assert lost.job_counter == 0

    busy = worker_at(redis_url)
    await busy.pool.enqueue_job("job", _queue_name=keys.RUN_QUEUE)
    working = asyncio.create_task(busy.async_run())
    async with asyncio.timeout(60):
        await began.wait()
    free_places(busy)
    assert busy.job_counter == 1

    end.set()
    await asyncio.gather(*busy.tasks.values())
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    for worker in (lost, busy):
        await worker.pool.aclose(close_connection_pool=True)


async def test_a_run_given_back_by_its_worker_is_left_in_the_line(line: ArqRunQueue, redis: Redis) -> None:
    run = _run()
    await line.enqueue(run.id, attempt=1)

    assert await sweep(redis, line, Kept([replace(run, attempt=1, status=RunStatus.RUNNING)])) == []


async def test_sweeping_goes_on_after_the_graph_was_away(line: ArqRunQueue, redis: Redis) -> None:
    run = _run()
    kept = Kept([run], [OSError("away")])

    sweeping = asyncio.create_task(keep_sweeping(redis, line, kept, 0.05, 0))
    async with asyncio.timeout(60):
        await kept.asked.wait()

    async def in_line() -> bool:
        return await line.depth() > 0

    await eventually(in_line, "the run is in line")
    sweeping.cancel()

    assert await line.waits(run.id, range(1, 2))


async def test_who_holds_runs_may_say_so_first_after_redis_began_anew(line: ArqRunQueue, redis: Redis) -> None:
    kept = Kept([_run(1)])
    sweeping = asyncio.create_task(keep_sweeping(redis, line, kept, 0.01, 1e9))
    told = asyncio.create_task(kept.asked.wait())

    assert (await asyncio.wait((sweeping, told), timeout=1))[0] == set()

    for task in (sweeping, told):
        task.cancel()
    assert kept.lost == []


async def test_a_cancel_is_kept_for_a_worker_that_asks_later(line: ArqRunQueue, redis: Redis) -> None:
    run_id = new_id()

    await line.cancel(run_id)

    assert await redis.exists(keys.run_cancelled(run_id)) == 1
