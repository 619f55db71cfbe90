"""A server that is told to stop finishes what it has begun to write."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from redis.asyncio import Redis
from starlette.applications import Starlette
from websockets.exceptions import ConnectionClosed

from graph.ports import GraphClient
from tests.processes import wait_until_async
from tests.server.graphql_site import begin, open_site

MUTATIONS = 40
MAKE = "mutation Make($key: String!) { createProject(input: {key: $key, name: $key}) { project { key } problems { code } } }"

MAKE_ONCE = """
mutation Make($key: String!) {
  createProject(input: {key: $key, name: $key, clientMutationId: $key}) { project { key } problems { code } }
}
"""
SERVICE_RESTART = 1012


@asynccontextmanager
async def another_server(app: Starlette) -> AsyncIterator[str]:
    """Serve the same data once more, as another process would."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_config=None))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    await serving


async def test_no_mutation_in_flight_fails_when_the_server_is_told_to_stop(
    embedded_graph: GraphClient, redis: Redis, redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_site(embedded_graph, redis, redis_url, tmp_path, drain_seconds=60) as site:
        write, go, waiting = embedded_graph.write, asyncio.Event(), 0

        async def wait_and_write(cypher: str, /, **params: Any) -> list[dict[str, Any]]:
            nonlocal waiting
            waiting += "Project" in cypher
            await go.wait()
            return await write(cypher, **params)

        monkeypatch.setattr(embedded_graph, "write", wait_and_write)
        async with site.client(site.admin_token) as client:
            bodies = [{"query": MAKE, "variables": {"key": f"made-{number}"}} for number in range(MUTATIONS)]
            posted = [asyncio.create_task(client.post("/graphql", json=body)) for body in bodies]
            await wait_until_async(lambda: waiting >= MUTATIONS, "all mutations are in flight")

            site.server.should_exit = True  # what uvicorn does on SIGTERM, which would end the tests as well
            await wait_until_async(lambda: not site.server.servers[0].is_serving(), "nobody else is let in")
            with pytest.raises(httpx.ConnectError):
                async with site.client() as late:
                    await late.get("/healthz")
            go.set()
            answers = await asyncio.gather(*posted)

        assert {answer.status_code for answer in answers} == {200}
        made = [answer.json()["data"]["createProject"] for answer in answers]
        assert made == [{"project": {"key": f"made-{number}"}, "problems": []} for number in range(MUTATIONS)]


async def test_what_takes_longer_than_the_draining_is_sent_away_and_done_once_where_it_comes_next(
    embedded_graph: GraphClient, redis: Redis, redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_site(embedded_graph, redis, redis_url, tmp_path, drain_seconds=1) as site:
        write, stopped, waiting = embedded_graph.write, False, 0

        async def wait_for_ever(cypher: str, /, **params: Any) -> list[dict[str, Any]]:
            nonlocal waiting
            if "Project" in cypher and not stopped:
                waiting += 1
                await asyncio.Event().wait()
            return await write(cypher, **params)

        monkeypatch.setattr(embedded_graph, "write", wait_for_ever)
        by_http, by_socket = ({"query": MAKE_ONCE, "variables": {"key": key}} for key in ("by-http", "by-socket"))
        async with site.client(site.admin_token) as client, site.socket() as line:
            await begin(line, site.admin_token)
            await line.send(json.dumps({"type": "subscribe", "id": "1", "payload": by_socket}))
            posted = asyncio.create_task(client.post("/graphql", json=by_http))
            await wait_until_async(lambda: waiting == 2, "both mutations are in flight")

            site.server.should_exit = True
            answer = await posted
            with pytest.raises(ConnectionClosed) as closed:
                await line.recv()
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
        (error,) = answer.json()["errors"]
        assert error["extensions"]["code"] == "UNAVAILABLE"
        assert "clientMutationId" in error["message"]
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == SERVICE_RESTART

        stopped = True
        async with another_server(site.app) as address, site.client(site.admin_token) as client:
            for key, body in (("by-http", by_http), ("by-socket", by_socket)) * 2:
                again = (await client.post(f"{address}/graphql", json=body)).json()["data"]["createProject"]
                assert again == {"project": {"key": key}, "problems": []}
