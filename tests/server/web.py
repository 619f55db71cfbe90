"""A small web on loopback, with an own resolver, and a network that notes every address it was asked to call."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpcore

PUBLIC = "93.184.215.14"
PUBLIC_6 = "2606:2800:21f:cb07:6820:80da:af6b:8b2c"

Page = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Web(httpcore.AsyncNetworkBackend):
    """``pages`` answer by path; ``names`` say what each look-up of a name gives, the last one again and again."""

    pages: dict[str, Page]
    names: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)
    called: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    looked_up: list[str] = field(default_factory=list)
    port: int = 0
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def resolve(self, host: str, port: int) -> list[str]:
        """What a name means now; numbers in all their spellings mean what the system makes of them."""
        self.looked_up.append(host)
        if host in self.names:
            answers = self.names[host]
            return list(answers[min(self.looked_up.count(host), len(answers)) - 1])
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
        return [str(address[4][0]) for address in found]

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        self.called.append(host)
        return await httpcore.AnyIOBackend().connect_tcp("127.0.0.1", self.port, timeout)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.tasks.add(task)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            path = head.split(" ", 2)[1]
            self.asked.append(path)
            await self.pages[path](writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client has heard enough
        finally:
            self.tasks.discard(task)
            writer.close()


@asynccontextmanager
async def serving(web: Web, tls: ssl.SSLContext | None = None) -> AsyncIterator[Web]:
    """Serve until the block ends."""
    server = await asyncio.start_server(web.serve, "127.0.0.1", 0, ssl=tls)
    web.port = server.sockets[0].getsockname()[1]
    try:
        yield web
    finally:
        server.close()
        for task in web.tasks.copy():
            task.cancel()
        await asyncio.gather(*web.tasks, return_exceptions=True)


def page(content: bytes = b"VIDEO one", status: str = "200 OK", **headers: str) -> Page:
    """A page of fixed content; header names are written with ``_``."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        told = {"Content-Length": str(len(content)), **{name.replace("_", "-"): value for name, value in headers.items()}}
        lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        writer.write(f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + content)

    return answer


def leading_to(location: str, status: str = "302 Found") -> Page:
    return page(b"", status, Location=location)
