"""From values to what stands in the response: GraphQL specification, section 6.4.3, *Value Completion*."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterable, Callable, Sequence
from itertools import accumulate, chain
from types import NoneType
from typing import Any, NamedTuple, Protocol

from graphql import GraphQLError, GraphQLObjectType
from graphql.execution import Executor
from graphql.execution.executor import invalid_return_type_error
from graphql.pyutils import Undefined, is_iterable

from schema.execution.casts import all_of_type
from schema.execution.columns import Column, Leaves, Lists, Scattered, Slot, Values
from schema.execution.faults import Faults
from schema.execution.info import InfoSource
from schema.execution.places import ChosenPlace, ItemPlace, Place
from schema.execution.plan import Abstract, Field, Leaf, ListOf, Object, Selection, Shape
from schema.execution.reading import collected

_LISTS = {list, tuple}


class Run(Protocol):
    """The execution that a value is completed for."""

    executor: Executor[Any]
    faults: Faults

    def batch(self, selection: Selection, objects: Sequence[Any], place: Place) -> Column:
        """Execute a selection over objects, on the next turn; returns the column that they will be."""
        ...

    def settled(self, column: Values, then: Callable[[Values, set[type]], None]) -> None:
        """Call ``then`` with the column, and the types in it, when all of it was awaited: now where nothing is to await."""
        ...


class Of(NamedTuple):
    """Which field is being completed."""

    field: Field
    infos: InfoSource


def complete_settled(run: Run, of: Of, shape: Shape, column: Values, place: Place, slot: Slot) -> None:
    """Complete a column into ``slot``, after what is awaitable in it."""

    def then(settled: Values, kinds: set[type]) -> None:
        slot.column = _complete(run, of, shape, settled, kinds, place)

    run.settled(column, then)


def _complete(run: Run, of: Of, shape: Shape, column: Values, kinds: set[type], place: Place) -> Column:
    failed: Sequence[int] = ()
    if any(issubclass(kind, Exception) for kind in kinds):
        failed = [row for row, value in enumerate(column) if isinstance(value, Exception)]
        for row in failed:
            run.faults.add(column[row], of.field.nodes, place, row)
        column = [None if isinstance(value, Exception) else value for value in column]
        kinds = set(map(type, column))
    if type(Undefined) in kinds:
        column = [None if value is Undefined else value for value in column]
        kinds = set(map(type, column))
    if NoneType in kinds and not shape.nullable:
        _refuse_nulls(run, of, column, set(failed), place)
    if isinstance(shape, Leaf):
        return Leaves(_complete_leaves(run, of, shape, column, kinds, place))
    if NoneType not in kinds:
        return _complete_composite(run, of, shape, column, place)
    rows = [row for row, value in enumerate(column) if value is not None]
    return _chosen(run, of, shape, column, place, rows)


def _chosen(run: Run, of: Of, shape: Shape, column: Values, place: Place, rows: Sequence[int]) -> Column:
    """Complete some rows of a column; the others are null."""
    if not rows:
        return Leaves([None] * len(column))
    chosen = [column[row] for row in rows]
    return Scattered(len(column), [(rows, _complete_composite(run, of, shape, chosen, ChosenPlace(place, rows)))])


def _refuse_nulls(run: Run, of: Of, column: Values, failed: set[int], place: Place) -> None:
    for row, value in enumerate(column):
        if value is None and row not in failed:
            name = f"{of.field.parent_type}.{of.field.nodes[0].name.value}"
            error = TypeError(f"Cannot return null for non-nullable field {name}.")
            run.faults.add(error, of.field.nodes, place, row)


def _complete_leaves(run: Run, of: Of, leaf: Leaf, column: Values, kinds: set[type], place: Place) -> Values:
    try:
        quick = leaf.quick(column, kinds)
    except Exception:  # noqa: BLE001 -- a scalar's own coercion failed somewhere: below it is found where
        quick = None
    if quick is not None:
        return quick
    coerce = run.executor.complete_leaf_value
    completed = collected(lambda value: None if value is None else coerce(leaf.type, value), column)
    for row, value in enumerate(completed):
        if isinstance(value, Exception):
            run.faults.add(value, of.field.nodes, place, row)
            completed[row] = None
    return completed


def _complete_composite(run: Run, of: Of, shape: Shape, column: Values, place: Place) -> Column:
    """Complete lists or objects, none of which is null."""
    if isinstance(shape, ListOf):
        return _complete_lists(run, of, shape, column, place)
    if isinstance(shape, Object):
        return _complete_objects(run, of, shape.type, column, place)
    if isinstance(shape, Abstract):
        return _complete_abstract(run, of, shape, column, place)
    raise TypeError("a leaf is not composite")


def _complete_lists(run: Run, of: Of, shape: ListOf, column: Values, place: Place) -> Column:
    if any(hasattr(kind, "__aiter__") for kind in set(map(type, column))):
        is_async = run.executor.is_async_iterable
        slot = Slot()

        def then(drained: Values, kinds: set[type]) -> None:
            slot.column = _complete_iterables(run, of, shape, drained, place)

        run.settled([_drain(value) if is_async(value) else value for value in column], then)
        return slot
    return _complete_iterables(run, of, shape, column, place)


async def _drain(values: AsyncIterable[Any]) -> Values:
    return [value async for value in values]


def _complete_iterables(run: Run, of: Of, shape: ListOf, column: Values, place: Place) -> Column:
    def listed(value: Any) -> Any:
        if isinstance(value, Exception):
            raise value
        if is_iterable(value):
            return list(value)
        name = f"{of.field.parent_type}.{of.field.nodes[0].name.value}"
        raise GraphQLError(f"Expected Iterable, but did not find one for field '{name}'.")

    def complete(lists: Values, place: Place) -> Column:
        items = list(chain.from_iterable(lists))
        ends = list(accumulate(map(len, lists)))
        slot = Slot()
        complete_settled(run, of, shape.item, items, ItemPlace(place, [0, *ends[:-1]], shape.item.nullable), slot)
        return Lists(ends, slot, shape.item.nullable)

    if set(map(type, column)) <= _LISTS:
        return complete(column, place)
    return _with_sound(run, of, collected(listed, column), place, complete)


def _with_sound(run: Run, of: Of, column: Values, place: Place, complete: Callable[[Values, Place], Column]) -> Column:
    """Complete what is no exception; exceptions are errors of the response, and null."""
    if not any(issubclass(kind, Exception) for kind in set(map(type, column))):
        return complete(column, place)
    rows = []
    for row, value in enumerate(column):
        if isinstance(value, Exception):
            run.faults.add(value, of.field.nodes, place, row)
        else:
            rows.append(row)
    if not rows:
        return Leaves([None] * len(column))
    sound = [column[row] for row in rows]
    return Scattered(len(column), [(rows, complete(sound, ChosenPlace(place, rows)))])


def _complete_objects(run: Run, of: Of, type_: GraphQLObjectType, column: Values, place: Place) -> Column:
    """Complete objects of a known type, after asking the type whether they are its own."""
    selection = of.field.selection(run.executor, type_)
    is_type_of = type_.is_type_of
    if is_type_of is None or all_of_type(type_, column):
        return run.batch(selection, column, place)
    infos = of.infos
    slot = Slot()

    def then(answers: Values, kinds: set[type]) -> None:
        def judged(row: int) -> Any:
            if isinstance(answers[row], Exception):
                raise answers[row]
            if not answers[row]:
                raise invalid_return_type_error(type_, column[row], of.field.details)
            return column[row]

        slot.column = _with_sound(
            run,
            of,
            collected(judged, range(len(column))),
            place,
            lambda sound, place: run.batch(selection, sound, place),
        )

    run.settled(collected(lambda row: is_type_of(column[row], infos.of(row)), range(len(column))), then)
    return slot


def _complete_abstract(run: Run, of: Of, shape: Abstract, column: Values, place: Place) -> Column:
    """Complete objects of an interface or union: each type among them is a batch of its own."""
    resolve_type = shape.type.resolve_type or run.executor.type_resolver
    infos = of.infos
    slot = Slot()

    def then(names: Values, kinds: set[type]) -> None:
        def runtime_type(row: int) -> GraphQLObjectType:
            if isinstance(names[row], Exception):
                raise names[row]
            info = infos.of(row)
            return run.executor.ensure_valid_runtime_type(names[row], shape.type, of.field.details, info, column[row])

        slot.column = _with_sound(
            run,
            of,
            [
                found if isinstance(found, Exception) else (found, value)
                for found, value in zip(collected(runtime_type, range(len(column))), column, strict=True)
            ],
            place,
            complete,
        )

    def complete(typed: Values, place: Place) -> Column:
        rows_by_type: defaultdict[GraphQLObjectType, list[int]] = defaultdict(list)
        for row, (type_, _) in enumerate(typed):
            rows_by_type[type_].append(row)
        parts = []
        for type_, rows in rows_by_type.items():
            objects = [typed[row][1] for row in rows]
            parts.append((rows, _complete_objects(run, of, type_, objects, ChosenPlace(place, rows))))
        return Scattered(len(typed), parts)

    run.settled(collected(lambda row: resolve_type(column[row], infos.of(row), shape.type), range(len(column))), then)
    return slot
