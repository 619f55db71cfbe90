"""A statement whose operation is over, or whose caller is gone, keeps no core of the engine busy: the engines are asked."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from redis.asyncio import Redis

from graph.client import GraphAddress, open_graph
from graph.deadline import deadline_in
from graph.ports import GraphClient

MARK = "a statement without an end"
ENDLESS = (
    f"UNWIND range(1, 1000000) AS a UNWIND range(1, 1000000) AS b WITH a, b WHERE a * b = -1 RETURN '{MARK}', count(*) AS n"
)
ENDLESS_WRITE = f"CREATE (p:Probe) WITH p {ENDLESS}"
LIMITS_SECONDS = (2.0, 10.0, 50.0)
PATIENCE_SECONDS = 60.0

Running = Callable[[], Awaitable[bool]]


@pytest.fixture
async def running(graph: GraphClient, graph_address: GraphAddress) -> AsyncIterator[Running]:
    """Whether the engine itself says that the statement runs."""
    if graph_address.engine == "neo4j":
        await neo4j_runs_it(graph)  # the first look takes seconds
        yield lambda: neo4j_runs_it(graph)
        return
    redis = Redis(host=graph_address.host, port=graph_address.port, password=graph_address.password or None)

    async def falkordb_runs_it() -> bool:
        return MARK in str(await redis.execute_command("GRAPH.INFO", "RunningQueries"))  # type: ignore[no-untyped-call]

    yield falkordb_runs_it
    await redis.aclose()


async def neo4j_runs_it(graph: GraphClient) -> bool:
    shown = "SHOW TRANSACTIONS YIELD currentQuery AS text WHERE text CONTAINS $mark RETURN text"
    return bool(await graph.read(shown, mark=MARK))


async def until(running: Running, wanted: bool) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while await running() is not wanted:
        assert time.monotonic() < deadline, f"not within {PATIENCE_SECONDS:.0f} s: it runs: {wanted}"
        await asyncio.sleep(0.02)


async def test_a_statement_whose_time_is_over_is_stopped_by_the_engine(graph: GraphClient, running: Running) -> None:
    async def limited(seconds: float) -> None:
        with deadline_in(seconds):
            await graph.read(ENDLESS)

    # Where a machine is so slow that the engine was not seen at it within the time, it gets more.
    seen = False
    for seconds in LIMITS_SECONDS:
        asked = asyncio.create_task(limited(seconds))
        while not (seen or asked.done()):
            seen = await running()
        with pytest.raises(TimeoutError):
            await asked
        if seen:
            break

    assert seen
    await until(running, False)
    assert await graph.read("RETURN 1 AS n") == [{"n": 1}]


async def test_what_nobody_waits_for_any_more_is_stopped_and_undone_on_neo4j(neo4j_address: GraphAddress) -> None:
    graph = open_graph(neo4j_address)
    await neo4j_runs_it(graph)
    for statement in (graph.read(ENDLESS), graph.write(ENDLESS_WRITE)):
        asked = asyncio.ensure_future(statement)
        await until(lambda: neo4j_runs_it(graph), True)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        await until(lambda: neo4j_runs_it(graph), False)

    assert await graph.read("MATCH (p:Probe) RETURN p") == []
    await graph.close()
