"""Leaf values, a column at a time: GraphQL specification, section 6.4.3, *Coercing Results*, and 3.5, *Scalars*.

A column whose values all are what the scalar's own coercion returns as it is, is not touched: which Python types stand in it
is asked once. Any other is coerced value by value, as graphql-core does it.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from math import isfinite
from types import NoneType
from typing import Any

from graphql import (
    GRAPHQL_MAX_INT,
    GRAPHQL_MIN_INT,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLLeafType,
    GraphQLString,
)

Column = list[Any]
Quick = Callable[[Column, Set[type]], Column | None]
"""Coerces a column with values of the given types and None, or returns None where it must be done value by value."""


def quick_coercion(leaf: GraphQLLeafType) -> Quick:
    """Return the coercion of whole columns for a type."""
    if leaf is GraphQLString or leaf is GraphQLID:
        return _unchanged(str)
    if leaf is GraphQLBoolean:
        return _unchanged(bool)
    if leaf is GraphQLInt:
        return _integers
    if leaf is GraphQLFloat:
        return _floats
    if isinstance(leaf, GraphQLEnumType):
        return _members(leaf)
    return _never


def _unchanged(plain: type) -> Quick:
    allowed = frozenset({plain, NoneType})

    def coerce(column: Column, kinds: Set[type]) -> Column | None:
        return column if kinds <= allowed else None

    return coerce


def _integers(column: Column, kinds: Set[type]) -> Column | None:
    if not kinds <= {int, NoneType}:
        return None
    numbers = column if NoneType not in kinds else [number for number in column if number is not None]
    fits = not numbers or (min(numbers) >= GRAPHQL_MIN_INT and max(numbers) <= GRAPHQL_MAX_INT)
    return column if fits else None


def _floats(column: Column, kinds: Set[type]) -> Column | None:
    if not kinds <= {float, NoneType}:
        return None
    numbers = column if NoneType not in kinds else [number for number in column if number is not None]
    return column if all(map(isfinite, numbers)) else None


def _members(leaf: GraphQLEnumType) -> Quick:
    """Members of the Python enum are named by a table, filled as they come; anything else goes through the type itself."""
    enum: type | None = getattr(leaf, "wrapped_cls", None)
    names: dict[Any, Any] = {None: None}
    allowed = frozenset() if enum is None else frozenset({enum, NoneType})

    def coerce(column: Column, kinds: Set[type]) -> Column | None:
        if not kinds <= allowed:
            return None
        try:
            return [names[member] for member in column]
        except KeyError:
            names.update({member: leaf.coerce_output_value(member) for member in set(column) if member is not None})
        return [names[member] for member in column]

    return coerce


def _never(column: Column, kinds: Set[type]) -> Column | None:
    return None
