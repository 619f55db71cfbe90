"""Fixtures of the analyzers' tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from graph.embedded import EmbeddedEngine
from graph.ports import GraphClient
from tests.analyzers.workshop import Workshop


@pytest.fixture
async def workshop(
    embedded_engine: EmbeddedEngine, embedded_graph: GraphClient, redis: Redis, redis_url: str, tmp_path: Path
) -> AsyncIterator[Workshop]:
    """An empty project on the embedded engine, with no worker yet."""
    shop = await Workshop.open(embedded_graph, embedded_engine.address.graph, redis, redis_url, tmp_path / "data")
    yield shop
    await shop.close()
