"""A review session in a storm: many writers, sockets cut, servers and engine killed, and what everyone has at the end.

Twenty writers say 5,000 things through two server processes, each with a clientMutationId that they repeat until somebody
answers. Followers read ``sessionEvents`` and come back, after the last event they know, whenever they are cut off. In the
end each follower must hold the same comments in the same order, none lost, none twice, every acknowledged one among them.

``python -m bench.review_storm [COMMENTS [SECONDS]]``, on the embedded engine, and on Neo4j beside a Redis; after so many
seconds nobody says anything more, and what was said until then is judged. A small one is a test.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil
from pydantic import SecretStr
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from bench.graph_ingest import neo4j
from bench.machine import machine_line
from graph.client import GraphAddress
from graph.embedded import EmbeddedEngine
from server.bootstrap import bootstrap
from server.settings import Settings
from server.terminal import Terminal

FOOTAGE = Path(__file__).resolve().parents[1] / "server" / "footage"

SAY = """
mutation ($input: AddCommentInput!) { addComment(input: $input) { seq comment { id } problems { code message } } }
"""
FOLLOW = """
subscription ($session: ID!, $after: Int) {
  sessionEvents(sessionId: $session, after: $after) { __typename seq ... on CommentAdded { comment { id text } } }
}
"""


@dataclass(frozen=True)
class Plan:
    """How much is said, and what happens meanwhile."""

    comments: int = 5_000
    writers: int = 20
    followers: int = 10
    cuts: int = 500
    kills: int = 10
    engine_kills: int = 2
    seconds: float = 3600


@dataclass
class Outcome:
    """What was seen. ``acknowledged`` maps a text to the id that its writer was told."""

    acknowledged: dict[str, str] = field(default_factory=dict)
    followed: list[list[tuple[int, str, str]]] = field(default_factory=list)
    repeats: int = 0
    cuts: int = 0
    kills: int = 0
    engine_kills: int = 0
    seconds: float = 0.0

    def faults(self) -> list[str]:
        """Return everything that a review must never show; empty where all is well."""
        found = []
        first = self.followed[0]
        for place, seen in enumerate(self.followed):
            if [number for number, _, _ in seen] != sorted({number for number, _, _ in seen}):
                found.append(f"follower {place} saw events out of order or twice")
            if len({text for _, _, text in seen}) != len(seen):
                found.append(f"follower {place} saw a comment twice")
            if seen != first:
                found.append(f"follower {place} saw something else than follower 0")
        said = {text: own for _, own, text in first}
        lost = [text for text, own in self.acknowledged.items() if said.get(text) != own]
        if lost:
            found.append(f"{len(lost)} acknowledged comments are lost, such as {lost[0]!r}")
        return found


class Servers:
    """Server processes on one data folder, which die and come back on their ports."""

    def __init__(self, data: Path, count: int, environment: Mapping[str, str]) -> None:
        self._data = data
        self._environment = {**os.environ, "REELGRAPH_LOG_LEVEL": "warning", **environment}
        self._places = [_place() for _ in range(count)]
        self._ports = [int(place.getsockname()[1]) for place in self._places]
        self._children: dict[int, subprocess.Popen[bytes]] = {}
        data.mkdir(parents=True, exist_ok=True)
        self._log = (data / "servers.log").open("ab")

    def start(self, port: int) -> None:
        """Start the server of a port."""
        command = [sys.executable, "-m", "server.cli", "serve", "--data", str(self._data), "--port", str(port)]
        command += ["--root", str(FOOTAGE), "--profile", "bundled"]
        self._children[port] = subprocess.Popen(command, stdout=self._log, stderr=self._log, env=self._environment)

    def start_all(self) -> None:
        """Start every server."""
        for port in self._ports:
            self.start(port)

    def kill(self, port: int) -> None:
        """Kill a server where it stands."""
        child = self._children[port]
        for process in psutil.Process(child.pid).children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGKILL)
        child.kill()
        child.wait()

    def stop(self) -> None:
        """Stop all that run."""
        for child in self._children.values():
            child.terminate()
        for child in self._children.values():
            child.wait()
        self._log.close()
        for place in self._places:
            place.close()

    def pid(self, port: int) -> int:
        """Return the process id of the server of a port."""
        return self._children[port].pid

    @property
    def ports(self) -> list[int]:
        """All ports, whether somebody listens or not."""
        return self._ports


class Storm:
    """One session, and everybody at it."""

    def __init__(self, plan: Plan, servers: Servers, engine: EmbeddedEngine, token: str) -> None:
        self.plan = plan
        self._engine = engine
        self.outcome = Outcome()
        self.session = ""
        self.version = ""
        self._servers = servers
        self._headers = {"Authorization": f"Bearer {token}"}
        self._authorization = f"Bearer {token}"
        self._sockets: set[Any] = set()
        self._said = asyncio.Event()

    def address(self, scheme: str = "http") -> str:
        """Return the address of some server."""
        return f"{scheme}://127.0.0.1:{random.choice(self._servers.ports)}"  # noqa: S311 -- which one does not matter

    async def prepare(self) -> None:
        """Make a project with a version, and open the session."""
        async with httpx.AsyncClient(trust_env=False, timeout=60, headers=self._headers) as client:
            project = await self._ask(
                client,
                "mutation ($input: CreateProjectInput!) { createProject(input: $input)"
                " { project { id } problems { message } } }",
                {"key": f"storm-{secrets.token_hex(4)}", "name": "Storm"},
            )
            footage = min(FOOTAGE.glob("*.mp4"))
            taken = await self._ask(
                client,
                "mutation ($input: IngestInput!) { ingest(input: $input) { version { id } problems { message } } }",
                {"project": project["project"]["id"], "path": str(footage), "analyze": False},
            )
            self.version = taken["version"]["id"]
            opened = await self._ask(
                client,
                "mutation ($input: OpenReviewSessionInput!) { openReviewSession(input: $input)"
                " { reviewSession { id } problems { message } } }",
                {"project": project["project"]["id"], "name": "Storm", "versions": [self.version]},
            )
            self.session = opened["reviewSession"]["id"]

    async def rage(self) -> Outcome:
        """Let everyone write and follow while the storm goes on; return what was seen."""
        began = time.monotonic()
        followed: list[list[tuple[int, str, str]]] = [[] for _ in range(self.plan.followers)]
        following = [asyncio.create_task(self._follow(seen)) for seen in followed]
        trouble = [asyncio.create_task(work) for work in (self._cut(), self._kill(), self._tell(began))]
        share = self.plan.comments // self.plan.writers
        await asyncio.gather(*(self._write(writer, share, began + self.plan.seconds) for writer in range(self.plan.writers)))
        self.outcome.seconds = time.monotonic() - began
        self._said.set()
        await asyncio.gather(*trouble)
        await asyncio.gather(*following)
        self.outcome.followed = followed
        return self.outcome

    async def _ask(self, client: httpx.AsyncClient, query: str, given: dict[str, Any]) -> dict[str, Any]:
        """Return the one field of an answer, asking again until a server gives one."""
        while True:
            try:
                answer = await client.post(f"{self.address()}/graphql", json={"query": query, "variables": {"input": given}})
                payload = next(iter(answer.json()["data"].values())) if answer.status_code == 200 else None
            except (httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError):
                payload = None
            if payload is not None and not payload["problems"]:
                done: dict[str, Any] = payload
                return done
            if payload is not None and any(problem.get("code") == "INVALID" for problem in payload["problems"]):
                raise SystemExit(f"the storm cannot begin: {payload['problems']}")
            self.outcome.repeats += 1
            await asyncio.sleep(0.05 + random.random() / 5)  # noqa: S311 -- to spread the repeats

    async def _write(self, writer: int, share: int, until: float) -> None:
        async with httpx.AsyncClient(trust_env=False, timeout=30, headers=self._headers) as client:
            for place in range(share):
                if time.monotonic() > until:
                    return
                text = f"writer {writer} note {place}"
                given = {
                    "sessionId": self.session,
                    "versionId": self.version,
                    "at": {"start": place % 50, "end": place % 50 + 1},
                    "text": text,
                    "clientMutationId": f"{writer}:{place}",
                }
                payload = await self._ask(client, SAY, given)
                self.outcome.acknowledged[text] = payload["comment"]["id"]

    async def _follow(self, seen: list[tuple[int, str, str]]) -> None:
        """Follow until everything that was said is known, coming back after each cut."""
        last = 0
        while not (self._said.is_set() and len(seen) >= len(self.outcome.acknowledged)):
            try:
                async with asyncio.timeout(60), self._socket(last) as messages:
                    async for message in messages:
                        if message["type"] != "next" or "errors" in message["payload"]:
                            break
                        event = message["payload"]["data"]["sessionEvents"]
                        last = event["seq"]
                        if event["__typename"] == "CommentAdded":
                            seen.append((last, event["comment"]["id"], event["comment"]["text"]))
                        if self._said.is_set() and len(seen) >= len(self.outcome.acknowledged):
                            return
            except (OSError, WebSocketException, TimeoutError):
                await asyncio.sleep(0.05 + random.random() / 5)  # noqa: S311 -- to spread those who come back

    @asynccontextmanager
    async def _socket(self, after: int) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
        async def messages() -> AsyncIterator[dict[str, Any]]:
            async for text in connection:
                message: dict[str, Any] = json.loads(text)
                if message["type"] != "ping":
                    yield message

        address = f"{self.address('ws')}/graphql"
        async with connect(address, subprotocols=["graphql-transport-ws"], proxy=None, open_timeout=60) as connection:  # type: ignore[list-item]
            await connection.send(json.dumps({"type": "connection_init", "payload": {"authorization": self._authorization}}))
            if json.loads(await connection.recv())["type"] != "connection_ack":
                return
            asked = {"query": FOLLOW, "variables": {"session": self.session, "after": after}}
            await connection.send(json.dumps({"type": "subscribe", "id": "1", "payload": asked}))
            self._sockets.add(connection)
            try:
                yield messages()
            finally:
                self._sockets.discard(connection)

    async def _cut(self) -> None:
        """Cut sockets in two, one after another, spread over the time that writing takes."""
        while self.outcome.cuts < self.plan.cuts and not self._said.is_set():
            await self._until(self.outcome.cuts / max(1, self.plan.cuts))
            if self._sockets:
                random.choice(list(self._sockets)).transport.abort()  # noqa: S311 -- whichever
                self.outcome.cuts += 1
            await asyncio.sleep(0.005)

    async def _kill(self) -> None:
        """Kill servers, and the engine, spread over the time that writing takes."""
        for turn in range(self.plan.kills):
            await self._until((turn + 0.5) / self.plan.kills)
            if self._said.is_set():
                return
            port = self._servers.ports[turn % len(self._servers.ports)]
            await asyncio.to_thread(self._servers.kill, port)
            self.outcome.kills += 1
            if self.outcome.engine_kills < self.plan.engine_kills * (turn + 1) // self.plan.kills:
                await self._kill_engine()
                self.outcome.engine_kills += 1
            await asyncio.to_thread(self._servers.start, port)

    async def _kill_engine(self) -> None:
        """Kill the engine where it stands, and start it again on its port."""
        psutil.Process(self._engine.address.pid).send_signal(signal.SIGKILL)
        await asyncio.to_thread(self._engine.restart)

    async def _tell(self, began: float) -> None:
        """Say now and then how far it is."""
        while not self._said.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._said.wait(), 30)
            print(
                f"after {time.monotonic() - began:.0f} s: {len(self.outcome.acknowledged)} said, {self.outcome.cuts} sockets"
                f" cut, {self.outcome.kills} servers killed",
                file=sys.stderr,
                flush=True,
            )

    async def _until(self, part: float) -> None:
        """Return once a part of all is said."""
        while len(self.outcome.acknowledged) < part * self.plan.comments and not self._said.is_set():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def _place() -> socket.socket:
    """Return a port that nobody is given while no server listens at it: a socket that is bound, and listens to nothing."""
    place = socket.socket()
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    place.bind(("127.0.0.1", 0))
    return place


async def run(plan: Plan, data: Path, address: GraphAddress | None = None) -> Outcome:
    """Run a storm over a fresh embedded engine; with an ``address`` that is the Redis beside the graph there."""
    engine = await asyncio.to_thread(EmbeddedEngine.start, data)
    servers = Servers(data, 2, environment_of(address, engine))
    try:
        await bootstrap(settings_of(data, address, engine), Terminal())
        token = (data / "admin.token").read_text().strip()
        await asyncio.to_thread(servers.start_all)
        storm = Storm(plan, servers, engine, token)
        await storm.prepare()
        return await storm.rage()
    finally:
        await asyncio.to_thread(servers.stop)
        await asyncio.to_thread(engine.stop)


def settings_of(data: Path, address: GraphAddress | None, engine: EmbeddedEngine) -> Settings:
    """Return the settings of a server on a Neo4j beside the Redis of an engine, or on the engine alone."""
    if address is None:
        return Settings(data=data)
    redis = SecretStr(engine.address.redis_url)
    return Settings(data=data, neo4j_uri=address.uri, neo4j_password=SecretStr(address.password), redis_url=redis)


def environment_of(address: GraphAddress | None, engine: EmbeddedEngine) -> dict[str, str]:
    """Return what tells a server process the same."""
    if address is None:
        return {}
    return {
        "REELGRAPH_NEO4J_URI": address.uri,
        "REELGRAPH_NEO4J_PASSWORD": address.password,
        "REELGRAPH_REDIS_URL": engine.address.redis_url,
    }


def report(name: str, plan: Plan, address: GraphAddress | None = None) -> bool:
    """Run a storm and print what became of it; say whether all is well."""
    with tempfile.TemporaryDirectory() as folder:
        outcome = asyncio.run(run(plan, Path(folder), address))
    print(
        f"{name}: {plan.writers} writers said {len(outcome.acknowledged)} of {plan.comments} in {outcome.seconds:.0f} s,"
        f" repeating {outcome.repeats} requests; {outcome.cuts} sockets cut, {outcome.kills} servers killed, Redis killed"
        f" {outcome.engine_kills} times"
    )
    for fault in outcome.faults() or [f"all {len(outcome.followed)} followers hold the same {len(outcome.followed[0])}"]:
        print(f"{name}: {fault}", flush=True)
    return not outcome.faults()


def main() -> None:
    """Print what became of the storms."""
    given = [int(word) for word in sys.argv[1:] if word.isdigit()]
    plan = Plan(comments=given[0] if given else 5_000, seconds=given[1] if len(given) > 1 else 3600)
    print(machine_line(["uvicorn", "websockets", "redis"]))
    well = report("falkordb", plan)
    with neo4j() as address:
        if address is None:
            print("neo4j: not tried: set REELGRAPH_TEST_NEO4J_URI, or install Java and Maven")
        else:
            well = report("neo4j", plan, address) and well
    raise SystemExit(0 if well else 1)


if __name__ == "__main__":
    main()
