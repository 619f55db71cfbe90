"""1,000 sockets in one review room: how long what one person does takes until everyone sees it, and what a socket costs.

Each socket follows the session's log and its room, as a page does. *Comments*: somebody comments five times a second over
HTTP. *Play head*: the driver moves it 20 times a second, and each place that is told is clocked. From just before the
request is sent until each socket has it. The server has one core, the clients and Redis the others; *computing* says which
of them was measured. *Memory* is what one more socket adds to the server's own (USS), once a quarter of them are there: the
first ones live in what the server's start has left free.

``python -m bench.room_sockets [SOCKETS]``
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil

from bench.callers import quiet
from bench.fanout.clients import Tally, connect
from bench.machine import machine_line, usable_cores
from bench.review_storm import SAY
from schema.ids import encode_id
from tests.outside.studio import add_assets, open_services
from tests.server.conftest import end, start

SOCKETS = 1000
COMMENTS, COMMENT_SECONDS = 40, 0.2
MOVES, MOVE_SECONDS = 160, 0.05
LOG = """
subscription ($session: ID!) {
  sessionEvents(sessionId: $session, after: 0) { seq ... on CommentAdded { comment { text } } }
}
"""
ROOM = "subscription ($session: ID!) { room(sessionId: $session) { revision playhead { serverTime playing frame } } }"
JOIN = "mutation ($input: JoinSessionInput!) { joinSession(input: $input) { seq problems { message } } }"
MOVE = "mutation ($input: MovePlayheadInput!) { movePlayhead(input: $input) { problems { message } } }"

Act = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Room:
    """A session on a server, and somebody in it."""

    port: int
    process: psutil.Process
    token: str
    session: str
    version: str
    client: httpx.AsyncClient

    async def ask(self, query: str, **given: Any) -> None:
        """Do something in the session."""
        asked = {"query": query, "variables": {"input": {"sessionId": self.session, **given}}}
        (payload,) = (await self.client.post("/graphql", json=asked)).json()["data"].values()
        assert payload["problems"] == [], payload

    async def comment(self) -> None:
        """Say when this is said, by this machine's clock in seconds."""
        await self.ask(SAY, versionId=self.version, at={"start": 0, "end": 1}, text=f"{time.monotonic():.6f}")

    async def move(self) -> None:
        """Go to the frame whose number is this machine's clock, in milliseconds."""
        await self.ask(MOVE, versionId=self.version, frame=int(time.monotonic() * 1000))

    def memory(self) -> int:
        """Return the server's own memory in bytes."""
        return int(self.process.memory_full_info().uss)


@asynccontextmanager
async def serving(folder: Path) -> AsyncIterator[Room]:
    """Serve as people do, with one session open."""
    running = start(folder / "data", "--workers", "0", REELGRAPH_SOCKETS_PER_USER="100000")
    try:
        async with open_services(running.data) as services:
            admin = await services.users.viewer_for_token(running.token)
            assert admin is not None
            project = await services.projects.create(admin, "film", "The Film")
            (asset_id,) = await add_assets(services, project.id, ["clip"])
            (version,) = await services.stores.versions.latest_by_asset([asset_id])
            assert version is not None
            session = await services.reviews.open(admin, project.id, "Dailies", [version.id])
        process = next(one for one in running.descendants() if "serve" in one.cmdline())
        if usable_cores() > 1:
            process.cpu_affinity([0])
            psutil.Process().cpu_affinity(list(range(1, usable_cores())))
        await quiet(process)  # search warms up at first, in the same memory
        headers = {"Authorization": f"Bearer {running.token}"}
        async with httpx.AsyncClient(base_url=running.address, headers=headers, trust_env=False, timeout=60) as client:
            own = encode_id("ReviewSession", session.id), encode_id("Version", version.id)
            yield Room(int(running.address.rsplit(":", 1)[1]), process, running.token, *own, client)
    finally:
        end(running)


async def measure(room: Room, count: int) -> None:
    """Print what so many sockets are told, how late, and what they cost."""
    tally = Tally()
    few = count // 4
    clients = await connect(few, "127.0.0.1", room.port, room.token, tally)
    await asyncio.sleep(1)
    before = room.memory()
    clients += await connect(count - few, "127.0.0.1", room.port, room.token, tally)
    await asyncio.sleep(1)
    idle = room.memory()
    await room.ask(JOIN)
    for number, client in enumerate(clients):
        for name, query in (("log", LOG), ("room", ROOM)):
            client.say(
                id=f"{name}{number:032}", type="subscribe", payload={"query": query, "variables": {"session": room.session}}
            )
    await tally.until(lambda: tally.messages >= 2 * count, 120)  # each log has its beginning, each room tells how it is
    await _silence(lambda: tally.messages)
    following = room.memory()
    kept = (idle - before) / (count - few)
    print(
        f"memory: {kept / 1000:.1f} kB an idle socket, {(kept + (following - idle) / count) / 1000:.1f} kB one that follows"
    )
    heard = await _told(room, tally, "comments", room.comment, COMMENTS, COMMENT_SECONDS, b'"text":"', 1.0)
    assert heard == count * COMMENTS, f"{count * COMMENTS - heard} of {count * COMMENTS} did not come"
    await room.ask(JOIN)
    await _told(room, tally, "play head", room.move, MOVES, MOVE_SECONDS, b'"frame":', 0.001)
    for client in clients:
        client.transport.abort()


async def _paced(tally: Tally, act: Act, times: int, pause: float, marker: bytes, unit: float) -> list[float]:
    """Let somebody act so often, and return how long each socket waited to be told."""
    tally.marker, tally.unit, tally.seconds, tally.clocked = marker, unit, [], True
    for _ in range(times):
        began = time.monotonic()
        await act()
        await asyncio.sleep(max(0.0, began + pause - time.monotonic()))
    await _silence(lambda: len(tally.seconds))
    tally.clocked = False
    return sorted(tally.seconds)


async def _silence(heard: Callable[[], int]) -> None:
    """Wait until nothing more comes."""
    known = -1
    while known != heard():
        known = heard()
        await asyncio.sleep(5)


async def _told(room: Room, tally: Tally, what: str, act: Act, times: int, pause: float, marker: bytes, unit: float) -> int:
    """Print how late everyone is told what somebody does, and what a message costs both sides; return how many came."""
    before = [sum(process.cpu_times()[:2]) for process in (room.process, psutil.Process())]
    heard = tally.messages
    seconds = await _paced(tally, act, times, pause, marker, unit)
    own, its = (
        1e6 * (sum(process.cpu_times()[:2]) - was) / (tally.messages - heard)
        for process, was in zip((room.process, psutil.Process()), before, strict=True)
    )
    p50, p99 = (1000 * seconds[int(len(seconds) * part)] for part in (0.5, 0.99))
    print(
        f"{what}: {len(seconds):,} messages, p50 {p50:.1f} ms, p99 {p99:.1f} ms, worst {1000 * seconds[-1]:.1f} ms;", end=" "
    )
    print(f"computing, a message: {own:.0f} us in the server, {its:.0f} us in the clients", flush=True)
    return len(seconds)


async def run(count: int) -> None:
    """Serve and measure."""
    with tempfile.TemporaryDirectory() as folder:
        async with serving(Path(folder)) as room:
            await measure(room, count)


def main() -> None:
    """Print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) == 2 and sys.argv[1].isdigit() else SOCKETS
    print(machine_line(["uvicorn", "websockets", "redis"]))
    print(f"{count:,} sockets in one room, each following its log and its state; goal: p99 at most 500 ms", flush=True)
    asyncio.run(run(count))


if __name__ == "__main__":
    main()
