"""The hub: one subscription to the bus, a bounded queue for each listener."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from graph.events import Event, EventsLost, RunProgressed, VersionIngested
from server.live.hub import Hub


class Line:
    """A bus without a network: what is published goes to whoever listens, in order."""

    unpublished = 0

    def __init__(self) -> None:
        self._queues: list[asyncio.Queue[Event]] = []
        self.subscriptions = 0

    async def publish(self, event: Event) -> None:
        for queue in self._queues:
            queue.put_nowait(event)

    async def subscribe(self) -> AsyncIterator[Event]:
        self.subscriptions += 1
        queue: asyncio.Queue[Event] = asyncio.Queue()
        self._queues.append(queue)
        while True:
            yield await queue.get()


def progress(done: int) -> RunProgressed:
    return RunProgressed("project", "run", "version", "frames", done, 100)


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
        await hub.publish(progress(number))

    assert await asyncio.gather(*waiting) == [progress(0), progress(0)]
    assert [await anext(first), await anext(first)] == [progress(1), progress(2)]
    assert line.subscriptions == 1
    await end(running)


async def test_a_listener_that_falls_behind_is_told_that_events_were_lost_and_goes_on_from_now() -> None:
    hub = Hub(line := Line(), size=4)
    running = asyncio.create_task(hub.run())
    slow = hub.subscribe()
    waiting = asyncio.ensure_future(anext(slow))
    await settle()
    await line.publish(progress(0))
    assert await waiting == progress(0)

    for number in range(1, 8):
        await line.publish(progress(number))
    await settle()

    assert [await anext(slow) for _ in range(3)] == [EventsLost(), progress(6), progress(7)]
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

    await line.publish(VersionIngested("project", "asset", "version", created=True))
    await waiting
    await listener.aclose()

    assert hub.listeners == 0
    await end(running)


async def end(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
