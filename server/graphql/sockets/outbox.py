"""What is on its way to one client: written at once where the client reads, kept in bounds where it is slow.

A slow client stalls nobody: whoever tells it something never waits. Of messages that outdate each other the newest is kept;
where the bounds do not hold even so, ``put`` says no, and the teller begins anew once there is ``room``.

Section *Communication* of the protocol has messages in order, and leaves it to the server how many may wait.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable
from typing import Protocol

from starlette.types import Send

MESSAGES = 256
BYTES = 1 << 20
STALL_SECONDS = 30.0
_EASED = 4


class Wire(Protocol):
    """A way around the ASGI interface (see server.websockets): one write, without a task or a copy for each client."""

    def write(self, message: bytes) -> bool:
        """Write a text message now; False where the client's buffer is full, or the socket not open."""
        ...

    def abort(self) -> None:
        """Cut the connection, with whatever is unsent."""
        ...


class Outbox:
    """Messages to one client, in order."""

    __slots__ = ("_bytes", "_count", "_eased", "_on_stall", "_send", "_waiting", "_wire", "_writer")

    def __init__(self, send: Send, wire: Wire | None, on_stall: Callable[[], None]) -> None:
        self._send = send
        self._wire = wire
        self._on_stall = on_stall
        self._waiting: dict[Hashable, bytes] = {}
        self._bytes = 0
        self._count = 0
        self._writer: asyncio.Task[None] | None = None
        self._eased: asyncio.Future[None] | None = None

    def put(self, message: bytes, outdates: Hashable | None = None, *, always: bool = False) -> bool:
        """Send a message, in the place of a waiting one that it outdates; False where too much waits already.

        ``always`` is for the few that end something, and for answers that were worked out when there was room.
        """
        if self._writer is None:
            if self._wire is not None and self._wire.write(message):
                return True
            self._writer = asyncio.create_task(self._write(), name="socket writer")
        self._count += 1
        key = self._count if outdates is None else outdates
        replaced = self._waiting.get(key)
        if replaced is None and not always and (len(self._waiting) >= MESSAGES or self._bytes >= BYTES):
            return False
        self._waiting[key] = message
        self._bytes += len(message) - len(replaced or b"")
        return True

    @property
    def held(self) -> tuple[int, int]:
        """How many messages wait here, and their bytes."""
        return len(self._waiting), self._bytes

    async def room(self) -> None:
        """Return once the client has read so much that it can well be told more."""
        while self._writer is not None and not self._is_eased():
            if self._eased is None:
                self._eased = asyncio.get_running_loop().create_future()
            await asyncio.shield(self._eased)

    async def flushed(self) -> None:
        """Return once nothing waits."""
        while self._writer is not None:
            await asyncio.wait({self._writer})

    def _is_eased(self) -> bool:
        return len(self._waiting) <= MESSAGES // _EASED and self._bytes <= BYTES // _EASED

    def _ease(self) -> None:
        if self._eased is not None and self._is_eased():
            self._eased.set_result(None)
            self._eased = None

    def drop(self) -> None:
        """Forget what waits: nobody will read it."""
        if self._writer is not None:
            self._writer.cancel()
        self._waiting.clear()
        self._bytes = 0
        self._ease()

    async def _write(self) -> None:
        try:
            while self._waiting:
                message = self._waiting.pop(next(iter(self._waiting)))
                self._bytes -= len(message)
                self._ease()
                async with asyncio.timeout(STALL_SECONDS):
                    await self._send({"type": "websocket.send", "text": message.decode()})
        except TimeoutError:
            self.drop()
            self._on_stall()
        except (OSError, RuntimeError):
            # The socket is closed: uvicorn says so by either, depending on who closed it. The receiving side hears it too.
            self.drop()
        finally:
            self._writer = None
