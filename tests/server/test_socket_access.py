"""Sockets live long, and rights may not: what their callers lose while they are open, and how many they may open."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from pydantic import ValidationError
from redis.asyncio import Redis
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidStatus

from graph.bus import RedisBus
from graph.cypher import tokens as cypher
from graph.nodes.access import Role
from graph.nodes.run import AnalysisRun
from graph.ports import GraphClient
from graph.services.users import UserService
from graph.stores.tokens import TokenStore
from graph.stores.users import UserStore
from schema.ids import encode_id
from server.settings import Settings
from tests.graph.scene import ALL_MODELS
from tests.processes import wait_until_async
from tests.server.graphql_site import Site, begin, open_site
from tests.server.test_graphql_socket import ME, close_code, hear, say, subscribe

PLAIN = "subscription ($run: ID!) { analysisProgress(runId: $run) { stage run { status } } }"
PERSONAL = (
    "subscription ($run: ID!) { analysisProgress(runId: $run) { stage run { version { asset { project { myRole } } } } } }"
)
NEVER = 3600.0  # between looks at the rights of all: what is seen then, was told


@pytest.fixture
async def site(embedded_graph: GraphClient, redis: Redis, redis_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(embedded_graph, redis, redis_url, tmp_path) as opened:
        yield opened


async def queued_run(site: Site) -> AnalysisRun:
    run = (await site.ingest()).run
    assert run is not None
    return run


async def follow(socket: ClientConnection, query: str, run: AnalysisRun, id: str = "1") -> dict[str, Any]:  # noqa: A002
    await subscribe(socket, query, id, run=encode_id("AnalysisRun", run.id))
    return await hear(socket)


@pytest.mark.parametrize("where", ["in this server", "by another process"])
async def test_a_revoked_token_closes_its_sockets_at_once_and_no_others(
    where: str, embedded_graph: GraphClient, redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    async with open_site(embedded_graph, redis, redis_url, tmp_path, review_seconds=NEVER) as site:
        run = await queued_run(site)
        users, elsewhere = site.services.users, Redis.from_url(redis_url)
        if where == "by another process":  # which shares the graph and Redis, and nothing else
            users = UserService(UserStore(embedded_graph), TokenStore(embedded_graph), RedisBus(elsewhere))
        token, plain = await users.issue_token(site.admin, site.artist.user.id)
        async with site.socket() as idle, site.socket() as busy, site.socket() as other:
            for socket, secret in ((idle, plain), (busy, plain), (other, site.token)):
                await begin(socket, secret)
            assert (await follow(busy, PLAIN, run))["type"] == "next"
            await users.revoke(site.admin, token.id)

            async with asyncio.timeout(60):
                assert await close_code(idle) == 4403
                assert await close_code(busy) == 4403
            await subscribe(other, ME, "me")
            assert (await hear(other))["type"] == "next"
        await wait_until_async(lambda: site.resources.fanout.followers == 0, "nobody follows")
        await elsewhere.aclose(close_connection_pool=True)


def test_rights_cannot_be_left_unseen_for_longer_than_five_seconds() -> None:
    with pytest.raises(ValidationError, match="socket_review_seconds"):
        Settings(socket_review_seconds=5.1)


async def test_a_token_that_expires_closes_its_socket_though_nobody_tells(site: Site) -> None:
    run, followed = await queued_run(site), False
    for seconds in (6, 20, 60):  # on a machine so slow that the token is over before it was used, the next one lasts longer
        end = datetime.now(UTC) + timedelta(seconds=seconds)
        _, plain = await site.services.users.issue_token(site.admin, site.artist.user.id, expires_at=end)
        async with site.socket() as socket:
            with suppress(ConnectionClosed):
                await begin(socket, plain)
                followed = (await follow(socket, PLAIN, run))["type"] == "next"
            async with asyncio.timeout(120):
                assert await close_code(socket) == 4403
        assert datetime.now(UTC) >= end
        if followed:
            break

    assert followed


async def test_who_loses_a_project_is_told_nothing_more_of_it_and_keeps_the_socket(site: Site) -> None:
    run = await queued_run(site)
    stayer = await site.services.users.create_user(site.admin, "stays")
    await site.services.projects.add_member(site.admin, site.project.id, stayer.id, Role.VIEWER)
    _, staying = await site.services.users.issue_token(site.admin, stayer.id)
    async with site.socket() as loser, site.socket() as other:
        await begin(loser, site.token)
        await begin(other, staying)
        for number, query in enumerate((PLAIN, PERSONAL)):
            assert (await follow(loser, query, run, str(number)))["type"] == "next"
            assert (await follow(other, query, run, str(number)))["type"] == "next"
        await site.services.projects.remove_member(site.admin, site.project.id, site.artist.user.id)

        errors = [await hear(loser), await hear(loser)]
        assert {(error["type"], error["id"]) for error in errors} == {("error", "0"), ("error", "1")}
        assert {error["payload"][0]["extensions"]["code"] for error in errors} == {"NOT_FOUND"}
        await site.services.analysis.begin(run.id, "worker", "cpu", ALL_MODELS)
        assert {(await hear(other))["id"] for _ in range(2)} == {"0", "1"}
        await subscribe(loser, ME, "0")
        assert (await hear(loser))["payload"]["data"] == {"me": {"name": "ana"}}  # and nothing of the run came before it


async def test_another_role_holds_for_what_is_followed_already(site: Site) -> None:
    run = await queued_run(site)

    def role(answer: dict[str, Any]) -> str:
        told: str = answer["payload"]["data"]["analysisProgress"]["run"]["version"]["asset"]["project"]["myRole"]
        return told

    async with site.socket() as socket:
        await begin(socket, site.token)
        assert role(await follow(socket, PERSONAL, run)) == "ARTIST"
        await site.services.projects.set_role(site.admin, site.project.id, site.artist.user.id, Role.SUPERVISOR)
        assert role(await hear(socket)) == "SUPERVISOR"  # it was opened anew
        await site.services.analysis.begin(run.id, "worker", "cpu", ALL_MODELS)
        assert role(await hear(socket)) == "SUPERVISOR"


class Watched:
    """A real graph that notes how many tokens are looked up at once."""

    def __init__(self, graph: GraphClient) -> None:
        self._graph = graph
        self.looked_up: list[int] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._graph, name)

    async def read(self, statement: str, /, **params: Any) -> list[dict[str, Any]]:
        if statement == cypher.VIEWERS_BY_TOKEN:
            self.looked_up.append(max(len(value) for value in params.values() if isinstance(value, list)))
        return await self._graph.read(statement, **params)


async def test_all_sockets_of_a_process_are_reviewed_with_one_statement(
    embedded_graph: GraphClient, redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    graph = Watched(embedded_graph)
    async with (
        open_site(cast("GraphClient", graph), redis, redis_url, tmp_path, socket_review_seconds=0.2) as site,
        AsyncExitStack() as stack,
    ):
        for _ in range(30):
            _, plain = await site.services.users.issue_token(site.admin, site.artist.user.id)
            for _ in range(2):
                await begin(await stack.enter_async_context(site.socket()), plain)
        graph.looked_up.clear()
        await wait_until_async(lambda: len(graph.looked_up) >= 3, "three reviews")
        assert set(graph.looked_up) == {30}


async def test_a_user_has_so_many_sockets_and_no_more(
    embedded_graph: GraphClient, redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    async with open_site(embedded_graph, redis, redis_url, tmp_path, sockets_per_user=2, sockets=4) as site:
        async with site.socket() as first, site.socket() as second:
            await begin(first, site.token)
            await begin(second, site.token)
            async with site.socket() as third:
                await say(third, type="connection_init", payload={"authorization": f"Bearer {site.token}"})
                assert await close_code(third) == 4429
            async with site.socket() as of_another:
                await begin(of_another, site.admin_token)
                async with site.socket():
                    with pytest.raises(InvalidStatus) as refused:
                        await site.socket()
                    assert refused.value.response.status_code == 503
                    assert refused.value.response.headers["Retry-After"]
        await wait_until_async(lambda: len(site.resources.sockets) == 0, "all are closed")
        async with site.socket() as again:
            await begin(again, site.token)


async def test_an_operation_that_was_left_still_counts_until_it_ends(
    embedded_graph: GraphClient, redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    async with (
        open_site(embedded_graph, redis, redis_url, tmp_path, operations_per_socket=3) as site,
        site.socket() as socket,
    ):
        await begin(socket, site.token)
        mutation = 'mutation { cancelRun(id: "x") { run { id } } }'
        for number in range(200):
            await subscribe(socket, mutation, str(number))
            await say(socket, type="complete", id=str(number))
        await say(socket, type="ping")
        heard = [await hear(socket)]
        while heard[-1]["type"] != "pong":
            heard.append(await hear(socket))
    assert "RATE_LIMITED" in {word["payload"][0]["extensions"].get("code") for word in heard if word["type"] == "error"}
