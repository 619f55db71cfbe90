"""The fan-out: one execution for all who ask alike, an opening for each, and nobody waits for the slow."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest

from graph.errors import NotFoundError
from graph.events import Event, EventsLost, RunProgressed, Topic, VersionIngested
from schema.feeds import Feed, Following, Place
from server.live.fanout import Fanout, Told
from server.live.hub import Hub
from tests.processes import wait_until_async
from tests.server.test_hub import Line, settle


class Log(Feed[int]):
    """A feed of numbers: those that were logged, and those that events tell; it ends with ``end``."""

    topics: tuple[Topic, ...] = (("version", "log"),)
    project_id = "project"

    def __init__(self, logged: list[int], end: int = 10**9, *, numbered: bool = True) -> None:
        self.logged = logged
        self._end = end
        self._numbered = numbered

    async def opening(self, context: Any, after: int) -> Sequence[int]:
        await asyncio.sleep(0)
        return [number for number in self.logged if number > after]

    def of(self, event: Event) -> int | None:
        return int(event.asset_id) if isinstance(event, VersionIngested) else None

    def last(self, value: int) -> bool:
        return value == self._end

    def position(self, value: int) -> int:
        return value if self._numbered else 0


_NO_CONTEXT: Any = None  # a log asks nobody


class Counting:
    """Answers that count how often they were made."""

    def __init__(self) -> None:
        self.made = 0

    async def of(self, value: Any) -> bytes:
        self.made += 1
        return str(value).encode()


class Client:
    """A subscriber whose line takes ``reads`` messages before it is full; reading makes room."""

    def __init__(self, feed: Log, reads: int = 10**9, fault: Exception | None = None) -> None:
        self.feed: Feed[Any] = feed
        self.place = Place(feed)
        self.heard: list[int] = []
        self.ended = False
        self.error: BaseException | None = None
        self.openings = 0
        self._fault = fault
        self._left = reads
        self._reads = asyncio.Event()

    def read(self) -> None:
        self._left = 10**9
        self._reads.set()

    def tell(self, told: Told) -> bool:
        if self._left == 0:
            return False
        self._left -= 1
        self.heard.append(int(told.answer))
        return True

    def end(self) -> None:
        self.ended = True

    async def room(self) -> None:
        if self._left == 0:
            await self._reads.wait()

    async def opening(self, after: int) -> Sequence[Told]:
        self.openings += 1
        if self._fault is not None:
            raise self._fault
        return [
            Told(str(number).encode(), self.feed.position(number), last=self.feed.last(number))
            for number in await self.feed.opening(_NO_CONTEXT, after)
        ]

    def broke(self, error: BaseException) -> None:
        self.error = error


def logged(number: int) -> VersionIngested:
    return VersionIngested("project", str(number), "log", created=True)


@asynccontextmanager
async def running() -> AsyncIterator[tuple[Line, Fanout]]:
    hub = Hub(line := Line())
    task = asyncio.create_task(hub.run())
    await settle()
    yield line, Fanout(hub)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_a_thousand_who_ask_alike_cost_one_execution_an_event() -> None:
    async with running() as (line, fanout):
        answers, clients = Counting(), [Client(Log([1, 2, 3])) for _ in range(1000)]
        followers = [fanout.join("the same", client, answers) for client in clients]
        assert (fanout.groups, fanout.followers, fanout.hub.listeners) == (1, 1000, 1)
        await wait_until_async(lambda: all(client.heard == [1, 2, 3] for client in clients), "all were opened")

        for number in (4, 5, 6):
            await line.publish(logged(number))
        await wait_until_async(lambda: all(client.heard == [1, 2, 3, 4, 5, 6] for client in clients), "all were told")

        assert answers.made == 3
        for follower in followers:
            follower.leave()
        assert (fanout.groups, fanout.hub.listeners, fanout.hub.topics) == (0, 0, 0)


async def test_who_joins_in_the_midst_misses_nothing_and_hears_nothing_twice() -> None:
    async with running() as (line, fanout):
        feed, clients = Log([]), []
        for number in range(1, 201):
            feed.logged.append(number)
            await line.publish(logged(number))  # logged before it is told, as the graph has it
            if number % 10 == 0:
                clients.append(Client(feed))
                fanout.join("the same", clients[-1], Counting())
            await asyncio.sleep(0)

        expected = list(range(1, 201))
        await wait_until_async(lambda: all(len(client.heard) >= 200 for client in clients), "all were told")
        assert all(client.heard == expected for client in clients)


async def test_after_a_gap_or_a_loss_a_follower_is_opened_where_it_broke_off() -> None:
    async with running() as (line, fanout):
        feed = Log([1])
        client = Client(feed)
        fanout.join("key", client, Counting())
        await wait_until_async(lambda: client.heard == [1], "opened")

        feed.logged += [2, 3, 4]
        await line.publish(logged(4))  # two and three were published by a process that is slower
        await wait_until_async(lambda: client.heard == [1, 2, 3, 4], "the gap is filled")
        for late in (2, 3):
            await line.publish(logged(late))
        feed.logged += [5, 6]
        await line.publish(EventsLost())
        await wait_until_async(lambda: client.heard == [1, 2, 3, 4, 5, 6], "what was lost is read")
        assert client.openings == 3


async def test_a_slow_client_holds_up_nobody_and_is_opened_anew_when_it_reads() -> None:
    async with running() as (line, fanout):
        feed = Log([1])
        slow, quick = Client(feed, reads=3), Client(feed)
        for client in (slow, quick):
            fanout.join("key", client, Counting())
        for number in range(2, 2000):
            feed.logged.append(number)
            await line.publish(logged(number))
            if number % 100 == 0:
                await settle()
        await wait_until_async(lambda: quick.heard == list(range(1, 2000)), "the quick one heard all")
        assert slow.heard == [1, 2, 3]

        slow.read()
        await wait_until_async(lambda: slow.heard == list(range(1, 2000)), "the slow one caught up")


async def test_the_last_value_ends_all_and_the_group() -> None:
    async with running() as (line, fanout):
        feed = Log([1], end=2)
        clients = [Client(feed) for _ in range(3)]
        for client in clients:
            fanout.join("key", client, Counting())
        await settle()
        feed.logged.append(2)
        await line.publish(logged(2))
        await wait_until_async(lambda: all(client.ended for client in clients), "all ended")
        late = Client(feed)
        fanout.join("key", late, Counting())
        await wait_until_async(lambda: late.ended, "who comes late is told the end")

        assert all(client.heard == [1, 2] for client in (*clients, late))
        assert (fanout.groups, fanout.hub.listeners) == (0, 0)


async def test_an_opening_that_is_refused_ends_that_follower_alone() -> None:
    async with running() as (line, fanout):
        refused, other = Client(Log([1]), fault=NotFoundError("gone")), Client(Log([1]))
        for client in (refused, other):
            fanout.join("key", client, Counting())
        await wait_until_async(lambda: refused.error is not None and other.heard == [1], "one is refused")
        await line.publish(logged(2))
        await wait_until_async(lambda: other.heard == [1, 2], "the other goes on")

        assert refused.heard == []
        assert fanout.followers == 1


class Failing(Counting):
    async def of(self, value: Any) -> bytes:
        raise RuntimeError("a defect")


async def test_a_defect_ends_its_group_and_says_so_to_each(caplog: pytest.LogCaptureFixture) -> None:
    async with running() as (line, fanout):
        clients = [Client(Log([1])) for _ in range(3)]
        for client in clients:
            fanout.join("key", client, Failing())
        await wait_until_async(lambda: all(client.heard == [1] for client in clients), "opened")
        await line.publish(logged(2))
        await wait_until_async(lambda: all(client.error is not None for client in clients), "all were told")

        assert (fanout.groups, fanout.hub.listeners) == (0, 0)


async def test_a_feed_can_be_followed_alone() -> None:
    hub = Hub(line := Line())
    task = asyncio.create_task(hub.run())
    await settle()
    feed = Log([1, 2], end=7)
    context: Any = type("Context", (), {"events": hub})()
    following = Following(feed, context)
    heard = [await anext(following), await anext(following)]
    waiting = asyncio.ensure_future(anext(following))
    await settle()
    feed.logged += [3, 4, 5, 6, 7]
    for event in (logged(2), RunProgressed("project", "run", "log", "frames", 1, 2), logged(3), logged(6)):
        await line.publish(event)
    heard.append(await waiting)
    heard += [number async for number in following]
    await following.aclose()

    assert heard == [1, 2, 3, 4, 5, 6, 7]
    assert hub.listeners == 0
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
