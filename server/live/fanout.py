"""Fan-out: what many follow is worked out once.

Followers of one group asked the same document with the same variables and may be told the same: one listener to the hub, one
execution and one serialisation for each event, and then a write for each of them. Who is slow is opened anew on its own, and
holds up nobody.
"""

from __future__ import annotations

import asyncio
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import structlog

from graph.events import EventsLost
from schema.feeds import Feed, Place

if TYPE_CHECKING:
    from server.live.hub import Hub

_HELD = 256
_OPENINGS = 16

log = structlog.get_logger("reelgraph.live")


@dataclass(frozen=True, slots=True)
class Told:
    """One value as all followers of a group get it: ``answer`` is JSON; the rest is the feed's (see schema.feeds)."""

    answer: bytes
    position: int
    outdates: Hashable | None = None
    last: bool = False


class Answers(Protocol):
    """What becomes of a value, for all followers of a group."""

    async def of(self, value: Any) -> bytes:
        """Return the answer to one value, as JSON."""
        ...


class Subscriber(Protocol):
    """Who follows, as the fan-out sees it."""

    feed: Feed[Any]
    place: Place

    def tell(self, told: Told) -> bool:
        """Pass a value on; False where the client is too slow to be told more."""
        ...

    def end(self) -> None:
        """Say that nothing more comes."""
        ...

    async def room(self) -> None:
        """Return once the client has read what was on its way."""
        ...

    async def opening(self, after: int) -> Sequence[Told]:
        """Return what to tell first, with the rights of this subscriber."""
        ...

    def broke(self, error: BaseException) -> None:
        """Hear that the opening, or the group, broke; nothing more comes."""
        ...


class Fanout:
    """The groups of one process."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.openings = asyncio.Semaphore(_OPENINGS)
        self._groups: dict[Hashable, Group] = {}

    @property
    def groups(self) -> int:
        """How many groups there are."""
        return len(self._groups)

    @property
    def followers(self) -> int:
        """How many follow, in all groups."""
        return sum(len(group.followers) for group in self._groups.values())

    def join(self, key: Hashable, subscriber: Subscriber, answers: Answers) -> Follower:
        """Let somebody follow from now on: first the opening, then what happens.

        ``key`` holds all that the answers depend on, beside the value. ``answers`` is for a group that is not there yet.
        """
        group = self._groups.get(key)
        if group is None:
            group = self._groups[key] = Group(self, key, subscriber.feed, answers)
        follower = Follower(group, subscriber)
        group.followers[follower] = None
        return follower

    def forget(self, key: Hashable, group: Group) -> None:
        """Let nobody join a group any more."""
        if self._groups.get(key) is group:
            del self._groups[key]


class Group:
    """Followers who are told the same."""

    def __init__(self, fanout: Fanout, key: Hashable, feed: Feed[Any], answers: Answers) -> None:
        self.fanout = fanout
        self.answers: Any = answers
        self.followers: dict[Follower, None] = {}
        self._key = key
        self._feed = feed
        self._listener = fanout.hub.listen(*feed.topics)
        fanout.hub.add(self._listener)
        self._task = asyncio.create_task(self._run(), name="subscription group")
        self._task.add_done_callback(self._ended)

    def leave(self, follower: Follower) -> None:
        """Take a follower out; the last one ends the group."""
        self.followers.pop(follower, None)
        if not self.followers:
            self._close()
            self._task.cancel()

    async def _run(self) -> None:
        async for event in self._listener:
            if isinstance(event, EventsLost):
                for follower in tuple(self.followers):
                    follower.reopen()
            elif (value := self._feed.of(event)) is not None:
                answer = await self.answers.of(value)
                told = Told(answer, self._feed.position(value), event.outdates, self._feed.last(value))
                for follower in tuple(self.followers):
                    follower.hear(told)

    def _close(self) -> None:
        self.fanout.hub.remove(self._listener)
        self.fanout.forget(self._key, self)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._close()
        if task.cancelled() or (error := task.exception()) is None:
            return
        log.error("a subscription broke", exc_info=error)
        for follower in tuple(self.followers):
            follower.leave()
            follower.subscriber.broke(error)


class Follower:
    """One subscriber in a group: held back while it is opened, so that nothing comes before the opening or is lost after."""

    __slots__ = ("_again", "_held", "_left", "_task", "group", "subscriber")

    def __init__(self, group: Group, subscriber: Subscriber) -> None:
        self.subscriber = subscriber
        self.group = group
        self._held: list[Told] | None = None
        self._again = False
        self._left = False
        self._task: asyncio.Task[None] | None = None
        self.reopen()

    def hear(self, told: Told) -> None:
        """Take what the group tells."""
        place = self.subscriber.place
        if self._left:
            return
        if self._held is not None:
            if len(self._held) >= _HELD:
                self._again = True
            else:
                self._held.append(told)
        elif place.knows(told.position):
            return
        elif place.misses(told.position) or not self.subscriber.tell(told):
            self.reopen()
        else:
            place.reach(told.position)
            if told.last:
                self._end()

    def reopen(self) -> None:
        """Begin anew where the follower was left: something was lost."""
        if self._held is not None:
            self._again = True
            return
        self._held = []
        self._task = asyncio.create_task(self._open(), name="subscription opening")
        self._task.add_done_callback(self._opened)

    def leave(self) -> None:
        """Follow no more."""
        self._left = True
        if self._task is not None:
            self._task.cancel()
        self.group.leave(self)

    def _end(self) -> None:
        self.leave()
        self.subscriber.end()

    async def _open(self) -> None:
        while True:
            await self.subscriber.room()
            self._again, self._held = False, []
            async with self.group.fanout.openings:
                opening = await self.subscriber.opening(self.subscriber.place.told)
            for told in opening:
                while not self.subscriber.tell(told):
                    await self.subscriber.room()
                self.subscriber.place.reach(told.position)
                if told.last:
                    self._end()
                    return
            if not self._again:
                return

    def _opened(self, task: asyncio.Task[None]) -> None:
        self._task = None
        if task.cancelled():
            return
        if (error := task.exception()) is not None:
            self.leave()
            self.subscriber.broke(error)
            return
        held, self._held = self._held or [], None
        for told in held:
            self.hear(told)
