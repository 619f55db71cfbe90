"""Completed values: GraphQL specification, sections 6.3, *Executing Selection Sets*, and 6.4.4, null propagation.

Execution goes down the levels and leaves a column of each field behind; the response is put together from them on the way
back up. ``strict`` is asked for where errors happened: then a null where none may be makes what is around it null.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Protocol

Values = list[Any]


class Column(Protocol):
    """The values of one field, or of the items of its lists, for many parents."""

    def values(self, strict: bool) -> Values:
        """Return them as they stand in the response, in order of the parents."""
        ...


class Slot:
    """A column to come."""

    __slots__ = ("column",)

    column: Column

    def values(self, strict: bool) -> Values:
        """Return the values of what came."""
        return self.column.values(strict)


class Leaves:
    """Values that are complete."""

    __slots__ = ("_values",)

    def __init__(self, values: Values) -> None:
        self._values = values

    def values(self, strict: bool) -> Values:
        """Return them."""
        return self._values


class Scattered:
    """Values for some rows of a column, null in the others: each part says which rows it is for."""

    __slots__ = ("_parts", "_size")

    def __init__(self, size: int, parts: Sequence[tuple[Sequence[int], Column]]) -> None:
        self._size = size
        self._parts = parts

    def values(self, strict: bool) -> Values:
        """Return all rows."""
        found: Values = [None] * self._size
        for rows, column in self._parts:
            for row, value in zip(rows, column.values(strict), strict=True):
                found[row] = value
        return found


class Lists:
    """Lists whose items lie one behind the other. ``ends`` says where each list ends; an item may be null or not."""

    __slots__ = ("_ends", "_items", "_nullable")

    def __init__(self, ends: Sequence[int], items: Column, nullable: bool) -> None:
        self._ends = ends
        self._items = items
        self._nullable = nullable

    def values(self, strict: bool) -> Values:
        """Return the lists."""
        items = self._items.values(strict)
        found: Values = []
        begin = 0
        for end in self._ends:
            found.append(items[begin:end])
            begin = end
        if strict and not self._nullable:
            found = [None if any(item is None for item in each) else each for each in found]
        return found


class Objects:
    """Objects of one type with the same selection: a column for each field, in the order of the response."""

    __slots__ = ("_columns", "_keys", "_required", "_size")

    def __init__(self, size: int, keys: tuple[str, ...], required: Sequence[bool], columns: Sequence[Column]) -> None:
        self._size = size
        self._keys = keys
        self._required = required
        self._columns = columns

    def values(self, strict: bool) -> Values:
        """Return the objects."""
        if not self._keys:
            return [{} for _ in range(self._size)]
        columns = [column.values(strict) for column in self._columns]
        found: Values = maker(self._keys)(*columns)
        if strict:
            for column, required in zip(columns, self._required, strict=True):
                if required:
                    found = [None if value is None else made for made, value in zip(found, column, strict=True)]
        return found


@lru_cache(maxsize=1024)
def maker(keys: tuple[str, ...]) -> Callable[..., Values]:
    """Return the function that makes objects with these keys from columns: one loop, written for the keys."""
    if not all(key.isidentifier() and key.isascii() for key in keys):
        raise ValueError("a key of a response is a name of GraphQL")
    columns = [f"c{place}" for place in range(len(keys))]
    values = [f"v{place}" for place in range(len(keys))]
    pairs = ", ".join(f"{key!r}: {value}" for key, value in zip(keys, values, strict=True))
    loop = f"{values[0]} in c0" if len(keys) == 1 else f"{', '.join(values)} in zip({', '.join(columns)})"
    made: Callable[..., Values] = eval(f"lambda {', '.join(columns)}: [{{{pairs}}} for {loop}]", {})  # noqa: S307
    return made
