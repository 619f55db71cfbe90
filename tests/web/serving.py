"""A server process of a test's own, on the data of the studio, which it may kill and start again."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.outside.studio import PLENTY, READY_SECONDS
from tests.server.conftest import command, environment, until
from tests.web.conftest import Site


class Serving:
    """``reelgraph serve`` at an address that stays the same.

    ``_place`` keeps the port while nobody listens at it: it could be given to somebody's connection meanwhile.
    """

    def __init__(self, data: Path, **settings: str) -> None:
        self._data = data
        self._settings = settings
        self._place = socket.socket()
        self._place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._place.bind(("127.0.0.1", 0))
        self._port = self._place.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Serve, and wait until it answers."""
        with socket.create_server(("127.0.0.1", self._port)) as listener:
            words = ["serve", "--socket", str(listener.fileno()), "--data", str(self._data)]
            self._process = subprocess.Popen(
                command(*words),
                env=environment(**PLENTY, **self._settings),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[listener.fileno()],
            )
        until(self._answers, READY_SECONDS, "the server is ready")

    def kill(self) -> None:
        """End it as a crash does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(60)

    def close(self) -> None:
        """End it, and give its port back."""
        self.kill()
        self._place.close()

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.address}/readyz", trust_env=False, timeout=30).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False


@contextmanager
def serving(site: Site, **settings: str) -> Iterator[Serving]:
    """Yield a server beside the studio's own, with settings of the environment, and end it."""
    server = Serving(site.studio.running.data, **settings)
    try:
        yield server
    finally:
        server.close()
