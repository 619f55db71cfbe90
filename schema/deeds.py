"""What the audit log says of a mutation, read from its input and its payload: never a secret, never what people wrote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

from strawberry.utils.str_converters import to_camel_case

from graph.errors import InvalidError
from graph.nodes.audit import Detail
from schema.ids import decode_any, encode_id
from schema.types.member import Member
from schema.types.node import Node
from schema.types.project import Project

_NAMED = frozenset({"key", "name", "path", "upload_id", "url"})
"""Text that says what a deed was about. Anything else that people write stays where they wrote it."""

_NOT_TOLD = frozenset({"client_mutation_id"})


def targets_of(payload: object, given: object) -> list[str]:
    """Return the global ids of what a mutation made or changed; of what was asked for where it did nothing."""
    done = [encode_id(type(value).__name__, value.source.id) for value in _nodes(payload)]
    return done or [value for _, value in _items(given) if _kind_of(value) is not None]


def project_of(payload: object, given: object) -> str | None:
    """Return the own id of the project that a deed belongs to, None where that cannot be told."""
    for value in _nodes(payload):
        found = value.source.id if isinstance(value, Project) else getattr(value.source, "project_id", None)
        if isinstance(found, str):
            return found
    for _, value in _items(given):
        if _kind_of(value) == "Project":
            return decode_any(value)[1]
    return None


def details_of(given: object) -> dict[str, Detail]:
    """Return names, ids, roles, numbers and switches of an input."""
    told: dict[str, Detail] = {}
    for name, value in _items(given):
        if isinstance(value, Enum):
            told[to_camel_case(name)] = value.name
        elif isinstance(value, bool | int) or (isinstance(value, str) and (name in _NAMED or _kind_of(value) is not None)):
            told[to_camel_case(name)] = value
    return told


def _items(given: object) -> Iterator[tuple[str, Any]]:
    values = given if isinstance(given, Mapping) else vars(given)
    return ((name, value) for name, value in values.items() if name not in _NOT_TOLD and value is not None)


def _nodes(payload: object) -> Iterator[Node]:
    for value in vars(payload).values():
        if isinstance(value, Node):
            yield value
        elif isinstance(value, Member):
            yield value.user


def _kind_of(value: object) -> str | None:
    """Return the kind of thing that a global id names, None for what is no global id."""
    if not isinstance(value, str):
        return None
    try:
        return decode_any(value)[0]
    except InvalidError:
        return None
