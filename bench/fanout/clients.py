"""Many small clients of graphql-transport-ws in one process: they count and clock what they are told, and nothing else."""

from __future__ import annotations

import asyncio
import json
import re
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field

_MASK = bytes(4)  # a mask of zeros leaves the text as it is
_NUMBER = re.compile(rb"[0-9.]+")
_TEXT, _CLOSE, _PING, _PONG = 1, 8, 9, 10


@dataclass
class Tally:
    """What all clients were told together.

    While it is ``clocked``, a message says when it was sent, by this machine's clock, after ``marker``, in units of ``unit``
    seconds; what has no marker is not clocked.
    """

    acknowledged: int = 0
    messages: int = 0
    closed: int = 0
    clocked: bool = False
    marker: bytes = b'"eta":'
    unit: float = 1.0
    seconds: list[float] = field(default_factory=list)

    async def until(self, reached: Callable[[], bool], seconds: float) -> None:
        """Wait until something has been reached."""
        deadline = time.monotonic() + seconds
        while not reached():
            if self.closed or time.monotonic() > deadline:
                raise SystemExit(f"not within {seconds:g} s, or a socket was closed: {self}")
            await asyncio.sleep(0.002)


class Client(asyncio.Protocol):
    """One socket: it begins by itself, and subscribes when told to."""

    def __init__(self, host: str, token: str, tally: Tally) -> None:
        self._host = host
        self._token = token
        self._tally = tally
        self._upgraded = False
        self._rest = b""
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(
            f"GET /graphql HTTP/1.1\r\nHost: {self._host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n".encode()
        )

    def connection_lost(self, exc: Exception | None) -> None:
        self._tally.closed += 1

    def say(self, **message: object) -> None:
        """Send a message."""
        self._frame(_TEXT, json.dumps(message).encode())

    def data_received(self, data: bytes) -> None:
        data = self._rest + data if self._rest else data
        if not self._upgraded:
            head, found, data = data.partition(b"\r\n\r\n")
            if not found:
                self._rest = head
                return
            assert head.startswith(b"HTTP/1.1 101"), head
            self._upgraded = True
            self.say(type="connection_init", payload={"authorization": f"Bearer {self._token}"})
        position, end = 0, len(data)
        while end - position >= 2:
            opcode, length, start = data[position] & 15, data[position + 1], position + 2
            if length == 126:
                if end < start + 2:
                    break
                (length,) = struct.unpack_from("!H", data, start)
                start += 2
            if end < start + length:
                break
            position = start + length
            self._take(opcode, data, start, position)
        self._rest = data[position:]

    def _take(self, opcode: int, data: bytes, start: int, end: int) -> None:
        tally = self._tally
        if opcode == _TEXT:
            if tally.clocked and (place := data.rfind(tally.marker, start, end)) >= 0:
                sent = _NUMBER.match(data, place + len(tally.marker))
                assert sent is not None
                tally.seconds.append(time.monotonic() - float(sent[0]) * tally.unit)
            if tally.messages == 0 and b"connection_ack" in data[start:end]:
                tally.acknowledged += 1
            else:
                tally.messages += 1
        elif opcode == _PING:
            self._frame(_PONG, data[start:end])
        elif opcode == _CLOSE:
            tally.closed += 1

    def _frame(self, opcode: int, data: bytes) -> None:
        length = len(data)
        size = bytes([0x80 | length]) if length < 126 else struct.pack("!BH", 0xFE, length)
        self.transport.write(bytes([0x80 | opcode]) + size + _MASK + data)


async def connect(count: int, host: str, port: int, token: str, tally: Tally) -> list[Client]:
    """Return so many clients that the server has acknowledged."""
    loop = asyncio.get_running_loop()
    clients: list[Client] = []
    there = tally.acknowledged
    for _ in range(count):
        _, client = await loop.create_connection(lambda: Client(f"{host}:{port}", token, tally), host, port)
        clients.append(client)
    await tally.until(lambda: tally.acknowledged == there + count, 120)
    return clients
