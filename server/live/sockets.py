"""All open sockets of this process: how many there may be, what their callers may do now, and how they are sent away.

A socket may live for days; its caller's rights may not. When access changes, the bus says whose: those sockets are reviewed
at once. All others are reviewed every few seconds, with one statement for all tokens: what the bus may have lost, and what
nobody tells, such as the end of a token's time.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import Protocol, TypeAlias

import structlog

from graph.errors import UnavailableError
from graph.events import AccessChanged, Event, EventsLost
from graph.nodes.access import Viewer
from server.live.hub import Hub

_TOKENS_AT_ONCE = 1000

WhoCalls: TypeAlias = Callable[[Sequence[str]], Awaitable[Sequence[Viewer | None]]]
"""From many tokens to who calls with each, with the rights of now; None for one that opens nothing. One statement."""

log = structlog.get_logger("reelgraph.live")


class Socket(Protocol):
    """An open socket. ``viewer`` is None, and ``token`` may be, until its caller is known."""

    viewer: Viewer | None
    token: str | None

    async def review(self, viewer: Viewer | None) -> None:
        """Hear what the caller may do now; None: nothing any more."""
        ...

    async def drain(self) -> None:
        """Answer what was begun, and send the client to another process."""
        ...


class OpenSockets:
    """The sockets of one process."""

    def __init__(self, who_calls: WhoCalls, hub: Hub, *, most: int, most_per_user: int, review_seconds: float) -> None:
        self._who_calls = who_calls
        self._hub = hub
        self._most = most
        self._most_per_user = most_per_user
        self._review_seconds = review_seconds
        self._open: set[Socket] = set()
        self._admitted: dict[Socket, str] = {}
        self._by_user: Counter[str] = Counter()
        self._reviews: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._open)

    @property
    def full(self) -> bool:
        """Whether no further socket may be opened."""
        return len(self._open) >= self._most

    def opened(self, socket: Socket) -> None:
        """Note a new socket."""
        self._open.add(socket)

    def admit(self, socket: Socket, viewer: Viewer) -> bool:
        """Note whose socket it is; False where they have as many as one may have."""
        if self._by_user[viewer.user.id] >= self._most_per_user:
            return False
        self._admitted[socket] = viewer.user.id
        self._by_user[viewer.user.id] += 1
        return True

    def closed(self, socket: Socket) -> None:
        """Forget a socket."""
        self._open.discard(socket)
        user_id = self._admitted.pop(socket, None)
        if user_id is not None:
            self._by_user[user_id] -= 1
            if not self._by_user[user_id]:
                del self._by_user[user_id]

    async def run(self) -> None:
        """Review rights until cancelled."""
        with self._hub.listen(("event", AccessChanged.__name__)) as events:
            clock = asyncio.get_running_loop().time
            upcoming = asyncio.ensure_future(anext(events))
            due = clock() + self._review_seconds
            try:
                while True:
                    await asyncio.wait({upcoming}, timeout=max(0.0, due - clock()))
                    event: Event = EventsLost()
                    if upcoming.done():
                        event, upcoming = upcoming.result(), asyncio.ensure_future(anext(events))
                    if isinstance(event, AccessChanged) and clock() < due:
                        await self._review([one for one, user_id in self._admitted.items() if user_id == event.user_id])
                    else:
                        await self._review(tuple(self._admitted))
                        due = clock() + self._review_seconds
            finally:
                upcoming.cancel()

    async def _review(self, sockets: Collection[Socket]) -> None:
        by_token: dict[str, list[Socket]] = {}
        for socket in sockets:
            if socket.viewer is not None and socket.token is not None:
                by_token.setdefault(socket.token, []).append(socket)
        tokens = list(by_token)
        for start in range(0, len(tokens), _TOKENS_AT_ONCE):
            some = tokens[start : start + _TOKENS_AT_ONCE]
            try:
                viewers = await self._who_calls(some)
            except UnavailableError:
                log.warning("the rights of open sockets could not be reviewed; trying again", sockets=len(sockets))
                return
            for token, viewer in zip(some, viewers, strict=True):
                for socket in by_token[token]:
                    review = asyncio.create_task(socket.review(viewer), name="review of rights")
                    self._reviews.add(review)  # not waited for: closing a client that does not read takes its time
                    review.add_done_callback(self._reviews.discard)

    async def drain(self, seconds: float) -> None:
        """Send all clients away, each as soon as what it began is answered; returns after so many seconds at the latest."""
        drained = [asyncio.ensure_future(socket.drain()) for socket in tuple(self._open)]
        if drained:
            _, late = await asyncio.wait(drained, timeout=seconds)
            for task in late:
                task.cancel()
