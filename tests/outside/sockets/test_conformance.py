"""Our sockets against the reference server, npm graphql-ws: the same conversations, the same answers and codes."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import pytest
from redis.asyncio import Redis
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from graph.ports import GraphClient
from schema.ids import encode_id
from server.wire import Implementation
from tests.outside.node import HERE, Node
from tests.outside.sockets.cases import CASES, Broken, Case, Init, Outcome, Raw
from tests.server.graphql_site import open_site

INIT_SECONDS = 3.0
TOO_LATE = 4408
TRIES = 5
DEADLINE_SECONDS = 60.0
AT_ONCE = 8
PROBES = 3
PROBE = {"probe": "is anything left"}


@dataclass(frozen=True)
class Server:
    """A server of the protocol, and what stands in the places of a case."""

    address: str
    token: str
    run: str

    def filled(self, text: str) -> str:
        return text.replace("{run}", self.run).replace("{token}", self.token)


@asynccontextmanager
async def oracle(node: Node) -> AsyncIterator[Server]:
    process = await asyncio.create_subprocess_exec(
        *node.command("sockets/oracle.mjs"),
        cwd=HERE,
        env=node.environment(INIT_MS=str(int(INIT_SECONDS * 1000))),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdin is not None
    async with asyncio.timeout(DEADLINE_SECONDS):
        port = (await process.stdout.readline()).decode().strip()
    yield Server(f"ws://127.0.0.1:{port}/graphql", "good", "some run")
    process.stdin.close()
    await process.wait()


class Conversation:
    """One case on one server, and how it went so far."""

    def __init__(self, socket: ClientConnection, server: Server) -> None:
        self._socket = socket
        self._server = server
        self.answers: list[str] = []
        self.code: int | None = None

    @property
    def outcome(self) -> Outcome:
        return Outcome(self.code, tuple(sorted(self.answers)))

    async def speak(self, case: Case) -> None:
        try:
            for step in case.steps:
                await self._take(step)
        except ConnectionClosed as closed:
            self._note(closed)

    async def _take(self, step: Any) -> None:
        if isinstance(step, int):
            await self.hear(step)
        elif isinstance(step, Init):
            payload = {"authorization": f"Bearer {self._server.token}"}
            await self._socket.send(json.dumps({"type": "connection_init", "payload": payload}))
            await self.hear(len(self.answers) + 1)
        elif isinstance(step, Broken):
            await self._socket.send(step.data, text=True)
        elif isinstance(step, Raw):
            self._socket.transport.write(step.data)
        elif isinstance(step, bytes):
            filled = self._server.filled(step.decode("latin-1")).encode("latin-1")
            await self._socket.send(filled)
        else:
            await self._socket.send(self._server.filled(step if isinstance(step, str) else json.dumps(step)))

    async def hear(self, count: int) -> None:
        """Hear until so many answers have come in all, or the socket is closed."""
        async with asyncio.timeout(DEADLINE_SECONDS):
            while len(self.answers) < count and self.code is None:
                await self._hear_one()

    async def hear_the_end(self) -> None:
        """Hear until the socket is closed."""
        async with asyncio.timeout(DEADLINE_SECONDS):
            while self.code is None:
                await self._hear_one()

    async def prove_silence(self) -> None:
        """Ping: whatever comes before the pong was said too."""
        before = len(self.answers)
        try:
            await self._socket.send(json.dumps({"type": "ping", "payload": PROBE}))
        except ConnectionClosed as closed:
            self._note(closed)
        await self.hear(before + 1)
        while self.code is None and self.answers[-1] != f"pong {json.dumps(PROBE)}":
            await self.hear(len(self.answers) + 1)
        if self.code is None:
            self.answers.pop()

    async def _hear_one(self) -> None:
        try:
            said = json.loads(await self._socket.recv())
        except ConnectionClosed as closed:
            self._note(closed)
            return
        about = said.get("id", "")[:20] if "id" in said else json.dumps(said["payload"]) if "payload" in said else ""
        self.answers.append(f"{said['type']} {about}".strip())

    def _note(self, closed: ConnectionClosed) -> None:
        self.code = closed.rcvd.code if closed.rcvd is not None else 1006


def line(server: Server, case: Case) -> connect:
    protocols: Any = list(case.protocols) or None
    return connect(
        server.address,
        subprotocols=protocols,
        proxy=None,
        max_size=None,
        open_timeout=60,
        close_timeout=60,
        ping_interval=None,
    )


async def judge(server: Server, case: Case) -> Outcome:
    """How the reference server takes it. It does things side by side, so it is asked more than once whether it is done."""
    async with line(server, case) as socket:
        conversation = Conversation(socket, server)
        await conversation.speak(case)
        if not any(isinstance(step, Init | bytes) for step in case.steps):
            await conversation.hear_the_end()
        for _ in range(PROBES):
            if conversation.code is None:
                await conversation.prove_silence()
        return conversation.outcome


async def try_ours(server: Server, case: Case, expected: Outcome) -> Outcome:
    async with line(server, case) as socket:
        conversation = Conversation(socket, server)
        await conversation.speak(case)
        if expected.code is not None:
            await conversation.hear_the_end()
        else:
            await conversation.hear(len(expected.answers))
            if conversation.code is None:
                await conversation.prove_silence()
        return conversation.outcome


def was_late(case: Case, judged: Outcome, found: Outcome) -> bool:
    """Whether this machine stood still for so long that a beginning which was on its way came too late for one of them."""
    begins = any(isinstance(step, Init | bytes) for step in case.steps)
    return TOO_LATE in (judged.code, found.code) and (begins or judged.code != found.code)


@pytest.mark.parametrize("library", get_args(Implementation))
async def test_every_conversation_goes_as_with_the_reference_server(
    library: Implementation,
    node: Node,
    embedded_graph: GraphClient,
    redis: Redis,
    redis_url: str,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    changed: dict[str, Any] = {"websocket_library": library, "socket_init_seconds": INIT_SECONDS}
    turns = asyncio.Semaphore(AT_ONCE)
    async with open_site(embedded_graph, redis, redis_url, tmp_path, **changed) as site, oracle(node) as reference:
        run = (await site.ingest()).run
        assert run is not None
        ours = Server(site.address.replace("http:", "ws:") + "/graphql", site.token, encode_id("AnalysisRun", run.id))

        async def both(case: Case) -> tuple[Outcome, Outcome, Outcome]:
            """How the reference server took it, how ours must, and how ours did."""
            judged = await judge(reference, case)
            expected = Outcome(case.ours.code, tuple(sorted(case.ours.answers))) if case.ours else judged
            return judged, expected, await try_ours(ours, case, expected)

        async def compare(case: Case) -> str | None:
            async with turns:
                try:
                    judged, expected, found = await both(case)
                    for _ in range(TRIES):
                        if not was_late(case, judged, found):
                            break
                        judged, expected, found = await both(case)
                except TimeoutError:
                    return f"{case.name}: one of the two says neither the rest nor goodbye"
            if case.ours is not None and judged == expected:
                return f"{case.name}: the reference server is right by now, so it needs no exception"
            return None if found == expected else f"{case.name}: expected {expected}, found {found}"

        faults = [fault for fault in await asyncio.gather(*map(compare, CASES)) if fault is not None]

    assert not faults, "\n".join(faults)
    assert len(CASES) >= 60
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []
