"""What sockets leave behind when they end badly: nothing."""

from __future__ import annotations

import asyncio
import json
import logging
import random
import socket as sockets
import struct
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from graph.keys import EVENTS_CHANNEL
from graph.ports import GraphClient
from schema.ids import encode_id
from tests.processes import wait_until_async
from tests.server.graphql_site import Site, begin, open_site

CUT = 1000
AT_ONCE = 50
ORDERS = 500
RESET = struct.pack("ii", 1, 0)  # SO_LINGER: closing sends RST
FOLLOW = "subscription ($run: ID!) { analysisProgress(runId: $run) { stage run { status } } }"
PERSONAL = "subscription ($run: ID!) { analysisProgress(runId: $run) { stage run { version { asset { name } } } } }"
SEARCH = "{ me { name } models(first: 10) { nodes { id } } }"


@pytest.fixture
async def site(embedded_graph: GraphClient, redis: Redis, redis_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    generous: dict[str, Any] = {
        "sockets_per_user": 10_000,
        "socket_init_seconds": 30,
        "budget_per_second": 10**6,
        "budget_burst": 10**9,
    }
    async with open_site(embedded_graph, redis, redis_url, tmp_path, **generous) as opened:
        yield opened


def tasks() -> Counter[str]:
    """The names of what runs in this process: server, clients and tests share it."""
    return Counter(task.get_name() for task in asyncio.all_tasks() if not task.get_name().startswith("Task-"))


def unnamed() -> int:
    return sum(task.get_name().startswith("Task-") for task in asyncio.all_tasks())


async def cut(socket: ClientConnection) -> None:
    """Cut the connection as a crashed machine's router does: with RST, and nothing said."""
    raw = socket.transport.get_extra_info("socket")
    raw.setsockopt(sockets.SOL_SOCKET, sockets.SO_LINGER, RESET)
    socket.transport.abort()


@pytest.mark.no_cover  # so many sockets: to note each line that they run would take as long again
async def test_a_thousand_sockets_that_are_cut_leave_nothing(
    site: Site, redis: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    run = (await site.ingest()).run
    assert run is not None
    variables = {"run": encode_id("AnalysisRun", run.id)}
    resources = site.resources
    named, others = tasks(), unnamed()
    before = (site.hub.listeners, site.hub.topics, await redis.pubsub_numsub(EVENTS_CHANNEL))
    chance, turns = random.Random(7), asyncio.Semaphore(AT_ONCE)  # noqa: S311 -- not secret, but the same each time

    async def live_and_die(number: int) -> None:
        async with turns:
            socket = await site.socket()
            moment = chance.randrange(6)
            if moment > 0:
                await begin(socket, site.token)
            for operation in range(moment):
                query = (FOLLOW, PERSONAL, SEARCH)[(number + operation) % 3]
                payload = {"query": query, "variables": {} if query is SEARCH else variables}
                await socket.send(json.dumps({"type": "subscribe", "id": str(operation), "payload": payload}))
            for _ in range(chance.randrange(moment + 1)):
                await socket.recv()
            if moment == 5:
                await site.services.analysis.request(site.admin, run.version_id)  # an event on its way
            await cut(socket)

    await asyncio.gather(*(live_and_die(number) for number in range(CUT)))

    await wait_until_async(lambda: len(resources.sockets) == 0, "no socket is open")
    await wait_until_async(lambda: tasks() == named, f"the same tasks as before: {tasks() - named}")
    await wait_until_async(lambda: unnamed() <= others + 1, "no task of a client is left")
    assert (resources.fanout.groups, resources.fanout.followers) == (0, 0)
    assert (site.hub.listeners, site.hub.topics, await redis.pubsub_numsub(EVENTS_CHANNEL)) == before
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


MESSAGES: tuple[dict[str, Any], ...] = (
    {"type": "subscribe", "id": "q", "payload": {"query": "{ me { name } }"}},
    {"type": "subscribe", "id": "m", "payload": {"query": 'mutation { cancelRun(id: "x") { run { id } } }'}},
    {"type": "subscribe", "id": "s", "payload": {"query": 'subscription { analysisProgress(runId: "x") { stage } }'}},
    {"type": "complete", "id": "q"},
    {"type": "ping"},
    {"type": "pong"},
    {"type": "connection_init", "payload": {"authorization": "Bearer rg_wrong"}},
    {"type": "connection_init"},
    {"type": "connection_ack"},
    {"type": "next", "id": "q", "payload": {"data": {}}},
    {"type": "hello"},
)


@pytest.mark.no_cover  # so many orders: to note each line that they run would take as long again
async def test_no_operation_runs_before_its_caller_is_known(site: Site) -> None:
    chance, turns = random.Random(11), asyncio.Semaphore(AT_ONCE)  # noqa: S311 -- not secret, but the same each time

    async def speak(socket: ClientConnection, heard: list[str]) -> None:
        for _ in range(chance.randrange(1, 8)):
            await socket.send(json.dumps(chance.choice(MESSAGES)))
        await socket.send('{"type":"subscribe","id":"last","payload":{"query":"{ me { name } }"}}')
        async with asyncio.timeout(60):
            while True:
                heard.append(json.loads(await socket.recv())["type"])

    async def converse() -> tuple[list[str], int]:
        heard: list[str] = []
        async with turns, site.socket() as socket:
            with pytest.raises(ConnectionClosed) as closed:
                await speak(socket, heard)
        return heard, closed.value.rcvd.code if closed.value.rcvd else 1006

    ends = await asyncio.gather(*(converse() for _ in range(ORDERS)))

    assert {word for heard, _ in ends for word in heard} <= {"pong"}
    assert {code for _, code in ends} == {4400, 4401, 4403}
