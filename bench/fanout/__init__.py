"""Fan-out: 1,000 subscribers of one topic, on our server and on stock Strawberry under uvicorn, in one run.

Each server has one core, the clients and Redis have another. Events come over Redis, as in production; all clients ask the
same document. *Burst*: how many messages a second reach the clients when events come as fast as they can be told. *Paced*:
how long after an event was published each client has it. *Memory*: what one more socket adds to the server's own (USS),
when it is acknowledged and idle, and when it follows.

``python -m bench.fanout [CLIENTS]``
"""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import orjson
import psutil
from redis.asyncio import Redis

from bench.fanout.clients import Client, Tally, connect
from bench.machine import machine_line, usable_cores
from graph.bus import RedisBus
from graph.embedded import read_address
from graph.events import Event, RunProgressed, RunStarted
from schema.ids import encode_id
from tests.outside.studio import add_assets, open_services
from tests.server.conftest import end, start, until

CLIENTS = 1000
BURST_EVENTS = 5
BURSTS = 3
PACED_EVENTS = 10
PACED_SECONDS = 0.2
WARM = 20
QUERY = "subscription ($run: ID!) { analysisProgress(runId: $run) { stage done total framesPerSecond eta } }"
STOCK_CHANNEL = "bench:fanout"


@dataclass(frozen=True)
class Server:
    """One of the two: where it is, and how an event of its run is published."""

    name: str
    port: int
    process: psutil.Process
    token: str
    run: str
    publish: Callable[[Event], Awaitable[object]]
    run_id: str
    version_id: str


@dataclass(frozen=True)
class Measured:
    """``burst`` in messages a second, ``p50`` and ``p99`` in milliseconds, ``idle`` and ``following`` in kB a socket."""

    burst: float
    p50: float
    p99: float
    idle: float
    following: float


async def measure(server: Server, count: int) -> Measured:
    """Connect so many clients to a server and let it tell them things."""
    _note(f"{server.name}: {count} clients connect")
    await _warm(server)
    tally = Tally()
    before = _memory(server)
    clients = await connect(count, "127.0.0.1", server.port, server.token, tally)
    await asyncio.sleep(1)
    idle = _memory(server)
    await _follow(server, clients, tally)
    await asyncio.sleep(1)
    following = _memory(server)
    _note(f"{server.name}: {BURSTS} bursts")
    bursts = [await _burst(server, count, tally) for _ in range(BURSTS)]
    _note(f"{server.name}: paced")
    seconds = sorted(await _paced(server, count, tally))
    for client in clients:
        client.transport.abort()
    await asyncio.sleep(1)
    return Measured(
        burst=median(bursts),
        p50=1000 * seconds[len(seconds) // 2],
        p99=1000 * seconds[int(len(seconds) * 0.99)],
        idle=(idle - before) / count / 1000,
        following=(following - before) / count / 1000,
    )


async def _warm(server: Server) -> None:
    tally = Tally()
    clients = await connect(WARM, "127.0.0.1", server.port, server.token, tally)
    await _follow(server, clients, tally)
    await _burst(server, WARM, tally)
    for client in clients:
        client.transport.abort()
    await asyncio.sleep(1)


async def _follow(server: Server, clients: list[Client], tally: Tally) -> None:
    for number, client in enumerate(clients):
        client.say(
            id=f"{number:036}", type="subscribe", payload={"query": QUERY, "variables": {"run": server.run}}
        )  # an id is as long as the UUIDs of graphql-ws
    await tally.until(lambda: tally.messages == len(clients), 120)


async def _burst(server: Server, count: int, tally: Tally) -> float:
    goal = tally.messages + BURST_EVENTS * count
    began = time.perf_counter()
    for number in range(BURST_EVENTS):
        await server.publish(RunStarted("project", server.run_id, server.version_id, number + 1))
    await tally.until(lambda: tally.messages >= goal, 300)
    return BURST_EVENTS * count / (time.perf_counter() - began)


async def _paced(server: Server, count: int, tally: Tally) -> list[float]:
    tally.clocked, tally.seconds = True, []
    goal = tally.messages + PACED_EVENTS * count
    for number in range(PACED_EVENTS):
        now = time.monotonic()
        await server.publish(
            RunProgressed("project", server.run_id, server.version_id, "detection", number, PACED_EVENTS, 12.5, now)
        )
        await asyncio.sleep(max(0.0, now + PACED_SECONDS - time.monotonic()))
    deadline = time.monotonic() + 60
    while tally.messages < goal and time.monotonic() < deadline:  # noqa: ASYNC110 -- who is behind is told the newest alone
        await asyncio.sleep(0.01)
    tally.clocked = False
    return tally.seconds


def _note(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _memory(server: Server) -> int:
    return int(server.process.memory_full_info().uss)


@asynccontextmanager
async def ours(folder: Path) -> AsyncIterator[Server]:
    """Serve as people do: `reelgraph up`, without workers."""
    running = start(folder / "data", "--workers", "0", REELGRAPH_SOCKETS_PER_USER="100000")
    try:
        async with open_services(running.data) as services:
            admin = await services.users.viewer_for_token(running.token)
            assert admin is not None
            project = await services.projects.create(admin, "film", "The Film")
            (asset_id,) = await add_assets(services, project.id, ["clip"])
            (version,) = await services.stores.versions.latest_by_asset([asset_id])
            assert version is not None
            run = await services.analysis.request(admin, version.id)
        process = next(one for one in running.descendants() if "serve" in one.cmdline())
        redis = Redis.from_url(read_address(running.data).redis_url)
        port, run_id = int(running.address.rsplit(":", 1)[1]), encode_id("AnalysisRun", run.id)
        yield Server("Reelgraph", port, process, running.token, run_id, RedisBus(redis).publish, run.id, version.id)
        await redis.aclose(close_connection_pool=True)
    finally:
        end(running)


@asynccontextmanager
async def stock(redis_url: str) -> AsyncIterator[Server]:
    """Serve with stock Strawberry under uvicorn: see bench.fanout.stock."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(  # noqa: ASYNC220 -- nothing else is going on yet
        [sys.executable, "-m", "bench.fanout.stock", str(port), redis_url, STOCK_CHANNEL]
    )
    redis = Redis.from_url(redis_url)

    async def publish(event: Event) -> None:
        told = {
            "stage": "starting",
            "done": 0,
            "total": 0,
            "frames_per_second": None,
            "eta_seconds": None,
            **event.to_wire(),
        }
        await redis.publish(STOCK_CHANNEL, orjson.dumps(told))

    try:
        until(lambda: _listens(port), 60, "the stock server listens")
        yield Server("stock Strawberry", port, psutil.Process(process.pid), "", "run", publish, "run", "version")
    finally:
        await redis.aclose(close_connection_pool=True)
        process.kill()  # it is far behind with what it has to say, and would say it first
        process.wait(30)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _separate(server: Server) -> None:
    """Give the server one core, and this process with its clients the others."""
    if usable_cores() > 1:
        server.process.cpu_affinity([0])
        psutil.Process().cpu_affinity(list(range(1, usable_cores())))


async def compare(count: int) -> list[Measured]:
    """Measure both, one after the other, and print a row of each as soon as it is known; the peer's first."""
    measured: list[Measured] = []
    with tempfile.TemporaryDirectory() as folder:
        async with ours(Path(folder)) as our_server:
            async with stock(read_address(Path(folder) / "data").redis_url) as peer:
                _separate(peer)
                measured.append(_printed(peer.name, await measure(peer, count)))
            _separate(our_server)
            measured.append(_printed(our_server.name, await measure(our_server, count)))
    return measured


def _printed(name: str, one: Measured) -> Measured:
    print(
        f"| {name} | {one.burst:,.0f} | {one.p50:.1f} | {one.p99:.1f} | {one.idle:.1f} | {one.following:.1f} |", flush=True
    )
    return one


def main() -> None:
    """Print the table."""
    count = int(sys.argv[1]) if len(sys.argv) == 2 and sys.argv[1].isdigit() else CLIENTS
    print(machine_line(["strawberry-graphql", "uvicorn", "websockets", "uvloop"]))
    print(
        f"{count} clients of one topic; median of {BURSTS} bursts of {BURST_EVENTS} events; paced {1 / PACED_SECONDS:g}/s\n"
    )
    print("| server | burst, messages/s | paced p50 ms | paced p99 ms | idle kB/socket | following kB/socket |")
    print("|---|---|---|---|---|---|")
    peer, own = asyncio.run(compare(count))
    print(f"\nmessages/s: {own.burst / peer.burst:.1f} times as many; p99: 1/{peer.p99 / own.p99:.1f}")
