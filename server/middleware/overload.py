"""Shedding load: beyond what this process can do, callers are told to come back, before their requests cost memory.

The status is 503 with Retry-After (RFC 9110, sections 15.6.4 and 10.2.3). The addresses that watch the process stay open.
"""

from __future__ import annotations

import time
from pathlib import Path

import psutil
from starlette.types import ASGIApp, Receive, Scope, Send

from server.answers import refusal
from server.metrics import Metrics

_WATCHING = ("/healthz", "/readyz", "/metrics")
_TRANSFERS = ("/media/", "/attachments/", "/upload")
_LOOK_SECONDS = 0.1
_SHARE = 0.8
_CGROUP = Path("/sys/fs/cgroup/memory.max")


class LoadShedder:
    """Lets at most ``most`` requests wait at a time, and none begin above ``memory_mb`` MiB of resident memory.

    Transfers of files, which last as long as the other side pleases, are counted apart: whoever reads many of them slowly
    keeps nobody from the API.
    ``memory_mb`` None: four fifths of what the machine, or the container, has.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics, most: int, memory_mb: int | None) -> None:
        self._app = app
        self._metrics = metrics
        self._most = most
        self._memory = memory_mb << 20 if memory_mb is not None else int(_SHARE * _available())
        self._process = psutil.Process()
        self._looked = float("-inf")
        self._full = False
        self._in_flight = {"requests": 0, "transfers": 0}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or socket, or send it away."""
        if scope["type"] == "websocket":
            await (self._refuse_socket if self._memory_is_full() else self._app)(scope, receive, send)
            return
        if scope["type"] != "http" or scope["path"] in _WATCHING:
            await self._app(scope, receive, send)
            return
        kind = "transfers" if scope["path"].startswith(_TRANSFERS) else "requests"
        what = "memory" if self._memory_is_full() else kind if self._in_flight[kind] >= self._most else None
        if what is not None:
            self._metrics.shed.labels(what).inc()
            await _refusal(scope, what)(scope, receive, send)
            return
        self._count(kind, 1)
        try:
            await self._app(scope, receive, send)
        finally:
            self._count(kind, -1)

    def _count(self, kind: str, more: int) -> None:
        self._in_flight[kind] += more
        self._metrics.in_flight.set(sum(self._in_flight.values()))

    async def _refuse_socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse the handshake: with 503 where the server can say so, else as it refuses any (403)."""
        self._metrics.shed.labels("memory").inc()
        await receive()
        if "websocket.http.response" in scope.get("extensions", {}):
            head = {"status": 503, "headers": [(b"retry-after", b"5"), (b"content-length", b"0")]}
            await send({"type": "websocket.http.response.start", **head})
            await send({"type": "websocket.http.response.body", "body": b""})
        else:
            await send({"type": "websocket.close", "code": 1013})

    def _memory_is_full(self) -> bool:
        now = time.monotonic()
        if now - self._looked >= _LOOK_SECONDS:
            self._looked = now
            self._full = self._process.memory_info().rss > self._memory
        return self._full


def _refusal(scope: Scope, what: str) -> ASGIApp:
    if what == "memory":
        return refusal(
            scope, 503, "UNAVAILABLE", "This server is short of memory. Try again in some seconds.", {"Retry-After": "5"}
        )
    return refusal(scope, 503, "UNAVAILABLE", "This server is busy. Try again in a second.", {"Retry-After": "1"})


def _available() -> int:
    """Return how many bytes of memory there are for this process and its neighbours."""
    total: int = psutil.virtual_memory().total
    try:
        limit = _CGROUP.read_text().strip()
    except OSError:  # not Linux, or no cgroup v2
        return total
    return min(total, int(limit)) if limit.isdecimal() else total
