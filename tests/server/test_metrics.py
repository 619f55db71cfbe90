"""Metrics that no client can make many of, whatever it calls its operations."""

from __future__ import annotations

import asyncio
import random
import re
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from graph.cypher.search import EMBEDDED_RUNS
from graph.ports import GraphClient
from server.metrics import Metrics, Outcome
from server.operations import OperationWatch, Watched
from server.settings import Settings
from tests.server.graphql_site import begin, open_site


def test_ten_thousand_operation_names_make_few_series_and_those_that_were_told_keep_their_own() -> None:
    metrics = Metrics(["SearchPage", "Ingest"])
    watch = OperationWatch(metrics, slow_seconds=60)
    chance = random.Random(7)  # noqa: S311
    for number in range(10_000):
        name = f"Operation{chance.getrandbits(64):x}"
        if number % 3 == 0:
            watch.refused(name)
            continue
        with watch.running(Watched(name, chance.choice(["query", "mutation", "subscription"]), 1)):
            pass
        metrics.request("POST" if number % 2 else f"METHOD{number}", f"/graphql{number % 5 or ''}/{name}", 200, 0.01)
    with watch.running(Watched("SearchPage", "query", 1)):
        pass

    text = metrics.exposition().decode()
    series = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert len(series) <= 200
    assert 'reelgraph_operations_total{operation="SearchPage",outcome="ok"} 1.0' in series
    assert any(line.startswith('reelgraph_operations_total{operation="other",outcome="ok"}') for line in series)


def test_names_of_refused_operations_take_no_room() -> None:
    metrics = Metrics()
    for number in range(1000):
        metrics.operation(f"Guess{number}", "", Outcome.REFUSED)
    metrics.operation("Page", "query", Outcome.OK, 0.1)
    assert b'operation="Guess' not in metrics.exposition()
    assert b'reelgraph_operations_total{operation="Page",outcome="ok"} 1.0' in metrics.exposition()


def test_rate_errors_and_duration_of_an_operation_are_told() -> None:
    metrics = Metrics()
    watch = OperationWatch(metrics, slow_seconds=60)
    for failed in (False, False, True):
        with watch.running(Watched("Page", "query", 5, failed=failed)):
            pass
    with pytest.raises(TimeoutError), watch.running(Watched("Page", "query", 5)):
        raise TimeoutError

    def value(series: str, **labels: str) -> float | None:
        return metrics.registry.get_sample_value(series, {"operation": "Page", **labels})

    assert value("reelgraph_operations_total", outcome="ok") == 2
    assert value("reelgraph_operations_total", outcome="failed") == 2
    assert value("reelgraph_operation_seconds_count") == 4
    assert (value("reelgraph_operation_seconds_sum") or 0) > 0


async def test_the_server_counts_operations_by_few_names_and_tells_what_waits_and_who_is_connected(
    embedded_graph: GraphClient, redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    async with open_site(embedded_graph, redis, redis_url, tmp_path) as site, site.socket() as socket:
        await begin(socket, site.token)
        async with site.client() as client:
            for number in range(60):
                await client.post("/graphql", json={"query": f"query Made{number} {{ me {{ name }} }}"})
            await client.post("/graphql", json={"query": "query Broken { nothing }", "operationName": "Broken"})
            text = (await client.get("/metrics")).text

    series = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert len(series) <= 200
    assert series['reelgraph_operations_total{operation="Made0",outcome="ok"}'] == "1.0"
    assert float(series['reelgraph_operations_total{operation="other",outcome="ok"}']) == 48
    assert series['reelgraph_operations_total{operation="other",outcome="refused"}'] == "1.0"
    assert series["reelgraph_open_sockets"] == "1.0"
    assert {
        "reelgraph_queue_depth",
        "reelgraph_index_lag",
        "reelgraph_subscribers",
        "reelgraph_http_requests_in_flight",
    } <= set(series)


def test_the_page_on_operations_names_every_series_and_no_setting_that_is_not_there() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "operations.md").read_text()
    assert [one.name for one in Metrics().registry.collect() if one.name not in page] == []
    settings = {f"REELGRAPH_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"REELGRAPH_[A-Z0-9_]+", page)) - settings == set()


async def test_whoever_asks_for_metrics_again_and_again_does_not_keep_the_graph_counting_runs(
    embedded_graph: GraphClient, redis: Redis, redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, counted = embedded_graph.read, 0

    async def noted(cypher: str, /, **params: Any) -> list[dict[str, Any]]:
        nonlocal counted
        counted += cypher == EMBEDDED_RUNS
        return await read(cypher, **params)

    async with open_site(embedded_graph, redis, redis_url, tmp_path) as site, site.client("") as client:
        monkeypatch.setattr(embedded_graph, "read", noted)
        answers = await asyncio.gather(*(client.get("/metrics") for _ in range(20)))

    assert all("reelgraph_index_lag 0.0" in answer.text for answer in answers)
    assert 0 < counted < 20
