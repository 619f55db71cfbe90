"""Operations made from the schema itself: what is asked of a field, with which arguments, down to which depth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_required_argument,
    is_required_input_field,
)

from schema.root import schema as served

SCHEMA = served._schema
ROOTS = {"Query": SCHEMA.query_type, "Mutation": SCHEMA.mutation_type, "Subscription": SCHEMA.subscription_type}
_SCALARS: Mapping[str, Any] = {"String": "word", "Int": 1, "Float": 0.5, "Boolean": False, "JSON": {}}


class UnknownArgumentError(Exception):
    """The generator does not know what to give: a line of the table must say it."""


def root_fields() -> Iterator[tuple[str, GraphQLField]]:
    """Every field of the three roots, by its coordinate."""
    for root, kind in ROOTS.items():
        assert kind is not None
        for name, field in kind.fields.items():
            yield f"{root}.{name}", field


def node_types() -> list[str]:
    """The types that ``node`` can find."""
    interface = SCHEMA.type_map["Node"]
    assert isinstance(interface, GraphQLInterfaceType)
    return sorted(kind.name for kind in SCHEMA.get_possible_types(interface))


def arguments(field: GraphQLField, ids: Mapping[str, str], given: Mapping[str, Any], coordinate: str) -> dict[str, Any]:
    """The arguments of a field: those that are given, and good ones for those that must be.

    ``ids`` maps the names of arguments (``project``, ``sessionId``) to ids.
    """
    found: dict[str, Any] = {}
    for name, argument in field.args.items():
        kind = get_nullable_type(argument.type)
        if isinstance(kind, GraphQLInputObjectType):
            found[name] = _input(kind, ids, given, coordinate)
        elif name in given:
            found[name] = given[name]
        elif is_required_argument(argument):
            found[name] = _value(name, argument.type, ids, coordinate)
    return found


def _input(
    kind: GraphQLInputObjectType, ids: Mapping[str, str], given: Mapping[str, Any], coordinate: str
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, field in kind.fields.items():
        if name in given:
            found[name] = given[name]
        elif is_required_input_field(field):
            found[name] = _value(name, field.type, ids, coordinate)
    return found


def _value(name: str, kind: GraphQLInputType, ids: Mapping[str, str], coordinate: str) -> Any:
    if isinstance(kind, GraphQLNonNull):
        return _value(name, kind.of_type, ids, coordinate)
    if isinstance(kind, GraphQLList):
        return [_value(name.removesuffix("s"), kind.of_type, ids, coordinate)]
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values))
    if isinstance(kind, GraphQLInputObjectType):
        return _input(kind, ids, {"start": 0, "end": 1} if "end" in kind.fields else {}, coordinate)
    named = get_named_type(kind).name
    if named == "ID" and name in ids:
        return ids[name]
    if named == "DateTime":
        return (datetime.now(UTC) + timedelta(days=1)).isoformat()
    if named not in _SCALARS:
        raise UnknownArgumentError(f"{coordinate}: say in its line what `{name}` ({named}) shall be")
    return _SCALARS[named]


def document(coordinate: str, field: GraphQLField, depth: int, given: Mapping[str, Any]) -> str:
    """An operation that asks for everything below a root field, so deep; ``given`` names the arguments that are passed."""
    root, _, name = coordinate.partition(".")
    declared = ", ".join(f"${argument}: {field.args[argument].type}" for argument in given)
    passed = ", ".join(f"{argument}: ${argument}" for argument in given)
    inside = selection(get_named_type(field.type), depth)
    return f"{root.lower()} {f'({declared}) ' if given else ''}{{ {name}{f'({passed})' if given else ''} {inside} }}"


def node_document(kind: str, field: str, depth: int) -> str:
    """A query for a node of a type that asks for one of its fields; an empty one for all its plain fields."""
    node = SCHEMA.type_map[kind]
    assert isinstance(node, GraphQLObjectType)
    inside = leaves(node) if not field else f"{field} {selection(get_named_type(node.fields[field].type), depth)}"
    return f"query ($id: ID!) {{ node(id: $id) {{ __typename ... on {kind} {{ {inside} }} }} }}"


def composite_fields(kind: str) -> list[str]:
    """The fields of a type that hold objects and need no argument."""
    node = SCHEMA.type_map[kind]
    assert isinstance(node, GraphQLObjectType)
    return [name for name, field in node.fields.items() if not is_leaf_type(get_named_type(field.type)) and _free(field)]


def connection_fields(kind: str) -> list[str]:
    """The fields of a type that hold pages."""
    node = SCHEMA.type_map[kind]
    assert isinstance(node, GraphQLObjectType)
    return [name for name, field in node.fields.items() if get_named_type(field.type).name.endswith("Connection")]


def leaves(kind: GraphQLObjectType | GraphQLInterfaceType) -> str:
    """All plain fields of a type."""
    plain = [name for name, field in kind.fields.items() if is_leaf_type(get_named_type(field.type)) and _free(field)]
    return " ".join(["__typename", *plain])


def selection(kind: GraphQLNamedType, depth: int) -> str:
    """Everything below a type, so deep; nothing for a plain value."""
    if isinstance(kind, GraphQLUnionType | GraphQLInterfaceType):
        parts = [f"... on {member.name} {{ {_aliased(member)} }}" for member in SCHEMA.get_possible_types(kind)]
        return f"{{ __typename {' '.join(parts)} }}"
    if not isinstance(kind, GraphQLObjectType):
        return ""
    # A page and its edges are one thing with their nodes: they take no depth.
    below = depth if kind.name.endswith(("Connection", "Edge")) else depth - 1
    parts = [leaves(kind)]
    if below >= 0:
        parts += [
            f"{name} {selection(get_named_type(field.type), below)}"
            for name, field in kind.fields.items()
            if not is_leaf_type(get_named_type(field.type)) and _free(field)
        ]
    return f"{{ {' '.join(parts)} }}"


def _aliased(kind: GraphQLObjectType) -> str:
    """Plain fields that mean the same in all members: aliases would be too many."""
    return "id" if "id" in kind.fields else leaves(kind) if kind.name.endswith("Problem") else "__typename"


def _free(field: GraphQLField) -> bool:
    return not any(is_required_argument(argument) for argument in field.args.values())


def id_arguments(field: GraphQLField) -> Iterator[tuple[str, str, bool]]:
    """The arguments of a field that take ids: in which argument (empty: the field's own), the name, whether many."""
    for name, argument in field.args.items():
        kind = get_nullable_type(argument.type)
        inner = {name: argument} if not isinstance(kind, GraphQLInputObjectType) else kind.fields
        for inside, declared in inner.items():
            if get_named_type(declared.type).name == "ID":
                within = name if isinstance(kind, GraphQLInputObjectType) else ""
                yield within, inside, isinstance(get_nullable_type(declared.type), GraphQLList)
