"""What waits for one client: in order, in bounds, and never for long."""

from __future__ import annotations

import asyncio
import struct
from typing import Any

import pytest
from starlette.types import Message

from server.graphql.sockets import outbox as module
from server.graphql.sockets.outbox import BYTES, MESSAGES, Outbox
from server.wire import frame_of


class Line:
    """A client's line: it takes what is sent while it is ``open``."""

    def __init__(self, *, wired: bool = False) -> None:
        self.sent: list[str] = []
        self.open = asyncio.Event()
        self.open.set()
        self.stalled = False
        self.outbox = Outbox(self.send, self if wired else None, self.stall)

    async def send(self, message: Message) -> None:
        await self.open.wait()
        self.sent.append(message["text"])

    def write(self, message: bytes) -> bool:
        if self.open.is_set():
            self.sent.append(message.decode())
        return self.open.is_set()

    def abort(self) -> None:
        raise AssertionError("the connection does that")

    def stall(self) -> None:
        self.stalled = True


@pytest.mark.parametrize("wired", [False, True])
async def test_messages_go_out_in_order_whether_the_line_is_open_or_not(wired: bool) -> None:
    line = Line(wired=wired)
    for number in range(10):
        assert line.outbox.put(b"%d" % number)
    await line.outbox.flushed()
    line.open.clear()
    for number in range(10, 20):
        assert line.outbox.put(b"%d" % number)
    line.open.set()
    assert line.outbox.put(b"20")  # the line is free again, but what waits goes first
    await line.outbox.flushed()

    assert line.sent == [str(number) for number in range(21)]


async def test_of_messages_that_outdate_each_other_the_newest_goes_out_in_the_place_of_the_first() -> None:
    line = Line()
    line.open.clear()
    line.outbox.put(b"on its way")
    await asyncio.sleep(0)
    for number in range(1000):
        assert line.outbox.put(b"progress %d" % number, ("1", "progress"))
        assert line.outbox.put(b"other %d" % number, ("2", "progress"))
    line.outbox.put(b"end")
    line.open.set()
    await line.outbox.flushed()

    assert line.sent == ["on its way", "progress 999", "other 999", "end"]


async def test_a_slow_client_is_told_so_much_and_no_more_but_for_the_end() -> None:
    line = Line()
    line.open.clear()
    taken = sum(line.outbox.put(b"x") for _ in range(2 * MESSAGES))
    assert taken == MESSAGES
    assert not line.outbox.put(b"one more")
    assert line.outbox.put(b"the end", always=True)

    heavy = Line()
    heavy.open.clear()
    taken = sum(heavy.outbox.put(bytes(BYTES // 4)) for _ in range(8))
    assert taken == 4
    line.outbox.drop()
    heavy.outbox.drop()


async def test_there_is_room_again_when_a_client_has_read_most_though_not_all() -> None:
    line = Line()
    line.open.clear()
    while line.outbox.put(b"x"):
        pass
    waiting = asyncio.ensure_future(line.outbox.room())
    await asyncio.sleep(0)
    assert not waiting.done()

    for _ in range(MESSAGES):
        line.open.set()
        await asyncio.sleep(0)
        line.open.clear()
        if not waiting.done():
            line.outbox.put(b"y", ("1", "progress"))  # something is always on its way
    await waiting
    assert line.outbox.put(b"z")
    line.outbox.drop()


async def test_one_large_answer_goes_out_though_it_is_above_the_bound() -> None:
    line = Line()
    assert line.outbox.put(b"a" * (3 * BYTES))
    await line.outbox.flushed()

    assert line.sent == ["a" * (3 * BYTES)]


async def test_a_client_that_reads_nothing_for_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STALL_SECONDS", 0.05)
    line = Line()
    line.open.clear()
    line.outbox.put(b"hello")
    async with asyncio.timeout(60):
        await line.outbox.flushed()

    assert (line.stalled, line.sent) == (True, [])


async def test_a_line_that_is_closed_takes_nothing_and_breaks_nothing() -> None:
    async def closed(_: Message) -> None:
        raise OSError

    broken = Outbox(closed, None, lambda: None)
    broken.put(b"hello")
    async with asyncio.timeout(60):
        await broken.flushed()


def decode(frame: bytes) -> tuple[int, bytes]:
    """Return the first byte and the payload of an unmasked frame, as RFC 6455, section 5.2, has it."""
    first, length = struct.unpack_from("!BB", frame)
    start = 2
    if length == 126:
        (length,) = struct.unpack_from("!H", frame, 2)
        start = 4
    elif length == 127:
        (length,) = struct.unpack_from("!Q", frame, 2)
        start = 10
    payload = frame[start:]
    assert len(payload) == length
    return first, payload


@pytest.mark.parametrize("length", [0, 1, 125, 126, 127, 65535, 65536, 1 << 20])
def test_a_frame_says_its_length(length: int) -> None:
    message: Any = bytes(length)

    assert decode(frame_of(message)) == (0x81, message)
