"""Tells what a change of the schema breaks: ``python -m schema.compare [OLD]``, against the last release unless told.

A field, an argument or an enum value may go only after a release in which it was ``@deprecated``, so that clients could see
it coming. ``python -m schema.compare --release`` writes down what the release that is being made promises.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from graphql import BreakingChangeType, GraphQLSchema, build_schema, find_breaking_changes

from schema.print import sdl

RELEASED = Path(__file__).with_name("released.graphql")


class _Deprecatable(Protocol):
    deprecation_reason: str | None


def breaking_changes(old: str, new: str) -> list[str]:
    """Return what a client of the SDL ``old`` would miss under ``new``, a sentence each; empty where nothing breaks."""
    before, after = build_schema(old), build_schema(new)
    _forget_deprecated(before, after)
    reachable = _reachable(before)
    return [
        change.description
        for change in find_breaking_changes(before, after)
        if change.type is not BreakingChangeType.TYPE_REMOVED or change.description.split()[0] in reachable
    ]


def _forget_deprecated(before: GraphQLSchema, after: GraphQLSchema) -> None:
    """Take from ``before`` what was deprecated in it and is gone in ``after``: its users were told."""
    for name, old in before.type_map.items():
        new = after.type_map.get(name)
        for members in ("fields", "values"):
            known: Mapping[str, Any] = getattr(new, members, {})
            _forget(getattr(old, members, {}), known)
            for field, was in getattr(old, members, {}).items():
                _forget(getattr(was, "args", {}), getattr(known.get(field), "args", {}))


def _forget(old: dict[str, _Deprecatable], new: Mapping[str, object]) -> None:
    for name in [name for name, member in old.items() if member.deprecation_reason is not None and name not in new]:
        del old[name]


def _reachable(schema: GraphQLSchema) -> set[str]:
    """Return the names of the types that operations can still meet."""
    implementations = [
        kind
        for name in schema.type_map
        for kind in schema.get_implementations(schema.type_map[name]).objects  # type: ignore[arg-type]
    ]
    roots = GraphQLSchema(schema.query_type, schema.mutation_type, schema.subscription_type, types=implementations)
    return set(roots.type_map)


def main(arguments: Sequence[str]) -> int:
    """Compare, or write down the release; returns the exit status."""
    if "--release" in arguments:
        RELEASED.write_text(sdl())
        return 0
    old = Path(arguments[0]) if arguments else RELEASED
    broken = breaking_changes(old.read_text(), sdl())
    for sentence in broken:
        sys.stderr.write(f"{sentence}\n")
    if broken:
        sys.stderr.write(f"This breaks clients of {old.name}: deprecate first, remove after the next release.\n")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
