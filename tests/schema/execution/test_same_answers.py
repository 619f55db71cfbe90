from __future__ import annotations

from collections import Counter

import pytest

from tests.schema.execution import made
from tests.schema.execution.compared import Pair, as_text, load_made_later, nulled_at
from tests.schema.execution.questions import question

pytestmark = pytest.mark.no_cover  # so many cases: to note each line that they run would take as long again

later = load_made_later()
DOCUMENTS = 350
ROOTS = 3


@pytest.fixture(scope="module")
def at_once() -> Pair:
    return Pair(made.make_schema())


@pytest.fixture(scope="module")
def eventually() -> Pair:
    return Pair(later.make_schema())


async def test_any_query_is_answered_as_graphql_core_answers_it(at_once: Pair, eventually: Pair) -> None:
    seen: Counter[str] = Counter()
    for seed in range(DOCUMENTS):
        asked = question(at_once.schema, seed, depth=4, fields=14)
        document = at_once.parse(asked)
        if document is None:
            continue
        for root in range(seed, seed + ROOTS):
            expected = await at_once.core(document, asked, made.Query(seed=root), "context")

            found = await at_once.ours(document, asked, made.Query(seed=root), "context")
            found_later = await eventually.ours(document, asked, later.Query(seed=root), "context")

            assert as_text(found) == as_text(expected), (root, asked)
            assert as_text(found_later) == as_text(expected), (root, asked)
            seen["answered"] += 1
            seen["errors"] += len(found.errors or ())
            seen["null at the root"] += found.data is None
    assert seen["answered"] > 0.8 * DOCUMENTS * ROOTS, seen
    assert seen["errors"] > seen["answered"], seen
    assert seen["null at the root"] > 50, seen


async def test_where_resolvers_take_their_time_graphql_core_finds_the_same_nulls(eventually: Pair) -> None:
    """Which of several errors under one null is told, the specification leaves to who comes first."""
    for seed in range(DOCUMENTS // 5):
        asked = question(eventually.schema, seed, depth=4, fields=14)
        document = eventually.parse(asked)
        if document is None:
            continue
        expected = await eventually.core(document, asked, later.Query(seed=seed), "context")

        found = await eventually.ours(document, asked, later.Query(seed=seed), "context")

        assert found.data == expected.data, asked
        assert nulled_at(found).keys() == nulled_at(expected).keys(), asked


async def test_mutations_run_one_after_another_in_both(at_once: Pair, eventually: Pair) -> None:
    for seed in range(DOCUMENTS // 5):
        asked = question(at_once.schema, seed, operation="mutation", depth=3, fields=10)
        document = at_once.parse(asked)
        if document is None:
            continue
        kept: list[list[str]] = [[], [], []]
        expected = await at_once.core(document, asked, made.Mutation(seed=seed), kept[0])

        found = await at_once.ours(document, asked, made.Mutation(seed=seed), kept[1])
        found_later = await eventually.ours(document, asked, later.Mutation(seed=seed), kept[2])

        assert as_text(found) == as_text(found_later) == as_text(expected), asked
        assert kept[1] == kept[2] == kept[0], asked
