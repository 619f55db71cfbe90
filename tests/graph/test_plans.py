"""How the embedded engine would go about each statement: from an index, never through all nodes of a large label."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import pytest
from redis.asyncio import Redis

import graph.cypher
from graph.cypher.paging import PagedQuery
from graph.embedded import EmbeddedEngine
from graph.falkordb_wire import encode_statement
from graph.ports import GraphClient

SMALL = {"Project", "Model", "ModelVersion", "Label", "Task", "CarryAsk"}
"""Labels with so few nodes that looking through them all is no matter."""

LISTED = {
    "users.USERS_PAGE": {"User"},
    "tokens.TOKENS_EXPIRED_REMOVE": {"Token"},
    "runs.RUNS_PAGE": {"AnalysisRun"},
}
"""Labels that are looked through on purpose: people list users and runs, and the sweeper looks at tokens now and then."""

SEARCHED = {"Version", "Entity"}
"""Labels that search may look through: it asks for what any of them is called."""

PARTS = {"FENCE", "RUN_GIVEN"}
"""Constants that begin statements, and are none."""

LISTS = {"ids", "keys", "parents", "names", "digests", "within", "labels", "kinds", "tags", "statuses"}
NUMBERS = {"limit", "attempt", "start", "end", "p0", "p1", "score", "confidence"}


def statements() -> Iterator[tuple[str, str]]:
    for module in pkgutil.iter_modules(graph.cypher.__path__):
        for name, value in vars(importlib.import_module(f"graph.cypher.{module.name}")).items():
            if isinstance(value, PagedQuery):
                yield f"{module.name}.{name}", value.forward
                yield f"{module.name}.{name}_BACKWARD", value.backward
            elif name[0].isupper() and isinstance(value, str) and name not in PARTS:
                yield f"{module.name}.{name}", value


def example(name: str, statement: str) -> Any:
    """Return a value of the kind that a parameter has."""
    if name == "rows":
        fields = dict.fromkeys(re.findall(r"\brow\.(\w+)", statement), "x")
        return [fields | {"node": {"id": "x", "shotId": "x", "confidence": 1}}]
    fields = dict.fromkeys(re.findall(rf"\${name}\.(\w+)", statement), "x")
    if fields:
        return fields
    if name in NUMBERS:
        return 3
    return ["x"] if name in LISTS or name.endswith("s") else "x"


@pytest.mark.parametrize(("name", "statement"), [pytest.param(*each, id=each[0]) for each in statements()])
async def test_a_statement_looks_through_no_large_label(
    name: str, statement: str, embedded_graph: GraphClient, embedded_engine: EmbeddedEngine, redis: Redis
) -> None:
    await embedded_graph.write("CREATE (:Anything)")
    params = {param: example(param, statement) for param in re.findall(r"\$(\w+)", statement)}

    plan = await redis.execute_command(  # type: ignore[no-untyped-call]
        "GRAPH.EXPLAIN", embedded_engine.address.graph.database, encode_statement(statement, params)
    )

    lines = [line.decode() if isinstance(line, bytes) else line for line in plan]
    scanned = {match[1] for line in lines if (match := re.search(r"Label Scan \| \(\w*:(\w+)\)", line))}
    looked_through = (
        SEARCHED if name.startswith(("search.", "facets.", "names.")) else LISTED.get(name.removesuffix("_BACKWARD"), set())
    )
    assert scanned <= SMALL | looked_through
    assert not any("All Node Scan" in line for line in lines)
