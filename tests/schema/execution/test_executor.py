from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Iterator
from typing import Any

import pytest
import strawberry
from graphql import OperationDefinitionNode, parse
from strawberry.dataloader import DataLoader
from strawberry.extensions import SchemaExtension

from schema.execution.executor import PlannedExecutor, planned
from schema.execution.plans import Plans
from tests.schema.execution import made
from tests.schema.execution.compared import Pair
from tests.schema.execution.questions import Question


@strawberry.type
class Leaf:
    number: int

    @strawberry.field
    async def square(self, info: strawberry.Info[Any, None]) -> int:
        return await info.context.squares.load(self.number)  # type: ignore[no-any-return]


@strawberry.type
class Branch:
    number: int

    @strawberry.field
    async def leaves(self) -> list[Leaf]:
        await asyncio.sleep(0)
        return [Leaf(number=self.number * 10 + place) for place in range(3)]

    @strawberry.field
    def near(self) -> Leaf:
        return Leaf(number=self.number)


@strawberry.type
class Query:
    @strawberry.field
    def branches(self) -> list[Branch]:
        return [Branch(number=number) for number in range(4)]

    @strawberry.field
    async def wait(self, info: strawberry.Info[Any, None], name: str) -> int:
        told: asyncio.Queue[str] = info.context
        told.put_nowait(f"{name} begins")
        try:
            await asyncio.Event().wait()
        finally:
            told.put_nowait(f"{name} ends")
        return 1


class Squares:
    """A loader that keeps what it was asked for at once."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.squares = DataLoader(self._load)

    async def _load(self, numbers: list[int]) -> list[int]:
        self.batches.append(sorted(numbers))
        return [number * number for number in numbers]


def schema(plans: Plans | None = None, **options: Any) -> strawberry.Schema:
    return strawberry.Schema(query=Query, execution_context_class=planned(Plans() if plans is None else plans), **options)


async def test_a_loader_sees_all_keys_of_a_level_at_once() -> None:
    squares = Squares()
    query = "{ a: branches { near { square } } b: branches { leaves { square } } c: branches { near { square } } }"

    result = await schema().execute(query, context_value=squares)

    assert result.errors is None
    assert squares.batches == [[0, 1, 2, 3], [10, 11, 12, 20, 21, 22, 30, 31, 32]], "what was loaded is not loaded again"


async def test_a_request_that_is_cancelled_cancels_all_that_it_awaits() -> None:
    told: asyncio.Queue[str] = asyncio.Queue()
    before = asyncio.all_tasks()
    task = asyncio.create_task(schema().execute('{ a: wait(name: "a") b: wait(name: "b") }', context_value=told))
    begun = {await told.get(), await told.get()}

    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert begun == {"a begins", "b begins"}
    assert {told.get_nowait(), told.get_nowait()} == {"a ends", "b ends"}
    assert asyncio.all_tasks() == before


async def test_nothing_of_an_answer_is_kept() -> None:
    plans = Plans()
    served = schema(plans)
    kept: list[weakref.ref[Any]] = []

    class Watched(Squares):
        """A context to look after."""

    async def ask() -> None:
        context = Watched()
        kept.append(weakref.ref(context))
        await served.execute("{ branches { leaves { square } } }", context_value=context)

    await ask()
    await asyncio.sleep(0)
    gc.collect()

    assert len(plans) == 1
    assert kept[0]() is None


async def test_a_document_is_planned_once_for_each_way_its_conditions_fall() -> None:
    plans = Plans()
    served = schema(plans)
    query = "query ($no: Boolean!, $size: Int) { branches { number near @skip(if: $no) { number } } }"

    answers = [
        (await served.execute(query.replace(", $size: Int", ""), {"no": no})).data for no in (True, False, True, False)
    ]

    assert answers[0] == answers[2] != answers[1] == answers[3]
    assert len(plans) == 1


async def test_the_plans_that_are_kept_are_bounded_in_number_and_in_text() -> None:
    few, short = Plans(documents=3), Plans(characters=500)
    for plans in (few, short):
        served = schema(plans)
        for number in range(20):
            assert (await served.execute(f"{{ alias{number}: branches {{ number }} }}")).errors is None

    assert len(few) == 3
    assert len(short) < 20


class Wraps(SchemaExtension):
    """An extension that wraps every resolver."""

    def resolve(self, _next: Any, root: Any, info: Any, *args: Any, **kwargs: Any) -> Any:
        return _next(root, info, *args, **kwargs)


class Watches(SchemaExtension):
    """An extension that only looks at operations."""

    def on_operation(self) -> Iterator[None]:
        yield


@pytest.mark.parametrize(
    ("query", "extensions", "by_plan"),
    [
        ("{ branches { number } }", [], True),
        ("{ branches { number } }", [Watches], True),
        ("{ branches { number } }", [Wraps], False),
        ("{ __schema { queryType { name } } }", [], False),
        ('{ branches { number } ...F } fragment F on Query { __type(name: "Leaf") { name } }', [], False),
        ("{ __typename branches { __typename number @include(if: true) } }", [], True),
        ("query Q @experimental_disableErrorPropagation { branches { number } }", [], False),
    ],
)
async def test_what_is_unusual_is_left_to_graphql_core(
    query: str, extensions: list[Any], by_plan: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned_operations: list[bool] = []
    plan = PlannedExecutor.plan

    def watched(self: PlannedExecutor) -> Any:
        found = plan(self)
        planned_operations.append(found is not None)
        return found

    monkeypatch.setattr(PlannedExecutor, "plan", watched)
    served = strawberry.Schema(query=Query, extensions=extensions, execution_context_class=planned(Plans()))
    stock = strawberry.Schema(query=Query, extensions=extensions)

    result, expected = await served.execute(query), await stock.execute(query)

    assert any(planned_operations) == by_plan
    assert (result.data, result.errors) == (expected.data, expected.errors)


async def test_an_operation_is_chosen_by_its_name() -> None:
    query = "query A { branches { number } } query B { b: branches { near { number } } }"
    served = schema()

    first, second = await served.execute(query, operation_name="A"), await served.execute(query, operation_name="B")

    assert first.data is not None
    assert second.data is not None
    assert (list(first.data), list(second.data)) == (["branches"], ["b"])


async def test_selections_that_nest_too_deeply_are_told_as_graphql_core_tells_them() -> None:
    pair = Pair(made.make_schema())
    asked = Question("{ thing { " + "child { " * 150 + "count" + " }" * 152, {})
    document = parse(asked.text)
    assert isinstance(document.definitions[0], OperationDefinitionNode)

    expected = await pair.core(document, asked, made.Query(seed=5), None)
    found = await pair.ours(document, asked, made.Query(seed=5), None)

    assert found == expected


def test_a_schema_without_waiting_answers_at_once() -> None:
    result = schema().execute_sync("{ branches { number near { number } } }")

    assert result.errors is None
    assert result.data == {"branches": [{"number": number, "near": {"number": number}} for number in range(4)]}
