"""Where a value stands in the response: GraphQL specification, section 7.1.2, *Errors* (``path``).

Values are executed in columns, many parents at once. Where each of them stands is worked out only for the few that fail.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from graphql.pyutils import Path


class Step(NamedTuple):
    """One step of a path. ``order`` sorts steps as an executor that goes depth first would meet them."""

    order: int
    key: str | int
    nullable: bool
    parent_type: str | None


class Place(Protocol):
    """The places of the values of one column."""

    def steps(self, row: int) -> list[Step]:
        """Return the steps from the root to the value of a row."""
        ...


class Root:
    """The place of the operation's root value."""

    __slots__ = ()

    def steps(self, row: int) -> list[Step]:
        """Return no steps."""
        return []


class FieldPlace:
    """The places of a field's values under the objects that have it."""

    __slots__ = ("_objects", "_step")

    def __init__(self, objects: Place, step: Step) -> None:
        self._objects = objects
        self._step = step

    def steps(self, row: int) -> list[Step]:
        """Return the steps to the object, and the field's own."""
        return [*self._objects.steps(row), self._step]


class ItemPlace:
    """The places of the items of many lists, which lie one behind the other."""

    __slots__ = ("_lists", "_nullable", "_starts")

    def __init__(self, lists: Place, starts: Sequence[int], nullable: bool) -> None:
        self._lists = lists
        self._starts = starts
        self._nullable = nullable

    def steps(self, row: int) -> list[Step]:
        """Return the steps to the list, and the item's index."""
        which = bisect_right(self._starts, row) - 1
        index = row - self._starts[which]
        return [*self._lists.steps(which), Step(index, index, self._nullable, None)]


class ChosenPlace:
    """The places of some values of a column."""

    __slots__ = ("_column", "_rows")

    def __init__(self, column: Place, rows: Sequence[int]) -> None:
        self._column = column
        self._rows = rows

    def steps(self, row: int) -> list[Step]:
        """Return the steps that the value had before others were left out."""
        return self._column.steps(self._rows[row])


def path_of(place: Place, row: int) -> Path:
    """Return the path of a value as resolvers are shown it; raises LookupError for the root, which has none."""
    path: Path | None = None
    for step in place.steps(row):
        path = Path(path, step.key, step.parent_type)
    if path is None:
        raise LookupError("the root has no path")
    return path
