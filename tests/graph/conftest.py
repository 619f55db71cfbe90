"""Fixtures of the graph's tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.ports import GraphClient
from tests.graph.scene import Scene, make_scene


@pytest.fixture
async def scene(graph: GraphClient, tmp_path: Path) -> Scene:
    """A project with an artist in it, on each engine."""
    return await make_scene(graph, tmp_path)
