"""A TCP proxy that cuts all its connections when it is told to, as a network does: without a word."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

_RESET = struct.pack("ii", 1, 0)  # SO_LINGER: on, no time: closing resets


class CuttingProxy:
    """Listens on ``address``; ``cut`` resets every connection. Whoever connects to ``cutter_port`` cuts as well."""

    def __init__(self, target: str) -> None:
        parts = urlsplit(target)
        self._target = (parts.hostname or "", parts.port or 80)
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._started = threading.Event()
        self._stopped = asyncio.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.address = ""
        self.cutter_port = 0

    def start(self) -> None:
        """Listen."""
        self._thread.start()
        self._started.wait(60)

    def stop(self) -> None:
        """Cut, and listen no more."""
        self._loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join(60)
        assert not self._thread.is_alive(), "the proxy did not stop"

    def cut(self) -> None:
        """Reset every connection there is."""
        asyncio.run_coroutine_threadsafe(self._cut(), self._loop).result(60)

    def _run(self) -> None:
        # A runner ends every task and closes the loop, whatever happens.
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        serving = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        cutting = await asyncio.start_server(self._knocked, "127.0.0.1", 0)
        self.address = f"http://127.0.0.1:{serving.sockets[0].getsockname()[1]}"
        self.cutter_port = cutting.sockets[0].getsockname()[1]
        self._started.set()
        await self._stopped.wait()
        serving.close()
        cutting.close()
        # Whoever is being let in at this very moment is a task of its own and opens another: until there are none.
        while tasks := asyncio.all_tasks() - {asyncio.current_task()}:
            self._cut_now()
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection(*self._target)
        except OSError:
            writer.close()
            return
        pair = {writer, far_writer}
        self._writers |= pair
        try:
            await asyncio.gather(self._pump(reader, far_writer), self._pump(far_reader, writer))
        except (OSError, asyncio.CancelledError):
            for each in pair:
                each.transport.abort()
        finally:
            self._writers -= pair

    @staticmethod
    async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
        writer.close()

    async def _knocked(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._cut_now()
        writer.close()

    async def _cut(self) -> None:
        self._cut_now()

    def _cut_now(self) -> None:
        for writer in list(self._writers):
            connection = writer.get_extra_info("socket")
            if connection is not None and connection.fileno() >= 0:  # the far side may have closed it already
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            writer.transport.abort()
        self._writers.clear()


@contextmanager
def cutting_proxy(target: str) -> Iterator[CuttingProxy]:
    """Carry connections to ``target`` until the block ends."""
    proxy = CuttingProxy(target)
    proxy.start()
    try:
        yield proxy
    finally:
        proxy.stop()
