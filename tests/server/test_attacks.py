from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from graph.ports import GraphClient
from tests.server.attacks import DATA, RAW, everything
from tests.server.graphql_site import Site, begin, open_site

pytestmark = pytest.mark.no_cover  # so many cases: to note each line that they run would take as long again

ATTACKS = everything()


@pytest.fixture
async def site(embedded_graph: GraphClient, redis: Redis, redis_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(embedded_graph, redis, redis_url, tmp_path, budget_burst=10**9) as opened:
        yield opened


def kind(answer: dict[str, Any]) -> str:
    """The code of the first error of an answer, or DATA."""
    errors = answer.get("errors")
    return DATA if not errors else str(errors[0]["extensions"]["code"])


def test_the_corpus_is_as_large_as_it_says() -> None:
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS) >= 200


async def test_every_attack_over_http_is_answered_as_what_it_is(site: Site) -> None:
    wrong = []
    async with site.client() as client:
        for attack in ATTACKS:
            answer = await client.post("/graphql", json={"query": attack.query, "variables": attack.variables})
            if (answer.status_code, kind(answer.json())) != (200, attack.expected):
                wrong.append((attack.name, attack.expected, answer.status_code, answer.text[:200]))
    assert wrong == []


async def test_every_attack_over_a_socket_is_answered_as_what_it_is(site: Site) -> None:
    wrong = []
    async with site.socket(max_size=None) as socket:
        await begin(socket, site.token)
        for number, attack in enumerate(ATTACKS):
            payload = {"query": attack.query, "variables": attack.variables}
            await socket.send(json.dumps({"id": str(number), "type": "subscribe", "payload": payload}))
            message = json.loads(await socket.recv())
            if message["type"] == "next":
                assert json.loads(await socket.recv()) == {"id": str(number), "type": "complete"}
                answer = message["payload"]
            else:
                answer = {"errors": message["payload"]}
            if kind(answer) != attack.expected:
                wrong.append((attack.name, attack.expected, message))
    assert wrong == []


async def test_every_body_that_is_no_request_is_refused(site: Site) -> None:
    async with site.client() as client:
        for body, status in RAW:
            answer = await client.post("/graphql", content=body, headers={"Content-Type": "application/json"})
            assert answer.status_code == status, body[:60]
            assert answer.headers["content-type"].startswith("application/json")
