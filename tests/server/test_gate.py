from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from graph.ports import GraphClient
from tests.processes import wait_until_async
from tests.server.graphql_site import Site, begin, open_site

NEWER = "application/graphql-response+json"
BIG = "{ projects(first: 100) { edges { node { assets(first: 99) { edges { node { id } } } } } } }"  # costs 20,101
SLOW = "MATCH (a:Slow), (b:Slow), (c:Slow) WHERE a.x + b.x + c.x = -1 RETURN count(*) AS n"


SMALL: dict[str, Any] = {"budget_burst": 50_000, "budget_per_second": 1, "operations_at_once": 3}


@pytest.fixture
async def site(
    embedded_graph: GraphClient, redis: Redis, redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Site]:
    monkeypatch.setattr("server.budget._PATIENCE_SECONDS", 60.0)  # or a slow machine keeps the budget elsewhere
    async with open_site(embedded_graph, redis, redis_url, tmp_path, **SMALL) as opened:
        yield opened


async def ask(site: Site, query: str, **variables: Any) -> dict[str, Any]:
    """What a socket answers to one operation."""
    async with site.socket() as socket:
        await begin(socket, site.token)
        payload = {"query": query, "variables": variables}
        await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": payload}))
        answer: dict[str, Any] = json.loads(await asyncio.wait_for(socket.recv(), 60))
        return answer


async def test_an_answer_says_what_it_cost_and_what_is_left(site: Site) -> None:
    over_http = (await site.post("{ me { name } }")).json()["extensions"]["cost"]
    over_a_socket = (await ask(site, "{ me { name } }"))["payload"]["extensions"]["cost"]

    assert (over_http["requested"], over_http["limit"]) == (1, 50_000)
    assert over_http["budget"]["limit"] == 50_000
    assert 0 < over_a_socket["budget"]["remaining"] <= over_http["budget"]["remaining"] < 50_000


async def test_who_has_spent_their_budget_is_told_when_to_come_again(site: Site) -> None:
    for _ in range(2):
        assert (await site.post(BIG)).json()["extensions"]["cost"]["requested"] == 20_101

    refused = await site.post(BIG)
    other = await ask(site, BIG)

    assert refused.status_code == 429
    (error,) = refused.json()["errors"]
    assert error["extensions"]["code"] == "RATE_LIMITED"
    assert int(refused.headers["retry-after"]) == error["extensions"]["retryAfter"] > 900
    assert other["type"] == "error"
    assert other["payload"][0]["extensions"]["code"] == "RATE_LIMITED"
    assert (await site.post("{ me { name } }")).status_code == 200, "what is small may still be asked"
    async with site.client(site.admin_token) as client:
        assert (await client.post("/graphql", json={"query": BIG})).status_code == 200, "the budget is the token's"


async def test_reading_a_document_costs_too_also_one_that_is_wrong(site: Site) -> None:
    answers = [await site.post("{ nonsense" + str(number) + " }") for number in range(102)]

    assert [answer.status_code for answer in answers[:95]] == [200] * 95
    assert answers[-1].status_code == 429


async def test_what_would_bring_too_much_is_refused(site: Site) -> None:
    huge = BIG.replace("id }", "latest { shots(first: 50) { edges { node { id } } } } }")
    async with site.client(Accept=NEWER) as client:
        answer = await client.post("/graphql", json={"query": huge})
    (error,) = answer.json()["errors"]

    assert (answer.status_code, error["extensions"]["code"]) == (400, "COST_EXCEEDED")
    assert error["extensions"]["cost"]["requested"] > 1_000_000
    assert error["extensions"]["cost"]["heaviest"][-2:] == ["shots", "edges"]
    assert "Most of them stand in " in error["message"]
    assert (await ask(site, huge))["payload"][0]["extensions"]["code"] == "COST_EXCEEDED"


class Slow:
    """A service that asks the graph something long."""

    def __init__(self, graph: GraphClient) -> None:
        self._graph = graph
        self.ended: list[str] = []

    async def page(self, *_: object) -> None:
        try:
            await self._graph.read(SLOW)
            self.ended.append("answered")
        except BaseException as error:
            self.ended.append(type(error).__name__)
            raise


async def test_an_operation_that_takes_too_long_is_given_up_down_to_its_statement(
    embedded_graph: GraphClient, redis: Redis, redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_site(embedded_graph, redis, redis_url, tmp_path, query_seconds=2) as site:
        await embedded_graph.write("UNWIND range(1, 1500) AS x CREATE (:Slow {x: x})")
        slow = Slow(embedded_graph)
        monkeypatch.setattr(type(site.services.projects), "page", slow.page)

        answer = await site.post("{ me { name } projects { edges { cursor } } }")
        on_a_socket = await ask(site, "{ projects { edges { cursor } } }")

        assert answer.status_code == 504
        assert answer.json()["errors"][0]["extensions"]["code"] == "TIMED_OUT"
        assert on_a_socket["payload"][0]["extensions"]["code"] == "TIMED_OUT"
        assert slow.ended == ["CancelledError", "CancelledError"]
        answers = await asyncio.gather(*(embedded_graph.read("RETURN $n AS n", n=number) for number in range(50)))
        assert [row["n"] for (row,) in answers] == list(range(50)), "no connection is left with another's answer"


async def test_a_token_runs_so_many_operations_at_once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    # given operations that go on until they are let go
    go, page = asyncio.Event(), type(site.services.projects).page

    async def wait_and_page(*given: Any) -> Any:
        await go.wait()
        return await page(*given)

    monkeypatch.setattr(type(site.services.projects), "page", wait_and_page)

    # when more of them come at once than one may run
    posted = [asyncio.create_task(site.post("{ projects { edges { cursor } } }")) for _ in range(5)]
    await wait_until_async(lambda: sum(one.done() for one in posted) == 2, "those beyond the bound are sent away")
    busy = [one.result() for one in posted if one.done()]
    go.set()

    # then those within it are answered, and their places are free again
    assert [(answer.status_code, answer.headers["retry-after"]) for answer in busy] == [(429, "1")] * 2
    assert sorted(answer.status_code for answer in await asyncio.gather(*posted)) == [200, 200, 200, 429, 429]
    assert (await site.post("{ me { name } }")).status_code == 200
