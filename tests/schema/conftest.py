"""Fixtures of the schema's tests. They are not about the engine: the stores' own tests run on both."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.ports import GraphClient
from tests.graph.scene import make_scene
from tests.schema.desk import Desk


@pytest.fixture
async def desk(embedded_graph: GraphClient, tmp_path: Path) -> Desk:
    """A project with an artist in it, and the schema to ask about it."""
    return Desk(await make_scene(embedded_graph, tmp_path))
