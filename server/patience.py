"""uvicorn's HTTP with an end to its patience: the head of a request must be small, and come soon.

uvicorn times a connection between requests alone; without this a client that never ends its headers keeps a connection for
ever (*slow loris*), and one that never ends them quickly fills the memory. Bodies are ``server.middleware.body``'s concern.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS = 10.0
HEAD_BYTES = 64 * 1024


class PatientProtocol(HttpToolsProtocol):
    """Closes a connection whose next request's head does not come to its end: 408 when it is late, 431 when it is long."""

    _timer: asyncio.TimerHandle | None = None
    _head_bytes = 0
    head_seconds = HEAD_SECONDS

    def connection_made(self, transport: Any) -> None:
        """Wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take a part of a request."""
        self._head_bytes += len(data)
        super().data_received(data)
        # Only while the head is open: else much of what came is a body.
        if self._waiting() and self._head_bytes > HEAD_BYTES:
            self._refuse(b"431 Request Header Fields Too Large")

    def on_message_begin(self) -> None:
        """Wait for the end of the head, where nobody does yet."""
        super().on_message_begin()
        if not self._waiting():
            self._wait()

    def on_headers_complete(self) -> None:
        """Wait no more."""
        self._stop()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._stop()
        super().connection_lost(exc)

    def _waiting(self) -> bool:
        return self._timer is not None

    def _wait(self) -> None:
        self._head_bytes = 0
        self._timer = self.loop.call_later(self.head_seconds, self._late)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _late(self) -> None:
        # Nothing at all came: there is nothing to answer.
        self._refuse(b"408 Request Timeout" if self._head_bytes else None)

    def _refuse(self, status: bytes | None) -> None:
        self._stop()
        if not self.transport.is_closing():
            if status is not None:
                self.transport.write(b"HTTP/1.1 " + status + b"\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
            self.transport.close()
