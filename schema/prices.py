"""What each field of the schema costs, read once from its arguments and directives."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_list_type,
)

from schema.directives import Cost, ListSize
from schema.pagination import LARGEST_PAGE

_PAGE = ("first", "last")
_IDS = "ids"
_PROBLEMS = 10  # a payload names at most so many problems


@dataclass(frozen=True, slots=True)
class Price:
    """What a field costs: ``weight`` for itself; ``size`` bounds its list, None for what is no list of objects.

    ``largest`` is how many items the field gives where arguments ask for a number of them.
    """

    weight: int = 0
    size: int | None = None
    per_frame: bool = False
    largest: int = LARGEST_PAGE

    def bound(self, arguments: Mapping[str, Any], page: int | None) -> int:
        """Return how many objects the field can hold. ``page`` is what was asked of it, or of its connection."""
        if self.size is None:
            return 1
        if self.per_frame:
            return _per_frame(self.size, arguments)
        return self.size if page is None else page

    def sliced(self, arguments: Mapping[str, Any]) -> int | None:
        """Return how many items the arguments ask for; a resolver refuses more than ``largest``, so no more can come."""
        for name in _PAGE:
            if (size := _whole(arguments.get(name))) is not None:
                return min(max(size, 0), self.largest)
        if _IDS in arguments:
            ids = arguments[_IDS]
            return min(len(ids) if isinstance(ids, list) else 1, self.largest)
        return None


FREE = Price()


@lru_cache(maxsize=8)
def price_list(schema: GraphQLSchema) -> Mapping[tuple[str, str], Price]:
    """Return the price of every field of every object and interface, by their names."""
    return {
        (kind.name, name): _price(field)
        for kind in schema.type_map.values()
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) and not kind.name.startswith("__")
        for name, field in kind.fields.items()
    }


def takes_size(field: GraphQLField) -> bool:
    """Tell whether the arguments of a field can say how many items it gives."""
    return any(name in field.args for name in (*_PAGE, _IDS))


def _price(field: GraphQLField) -> Price:
    weight, size, per_frame, largest = 0, None, False, LARGEST_PAGE
    if is_list_type(get_nullable_type(field.type)) and is_composite_type(get_named_type(field.type)):
        size = _PROBLEMS if get_named_type(field.type).name == "Problem" else LARGEST_PAGE
    for directive in _directives(field):
        if isinstance(directive, Cost):
            weight = directive.weight
        elif isinstance(directive, ListSize) and get_named_type(field.type).name.endswith("Connection"):
            largest = directive.assumed_size
        elif isinstance(directive, ListSize):
            size, per_frame = directive.assumed_size, directive.per_frame
    return Price(weight, size, per_frame, largest)


def _directives(field: GraphQLField) -> tuple[object, ...]:
    return tuple(getattr(field.extensions.get("strawberry-definition"), "directives", ()))


def _per_frame(size: int, arguments: Mapping[str, Any]) -> int:
    frames = arguments.get("range")
    if isinstance(frames, dict):
        start, end = _whole(frames.get("start")), _whole(frames.get("end"))
        if start is not None and end is not None:
            size = min(size, max(end - start, 0))
    every = _whole(arguments.get("every"))
    return size if every is None or every < 1 else -(-size // every)


def _whole(value: object) -> int | None:
    """Return a whole number as GraphQL takes one (``1.0`` is one), None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if math.isfinite(value) and value == int(value) else None
