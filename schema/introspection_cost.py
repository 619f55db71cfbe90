"""Sizes of the lists of the introspection system (specification, section 4): the schema is fixed, so they are known.

Under ``__schema { types }`` the mean is taken, which over all types comes to the true sum; anywhere else the largest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    SchemaMetaFieldDef,
    TypeMetaFieldDef,
    TypeNameMetaFieldDef,
)

_META = {"__schema": SchemaMetaFieldDef, "__type": TypeMetaFieldDef, "__typename": TypeNameMetaFieldDef}
_NEXT = {("__schema", ""): "schema", ("types", "schema"): "types", ("fields", "types"): "fields"}


def meta_field(name: str) -> GraphQLField | None:
    """Return a field that every schema has, None for any other."""
    return _META.get(name)


def place_below(name: str, place: str) -> str:
    """Return where the selection of a field stands: ``schema``, ``types``, ``fields``, or ``inner`` for anywhere else."""
    return _NEXT.get((name, place), "inner")


def list_size(schema: GraphQLSchema, kind: str, name: str, place: str) -> float:
    """Return how many objects a field of the introspection system holds, 1 for what is no list."""
    return _sizes(schema).get((kind, name, place), _sizes(schema).get((kind, name, ""), 1))


@lru_cache(maxsize=8)
def _sizes(schema: GraphQLSchema) -> Mapping[tuple[str, str, str], float]:
    types = list(schema.type_map.values())
    fields = [field for kind in types for field in _fields(kind)]
    arguments = [len(field.args) for field in fields]
    sizes: dict[tuple[str, str, str], float] = {
        ("__Schema", "types", ""): len(types),
        ("__Schema", "directives", ""): len(schema.directives),
        ("__Field", "args", "fields"): sum(arguments) / len(fields),
        ("__Field", "args", ""): max(arguments),
        ("__Directive", "args", ""): max(len(directive.args) for directive in schema.directives),
    }
    lists: dict[str, Callable[[GraphQLNamedType], Any]] = {
        "fields": _fields,
        "inputFields": lambda kind: kind.fields if isinstance(kind, GraphQLInputObjectType) else (),
        "enumValues": lambda kind: kind.values if isinstance(kind, GraphQLEnumType) else (),
        "interfaces": lambda kind: kind.interfaces if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) else (),
        "possibleTypes": lambda kind: (
            schema.get_possible_types(kind) if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType) else ()
        ),
    }
    for name, items in lists.items():
        lengths = [len(items(kind)) for kind in types]
        sizes["__Type", name, "types"] = sum(lengths) / len(types)
        sizes["__Type", name, ""] = max(lengths)
    return sizes


def _fields(kind: GraphQLNamedType) -> list[GraphQLField]:
    return list(kind.fields.values()) if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) else []
