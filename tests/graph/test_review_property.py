"""Five clients, ten thousand random operations, links that come and go: all end with what the log says, none overwritten.

Neo4j has fewer of them unless ``REELGRAPH_TEST_OPERATIONS`` says how many, on both engines:
``REELGRAPH_TEST_OPERATIONS=10000 make test TESTS=tests/graph/test_review_property.py``.
"""

from __future__ import annotations

import asyncio
import os
import random
from pathlib import Path

import pytest

from graph.nodes.access import Role, Viewer
from graph.nodes.log import LoggedEvent
from graph.ports import GraphClient
from graph.stores.annotations import annotation_row
from graph.stores.comments import comment_row
from tests.graph.review_room import ReviewRoom, make_review_room
from tests.graph.reviewing_clients import Client, Outcome, Row
from tests.graph.scene import make_scene

OPERATIONS = {"falkordb": 10_000, "neo4j": 300}
CLIENTS, SEED = 5, 5
AT_ONCE = 10


@pytest.mark.no_cover  # so many operations: to note each line that they run would take as long again
async def test_all_clients_end_with_the_log_and_nothing_is_overwritten_unseen(
    graph: GraphClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    operations = int(os.environ.get("REELGRAPH_TEST_OPERATIONS", OPERATIONS[graph.engine]))
    monkeypatch.setattr("graph.services.reviews.LONGEST_REPLAY", max(20, operations * 6 // 100))
    room = await make_review_room(await make_scene(graph, tmp_path))
    chance, outcome = random.Random(SEED), Outcome()  # noqa: S311 -- repeatable
    clients = [await join(room, number, chance, outcome) for number in range(CLIENTS)]

    for _ in range(operations // CLIENTS // AT_ONCE):
        await asyncio.gather(*(client.act(AT_ONCE) for client in clients))
    await asyncio.gather(*(client.come_back() for client in clients))
    await asyncio.gather(*(client.look() for client in clients))

    monkeypatch.setattr("graph.services.reviews.LONGEST_REPLAY", 10**6)
    log = await room.services.reviews.events(clients[0].viewer, room.session.id, 0)
    assert log is not None
    assert [event.seq for event in log] == list(range(1, len(log) + 1))
    truth = replayed(log)
    for client in clients:
        assert client.seq == len(log)
        assert standing(client.copy) == standing(truth)
    assert await stored(room, truth) == truth

    # What was acknowledged stands in the log under its number, once; and the log has nothing else but the opening.
    assert sorted(outcome.done.values()) == list(range(2, len(log) + 1))
    # Of all who changed a version of a thing that they saw, one succeeded; each of the others was shown what is there now.
    assert len(set(outcome.changed)) == len(outcome.changed) > operations // 20
    states = {(row["id"], row["version"]): row for event in log for row in rows(event)}
    assert len(outcome.conflicts) > operations // 100
    for thing, seen, current in outcome.conflicts:
        assert (thing, seen) in outcome.changed
        assert current["version"] > seen
        assert states[thing, current["version"]] == current
    assert outcome.resyncs > 0


async def join(room: ReviewRoom, number: int, chance: random.Random, outcome: Outcome) -> Client:
    services, project = room.services, room.scene.project.id
    user = await services.users.create_user(room.scene.admin, f"client {number}")
    await services.projects.add_member(room.scene.admin, project, user.id, Role.ARTIST)
    own = random.Random(chance.random())  # noqa: S311 -- repeatable, however the clients' turns fall
    return Client(room, Viewer(user, {project: Role.ARTIST}), own, outcome)


def rows(event: LoggedEvent) -> list[Row]:
    """The things that an event shows as they were right after."""
    said = (event.payload.get("comment"), event.payload.get("annotation"), *event.payload.get("annotations", ()))
    return [row for row in said if row is not None]


def replayed(log: list[LoggedEvent]) -> dict[str, Row]:
    """What a session holds by its log; each thing's versions follow each other."""
    found: dict[str, Row] = {}
    for event in log:
        for row in rows(event):
            assert row["version"] == (found[row["id"]]["version"] + 1 if row["id"] in found else 1)
            found[row["id"]] = row
    return found


def standing(copy: dict[str, Row]) -> dict[str, Row]:
    """All comments, and the drawings that are there: who reads a session again is not shown those that were taken away."""
    return {own: row for own, row in copy.items() if "text" in row or not row["deleted"]}


async def stored(room: ReviewRoom, truth: dict[str, Row]) -> dict[str, Row]:
    """The same things as the graph has them."""
    stores, ids = room.services.stores, list(truth)
    comments = [comment_row(found) for found in await stores.comments.by_ids(ids) if found is not None]
    drawings = [annotation_row(found) for found in await stores.annotations.by_ids(ids) if found is not None]
    return {row["id"]: row for row in (*comments, *drawings)}
