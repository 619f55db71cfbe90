from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from analyzers.hub import is_pulled

PULL = "import sys, pathlib; from analyzers.hub import pull; pull(pathlib.Path(sys.argv[1]))"


class Hub(BaseHTTPRequestHandler):
    """A hub whose every file holds the last part of its address, and comes slowly."""

    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        body = self._answer()
        for start in range(0, len(body), 1 << 18):
            time.sleep(0.02)
            self.wfile.write(body[start : start + (1 << 18)])

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing."""

    def _answer(self) -> bytes:
        body = self.path.rsplit("/", 1)[-1].encode() * 100_000
        self.send_response(200)
        self.send_header("X-Repo-Commit", "0" * 40)
        self.send_header("ETag", f'"{hashlib.sha256(body).hexdigest()}"')
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return body


@pytest.fixture
def hub() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Hub) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_server_and_its_workers_fetch_into_one_folder_at_once(hub: str, tmp_path: Path) -> None:
    environment = os.environ | {"HF_ENDPOINT": hub, "HF_HOME": str(tmp_path / "home"), "HF_HUB_OFFLINE": "0"}
    environment |= {"HF_HUB_DOWNLOAD_TIMEOUT": "120", "HF_HUB_ETAG_TIMEOUT": "120"}
    folder = tmp_path / "models"

    pulling = [
        subprocess.Popen([sys.executable, "-c", PULL, str(folder)], env=environment, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    said = [process.communicate(timeout=600)[1] for process in pulling]

    assert [process.returncode for process in pulling] == [0, 0, 0], said
    assert is_pulled(folder)
