"""What is large in a node is read from the graph only where an operation asks for it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from graph.nodes.unread import UNREAD_ITEMS, UNREAD_MAP
from schema.ids import encode_id
from tests.schema.desk import Desk
from tests.schema.full_house import fill

RUNS = """query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Version { id
  runs { edges { node { status tasks %s } } }
  analysis { status run { id %s } current { task run { id device %s } } }
  shots(first: 2) { edges { node { provenance { run { status } %s } } } }
} } }"""
DRAWN = """query ($ids: [ID!]!) { nodes(ids: $ids) {
  ... on ReviewSession { annotations { edges { node { id deleted at { start } %s } } } comments { edges { node { id } } } }
  ... on Comment { drawn: annotations { id version %s } }
} }"""


async def read_by(desk: Desk, monkeypatch: pytest.MonkeyPatch, query: str, ids: list[str]) -> tuple[Any, list[str]]:
    """The answer, and every row that came from the graph for it, as JSON."""
    client, rows = desk.scene.client, list[str]()
    with monkeypatch.context() as patch:
        read = client.read

        async def noted(cypher: str, /, **params: Any) -> list[dict[str, Any]]:
            found = await read(cypher, **params)
            rows.extend(json.dumps(row, default=str) for row in found)
            return found

        patch.setattr(client, "read", noted)
        return await desk.ask(query, desk.scene.admin, ids=ids), rows


async def test_parameters_and_metrics_of_runs_come_only_where_they_are_asked_for(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = (await fill(desk))["Version"]

    brief, without = await read_by(desk, monkeypatch, RUNS % ("", "", "", ""), ids)
    whole, with_them = await read_by(desk, monkeypatch, RUNS % ("parameters", "metrics", "parameters", "parameters"), ids)

    assert not any('"parameters"' in row and '"tasks"' in row for row in without)
    assert any('"parameters"' in row and '"tasks"' in row for row in with_them)
    assert sum(map(len, without)) < sum(map(len, with_them))
    assert len(without) == len(with_them), "not a statement more, and no row"
    runs = [edge["node"] for node in whole["nodes"] for edge in node["runs"]["edges"]]
    assert runs
    assert all(isinstance(run.pop("parameters"), dict) for run in runs)
    assert runs == [edge["node"] for node in brief["nodes"] for edge in node["runs"]["edges"]]


async def test_marks_come_only_where_they_are_asked_for(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    made = await fill(desk)
    ids = [*made["ReviewSession"], *made["Comment"]]

    brief, without = await read_by(desk, monkeypatch, DRAWN % ("", ""), ids)
    whole, with_them = await read_by(desk, monkeypatch, DRAWN % ("marks { kind }", ""), ids)

    assert not any('"marks"' in row for row in without)
    assert any('"marks"' in row for row in with_them)
    assert len(without) == len(with_them)
    drawn = [edge["node"] for node in whole["nodes"] if "comments" in node for edge in node["annotations"]["edges"]]
    assert drawn
    assert all(each.pop("marks") for each in drawn)
    assert whole == brief


async def test_what_a_fragment_asks_for_is_read(desk: Desk) -> None:
    run = await desk.scene.analysed(await desk.scene.ingest())
    query = """query ($id: ID!) { node(id: $id) { ... on Version { runs { edges { node { ...Given } } } } } }
      fragment Given on AnalysisRun { ... on AnalysisRun { given: parameters } }"""

    found = await desk.ask(query, desk.scene.admin, id=encode_id("Version", run.version_id))

    assert [edge["node"]["given"] for edge in found["node"]["runs"]["edges"]] == [dict(run.parameters)]


def test_whoever_looks_at_what_was_not_read_is_told() -> None:
    for look in (lambda: UNREAD_MAP["a"], lambda: dict(UNREAD_MAP), lambda: len(UNREAD_ITEMS), lambda: list(UNREAD_ITEMS)):
        with pytest.raises(LookupError, match="not read"):
            look()
