"""Feeds: what a subscription follows, so that all who ask the same can be told by one execution.

A subscription is a source of events by topic, a permission per viewer, and a selection. Its resolver checks the arguments
and the permission, and returns ``Following(feed, context)``. Sockets take the feed out of it and share one among all who
select alike (server.live.fanout); whoever runs the schema alone iterates over it.

A feed that numbers its values loses none and repeats none: what comes twice is told once, and after a gap the feed is opened
again where it broke off. One that does not number them tells what is so, and may tell it twice.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, AsyncIterator, Hashable, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from graph.events import Event, EventsLost, Topic
from graph.services import access
from graph.services.access import Action

if TYPE_CHECKING:
    from schema.context import Context

T = TypeVar("T")

UNNUMBERED = 0


class Feed(ABC, Generic[T]):
    """What is true when somebody begins to follow, and then what the events of some topics make of it.

    Whoever may do ``action`` in the project ``project_id`` may follow: who may not any more is told nothing more. ``start``
    is the number of the last value that the follower knows already.
    """

    topics: tuple[Topic, ...]
    project_id: str
    action: Action = access.READ
    start: int = UNNUMBERED

    @property
    def identity(self) -> Hashable:
        """What the feed is of: two of equal identity make the same of every event, wherever their followers begin."""
        return (type(self), self.topics)

    @abstractmethod
    async def opening(self, context: Context, after: int) -> Sequence[T]:
        """Return what to tell first, of a feed that counts the values after number ``after``.

        It is asked after listening began, and again where events were lost. Raises NotFoundError where the viewer may not
        follow (any more).
        """

    @abstractmethod
    def of(self, event: Event) -> T | None:
        """Return what an event tells, None where it tells nothing here. It reads the event alone."""

    def last(self, value: T) -> bool:
        """Say whether nothing can follow this value."""
        return False

    def position(self, value: T) -> int:
        """Return the number of a value, from 1 without gaps; UNNUMBERED where the feed does not count."""
        return UNNUMBERED


class Place:
    """How far one follower was told."""

    __slots__ = ("told",)

    def __init__(self, feed: Feed[Any]) -> None:
        self.told = feed.start

    def reach(self, position: int) -> None:
        """Note that a value was told."""
        if position != UNNUMBERED:
            self.told = position

    def knows(self, position: int) -> bool:
        """Whether the value with a number was told before."""
        return position != UNNUMBERED and position <= self.told

    def misses(self, position: int) -> bool:
        """Whether there are values before this one that were not told."""
        return position != UNNUMBERED and position > self.told + 1


class Following(AsyncIterator[T]):
    """The values of a feed for one viewer, one after another."""

    def __init__(self, feed: Feed[T], context: Context) -> None:
        self.feed = feed
        self._values = _values(feed, context)

    async def __anext__(self) -> T:
        return await anext(self._values)

    async def aclose(self) -> None:
        """Stop listening."""
        await self._values.aclose()


async def _values(feed: Feed[T], context: Context) -> AsyncGenerator[T, None]:
    place = Place(feed)
    with context.events.listen(*feed.topics) as events:
        while True:
            for value in await feed.opening(context, place.told):
                place.reach(feed.position(value))
                yield value
                if feed.last(value):
                    return
            async for event in events:
                if isinstance(event, EventsLost):
                    break
                told = feed.of(event)
                if told is None or place.knows(position := feed.position(told)):
                    continue
                if place.misses(position):
                    break
                place.reach(position)
                yield told
                if feed.last(told):
                    return
