"""Four foreign clients, each through one whole scenario against the running server.

Each asks who it is, is refused a project and makes one, pages through the film, and follows an analysis over a socket that
is cut in the middle.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gql import Client, GraphQLRequest
from gql.transport.exceptions import TransportError
from gql.transport.httpx import HTTPXAsyncTransport
from gql.transport.websockets import WebsocketsTransport

from tests.outside.clients.documents import ANALYZE, ASSETS, CREATE_PROJECT, ME, PROGRESS
from tests.outside.cutting import CuttingProxy, cutting_proxy
from tests.outside.node import HERE, Node
from tests.outside.studio import MORE_ASSETS, Studio

SCENARIO_SECONDS = 600


@pytest.fixture
def proxy(studio: Studio) -> Iterator[CuttingProxy]:
    with cutting_proxy(studio.development) as proxy:
        yield proxy


@pytest.fixture
def key() -> str:
    """The key of a project that is not there yet."""
    return f"made-{secrets.token_hex(4)}"


def run(node: Node, script: str | Path, studio: Studio, proxy: CuttingProxy, key: str, **extra: str) -> dict[str, Any]:
    """What a scenario reports."""
    there = {"CUTTING_ADDRESS": proxy.address, "CUTTER_PORT": str(proxy.cutter_port), "NEW_KEY": key, **studio.whereabouts()}
    said = node.run(script, seconds=SCENARIO_SECONDS, **there, **extra)
    assert said.returncode == 0, said.stdout + said.stderr
    facts: dict[str, Any] = json.loads(said.stdout.splitlines()[-1])
    return facts


def check(facts: dict[str, Any], key: str) -> None:
    """The scenario went as it must, whoever ran it."""
    assert (facts["me"]["name"], facts["me"]["admin"]) == ("ana", False)

    assert facts["refused"]["project"] is None
    assert facts["refused"]["clientMutationId"] == "wrong"
    (problem,) = facts["refused"]["problems"]
    assert (problem["code"], problem["path"]) == ("INVALID", ["input", "key"])
    assert facts["made"]["problems"] == []
    assert facts["made"]["project"]["key"] == key

    names = sorted([f"take {number:02}" for number in range(MORE_ASSETS)] + ["Reel", "Clip"], key=str.lower)
    assert facts["names"] == names
    assert facts["pages"] == -(-len(names) // 7)

    assert facts["watched"] == {"connections": 2, "problems": [], "status": "SUCCEEDED"}


@pytest.mark.weights
def test_apollo_client_asks_changes_pages_and_follows_through_a_cut(
    node: Node, studio: Studio, proxy: CuttingProxy, key: str
) -> None:
    check(run(node, "clients/apollo.mjs", studio, proxy, key), key)


@pytest.mark.weights
def test_urql_asks_changes_pages_and_follows_through_a_cut(
    node: Node, studio: Studio, proxy: CuttingProxy, key: str
) -> None:
    check(run(node, "clients/urql.mjs", studio, proxy, key), key)


@pytest.mark.weights
def test_react_relay_asks_changes_pages_and_follows_through_a_cut(
    node: Node, studio: Studio, proxy: CuttingProxy, key: str, relay_app: Path
) -> None:
    wire = (HERE / "clients" / "wire.mjs").as_uri()
    facts = run(node, relay_app / "scenario.js", studio, proxy, key, NODE_PATH=str(HERE / "node_modules"), WIRE=wire)
    check(facts, key)
    assert facts["listed"], "the new project did not appear in the connection it was prepended to"


@pytest.mark.weights
async def test_python_gql_asks_changes_pages_and_follows_through_a_cut(
    studio: Studio, proxy: CuttingProxy, key: str
) -> None:
    bearer = f"Bearer {studio.tokens['ana']}"
    http = HTTPXAsyncTransport(url=f"{studio.development}/graphql", headers={"Authorization": bearer}, timeout=60)
    socket = WebsocketsTransport(
        url=f"{proxy.address.replace('http', 'ws')}/graphql",
        init_payload={"authorization": bearer},
        connect_timeout=60,
        ack_timeout=60,
        close_timeout=60,
    )
    facts: dict[str, Any] = {"names": [], "pages": 0}
    async with Client(transport=http, fetch_schema_from_transport=False) as session:
        facts["me"] = (await session.execute(asking(ME)))["me"]
        for name, given in (
            ("refused", {"key": "no such key!", "name": "Wrong", "clientMutationId": "wrong"}),
            ("made", {"key": key, "name": "Gql"}),
        ):
            answer = await session.execute(asking(CREATE_PROJECT, input=given))
            facts[name] = answer["createProject"]
        after = None
        while after is not None or facts["pages"] == 0:
            values = {"key": "film", "first": 7, "after": after}
            page = (await session.execute(asking(ASSETS, **values)))["project"]["assets"]
            facts["names"] += [edge["node"]["name"] for edge in page["edges"]]
            facts["pages"] += 1
            after = page["pageInfo"]["endCursor"] if page["pageInfo"]["hasNextPage"] else None

        followed = await Client(transport=socket).connect_async(reconnecting=True)  # type: ignore[no-untyped-call]
        connections, run_id, problems = 0, None, None
        events: list[dict[str, Any]] = []
        while not _ended(events, run_id):
            begun = False
            try:
                async for event in followed.subscribe(asking(PROGRESS, version=studio.clip)):
                    events.append(event["analysisProgress"])
                    connections, begun = connections + (not begun), True
                    if connections == 1:
                        proxy.cut()
                    elif run_id is None:
                        wanted = {"version": studio.clip, "tasks": ["SHOTS"], "force": True}
                        payload = (await session.execute(asking(ANALYZE, input=wanted)))["analyze"]
                        run_id, problems = payload["run"]["id"], payload["problems"]
                    if _ended(events, run_id):
                        break
            except TransportError:
                await asyncio.sleep(0.05)  # it connects again by itself; until it has, there is nothing to subscribe with
        await followed.client.close_async()
    facts["watched"] = {"connections": connections, "problems": problems, "status": events[-1]["run"]["status"]}
    check(facts, key)


def asking(document: str, **variables: Any) -> GraphQLRequest:
    return GraphQLRequest(document, variable_values=variables)


def _ended(events: list[dict[str, Any]], run_id: str | None) -> bool:
    return any(event["run"]["id"] == run_id and event["stage"] == "ended" for event in events)
