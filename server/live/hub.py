"""The hub: one subscription to the bus per process, one bounded queue per listener.

A listener that does not keep up is never silently behind: its queue is emptied and it gets ``EventsLost``, so it reads
again. The same is told to everyone when the bus was away.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator

from graph.events import Event, EventsLost
from graph.ports import EventBus

QUEUE_SIZE = 1024


class Hub:
    """An EventBus for the operations of this process: publishing goes to the bus, listening shares its one subscription."""

    def __init__(self, bus: EventBus, size: int = QUEUE_SIZE) -> None:
        self._bus = bus
        self._size = size
        self._listeners: set[_Listener] = set()

    @property
    def listeners(self) -> int:
        """How many subscriptions listen now."""
        return len(self._listeners)

    @property
    def unpublished(self) -> int:
        """How many events of this process could not be told, because the bus was away."""
        return self._bus.unpublished

    async def publish(self, event: Event) -> None:
        """Tell everyone, in all processes."""
        await self._bus.publish(event)

    async def subscribe(self) -> AsyncGenerator[Event, None]:
        """Yield every event from now on, and EventsLost where some were lost."""
        listener = _Listener(self._size)
        self._listeners.add(listener)
        try:
            while True:
                yield await listener.next()
        finally:
            self._listeners.discard(listener)

    async def run(self) -> None:
        """Carry events from the bus, which finds its way back by itself, to the listeners; until cancelled."""
        async for event in self._bus.subscribe():
            for listener in self._listeners:
                if isinstance(event, EventsLost):
                    listener.lose()
                else:
                    listener.put(event)


class _Listener:
    """A queue that holds at most ``size`` events, or the one fact that there were more."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._events: deque[Event] = deque()
        self._arrived = asyncio.Event()

    def put(self, event: Event) -> None:
        if len(self._events) >= self._size:
            self.lose()
            return
        self._events.append(event)
        self._arrived.set()

    def lose(self) -> None:
        self._events.clear()
        self._events.append(EventsLost())
        self._arrived.set()

    async def next(self) -> Event:
        while not self._events:
            self._arrived.clear()
            await self._arrived.wait()
        return self._events.popleft()
