"""The hub: one subscription to the bus, a bounded queue for each listener."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from graph.events import Event, EventsLost, RunFinished, RunProgressed, VersionIngested
from server.live.hub import Hub


class Line:
    """A bus without a network: what is published goes to whoever listens, in order."""

    unpublished = 0

    def __init__(self) -> None:
        self._queues: list[asyncio.Queue[Event]] = []
        self.subscriptions = 0

    async def publish(self, *events: Event) -> None:
        for queue in self._queues:
            for event in events:
                queue.put_nowait(event)

    async def subscribe(self, *, again: bool = False) -> AsyncIterator[Event]:
        self.subscriptions += 1
        if again:
            yield EventsLost()
        queue: asyncio.Queue[Event] = asyncio.Queue()
        self._queues.append(queue)
        while True:
            yield await queue.get()


def progress(done: int) -> RunProgressed:
    return RunProgressed("project", "run", "version", "frames", done, 100)


def ingested(version_id: str) -> VersionIngested:
    return VersionIngested("project", "asset", version_id, created=True)


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_all_listeners_share_one_subscription_and_get_every_event_in_order() -> None:
    line = Line()
    hub = Hub(line)
    running = asyncio.create_task(hub.run())
    first, second = hub.subscribe(), hub.subscribe()
    waiting = [asyncio.ensure_future(anext(first)), asyncio.ensure_future(anext(second))]
    await settle()

    for number in range(3):
        await hub.publish(ingested(str(number)))

    assert await asyncio.gather(*waiting) == [ingested("0"), ingested("0")]
    assert [await anext(first), await anext(first)] == [ingested("1"), ingested("2")]
    assert line.subscriptions == 1
    await end(running)


async def test_a_listener_that_falls_behind_is_told_that_events_were_lost_and_goes_on_from_now() -> None:
    hub = Hub(line := Line(), size=4)
    running = asyncio.create_task(hub.run())
    with hub.listen() as slow:
        await settle()
        for number in range(8):
            await line.publish(ingested(f"version {number}"))
        await settle()

        assert [await anext(slow) for _ in range(4)] == [EventsLost(), *(ingested(f"version {n}") for n in (5, 6, 7))]
    await end(running)


async def test_of_events_that_outdate_each_other_a_slow_listener_gets_the_newest_in_the_place_of_the_first() -> None:
    hub = Hub(line := Line(), size=4)
    running = asyncio.create_task(hub.run())
    finished = RunFinished("project", "run", "version", "SUCCEEDED")
    with hub.listen(("run", "run")) as slow:
        await settle()
        for number in range(1000):
            await line.publish(progress(number))
        await line.publish(finished)
        await settle()

        assert [await anext(slow) for _ in range(2)] == [progress(999), finished]
    await end(running)


async def test_a_listener_is_woken_by_its_own_topics_alone() -> None:
    hub = Hub(line := Line())
    running = asyncio.create_task(hub.run())
    other = RunProgressed("project", "other run", "other version", "frames", 1, 100)
    with (
        hub.listen(("run", "run")) as run,
        hub.listen(("project", "project"), ("version", "version")) as both,
        hub.listen(("event", "RunProgressed")) as kind,
        hub.listen(("run", "nobody's")) as nothing,
    ):
        await settle()
        for event in (progress(1), other, ingested("version")):
            await line.publish(event)
        await settle()

        assert await anext(run) == progress(1)
        assert [await anext(both) for _ in range(3)] == [progress(1), other, ingested("version")]
        assert [await anext(kind) for _ in range(2)] == [progress(1), other]
        for listener in (run, both, kind, nothing):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0):
                    await anext(listener)
    assert (hub.listeners, hub.topics) == (0, 0)
    await end(running)


async def test_a_cut_of_the_bus_is_told_to_everyone() -> None:
    hub = Hub(line := Line())
    running = asyncio.create_task(hub.run())
    listener = hub.subscribe()
    waiting = asyncio.ensure_future(anext(listener))
    await settle()

    await line.publish(EventsLost())

    assert await waiting == EventsLost()
    await end(running)


async def test_a_listener_that_leaves_is_forgotten() -> None:
    hub = Hub(line := Line())
    running = asyncio.create_task(hub.run())
    listener = hub.subscribe()
    waiting = asyncio.ensure_future(anext(listener))
    await settle()
    assert hub.listeners == 1

    await line.publish(ingested("version"))
    await waiting
    await listener.aclose()

    assert hub.listeners == 0
    await end(running)


async def end(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_all_listeners_are_told_where_the_hub_had_to_begin_again() -> None:
    hub = Hub(line := Line())
    with hub.listen(ingested("1").topics[0]) as listener:
        for expected in (1, 2):
            running = asyncio.create_task(hub.run())
            await settle()
            assert line.subscriptions == expected
            await end(running)

        assert await anext(listener) == EventsLost()
