"""Executing a selection level by level: GraphQL specification, sections 6.3, *Executing Selection Sets*, and 6.4, *Fields*.

All objects that stand at the same place of the plan are executed together: each field is read for all of them, then all its
values are completed, then the objects among these are the next batch. Only where values are awaited does a level end: then
everything that is awaited anywhere is awaited together, so that a loader sees all keys of a level at once.
"""

from __future__ import annotations

from asyncio import gather
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import GeneratorType
from typing import Any

from graphql.execution import Executor

from schema.execution.columns import Column, Objects, Slot, Values
from schema.execution.completion import Of, complete_settled
from schema.execution.faults import Faults
from schema.execution.info import InfoSource
from schema.execution.places import FieldPlace, Place, Root
from schema.execution.plan import Selection

Then = Callable[[Values, set[type]], None]


@dataclass(slots=True)
class _Batch:
    """Objects of one type at one place of the plan, and the columns that their fields will be."""

    selection: Selection
    objects: Sequence[Any]
    place: Place
    columns: list[Slot]


@dataclass(slots=True)
class _Waiting:
    """A column of which some rows are awaited, and what is done with it then."""

    column: Values
    rows: list[int]
    then: Then


class Execution:
    """One selection executed over one root value; its errors join those of the whole operation."""

    def __init__(self, executor: Executor[Any], selection: Selection, faults: Faults) -> None:
        self.executor = executor
        self.faults = faults
        self._ready: deque[_Batch] = deque()
        self._waiting: list[_Waiting] = []
        self._root = self.batch(selection, [executor.root_value], Root())

    @property
    def waiting(self) -> bool:
        """Whether something has to be awaited before the response is complete."""
        return bool(self._waiting)

    def advance(self) -> None:
        """Execute all that can be executed without waiting."""
        while self._ready:
            batch = self._ready.popleft()
            for field, slot in zip(batch.selection.fields, batch.columns, strict=True):
                place = FieldPlace(batch.place, field.step)
                infos = InfoSource(self.executor, field.definition, field.nodes, field.parent_type, place)
                column = field.reader(self.executor, batch.objects, infos)
                complete_settled(self, Of(field, infos), field.shape, column, place, slot)

    async def finish(self) -> None:
        """Execute the rest; cancelling it cancels everything that is awaited."""
        while self._waiting:
            waiting, self._waiting = self._waiting, []
            await _settle(waiting)
            for each in waiting:
                each.then(each.column, set(map(type, each.column)))
            self.advance()

    def response(self) -> dict[str, Any] | None:
        """Return the data, None where an error reached the root; there is a response once nothing is waiting."""
        found: dict[str, Any] | None = self._root.values(bool(self.faults))[0]
        return found

    def batch(self, selection: Selection, objects: Sequence[Any], place: Place) -> Column:
        """Execute a selection over objects, on the next turn; returns the column that they will be."""
        columns = [Slot() for _ in selection.fields]
        self._ready.append(_Batch(selection, objects, place, columns))
        return Objects(len(objects), selection.keys, selection.required, columns)

    def settled(self, column: Values, then: Then) -> None:
        """Call ``then`` with the column, and the types in it, when all of it was awaited: now where nothing is to await."""
        kinds = set(map(type, column))
        awaitable = {kind for kind in kinds if hasattr(kind, "__await__") or kind is GeneratorType}
        if awaitable:
            is_awaitable = self.executor.is_awaitable
            rows = [row for row, value in enumerate(column) if type(value) in awaitable and is_awaitable(value)]
            if rows:
                self._waiting.append(_Waiting(column, rows, then))
                return
        then(column, kinds)


async def _settle(waiting: Sequence[_Waiting]) -> None:
    """Put in place of everything awaitable what it gives, or the exception it raises; raises CancelledError."""
    awaitables = [each.column[row] for each in waiting for row in each.rows]
    if len(awaitables) == 1:
        results: list[Any] = [await _outcome(awaitables[0])]
    else:
        results = await gather(*awaitables, return_exceptions=True)
    coming = iter(results)
    for each in waiting:
        for row in each.rows:
            result = next(coming)
            if isinstance(result, BaseException) and not isinstance(result, Exception):
                raise result
            each.column[row] = result


async def _outcome(awaitable: Any) -> Any:
    try:
        return await awaitable
    except Exception as error:  # noqa: BLE001 -- whatever a resolver raises is an error of the response (section 6.4.4)
        return error
