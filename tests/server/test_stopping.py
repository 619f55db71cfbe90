"""A server that is told to stop finishes what it has begun to write."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest
from redis.asyncio import Redis

from graph.ports import GraphClient
from tests.processes import wait_until_async
from tests.server.graphql_site import open_site

MUTATIONS = 40
MAKE = "mutation Make($key: String!) { createProject(input: {key: $key, name: $key}) { project { key } problems { code } } }"


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
