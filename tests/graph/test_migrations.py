"""Migrations: each once, in order, whoever runs them and however often."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from graph.client import GraphAddress, open_graph
from graph.errors import ConflictError
from graph.migrations import MIGRATIONS, TAKE_LOCK, Migration, migrate
from graph.nodes.ids import new_id
from graph.ports import GraphClient

EXTRA = Migration("9999_extra", unique=(("Extra", ("id",)),), indexed=(("Extra", ("size",)),))


@pytest.fixture
def address(graph_address: GraphAddress) -> GraphAddress:
    """Where these tests migrate: on the embedded engine a graph of their own, of which Neo4j Community has but one."""
    return graph_address if graph_address.engine == "neo4j" else replace(graph_address, database=f"graph-{new_id()}")


@pytest.fixture
async def unmigrated(address: GraphAddress) -> AsyncIterator[GraphClient]:
    """A graph to which EXTRA, and only that, is still to be applied."""
    client = open_graph(address)
    await migrate(client)
    yield client
    if client.engine == "neo4j":
        await client.write("MATCH (n) WHERE n:Extra OR n:MigrationLock OR n.name STARTS WITH '9999' DETACH DELETE n")
        await client.define(["DROP CONSTRAINT Extra_id_unique IF EXISTS", "DROP INDEX Extra_size IF EXISTS"])
    await client.close()


async def test_a_second_run_applies_nothing(unmigrated: GraphClient) -> None:
    assert await migrate(unmigrated, [*MIGRATIONS, EXTRA]) == ["9999_extra"]
    assert await migrate(unmigrated, [*MIGRATIONS, EXTRA]) == []


async def test_of_two_runners_at_once_one_applies_and_the_other_has_nothing_left(
    unmigrated: GraphClient, address: GraphAddress
) -> None:
    other = open_graph(address)
    both = await asyncio.gather(*(migrate(client, [*MIGRATIONS, EXTRA]) for client in (unmigrated, other)))
    assert sorted(both) == [[], ["9999_extra"]]
    await other.close()


async def test_an_edited_migration_that_was_applied_is_an_error(unmigrated: GraphClient) -> None:
    await migrate(unmigrated, [*MIGRATIONS, EXTRA])
    edited = replace(EXTRA, unique=(("Extra", ("name",)),))
    with pytest.raises(ConflictError, match="9999_extra"):
        await migrate(unmigrated, [*MIGRATIONS, edited])


async def test_a_graph_of_a_newer_program_is_an_error(unmigrated: GraphClient) -> None:
    await migrate(unmigrated, [*MIGRATIONS, EXTRA])
    with pytest.raises(ConflictError, match="newer Reelgraph"):
        await migrate(unmigrated)


async def test_the_lock_of_a_runner_that_died_runs_out(unmigrated: GraphClient) -> None:
    # given a lock whose holder is gone, and runs out in a moment
    now = time.time()
    await unmigrated.write(TAKE_LOCK, holder="dead", now=now, until=now + 0.3)
    # when, then
    assert await migrate(unmigrated, [*MIGRATIONS, EXTRA]) == ["9999_extra"]


async def test_a_step_that_was_cut_off_is_done_again(unmigrated: GraphClient) -> None:
    await unmigrated.define(EXTRA.statements(unmigrated.engine)[:1])
    assert await migrate(unmigrated, [*MIGRATIONS, EXTRA]) == ["9999_extra"]


async def test_every_unique_key_is_unique(graph: GraphClient) -> None:
    for label, names in (key for migration in MIGRATIONS for key in migration.unique):
        properties = ", ".join(f"{name}: 'same'" for name in names)
        await graph.write(f"CREATE (:{label} {{{properties}}})")
        with pytest.raises(ConflictError):
            await graph.write(f"CREATE (:{label} {{{properties}}})")
        await graph.write(f"MATCH (n:{label}) DELETE n")


async def test_a_constraint_on_data_that_breaks_it_is_an_error(unmigrated: GraphClient) -> None:
    await unmigrated.write("CREATE (:Extra {id: 'same'}), (:Extra {id: 'same'})")
    with pytest.raises(ConflictError, match=r"cannot be made[\s\S]*Extra"):
        await migrate(unmigrated, [*MIGRATIONS, EXTRA])
    assert await unmigrated.read("MATCH (m:Migration {name: '9999_extra'}) RETURN m") == []
