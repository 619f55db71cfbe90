"""`reelgraph up`: all parts, and none left behind."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import stat
from pathlib import Path

import httpx
import psutil

from tests.processes import gone
from tests.server.conftest import Running, end, reelgraph, start, until


def test_up_prints_its_address_when_every_part_is_ready(running: Running) -> None:
    until(lambda: ready(running), 60, "every part is ready, also on a machine that was late for a moment")
    parts = httpx.get(f"{running.address}/readyz", trust_env=False, timeout=60).json()["parts"]
    assert {"graph", "redis", "queue", "workers", "vectors", "models", "disk"} <= parts.keys()
    assert all(part["latency_ms"] >= 0 and part["detail"] for part in parts.values())


def test_the_first_start_writes_a_token_that_only_its_owner_may_read(running: Running) -> None:
    path = running.data / "admin.token"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with running.http() as client:
        answer = client.post("/graphql", json={"query": "{ me { name admin } }"})
    assert answer.json()["data"]["me"] == {"name": "admin", "admin": True}


def test_a_second_up_on_the_same_folder_names_the_first_and_exits_2(running: Running) -> None:
    said = reelgraph("up", "--data", str(running.data), "--port", "0")
    assert said.returncode == 2
    assert str(running.process.pid) in said.stderr
    assert running.address in said.stderr


def test_a_taken_port_is_named_and_exits_2(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = reelgraph("up", "--data", str(tmp_path / "data"), "--port", str(port))
    assert said.returncode == 2
    assert str(port) in said.stderr
    assert "--port" in said.stderr


def test_ctrl_c_stops_every_child_and_a_killed_up_leaves_none_either(tmp_path: Path) -> None:
    first = start(tmp_path / "data")
    children, token = first.descendants(), first.token
    assert {"server.log", "worker-1.log"} <= {path.name for path in (first.data / "logs").iterdir()}

    assert end(first) == 0

    assert [child for child in children if not gone(child.pid)] == []
    assert not (first.data / "engine.json").exists()

    second = start(tmp_path / "data")
    assert second.token == token
    kill_and_wait_for(second, "redis-server", "the engine is back on its port")
    kill_and_wait_for(second, "serve", "the server is back on its port")

    children = second.descendants()
    os.kill(second.process.pid, signal.SIGKILL)
    end(second)
    until(lambda: all(gone(child.pid) for child in children), 120, "no child is left")


def kill_and_wait_for(up: Running, part: str, what: str) -> None:
    """Kill a child by its name or command, and wait until another stands in its place and everything is ready again."""
    (victim,) = standing(up, part)
    os.kill(victim, signal.SIGKILL)
    until(lambda: gone(victim), 60, f"{part} is dead")
    # That /readyz was red meanwhile is not asked: a quick start may be over between two looks.
    until(lambda: standing(up, part) - {victim} != set(), 300, f"there is another {part}")
    until(lambda: ready(up), 300, what)


def standing(up: Running, part: str) -> set[int]:
    """Return the process that does a part: of the engine the program itself, not the guardian that knows it by its path."""
    found = set()
    for child in up.descendants():
        with contextlib.suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
            if child.name() == part or part in child.cmdline():
                found.add(child.pid)
    return found


def ready(up: Running) -> bool:
    try:
        return httpx.get(f"{up.address}/readyz", trust_env=False, timeout=30).status_code == 200
    except httpx.TransportError:
        return False
