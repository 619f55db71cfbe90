"""The bus: what is published reaches everyone who listens, also after Redis was away, and nobody waits for a slow one."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.exceptions import ResponseError

import graph.bus
from graph.bus import RedisBus
from graph.embedded import EmbeddedEngine
from graph.events import Event, EventsLost, RunProgressed, RunQueued
from graph.keys import EVENTS_CHANNEL

DEADLINE_SECONDS = 60.0


@asynccontextmanager
async def listening(bus: RedisBus) -> AsyncIterator[asyncio.Queue[Event]]:
    """Subscribe in a task, and give what it receives once the subscription stands."""
    received: asyncio.Queue[Event] = asyncio.Queue()
    ready = asyncio.Event()

    async def listen() -> None:
        async for event in bus.subscribe(ready=ready):
            received.put_nowait(event)

    task = asyncio.create_task(listen())
    async with asyncio.timeout(DEADLINE_SECONDS):
        await ready.wait()
    yield received
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def next_of(queue: asyncio.Queue[Event]) -> Event:
    async with asyncio.timeout(DEADLINE_SECONDS):
        return await queue.get()


async def test_every_subscriber_gets_every_event_in_order(redis: Redis) -> None:
    bus = RedisBus(redis)
    events = [RunProgressed("p", "r", "v", "decode", done, 10, 24.5) for done in range(10)]
    async with listening(bus) as first, listening(bus) as second:
        for event in events:
            await bus.publish(event)
        for queue in (first, second):
            assert [await next_of(queue) for _ in events] == events


async def test_a_subscriber_that_does_not_read_holds_up_nobody(redis: Redis) -> None:
    # given a subscriber that took one event and then never reads again
    bus = RedisBus(redis)
    ready = asyncio.Event()
    slow = bus.subscribe(ready=ready)
    first = asyncio.create_task(anext(slow))
    await ready.wait()
    async with listening(bus) as quick:
        await bus.publish(RunQueued("p", "first", "v"))
        await first
        # when thousands follow
        for number in range(3_000):
            await bus.publish(RunQueued("p", str(number), "v"))
        # then the other one has them all
        received = [await next_of(quick) for _ in range(3_001)]
    assert received[-1] == RunQueued("p", "2999", "v")
    await slow.aclose()


async def test_what_is_no_event_that_this_code_knows_is_skipped(redis: Redis) -> None:
    bus = RedisBus(redis)
    async with listening(bus) as received:
        await redis.publish(EVENTS_CHANNEL, b'{"type": "FromTheFuture", "v": 1, "project_id": "p"}')
        await redis.publish(EVENTS_CHANNEL, b'{"type": "RunQueued", "v": 99, "project_id": "p"}')
        await redis.publish(EVENTS_CHANNEL, b"no JSON at all")
        await redis.publish(EVENTS_CHANNEL, b"[1]")
        await redis.publish(EVENTS_CHANNEL, b'{"type": ["RunQueued"], "v": 1}')
        await redis.publish(
            EVENTS_CHANNEL, b'{"type": "RunQueued", "v": 1, "project_id": "p", "run_id": ["r"], "version_id": {}}'
        )
        await bus.publish(RunQueued("p", "r", "v"))
        assert await next_of(received) == RunQueued("p", "r", "v")


async def test_a_subscriber_hears_that_events_were_lost_and_then_hears_again(tmp_path: Path) -> None:
    # given a subscriber on an engine that is killed
    engine = await asyncio.to_thread(EmbeddedEngine.start, tmp_path)
    redis = Redis.from_url(engine.address.redis_url)
    bus = RedisBus(redis)
    async with listening(bus) as received:
        await bus.publish(RunQueued("p", "before", "v"))
        assert await next_of(received) == RunQueued("p", "before", "v")
        os.kill(engine.address.pid, signal.SIGKILL)
        # when something is published while the engine is away
        await bus.publish(RunQueued("p", "lost", "v"))
        assert bus.unpublished == 1
        # and it comes back
        await asyncio.to_thread(engine.restart)
        # then the subscriber is told, and gets what follows
        assert await next_of(received) == EventsLost()
        await bus.publish(RunQueued("p", "after", "v"))
        assert await next_of(received) == RunQueued("p", "after", "v")
    await redis.aclose(close_connection_pool=True)
    await asyncio.to_thread(engine.stop)


async def test_a_subscription_may_begin_before_redis_does(tmp_path: Path) -> None:
    engine = await asyncio.to_thread(EmbeddedEngine.start, tmp_path)
    redis = Redis.from_url(engine.address.redis_url)
    bus = RedisBus(redis)
    os.kill(engine.address.pid, signal.SIGKILL)
    restart = asyncio.create_task(asyncio.to_thread(engine.restart))
    async with listening(bus) as received:
        await restart
        await bus.publish(RunQueued("p", "r", "v"))
        assert await next_of(received) == RunQueued("p", "r", "v")
    await redis.aclose(close_connection_pool=True)
    await asyncio.to_thread(engine.stop)


async def refuses_pings(redis: Redis) -> bool:
    try:
        await redis.ping()
    except ResponseError as error:
        return "MISCONF" in str(error)
    return False


async def test_a_redis_that_cannot_write_to_its_disk_goes_on_telling(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graph.bus, "IDLE_SECONDS", 0.05)
    engine = EmbeddedEngine.start(tmp_path)
    redis = Redis.from_url(engine.address.redis_url)
    bus = RedisBus(redis)
    try:
        async with listening(bus) as received:
            # given a folder that nothing can be written into, so that a ping is refused
            shutil.rmtree(tmp_path / "engine")
            await redis.config_set("save", "3600 1")
            await redis.set("something", "new")
            await redis.bgsave()
            async with asyncio.timeout(DEADLINE_SECONDS):
                while not await refuses_pings(redis):  # noqa: ASYNC110 -- another process does it
                    await asyncio.sleep(0.05)
            # when several pings of a silent subscription were refused, and something happens
            await asyncio.sleep(0.5)
            events = [RunQueued("p", str(number), "v") for number in range(3)]
            await bus.publish(events[0])
            await bus.publish(*events[1:])
            # then it is told, and nothing was lost before
            assert [await next_of(received) for _ in events] == events
    finally:
        await redis.aclose()
        engine.stop()
