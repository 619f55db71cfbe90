"""Metrics that no client can make many of, whatever it calls its operations."""

from __future__ import annotations

import random

import pytest

from server.metrics import Metrics, Outcome
from server.operations import OperationWatch, Watched


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
