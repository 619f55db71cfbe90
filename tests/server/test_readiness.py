"""/readyz: how every part is, and who is told how much of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from numpy.typing import NDArray
from redis.asyncio import Redis

from graph.errors import UnavailableError
from graph.nodes.model import AnalysisTask, ModelIdentity
from graph.ports import GraphClient
from graph.services.search import SearchService
from graph.services.visual import VisualChannel
from graph.standing import StandingWork
from graph.stores.facets import FacetStore
from graph.stores.names import NameStore
from graph.stores.search import SearchStore
from server.live.warming import SearchWarming
from server.readiness import examine_parts
from tests.graph.scene import identity
from tests.server.graphql_site import Site, open_site


class SlowToCome:
    """A text encoder whose weights cannot be had at first."""

    away = True
    identity: ModelIdentity = identity(AnalysisTask.EMBEDDING)

    async def encode_text(self, text: str) -> NDArray[np.float32]:
        if self.away:
            raise UnavailableError("no weights under /secret/weights")
        return np.array([1.0, 0.0], np.float32)


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait long for each part: on a slow machine one that works may be late."""
    monkeypatch.setattr("server.readiness._LIMIT_SECONDS", 60.0)
    monkeypatch.setattr("graph.client_embedded.PING_SECONDS", 60.0)


@pytest.fixture
async def site(embedded_graph: GraphClient, redis: Redis, redis_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(embedded_graph, redis, redis_url, tmp_path) as opened:
        yield opened


async def test_details_of_the_parts_are_for_administrators_and_plain_words_for_everyone_else(site: Site) -> None:
    site.resources.keeper.current = False
    site.resources.files.root.mkdir()
    shown = {}
    for who, token in (("nobody", ""), ("artist", site.token), ("wrong", "rg_wrong"), ("admin", site.admin_token)):
        async with site.client(token) as client:
            answer = await client.get("/readyz")
        assert answer.status_code == 503
        shown[who] = {name: part["detail"] for name, part in answer.json()["parts"].items()}
        assert all(isinstance(part["latency_ms"], float) for part in answer.json()["parts"].values())

    assert shown["admin"]["vectors"] == "the indexes are being compared with the graph"
    assert "GiB free" in shown["admin"]["disk"]
    assert shown["nobody"] == shown["artist"] == shown["wrong"]
    assert set(shown["nobody"].values()) == {"works", "getting ready"}


async def looked_twice(client: httpx.AsyncClient) -> tuple[dict[str, Any], dict[str, Any]]:
    told = (await client.get("/readyz")).json()["parts"]
    answer = await client.post("/graphql", json={"query": "{ systemStatus { parts { name ok detail } } }"})
    shown = answer.json()["data"]["systemStatus"]["parts"]
    return (
        {name: (part["ok"], part["detail"]) for name, part in told.items()},
        {part["name"]: (part["ok"], part["detail"]) for part in shown},
    )


async def test_what_the_system_status_shows_is_what_readyz_shows(site: Site) -> None:
    site.resources.files.root.mkdir()
    for token in (site.token, site.admin_token):
        async with site.client(token) as client:
            told, shown = await looked_twice(client)
            for _ in range(20):  # the disk may fill, or a part be late, between two looks
                if told == shown:
                    break
                told, shown = await looked_twice(client)
        assert told == shown


async def test_a_search_that_cannot_be_warmed_up_is_told_and_is_no_reason_not_to_be_ready(site: Site) -> None:
    encoder, resources = SlowToCome(), site.resources
    store = SearchStore(resources.graph)
    search = SearchService(
        store,
        VisualChannel(store, resources.vectors, resources.files, encoder, None, None),
        FacetStore(resources.graph, store),
        NameStore(resources.graph),
    )
    warming = SearchWarming(search)
    resources = replace(resources, warming=warming)
    assert "warming up" in (await examine_parts(resources))["models"].detail

    await warming.run()

    models = (await examine_parts(resources))["models"]
    assert (models.ok, models.reason) == (True, "works")
    assert "could not be warmed up (no weights under /secret/weights)" in models.detail

    # when the weights come, the next warming, or the first search, has nothing to complain of
    encoder.away = False
    await warming.run()
    assert (await examine_parts(resources))["models"].detail == "none"


async def test_work_that_broke_and_begins_again_is_told_until_it_holds(site: Site) -> None:
    broke, holds = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        if not broke.is_set():
            broke.set()
            raise ArithmeticError("nobody foresaw this")
        await holds.wait()

    standing = StandingWork("counting", work, pause_seconds=0.001)
    resources = replace(site.resources, background=(*site.resources.background, standing))
    before = (await examine_parts(resources))["background"]
    running = asyncio.create_task(standing.run())
    await broke.wait()
    after = (await examine_parts(resources))["background"]
    holds.set()
    await running

    assert before.ok
    assert not after.ok
    assert after.detail == "broke and begins again: counting; see the log"


async def test_search_waits_for_the_index_from_the_first_step_of_who_keeps_it(site: Site) -> None:
    keeping = asyncio.create_task(site.resources.keeper.run())
    await asyncio.sleep(0)
    at_first = site.resources.vectors.reading
    deadline = asyncio.get_running_loop().time() + 60
    while not site.resources.keeper.current and asyncio.get_running_loop().time() < deadline:  # noqa: ASYNC110 -- polled
        await asyncio.sleep(0.02)
    later = site.resources.vectors.reading
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)

    assert (at_first, later) == (True, False)
