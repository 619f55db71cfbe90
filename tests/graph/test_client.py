"""What a GraphClient promises on both engines: values come back as they went in, batches, errors that say what is wrong."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from neo4j import AsyncGraphDatabase

from graph.client import GraphAddress, open_graph
from graph.errors import ConflictError, InvalidError, UnavailableError
from graph.ports import GraphClient

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
# The embedded engine answers with 15 significant digits.
NUMBERS = st.floats(-1e307, 1e307).map(lambda number: float(f"{number:.15g}"))
INTEGERS = st.integers(-(2**63), 2**63 - 1)
SCALARS = st.none() | st.booleans() | INTEGERS | NUMBERS | TEXT
NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0`"), min_size=1)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=VALUES)
async def test_a_parameter_comes_back_as_it_went_in(graph: GraphClient, value: object) -> None:
    rows = await graph.read("RETURN $value AS value", value=value)
    assert rows == [{"value": value}]


LIKE_JSON = st.text(alphabet='",:{}[]idnul\\`1.e-', max_size=8)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.dictionaries(st.sampled_from(["id", "d", "null", "a b", ","]), LIKE_JSON | SCALARS), max_size=4))
async def test_rows_of_text_that_looks_like_json_come_back_as_they_went_in(
    embedded_graph: GraphClient, rows: list[dict[str, Any]]
) -> None:
    assert await embedded_graph.read("RETURN $rows AS rows", rows=rows) == [{"rows": rows}]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.fixed_dictionaries({"text": TEXT, "number": NUMBERS, "whole": INTEGERS}), max_size=5))
async def test_a_stored_property_comes_back_as_it_went_in(graph: GraphClient, rows: list[dict[str, Any]]) -> None:
    await graph.write("MATCH (p:Probe) DELETE p")
    numbered = [{"order": order, **row} for order, row in enumerate(rows)]
    await graph.write_batches("UNWIND $rows AS row CREATE (p:Probe) SET p = row", numbered)
    stored = await graph.read("MATCH (p:Probe) RETURN p ORDER BY p.order")
    assert [row["p"] for row in stored] == numbered


@pytest.mark.parametrize(
    "text",
    ["'", '"', "\\", "\\'", '\\"', "`", "$value", "{a: 1}", "//", "/* */", "a\nb\r\tc", "\x01\x7f", "é😀 漢字", "\\u0041"],
)
async def test_text_is_never_read_as_cypher(graph: GraphClient, text: str) -> None:
    assert await graph.read("RETURN $value AS value, $after AS after", value=text, after=[text, {"k": text}]) == [
        {"value": text, "after": [text, {"k": text}]}
    ]


@pytest.mark.parametrize("value", [2**63, -(2**63) - 1])
async def test_an_integer_beyond_64_bits_is_refused(graph: GraphClient, value: int) -> None:
    with pytest.raises(InvalidError, match="64 bits"):
        await graph.read("RETURN $value AS value", value=value)


async def test_half_a_surrogate_pair_is_refused(graph: GraphClient) -> None:
    with pytest.raises(InvalidError, match="surrogate"):
        await graph.read("RETURN $value AS value", value="\ud800")


@pytest.mark.parametrize("put", [lambda value: value, lambda value: [{"id": value}]], ids=["alone", "in rows"])
@pytest.mark.parametrize(("value", "words"), [("a\0b", "NUL"), (float("nan"), "finite"), ({"a`b": 1}, "name of a property")])
async def test_what_the_embedded_engine_cannot_hold_is_refused_by_name(
    embedded_graph: GraphClient, value: object, words: str, put: Callable[[object], object]
) -> None:
    with pytest.raises(InvalidError, match=words) as caught:
        await embedded_graph.read("RETURN $value AS value", value=put(value))
    assert caught.value.path == ("value",)


async def test_nodes_and_relations_come_back_as_maps_of_their_properties(graph: GraphClient) -> None:
    # given a node, a relation and a property that neither client has heard of before
    await graph.write("CREATE (a:Probe {id: 'a', brandNew: 1})-[:LEADS_TO {score: 0.5}]->(b:Probe {id: 'b'})")
    # when they are read alone, in lists and in maps
    rows = await graph.read("MATCH (a:Probe)-[r]->(b:Probe) RETURN a, r, [a, b] AS both, {node: b} AS map")
    # then
    a, b = {"id": "a", "brandNew": 1}, {"id": "b"}
    assert rows == [{"a": a, "r": {"score": 0.5}, "both": [a, b], "map": {"node": b}}]


async def test_a_statement_may_return_the_property_that_it_has_just_introduced(graph: GraphClient) -> None:
    rows = await graph.write("CREATE (p:Probe {id: 'x', neverSeenBefore: 'here'}) RETURN p")
    assert rows == [{"p": {"id": "x", "neverSeenBefore": "here"}}]


async def test_batches_write_every_row_once_and_in_order(graph: GraphClient) -> None:
    before = graph.queries
    rows = [{"id": str(number), "number": number} for number in range(2_500)]
    statements = await graph.write_batches(
        "UNWIND $rows AS row CREATE (p:Probe {id: row.id, number: row.number, by: $by})", rows, by="test"
    )
    assert statements == 3
    assert graph.queries == before + 3
    found = await graph.read("MATCH (p:Probe {by: 'test'}) RETURN count(p) AS n, sum(p.number) AS total")
    assert found == [{"n": 2_500, "total": sum(range(2_500))}]


async def test_no_rows_are_no_statement(graph: GraphClient) -> None:
    before = graph.queries
    assert await graph.write_batches("UNWIND $rows AS row CREATE (:Probe)", []) == 0
    assert graph.queries == before


async def test_a_batch_that_fails_is_raised_plainly_and_nothing_stays_on_its_way(graph: GraphClient) -> None:
    # given ten batches of which the fourth cannot be written
    rows = [{"name": str(number)} for number in range(10)]
    rows[3]["name"] = "0"
    # when
    with pytest.raises(ConflictError):
        await graph.write_batches("UNWIND $rows AS row CREATE (:Label {name: row.name})", rows, size=1)
    # then those that were answered before are there, and no task goes on with the ones behind
    assert asyncio.all_tasks() == {asyncio.current_task()}
    written = await graph.read("MATCH (l:Label) RETURN count(l) AS n")
    assert 2 <= written[0]["n"] < 10


async def test_a_batch_holds_at_least_one_row(graph: GraphClient) -> None:
    with pytest.raises(ValueError, match="at least one row"):
        await graph.write_batches("UNWIND $rows AS row CREATE (:Probe)", [{}], size=0)


@pytest.mark.neo4j
async def test_deadlocks_are_retried_and_counted_and_no_news_on_neo4j(
    neo4j_address: GraphAddress, caplog: pytest.LogCaptureFixture
) -> None:
    # given statements that lock the same nodes in opposite orders
    client = open_graph(neo4j_address)
    names = [str(number) for number in range(300)]
    await client.write_batches("UNWIND $rows AS row MERGE (:Probe {id: row.id})", [{"id": name} for name in names])
    touch = "UNWIND $names AS name MATCH (p:Probe {id: name}) SET p.touched = coalesce(p.touched, 0) + 1"
    # when they run at once until two of them have met
    touches = 0
    async with asyncio.timeout(60):
        while not client.retries:
            await asyncio.gather(client.write(touch, names=names), client.write(touch, names=names[::-1]))
            touches += 2
    # then each was done once, and nobody was warned
    assert await client.read("MATCH (p:Probe) RETURN DISTINCT p.touched AS touched") == [{"touched": touches}]
    assert [record for record in caplog.records if record.name.startswith("neo4j")] == []
    await client.write("MATCH (p:Probe) DELETE p")
    await client.close()


async def test_a_second_node_with_a_unique_key_is_a_conflict_and_leaves_nothing(graph: GraphClient) -> None:
    await graph.write("CREATE (:Label {name: 'dog'})")
    with pytest.raises(ConflictError):
        await graph.write("CREATE (:Probe {id: 'left behind'}) CREATE (:Label {name: 'dog'})")
    assert await graph.read("MATCH (p:Probe) RETURN p") == []


async def test_a_read_cannot_write(graph: GraphClient) -> None:
    with pytest.raises(Exception, match=r"read-only|[Ww]rit"):
        await graph.read("CREATE (p:Probe) RETURN p")


async def test_an_address_where_nobody_listens_is_unavailable(graph_address: GraphAddress) -> None:
    # given the right engine at a wrong place
    nowhere = dataclasses.replace(graph_address, uri="bolt://127.0.0.1:9", port=9, retry_seconds=0.2)
    client = open_graph(nowhere)
    # when, then
    with pytest.raises(UnavailableError, match=r"127\.0\.0\.1:9"):
        await client.ping()
    with pytest.raises(UnavailableError, match=r"127\.0\.0\.1:9"):
        await client.read("RETURN 1")
    await client.close()


@pytest.mark.neo4j
async def test_a_pool_without_a_free_connection_is_unavailable_on_neo4j(neo4j_address: GraphAddress) -> None:
    # given somebody who holds a lock, and a client with one connection
    address = neo4j_address
    client = open_graph(dataclasses.replace(address, connections=1, retry_seconds=2.0))
    touch = "MERGE (p:Probe {id: 'held'}) SET p.touched = true"
    async with asyncio.timeout(120):
        while True:  # a slow machine takes longer than that to connect
            with suppress(UnavailableError):
                await client.write(touch)
                break
    async with (
        AsyncGraphDatabase.driver(address.uri, auth=(address.user, address.password)) as driver,
        driver.session(database=address.database) as session,
    ):
        holding = await session.begin_transaction()
        await holding.run(touch)
        # when two want that lock, of whom one can ask for it
        both = [asyncio.create_task(client.write(touch)) for _ in range(2)]
        (refused,), (waiting,) = await asyncio.wait(both, timeout=60, return_when=asyncio.FIRST_COMPLETED)
        # then the other is told so by the class that everyone knows what to do with
        error = refused.exception()
        await holding.rollback()
    assert isinstance(error, UnavailableError)
    assert "bolt" not in error.message
    await waiting
    await client.write("MATCH (p:Probe) DELETE p")
    await client.close()


async def test_a_wrong_password_is_unavailable_at_once(graph_address: GraphAddress) -> None:
    client = open_graph(dataclasses.replace(graph_address, password="wrong", retry_seconds=60))
    with pytest.raises(UnavailableError, match="refuses"):
        await client.read("RETURN 1")
    await client.close()


def test_an_address_keeps_its_password_to_itself() -> None:
    assert "secret" not in repr(GraphAddress(engine="neo4j", database="neo4j", password="secret"))


async def test_who_asks_is_not_told_where_an_engine_that_is_away_lies() -> None:
    client = open_graph(
        GraphAddress(engine="falkordb", database="none", host="127.0.0.1", port=1, password="x", retry_seconds=0.1)
    )

    with pytest.raises(UnavailableError) as away:
        await client.read("RETURN 1 AS one")

    assert "127.0.0.1" not in away.value.message
    assert "127.0.0.1:1" in str(away.value)
    await client.close()
