"""Callers of a server over HTTP that cost next to nothing: what is measured is the server, not they."""

from __future__ import annotations

import asyncio
import json
from types import TracebackType
from typing import Any

import psutil


class Caller:
    """One kept connection, which asks one thing after another."""

    def __init__(self, port: int, token: str) -> None:
        self._port = port
        self._head = (
            "POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {token}\r\nContent-Length: "
        ).encode()

    async def __aenter__(self) -> Caller:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.close()

    async def ask(self, query: str, given: dict[str, Any]) -> dict[str, Any]:
        """Return the one field of the answer to an operation with an input."""
        body = json.dumps({"query": query, "variables": {"input": given}}).encode()
        self._writer.write(self._head + f"{len(body)}\r\n\r\n".encode() + body)
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        _, _, rest = head.partition(b"content-length:")
        answer = json.loads(await self._reader.readexactly(int(rest.partition(b"\r\n")[0])))
        assert "data" in answer, answer
        (payload,) = answer["data"].values()
        assert payload["problems"] == [], answer
        return payload  # type: ignore[no-any-return]


async def quiet(process: psutil.Process, share: float = 0.05) -> None:
    """Return once a process takes less than a share of a core: a server warms its search up for a while after its start."""
    while True:
        before = sum(process.cpu_times()[:2])
        await asyncio.sleep(2)
        if sum(process.cpu_times()[:2]) - before < 2 * share:
            return
