"""How the tests are shared out where several processes run them, as `make test` does with pytest-xdist.

A process takes whole groups: a file, because what is made for a module is then made once; and of what is dear, or the only
one, all that use it. Each process has embedded engines of its own, but there is one Neo4j, whose tests wipe it.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from xdist.scheduler import LoadScopeScheduling

if TYPE_CHECKING:
    from xdist.remote import Producer

NEO4J = "on Neo4j"
STUDIO = "from outside"
FIRST = (
    "tests/quality/test_short_queries.py",
    STUDIO,
    NEO4J,
    "tests/server/test_review_storm.py",
    "tests/graph/test_timecode.py",
)
"""Groups of few tests that take long: at the end of the run one process would wait for another's."""


def group(nodeid: str) -> str:
    """Return what a test shares a process with."""
    path, _, name = nodeid.partition("::")
    if re.search(r"\bneo4j\b|_on_neo4j$", name):
        return NEO4J
    if path.startswith(("tests/outside/", "tests/web/")):
        return STUDIO
    return path


class Groups(LoadScopeScheduling):  # type: ignore[misc]
    """Hands out groups in the order in which they were collected."""

    def _split_scope(self, nodeid: str) -> str:
        return group(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Groups:
    """Share the tests out by their groups, whatever ``--dist`` says."""
    config.option.loadscopereorder = False
    return Groups(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the longest groups first; raises UsageError for a test of Neo4j whose name does not say so."""
    for item in items:
        if item.get_closest_marker("neo4j") and group(item.nodeid) != NEO4J:
            raise pytest.UsageError(f"{item.nodeid} is a test of Neo4j: let its name end with _on_neo4j")
    if not hasattr(config, "workerinput"):
        return
    sizes = Counter(group(item.nodeid) for item in items)
    others = [name for name, _ in sizes.most_common() if name not in FIRST]
    ranks = {name: place for place, name in enumerate((*FIRST, *others))}
    items.sort(key=lambda item: ranks[group(item.nodeid)])
