"""What both engines promise: values come back as they went in, batches, errors, counting."""

from __future__ import annotations

from graph.ports import GraphClient


async def test_a_query_is_counted_once(graph: GraphClient) -> None:
    before = graph.queries
    await graph.read("RETURN 1 AS one")
    assert graph.queries == before + 1
