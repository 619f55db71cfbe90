"""Whether objects are of a type, asked of their classes instead of one by one: the specification leaves it to the server."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graphql import GraphQLObjectType
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.cast import get_strawberry_type_cast


def all_of_type(type_: GraphQLObjectType, objects: Sequence[Any]) -> bool:
    """Tell whether Strawberry's own test certainly takes all objects; False where the test must be asked.

    It takes an instance of the type's class, unless the instance was cast to another or the class has a test of its own.
    """
    definition = type_.extensions.get("strawberry-definition")
    if not isinstance(definition, StrawberryObjectDefinition) or definition.is_type_of is not None:
        return False
    return all(issubclass(kind, definition.origin) for kind in set(map(type, objects))) and not any(
        map(get_strawberry_type_cast, objects)
    )
