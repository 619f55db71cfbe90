"""The hub: one subscription to the bus per process, one bounded queue per listener, woken by its own topics alone.

A listener that does not keep up is never silently behind: of events that outdate each other it gets the newest, and where
that is not enough its queue is emptied and it gets ``EventsLost``, so it reads again. The same is told to everyone when the
bus was away.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Hashable
from typing import TYPE_CHECKING

from graph.events import Event, EventsLost, Topic
from graph.ports import EventBus

if TYPE_CHECKING:
    from types import TracebackType

QUEUE_SIZE = 1024


class Hub:
    """An EventBus for the operations of this process: publishing goes to the bus, listening shares its one subscription."""

    def __init__(self, bus: EventBus, size: int = QUEUE_SIZE) -> None:
        self._bus = bus
        self._size = size
        self._listeners: set[Listener] = set()
        self._by_topic: defaultdict[Topic, set[Listener]] = defaultdict(set)
        self._ran = False

    @property
    def listeners(self) -> int:
        """How many listen now."""
        return len(self._listeners)

    @property
    def topics(self) -> int:
        """How many topics are listened to now."""
        return len(self._by_topic)

    @property
    def unpublished(self) -> int:
        """How many events of this process could not be told, because the bus was away."""
        return self._bus.unpublished

    async def publish(self, *events: Event) -> None:
        """Tell everyone, in all processes."""
        await self._bus.publish(*events)

    def heard(self, topic: Topic) -> bool:
        """Say whether anybody listens to a topic now."""
        return topic in self._by_topic

    def listen(self, *topics: Topic) -> Listener:
        """Return a context manager that listens from its beginning to its end, and yields the events of some topics.

        Without a topic it yields every event. EventsLost comes whatever the topics are.
        """
        return Listener(self, topics, self._size)

    async def subscribe(self, *topics: Topic, again: bool = False) -> AsyncGenerator[Event, None]:
        """Yield events from the first step on, as ``listen`` does; first EventsLost for whoever listens ``again``."""
        with self.listen(*topics) as listener:
            if again:
                listener.lose()
            async for event in listener:
                yield event

    async def run(self) -> None:
        """Carry events from the bus, which finds its way back by itself, to the listeners; until cancelled.

        Where it runs again after it broke, everyone is told that events were lost meanwhile.
        """
        again, self._ran = self._ran, True
        async for event in self._bus.subscribe(again=again):
            if isinstance(event, EventsLost):
                for listener in self._listeners:
                    listener.lose()
                continue
            concerned = set(self._by_topic.get(_ANY, ()))
            concerned.update(*(self._by_topic.get(topic, ()) for topic in event.topics))
            for listener in concerned:
                listener.put(event)

    def add(self, listener: Listener) -> None:
        """Let a listener hear from now on."""
        self._listeners.add(listener)
        for topic in listener.topics or (_ANY,):
            self._by_topic[topic].add(listener)

    def remove(self, listener: Listener) -> None:
        """Forget a listener, and the topics that nobody else listens to; more than once is fine."""
        if listener not in self._listeners:
            return
        self._listeners.remove(listener)
        for topic in listener.topics or (_ANY,):
            self._by_topic[topic].discard(listener)
            if not self._by_topic[topic]:
                del self._by_topic[topic]


_ANY: Topic = ("", "")


class Listener:
    """A queue that holds at most ``size`` events, or the one fact that there were more."""

    def __init__(self, hub: Hub, topics: tuple[Topic, ...], size: int) -> None:
        self.topics = topics
        self._hub = hub
        self._size = size
        self._events: dict[Hashable, Event] = {}
        self._count = 0
        self._arrived = asyncio.Event()

    def __enter__(self) -> Listener:
        self._hub.add(self)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._hub.remove(self)

    def __aiter__(self) -> Listener:
        return self

    async def __anext__(self) -> Event:
        while not self._events:
            self._arrived.clear()
            await self._arrived.wait()
        return self._events.pop(next(iter(self._events)))

    def put(self, event: Event) -> None:
        """Queue an event, in the place of one that it outdates."""
        self._count += 1
        key = self._count if event.outdates is None else event.outdates
        if key not in self._events and len(self._events) >= self._size:
            self.lose()
            return
        self._events[key] = event
        self._arrived.set()

    def lose(self) -> None:
        """Forget what is queued, and say so."""
        self._events = {0: EventsLost()}
        self._arrived.set()
