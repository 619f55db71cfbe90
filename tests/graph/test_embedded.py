"""The embedded engine as a process: it keeps what it acknowledged, never outlives its owner, and never shares a folder."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from redis.asyncio import Redis

from graph.client import open_graph
from graph.embedded import EmbeddedEngine, read_address
from graph.errors import ConflictError, UnavailableError
from graph.migrations import Migration, migrate
from tests.processes import gone, wait_until, wait_until_async

OWNER = """
import sys, time
from pathlib import Path
from graph.embedded import EmbeddedEngine
engine = EmbeddedEngine.start(Path(sys.argv[1]))
print(engine.address.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[EmbeddedEngine]:
    """An engine of the test's own, on a folder with a space and a quote in its name."""
    engine = EmbeddedEngine.start(tmp_path / 'my "data"')
    yield engine
    engine.stop()


@pytest.fixture
def owner(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Another process that owns an engine on ``tmp_path``, and the engine's pid."""
    process = subprocess.Popen([sys.executable, "-c", OWNER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    with process:
        assert process.stdout is not None
        yield process, int(process.stdout.readline())
        process.kill()


async def test_every_acknowledged_write_is_there_after_the_engine_was_killed_under_writers(engine: EmbeddedEngine) -> None:
    # given eight writers on a unique key
    client = open_graph(replace(engine.address.graph, retry_seconds=120))
    await migrate(client, [Migration("probe", unique=(("Probe", ("id",)),))])
    acknowledged: list[int] = []
    numbers = iter(range(1_000_000))
    stop = asyncio.Event()

    async def write() -> None:
        while not stop.is_set():
            number = next(numbers)
            await client.write("MERGE (p:Probe {id: $id})", id=number)
            acknowledged.append(number)

    writers = [asyncio.create_task(write()) for _ in range(8)]
    # when the engine is killed three times and started again on the same port
    port = engine.address.port
    for _ in range(3):
        enough = len(acknowledged) + 100
        await wait_until_async(lambda: len(acknowledged) >= enough, "a hundred more writes")  # noqa: B023
        os.kill(engine.address.pid, signal.SIGKILL)
        await asyncio.to_thread(engine.restart)
        assert engine.address.port == port
    stop.set()
    await asyncio.gather(*writers)
    # then nobody noticed, and nothing is missing or double
    found = [row["id"] for row in await client.read("MATCH (p:Probe) RETURN p.id AS id ORDER BY id")]
    assert found == sorted(acknowledged)
    await client.close()


@pytest.mark.parametrize("left", [[], [3, 9, 4]], ids=["nothing deleted", "some deleted"])
async def test_what_was_undone_does_not_keep_the_rest_from_being_read_again(engine: EmbeddedEngine, left: list[int]) -> None:
    client = open_graph(engine.address.graph)
    await migrate(client, [Migration("probe", unique=(("Probe", ("id",)),))])
    create = "UNWIND $ids AS id CREATE (p:Probe {id: id})-[:BESIDE]->(:Other {id: id})"
    everything = (
        "MATCH (n) WHERE NOT n:Migration RETURN labels(n) AS labels, n AS item, size((n)-->()) AS degree ORDER BY n.id"
    )
    # given a statement that makes many nodes, and the last is one too many
    await client.write(create, ids=list(range(20)))
    await client.write("MATCH (n) WHERE n.id IN $ids DETACH DELETE n", ids=left)
    with pytest.raises(ConflictError):
        await client.write(create, ids=[*range(20, 30), 0])
    # when others follow it, and the engine starts again from its file
    await client.write(create, ids=list(range(30, 37)))
    await client.write("MATCH (p:Probe) SET p.seen = p.id")
    before = await client.read(everything)
    await asyncio.to_thread(engine.restart)
    # then nothing is lost, and nothing is another's
    assert await client.read(everything) == before
    await client.close()


async def test_a_stopped_engine_has_everything_when_it_starts_again(tmp_path: Path) -> None:
    for expected in (1, 2):
        engine = EmbeddedEngine.start(tmp_path)
        client = open_graph(engine.address.graph)
        await client.write("CREATE (:Probe {score: 0.1})")
        rows = await client.read("MATCH (p:Probe) WHERE p.score = 0.1 RETURN count(p) AS n")
        assert rows == [{"n": expected}]
        await client.close()
        engine.stop()


def test_the_address_is_for_the_owner_alone_and_goes_with_the_engine(tmp_path: Path) -> None:
    engine = EmbeddedEngine.start(tmp_path)
    path = tmp_path / "engine.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_address(tmp_path) == engine.address
    assert engine.address.password not in repr(engine.address)
    engine.stop()
    engine.stop()
    assert not path.exists()
    with pytest.raises(UnavailableError, match="reelgraph up"):
        read_address(tmp_path)


def test_the_password_is_on_no_command_line(engine: EmbeddedEngine) -> None:
    lines = [" ".join(child.cmdline()) for child in psutil.Process().children(recursive=True)]
    assert lines
    assert not [line for line in lines if engine.address.password in line]


def test_the_engine_listens_on_this_machine_alone_and_on_one_port(engine: EmbeddedEngine) -> None:
    listening = [c.laddr for c in psutil.Process(engine.address.pid).net_connections() if c.status == psutil.CONN_LISTEN]
    assert listening == [("127.0.0.1", engine.address.port)]


def test_a_second_engine_on_the_same_folder_is_refused_with_the_owners_pid(
    owner: tuple[subprocess.Popen[str], int], tmp_path: Path
) -> None:
    process, engine_pid = owner
    with pytest.raises(ConflictError, match=f"in use by process {process.pid}"):
        EmbeddedEngine.start(tmp_path)
    assert not gone(engine_pid)


def test_the_engine_stops_in_order_when_its_owner_is_killed_and_the_folder_is_free(
    owner: tuple[subprocess.Popen[str], int], tmp_path: Path
) -> None:
    process, engine_pid = owner
    guardian_pid = psutil.Process(engine_pid).ppid()
    process.kill()
    wait_until(lambda: gone(engine_pid) and gone(guardian_pid), "the engine and its guardian ended")
    assert "Redis is now ready to exit" in (tmp_path / "engine" / "engine.log").read_text()
    EmbeddedEngine.start(tmp_path).stop()


def test_a_new_owner_waits_for_the_engine_of_a_killed_one(owner: tuple[subprocess.Popen[str], int], tmp_path: Path) -> None:
    # given an engine that cannot stop yet
    process, engine_pid = owner
    os.kill(engine_pid, signal.SIGSTOP)
    process.kill()
    process.wait()
    # when it may, while the new owner already waits
    threading.Timer(0.3, os.kill, (engine_pid, signal.SIGCONT)).start()
    engine = EmbeddedEngine.start(tmp_path)
    # then the new one has the folder to itself
    assert gone(engine_pid)
    engine.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent died")
def test_the_engine_stops_in_order_when_its_guardian_is_killed(owner: tuple[subprocess.Popen[str], int]) -> None:
    _, engine_pid = owner
    psutil.Process(engine_pid).parent().kill()  # type: ignore[union-attr]
    wait_until(lambda: gone(engine_pid), "the engine ended")


def test_the_owner_sees_that_the_engine_died(engine: EmbeddedEngine) -> None:
    assert engine.running
    os.kill(engine.address.pid, signal.SIGKILL)
    wait_until(lambda: not engine.running, "the owner noticed")


def test_an_engine_that_cannot_start_says_why(tmp_path: Path) -> None:
    # given a file that is no append-only file where the engine keeps its own
    folder = tmp_path / "engine" / "appendonlydir"
    folder.mkdir(parents=True)
    (folder / "appendonly.aof.manifest").write_text("nonsense\n")
    # when, then
    with pytest.raises(UnavailableError, match=r"did not start.*engine\.log ends with[\s\S]*manifest"):
        EmbeddedEngine.start(tmp_path)
    # and the folder is free again
    (folder / "appendonly.aof.manifest").unlink()
    EmbeddedEngine.start(tmp_path).stop()


def test_a_broken_address_file_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "engine.json").write_text(json.dumps({"host": "127.0.0.1"}))
    with pytest.raises(UnavailableError, match="start it again"):
        read_address(tmp_path)


async def test_an_engine_that_is_full_is_unavailable_and_writes_again_when_there_is_room(engine: EmbeddedEngine) -> None:
    client = open_graph(engine.address.graph)
    await client.write("CREATE (:Probe {id: 1})")
    async with Redis(host="127.0.0.1", port=engine.address.port, password=engine.address.graph.password) as redis:
        await redis.config_set("maxmemory", 1)
        with pytest.raises(UnavailableError, match="full"):
            await client.write("CREATE (:Probe {id: 2})")
        await redis.config_set("maxmemory", 0)
    await client.write("CREATE (:Probe {id: 3})")
    assert [row["id"] for row in await client.read("MATCH (p:Probe) RETURN p.id AS id ORDER BY id")] == [1, 3]
    await client.close()
