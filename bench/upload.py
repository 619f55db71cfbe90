"""Memory and speed of a large upload: 2 GB of zeros into a running server, by tus, over loopback.

The server is ``reelgraph up``; the memory is what any of its processes holds at most above what it held before. The speed
stands beside the copy of the same bytes on the same disk, ended with fsync, in the same run.

``python -m bench.upload [GB]`` takes 2 by default.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx
import psutil

from bench.machine import machine_line

GB = 2.0
BLOCK = bytes(1 << 20)
TUS = {"Tus-Resumable": "1.0.0"}
MIB = 2**20
SETTLED_SECONDS = 5


def blocks(size: int) -> Iterator[bytes]:
    for _ in range(size // len(BLOCK)):
        yield BLOCK


def copy(size: int, target: Path) -> float:
    """Return the seconds that writing ``size`` bytes takes."""
    began = time.monotonic()
    with target.open("wb") as file:
        file.writelines(blocks(size))
        file.flush()
        os.fsync(file.fileno())
    seconds = time.monotonic() - began
    target.unlink()
    return seconds


def send(http: httpx.Client, size: int) -> float:
    """Return the seconds that an upload takes, from its announcement to the last answer."""
    began = time.monotonic()
    place = http.post("/upload", headers={**TUS, "Upload-Length": str(size)}).raise_for_status().headers["location"]
    headers = {
        **TUS,
        "Content-Type": "application/offset+octet-stream",
        "Upload-Offset": "0",
        "Content-Length": str(size),
    }
    http.patch(place, headers=headers, content=blocks(size)).raise_for_status()
    seconds = time.monotonic() - began
    http.delete(place, headers=TUS).raise_for_status()
    return seconds


def settle(processes: Sequence[psutil.Process]) -> None:
    """Wait until what the server does at its start (it warms its search) takes no more memory."""
    still, before = 0, 0
    while still < SETTLED_SECONDS:
        now = sum(process.memory_info().rss for process in processes)
        still, before = (still + 1 if abs(now - before) < MIB else 0), now
        time.sleep(1)


class Watch(threading.Thread):
    """Looks at the memory of processes until it is told to stop."""

    def __init__(self, processes: Sequence[psutil.Process]) -> None:
        super().__init__(daemon=True)
        self._over = threading.Event()
        self._before = {process: process.memory_info().rss for process in processes}
        self._grown = 0

    def run(self) -> None:
        while not self._over.wait(0.02):
            for process, before in self._before.items():
                self._grown = max(self._grown, process.memory_info().rss - before)

    def end(self) -> float:
        """Return by how many MiB one of them grew at most."""
        self._over.set()
        self.join()
        return self._grown / MIB


def main() -> None:
    """Print the table."""
    gb = next((float(one) for one in sys.argv[1:] if one.replace(".", "").isdigit()), GB)
    size = int(gb * 2**30) // len(BLOCK) * len(BLOCK)
    print(machine_line(["uvicorn", "starlette", "httptools"]))
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        environment = {**os.environ, "REELGRAPH_PROFILE": "bundled", "REELGRAPH_WORKERS": "0"}
        command = [sys.executable, "-c", "from server.cli import main; main()", "up", "--data", str(data), "--port", "0"]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        assert server.stdout is not None
        address = server.stdout.readline().split()[1]
        token = (data / "admin.token").read_text().strip()
        try:
            with httpx.Client(
                base_url=address, headers={"Authorization": f"Bearer {token}"}, timeout=600, trust_env=False
            ) as http:
                send(http, 16 * MIB)
                parent = psutil.Process(server.pid)
                processes = [parent, *parent.children(recursive=True)]
                settle(processes)
                watch = Watch(processes)
                watch.start()
                seconds = send(http, size)
                grown = watch.end()
            plain = copy(size, Path(folder) / "copy")
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(60)
            server.stdout.close()
    print("\n| upload | server grows by at most | MiB/s | plain write and fsync, MiB/s | ratio |\n|---|---|---|---|---|")
    rate, peer = size / MIB / seconds, size / MIB / plain
    print(f"| {size / 2**30:g} GiB | {grown:.1f} MiB | {rate:.0f} | {peer:.0f} | {rate / peer:.2f} |")


if __name__ == "__main__":
    main()
