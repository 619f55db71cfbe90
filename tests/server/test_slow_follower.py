"""A client that follows a session and stops reading: it costs a bounded queue, and is told to read again when it does."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from graph.ports import GraphClient
from graph.services.comments import NewComment
from schema.ids import encode_id
from server.graphql.sockets.connection import Connection
from server.graphql.sockets.outbox import BYTES, MESSAGES
from tests.server.graphql_site import Site, begin, open_site

EVENTS = """
subscription ($session: ID!) {
  sessionEvents(sessionId: $session, after: 0) {
    __typename seq ... on CommentAdded { comment { text } } ... on Resync { session { seq } }
  }
}
"""
LONG = "x" * 9_990


@pytest.fixture
async def site(embedded_graph: GraphClient, redis: Redis, redis_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(embedded_graph, redis, redis_url, tmp_path) as site:
        yield site


async def test_who_stops_reading_costs_a_bounded_queue_and_is_told_to_read_again(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.services.reviews.LONGEST_REPLAY", 50)
    monkeypatch.setattr("server.graphql.sockets.outbox.STALL_SECONDS", 600.0)  # or a slow machine gives the client up
    connections: list[Connection] = []
    opened = site.resources.sockets.opened

    def note(connection: Connection) -> None:
        connections.append(connection)
        opened(connection)

    monkeypatch.setattr(site.resources.sockets, "opened", note)
    ingested = await site.ingest()
    session = await site.services.reviews.open(site.artist, site.project.id, "Dailies", [ingested.version.id])

    async def say(number: int, text: str) -> None:
        said = NewComment(session.id, ingested.version.id, 0, 1, f"{number} {text}")
        await site.services.comments.add(site.artist, said)

    async with asyncio.timeout(600), site.socket(sock=narrow(site), max_queue=1) as client:
        await begin(client, site.token)
        asked = {"query": EVENTS, "variables": {"session": encode_id("ReviewSession", session.id)}}
        await client.send(json.dumps({"type": "subscribe", "id": "1", "payload": asked}))
        assert event(await client.recv())["seq"] == 1

        await asyncio.gather(*(say(number, LONG) for number in range(400)))
        messages, size = connections[0].outbox.held
        assert 0 < messages <= MESSAGES
        assert 0 < size <= BYTES + 2 * len(LONG)

        told = [event(await client.recv())]
        while told[-1]["__typename"] != "Resync":
            told.append(event(await client.recv()))
        assert [each["seq"] for each in told[:-1]] == list(range(2, len(told) + 1))
        assert len(told) < 400
        assert told[-1]["seq"] == told[-1]["session"]["seq"] == 401
        await say(400, "short")
        assert event(await client.recv()) == {"__typename": "CommentAdded", "seq": 402, "comment": {"text": "400 short"}}


def narrow(site: Site) -> socket.socket:
    """A connection to the site over which little is on its way at once, so that a client's own pace is soon felt."""
    for server in site.server.servers:
        for listener in server.sockets:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 16_384)
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
    line.connect(("127.0.0.1", int(site.address.rsplit(":", 1)[1])))
    return line


def event(text: str | bytes) -> dict[str, Any]:
    message = json.loads(text)
    assert message["type"] == "next", message
    found: dict[str, Any] = message["payload"]["data"]["sessionEvents"]
    return found
