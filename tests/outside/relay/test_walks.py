"""Walks through a list that grows: each asset that was there before is met exactly once, whoever adds others meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from graph.nodes.asset import Asset, AssetKind
from graph.nodes.ids import new_id
from graph.ports import GraphClient
from graph.stores.assets import asset_row
from schema.ids import encode_id
from tests.graph.scene import make_scene
from tests.schema.desk import Desk

EARLIER = 600
ADDED = 5000
AT_ONCE = 25
PAGE = 50

ADD = """
MATCH (p:Project {id: $project})
UNWIND $rows AS row
CREATE (a:Asset)
SET a = row
CREATE (a)-[:IN]->(p)
"""

FORWARD = """
query Forward($id: ID!, $order: AssetOrder!, $first: Int!, $after: String) {
  node(id: $id) {
    ... on Project {
      assets(orderBy: $order, first: $first, after: $after) {
        edges { node { id } } pageInfo { more: hasNextPage cursor: endCursor }
      }
    }
  }
}
"""
BACKWARD = """
query Backward($id: ID!, $order: AssetOrder!, $last: Int!, $before: String) {
  node(id: $id) {
    ... on Project {
      assets(orderBy: $order, last: $last, before: $before) {
        edges { node { id } } pageInfo { more: hasPreviousPage cursor: startCursor }
      }
    }
  }
}
"""


async def add(graph: GraphClient, project_id: str, names: Sequence[str]) -> list[str]:
    """Let assets in, some at once; return their global ids."""
    added = []
    for start in range(0, len(names), AT_ONCE):
        some = names[start : start + AT_ONCE]
        assets = [Asset(new_id(), project_id, name, AssetKind.VIDEO, (), datetime.now(UTC)) for name in some]
        await graph.write(ADD, project=project_id, rows=[asset_row(asset) for asset in assets])
        added += [encode_id("Asset", asset.id) for asset in assets]
    return added


async def walk(
    desk: Desk, project: str, order: str, adding: asyncio.Task[list[str]], page: int = PAGE
) -> tuple[list[str], int]:
    """Every id, page by page, in the order of the list, `-` for backward; and how many pages others wrote beside."""
    met: list[str] = []
    cursor, more, beside = None, True, 0
    while more:
        if order.startswith("-"):
            answer = await desk.ask(BACKWARD, id=project, order=order[1:], last=page, before=cursor)
        else:
            answer = await desk.ask(FORWARD, id=project, order=order, first=page, after=cursor)
        assets = answer["node"]["assets"]
        ids = [edge["node"]["id"] for edge in assets["edges"]]
        met = ids + met if order.startswith("-") else met + ids
        cursor, more = assets["pageInfo"]["cursor"], assets["pageInfo"]["more"]
        beside += not adding.done()
    return met, beside


async def test_walks_meet_every_earlier_asset_once_while_another_adds_five_thousand(
    graph: GraphClient, tmp_path: Path
) -> None:
    desk = Desk(await make_scene(graph, tmp_path))
    own, project = desk.scene.project.id, encode_id("Project", desk.scene.project.id)
    earlier = await add(graph, own, [f"{n * 7919 % 1000:03} early" for n in range(EARLIER)])

    adding = asyncio.create_task(add(graph, own, [f"{n * 7907 % 1000:03} late" for n in range(ADDED)]))
    # A page costs Neo4j several times as much: two walks there, one each way.
    orders = ("NAME", "-NEWEST") if graph.engine == "neo4j" else ("NAME", "-NAME", "-NEWEST", "OLDEST")
    walks = await asyncio.gather(*(walk(desk, project, order, adding) for order in orders))

    added = await adding
    assert len(added) == ADDED
    for met, beside in walks:
        assert len(set(met)) == len(met)
        assert set(earlier) <= set(met)
        assert beside > 5, "nothing was added while this walk went on"

    everything, _ = await walk(desk, project, "NAME", adding, 100)
    assert set(everything) == {*earlier, *added}
    assert len(everything) == EARLIER + ADDED
