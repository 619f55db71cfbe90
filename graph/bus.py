"""Typed events between processes, over Redis pub/sub.

Delivery is at most once: an event that is published while Redis is away is gone, and a subscriber that was cut off is told
so by EventsLost, on which it reads the graph again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from typing import TYPE_CHECKING, Any

import orjson
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError, ResponseError

from graph.events import Event, EventsLost, from_wire
from graph.keys import EVENTS_CHANNEL
from graph.tracing import Role, origin, received, span

if TYPE_CHECKING:
    from redis.asyncio import Redis
    from redis.asyncio.client import PubSub

IDLE_SECONDS = 15.0
RECONNECT_SECONDS = 0.2
LONGEST_RECONNECT_SECONDS = 2.0

# One command for all of them: packing a command for each takes longer than all the rest.
_PUBLISH = "for _, event in ipairs(ARGV) do redis.call('PUBLISH', KEYS[1], event) end"

_log = logging.getLogger(__name__)


class RedisBus:
    """An EventBus on one Redis channel. Each subscription has a connection of its own: a slow one holds up nobody else."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self.unpublished = 0

    async def publish(self, *events: Event) -> None:
        """Tell everyone who listens now, in order; where Redis cannot, they are counted in ``unpublished`` and logged.

        It never raises for that: what the events tell of is committed already, so its caller has succeeded.
        """
        try:
            if len(events) == 1:
                await self._redis.publish(EVENTS_CHANNEL, _wire(events[0]))
                return
            await self._redis.execute_command("EVAL", _PUBLISH, 1, EVENTS_CHANNEL, *map(_wire, events))  # type: ignore[no-untyped-call]
        except (RedisError, OSError) as error:
            self.unpublished += len(events)
            names = ", ".join(sorted({type(event).__name__ for event in events}))
            _log.warning("%d events (%s) could not be published: %s", len(events), names, error)

    async def subscribe(self, *, again: bool = False, ready: asyncio.Event | None = None) -> AsyncGenerator[Event, None]:
        """Yield every event from the moment ``ready`` is set; EventsLost after each time the connection was cut.

        The connection is made again until the caller closes the iterator. Who listens ``again`` gets EventsLost first.
        """
        connected_before, pause = again, RECONNECT_SECONDS
        while True:
            pubsub: PubSub = self._redis.pubsub()
            try:
                await pubsub.subscribe(EVENTS_CHANNEL)
                async for message in _messages(pubsub):
                    if message["type"] == "subscribe":
                        if connected_before:
                            yield EventsLost()
                        connected_before = True
                        if pause > RECONNECT_SECONDS:
                            _log.info("events are told again")
                        pause = RECONNECT_SECONDS
                        if ready is not None:
                            ready.set()
                    elif message["type"] == "message":
                        event = _read(message["data"])
                        if event is not None:
                            received(f"receive {type(event).__name__}", event.origin)
                            yield event
            except (RedisError, OSError) as error:
                if pause == RECONNECT_SECONDS:  # once: it is tried again until it works, however long that takes
                    _log.warning("live events are not told: the subscription was cut, and is tried again: %s", error)
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_RECONNECT_SECONDS)
            finally:
                await pubsub.aclose()  # type: ignore[no-untyped-call]


def _wire(event: Event) -> bytes:
    """Return an event as it goes over the wire, with what it stems from."""
    with span(f"publish {type(event).__name__}", Role.PRODUCER):
        return orjson.dumps({**event.to_wire(), "origin": origin()})


async def _messages(pubsub: PubSub) -> AsyncIterator[dict[str, Any]]:
    """Yield raw messages; a connection that stays silent through a ping is taken for dead."""
    pinged = False
    while True:
        try:
            message = await pubsub.get_message(timeout=IDLE_SECONDS)
        except ResponseError:
            # While its disk is full Redis refuses even a ping, but it goes on telling what is published.
            pinged = False
            continue
        if message is not None:
            pinged = False
            yield message
        elif pinged:
            raise RedisConnectionError("Redis did not answer a ping")
        else:
            await pubsub.ping()
            pinged = True


def _read(data: bytes | str) -> Event | None:
    """Return the event in a message, None for what is none: whoever reaches Redis can publish anything."""
    try:
        wire = orjson.loads(data)
        return from_wire(wire) if isinstance(wire, dict) else None
    except (KeyError, ValueError) as error:  # orjson's own error is a ValueError
        _log.warning("a message on %s is no event: %s", EVENTS_CHANNEL, error)
        return None
