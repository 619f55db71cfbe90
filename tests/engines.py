"""The engines that tests run on, started once a session: the embedded one, and a real Neo4j.

Neo4j is the server that REELGRAPH_TEST_NEO4J_URI and REELGRAPH_TEST_NEO4J_PASSWORD name, else one that
docker/neo4j-local starts, which needs Java and Maven. Where neither is there its tests are skipped; under CI=true they fail.
The tests own that database: they wipe it.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from redis.asyncio import Redis

from graph.client import GraphAddress, open_graph
from graph.embedded import EmbeddedEngine
from graph.migrations import migrate
from graph.ports import GraphClient

NEO4J_LOCAL = Path(__file__).resolve().parents[1] / "docker" / "neo4j-local" / "neo4j-local"
LOCAL_PASSWORD = "reelgraph-dev"
BRIEF_LIFE = {
    "JDK_JAVA_OPTIONS": "-XX:TieredStopAtLevel=1",
    "NEO4J_LOCAL_SETTINGS": "dbms.cypher.min_replan_interval=1h dbms.cypher.statistics_divergence_threshold=1",
}
"""For a Neo4j that lives minutes and is wiped hundreds of times: Java's second compiler does not pay, nor do plans made anew
because another handful of nodes is there. `.ci/run` says the same."""
PATIENCE_SECONDS = 60.0
"""How long statements are tried again here: an engine on a machine that does other things too may be late."""
_AT_ONCE = 5_000
_WIPE = f"""
MATCH (n) WHERE NOT n:Migration AND NOT n:MigrationLock
WITH n LIMIT {_AT_ONCE} DETACH DELETE n
RETURN count(*) AS gone
"""
"""Some of what is there: a transaction that holds all that a long test left may be more than an engine has memory for."""


@pytest.fixture(scope="session")
def embedded_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedEngine]:
    """A running embedded engine, shared by all tests; do not stop or restart it."""
    engine = EmbeddedEngine.start(tmp_path_factory.mktemp("embedded"))
    yield engine
    engine.stop()


@pytest.fixture(scope="session")
def redis_url(embedded_engine: EmbeddedEngine) -> str:
    """The address of a Redis, shared by all tests; the fixture ``redis`` gives an empty one."""
    return embedded_engine.address.redis_url


@pytest.fixture(scope="session")
def neo4j_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GraphAddress]:
    """A real Neo4j whose database belongs to the tests."""
    uri = os.environ.get("REELGRAPH_TEST_NEO4J_URI")
    if uri:
        password = os.environ.get("REELGRAPH_TEST_NEO4J_PASSWORD", "")
        yield GraphAddress(engine="neo4j", database="neo4j", uri=uri, password=password, retry_seconds=PATIENCE_SECONDS)
        return
    missing = [name for name in ("java", "mvn") if shutil.which(name) is None]
    if missing:
        reason = f"no Neo4j: set REELGRAPH_TEST_NEO4J_URI, or install {' and '.join(missing)}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("neo4j")
    started = subprocess.run(
        [NEO4J_LOCAL, "start", folder], stdout=subprocess.PIPE, text=True, check=True, env=os.environ | BRIEF_LIFE
    )
    uri = started.stdout.strip()
    yield GraphAddress(engine="neo4j", database="neo4j", uri=uri, password=LOCAL_PASSWORD, retry_seconds=PATIENCE_SECONDS)
    subprocess.run([NEO4J_LOCAL, "stop", folder], check=True)


@pytest.fixture(
    scope="session", params=["falkordb", pytest.param("neo4j", marks=pytest.mark.neo4j)], ids=["falkordb", "neo4j"]
)
def graph_address(request: pytest.FixtureRequest) -> GraphAddress:
    """The address of a migrated graph; a test that uses it runs once on each engine."""
    if request.param == "neo4j":
        address: GraphAddress = request.getfixturevalue("neo4j_address")
        asyncio.run(_migrate(address))
        return address
    embedded: GraphAddress = request.getfixturevalue("embedded_address")
    return embedded


@pytest.fixture(scope="session")
def embedded_address(embedded_engine: EmbeddedEngine) -> GraphAddress:
    """The address of the embedded engine's migrated graph."""
    address = replace(embedded_engine.address.graph, retry_seconds=PATIENCE_SECONDS)
    asyncio.run(_migrate(address))
    return address


@pytest.fixture
async def graph(graph_address: GraphAddress) -> AsyncIterator[GraphClient]:
    """A migrated, empty graph; a test that uses it runs once on each engine."""
    async for client in _empty(graph_address):
        yield client


@pytest.fixture
async def embedded_graph(embedded_address: GraphAddress) -> AsyncIterator[GraphClient]:
    """A migrated, empty graph on the embedded engine alone, for tests that are not about the engine."""
    async for client in _empty(embedded_address):
        yield client


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    """A client of Redis with none of our keys in it; the graph, which lies there too, stays."""
    client = Redis.from_url(redis_url)
    keys = [key async for key in client.scan_iter("*") if await client.type(key) != b"graphdata"]
    if keys:
        await client.delete(*keys)
    yield client
    await client.aclose(close_connection_pool=True)


async def empty(client: GraphClient) -> None:
    """Delete all that a migrated graph holds."""
    while True:
        (row,) = await client.write(_WIPE)
        if row["gone"] < _AT_ONCE:
            return


async def _migrate(address: GraphAddress) -> None:
    client = open_graph(address)
    await migrate(client)
    await client.close()


async def _empty(address: GraphAddress) -> AsyncIterator[GraphClient]:
    client = open_graph(address)
    await empty(client)
    yield client
    await client.close()
