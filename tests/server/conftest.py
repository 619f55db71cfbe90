"""One running Reelgraph for the tests of its outside: real processes on loopback."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import pytest

from tests.loopback import NO_AUTHORITIES
from tests.server.collector import Collector

ROOT = Path(__file__).resolve().parents[2]


def command(*arguments: str) -> list[str]:
    """The command line of the checkout under test."""
    return [sys.executable, "-c", "from server.cli import main; main()", *arguments]


def environment(**extra: str) -> dict[str, str]:
    """This process's environment without settings of the person who runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REELGRAPH_")}
    return {**kept, "PYTHONPATH": str(ROOT), "REELGRAPH_PROFILE": "bundled", "OMP_NUM_THREADS": "1", **extra}


def reelgraph(*arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        command(*arguments), capture_output=True, text=True, timeout=600, env=environment(**extra), check=False
    )


def until(true: Callable[[], bool], seconds: float, what: str) -> None:
    """Wait for something to become true."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.05)


@dataclass
class Running:
    """A `reelgraph up` that said ready."""

    process: subprocess.Popen[str]
    data: Path
    address: str
    said: str

    @property
    def token(self) -> str:
        return (self.data / "admin.token").read_text().strip()

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def descendants(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def http(self, token: str | None = None) -> httpx.Client:
        headers = {"Authorization": f"Bearer {token}"} if token else self.headers
        return httpx.Client(base_url=self.address, headers=headers, timeout=60, trust_env=False, verify=NO_AUTHORITIES)


def start(data: Path, *options: str, **extra: str) -> Running:
    """Start `reelgraph up` on a free port and wait until it is ready."""
    errors = (data.parent / f"{data.name}.err").open("w+")
    process = subprocess.Popen(
        command("up", "--data", str(data), "--port", "0", *options),
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
        env=environment(**extra),
    )
    assert process.stdout is not None
    line = process.stdout.readline()  # the next line it prints is the address, or nothing where it failed
    errors.seek(0)
    said = errors.read()
    errors.close()
    assert line.startswith("ready http://"), said
    return Running(process, data, line.split()[1], said)


def end(running: Running) -> int:
    """Stop it as Ctrl-C does, and return the exit status."""
    if running.process.poll() is None:
        running.process.send_signal(2)
    status = running.process.wait(120)
    assert running.process.stdout is not None
    running.process.stdout.close()
    return status


@pytest.fixture(scope="session")
def collector() -> Iterator[Collector]:
    """What the processes of ``running`` tell of their work, as traces."""
    opened = Collector()
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory, collector: Collector) -> Iterator[Running]:
    """The one Reelgraph that tests share; they may not stop any part of it."""
    data = tmp_path_factory.mktemp("reelgraph") / "data"
    started = start(data, "--root", str(ROOT / "server" / "footage"), REELGRAPH_TRACES=collector.address)
    yield started
    end(started)
