"""A line that is long and uneven: a proxy that holds back what passes, each way, and keeps its order."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


@asynccontextmanager
async def delaying(port: int, seconds: float, jitter: float, seed: int) -> AsyncIterator[int]:
    """Pass connections on to a port of this machine, and everything on them late; yield the port to connect to.

    Each piece takes ``seconds`` each way, and up to ``jitter`` more, but none overtakes another.
    """
    chance = random.Random(seed)  # noqa: S311 -- a line, no secret
    tasks: set[asyncio.Task[None]] = set()
    writers: list[asyncio.StreamWriter] = []

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        due: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        clock = asyncio.get_running_loop().time

        async def deliver() -> None:
            while True:
                moment, data = await due.get()
                await asyncio.sleep(moment - clock())
                if not data:
                    writer.close()
                    return
                writer.write(data)

        delivering = asyncio.create_task(deliver())
        last = 0.0
        try:
            while True:
                data = await reader.read(65536)
                last = max(last, clock() + seconds + chance.random() * jitter)
                due.put_nowait((last, data))
                if not data:
                    await delivering
                    return
        except ConnectionError:
            writer.close()
        finally:
            delivering.cancel()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        writers.extend((writer, far_writer))
        for way in (carry(reader, far_writer), carry(far_reader, writer)):
            task = asyncio.create_task(way)
            tasks.add(task)
            task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for writer in writers:
            writer.close()
        await asyncio.gather(*(writer.wait_closed() for writer in writers), return_exceptions=True)
