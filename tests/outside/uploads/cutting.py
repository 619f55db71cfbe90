"""A TCP proxy on loopback that cuts connections in the middle, or changes one byte on the way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

BLOCK = 16 * 1024


@dataclass
class Cutting:
    """What the proxy does to what clients send, and did so far."""

    target: str
    cut_after: list[int]
    """For each further connection: after how many bytes it is cut. When the list is used up, nothing is cut any more."""
    spoil_at: int | None = None
    """Which byte of all that clients send is turned over, once."""
    cuts: int = 0
    sent: int = 0
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        parts = urlsplit(self.target)
        there, back = await asyncio.open_connection(parts.hostname, parts.port)
        task = asyncio.create_task(self._return(there, writer))
        self.tasks.add(task)
        left = self.cut_after.pop(0) if self.cut_after else None
        try:
            while block := await reader.read(BLOCK):
                block = self._spoilt(block)
                if left is not None and len(block) >= left:
                    back.write(block[:left])
                    await back.drain()
                    self.cuts += 1
                    break
                left = None if left is None else left - len(block)
                back.write(block)
                await back.drain()
        except ConnectionError:
            pass  # the other end was first
        finally:
            task.cancel()
            self.tasks.discard(task)
            writer.transport.abort()
            back.transport.abort()

    async def _return(self, there: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while block := await there.read(BLOCK):
                writer.write(block)
                await writer.drain()
        except ConnectionError:
            pass  # the other end was first
        finally:
            writer.transport.abort()

    def _spoilt(self, block: bytes) -> bytes:
        begins, self.sent = self.sent, self.sent + len(block)
        if self.spoil_at is None or not begins <= self.spoil_at < self.sent:
            return block
        spoilt = bytearray(block)
        spoilt[self.spoil_at - begins] ^= 0xFF
        self.spoil_at = None
        return bytes(spoilt)


@asynccontextmanager
async def cutting(target: str, *cut_after: int, spoil_at: int | None = None) -> AsyncIterator[tuple[Cutting, str]]:
    """Yield a proxy before ``target`` and the proxy's address."""
    proxy = Cutting(target, list(cut_after), spoil_at)
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield proxy, f"http://127.0.0.1:{port}"
    finally:
        server.close()
        for task in list(proxy.tasks):
            task.cancel()
