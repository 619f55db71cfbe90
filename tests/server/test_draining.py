"""A server that is told to stop: who follows goes on elsewhere, and what was begun is answered."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from redis.asyncio import Redis
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from graph.bus import RedisBus
from graph.embedded import read_address
from graph.events import RunStarted
from graph.nodes.access import Role
from graph.nodes.run import AnalysisRun
from schema.ids import encode_id
from tests.outside.studio import add_assets, open_services
from tests.server.conftest import Running, command, environment, until
from tests.server.graphql_site import PROTOCOL, begin, patient

SUBSCRIBERS = 200
WRITERS = 20
PEOPLE = 5
AT_ONCE = 10
SERVICE_RESTART = 1012
DRAIN_SECONDS = 60.0
FOLLOW = "subscription ($version: ID!) { analysisProgress(versionId: $version) { stage } }"
CREATE = (
    "mutation ($key: String!) { createProject(input: {key: $key, name: $key}) { project { key } problems { message } } }"
)
FIND = "query ($key: String!) { project(key: $key) { key } }"


@dataclass(frozen=True)
class Second:
    """Another server process on the same data."""

    process: subprocess.Popen[bytes]
    address: str
    log: Path


@pytest.fixture
def second(running: Running, tmp_path: Path) -> Iterator[Second]:
    log = tmp_path / "second.log"
    with socket.create_server(("127.0.0.1", 0)) as listener, log.open("w") as said:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        words = command("serve", "--socket", str(listener.fileno()), "--data", str(running.data))
        extra = environment(REELGRAPH_SOCKETS_PER_USER="1000", REELGRAPH_DRAIN_SECONDS=str(DRAIN_SECONDS))
        process = subprocess.Popen(words, env=extra, stdout=said, stderr=said, pass_fds=[listener.fileno()])
    until(lambda: _ready(address), 300, "the second server is ready")
    yield Second(process, address, log)
    if process.poll() is None:
        process.kill()
    process.wait(120)


def _ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/readyz", trust_env=False, timeout=30).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


@dataclass
class Tally:
    """What all clients saw: the codes of closing, and how long each was away."""

    codes: list[int] = field(default_factory=list)
    away: list[float] = field(default_factory=list)
    told: int = 0


def line(address: str) -> connect:
    where = address.replace("http://", "ws://") + "/graphql"
    return patient(where, PROTOCOL)


async def follow(socket: ClientConnection, token: str, version: str) -> None:
    await begin(socket, token)
    payload = {"query": FOLLOW, "variables": {"version": version}}
    await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": payload}))
    assert json.loads(await socket.recv())["type"] == "next"


async def subscriber(
    addresses: tuple[str, str], token: str, version: str, turns: asyncio.Semaphore, begun: asyncio.Semaphore, tally: Tally
) -> None:
    """Follow at the first address until it sends us away, then at the other one until something is told there."""
    async with AsyncExitStack() as stack:
        async with turns:
            first = await stack.enter_async_context(line(addresses[0]))
            await follow(first, token, version)
        begun.release()
        try:
            while True:
                await first.recv()
        except ConnectionClosed as closed:
            tally.codes.append(closed.rcvd.code if closed.rcvd else 1006)
    left = time.monotonic()
    async with AsyncExitStack() as stack:
        async with turns:
            other = await stack.enter_async_context(line(addresses[1]))
            await follow(other, token, version)
        tally.away.append(time.monotonic() - left)
        begun.release()
        answer = json.loads(await other.recv())
        assert answer["type"] == "next", answer
        tally.told += 1


async def writer(
    number: int, address: str, token: str, answered: list[str], unanswered: list[str], codes: list[int]
) -> None:
    """Make one project after another until the server sends us away."""
    async with line(address) as socket:
        await begin(socket, token)
        turn = 0
        while True:
            key = f"drain-{number}-{turn}"
            payload = {"query": CREATE, "variables": {"key": key}}
            try:
                await socket.send(json.dumps({"type": "subscribe", "id": key, "payload": payload}))
                answer = json.loads(await socket.recv())
                assert answer["payload"]["data"]["createProject"] == {"project": {"key": key}, "problems": []}, answer
                answered.append(key)
                assert json.loads(await socket.recv())["type"] == "complete"
            except ConnectionClosed as closed:
                codes.append(closed.rcvd.code if closed.rcvd else 1006)
                if key not in answered:
                    unanswered.append(key)
                return
            turn += 1


async def prepare(running: Running) -> tuple[AnalysisRun, list[str]]:
    """Make a version with a run, and the tokens of some people who may follow it."""
    async with open_services(running.data) as services:
        admin = await services.users.viewer_for_token(running.token)
        assert admin is not None
        project = await services.projects.create(admin, "draining", "Draining")
        (asset_id,) = await add_assets(services, project.id, ["clip"])
        (version,) = await services.stores.versions.latest_by_asset([asset_id])
        assert version is not None
        tokens = []
        for number in range(PEOPLE):
            user = await services.users.create_user(admin, f"viewer-{number}")
            await services.projects.add_member(admin, project.id, user.id, Role.VIEWER)
            tokens.append((await services.users.issue_token(admin, user.id))[1])
        return await services.analysis.request(admin, version.id), tokens


async def test_two_hundred_subscribers_go_on_elsewhere_and_no_mutation_in_flight_fails(
    running: Running, second: Second
) -> None:
    run, tokens = await prepare(running)
    version, tally, begun = encode_id("Version", run.version_id), Tally(), asyncio.Semaphore(0)
    turns = asyncio.Semaphore(AT_ONCE)
    answered: list[str] = []
    unanswered: list[str] = []
    following = [
        asyncio.create_task(
            subscriber((second.address, running.address), tokens[number % PEOPLE], version, turns, begun, tally)
        )
        for number in range(SUBSCRIBERS)
    ]
    for _ in range(SUBSCRIBERS):
        await begun.acquire()
    writing = [
        asyncio.create_task(writer(number, second.address, running.token, answered, unanswered, tally.codes))
        for number in range(WRITERS)
    ]
    async with asyncio.timeout(300):
        while len(answered) < 2 * WRITERS:  # noqa: ASYNC110 -- writers are in the midst of it then
            await asyncio.sleep(0.01)

    second.process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(120):
        await asyncio.gather(*writing)
        for _ in range(SUBSCRIBERS):
            await begun.acquire()
        redis = Redis.from_url(read_address(running.data).redis_url)
        await RedisBus(redis).publish(RunStarted(run.project_id, run.id, run.version_id, 1))
        await redis.aclose(close_connection_pool=True)
        await asyncio.gather(*following)
    status = await asyncio.to_thread(second.process.wait, 120)

    assert tally.codes == [SERVICE_RESTART] * (SUBSCRIBERS + WRITERS)
    assert (len(tally.away), tally.told) == (SUBSCRIBERS, SUBSCRIBERS)
    async with httpx.AsyncClient(base_url=running.address, headers=running.headers, trust_env=False, timeout=60) as client:
        for keys, there in ((answered, True), (unanswered, False)):
            for key in keys:
                said = await client.post("/graphql", json={"query": FIND, "variables": {"key": key}})
                assert (said.json()["data"]["project"] is not None) == there, key
    assert status in (0, -signal.SIGTERM)
    assert "Traceback" not in second.log.read_text()
