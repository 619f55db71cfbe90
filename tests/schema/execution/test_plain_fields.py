from __future__ import annotations

from collections.abc import Iterator

from graphql import GraphQLObjectType, get_named_type, is_leaf_type
from strawberry.types.field import StrawberryField

from schema.root import schema

ROOTS = {"Query", "Mutation", "Subscription"}
LOADED = {
    "Project.reviewStatuses",  # kept apart from the project, so it has a loader
    "Asset.posterUrl",  # addresses of files, which a loader finds
    "Version.posterUrl",
    "Version.waveformUrl",
    "ReviewSessionUpdated.comments",  # of one event at a time, counted when it is told
}


def fields() -> Iterator[tuple[str, StrawberryField, bool]]:
    """Every field of our types, and whether it is a leaf."""
    for kind in schema._schema.type_map.values():
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__") and kind.name not in ROOTS:
            for name, definition in kind.fields.items():
                field = definition.extensions["strawberry-definition"]
                assert isinstance(field, StrawberryField)
                yield f"{kind.name}.{name}", field, is_leaf_type(get_named_type(definition.type))


def test_no_plain_field_costs_a_coroutine_for_each_object() -> None:
    assert [name for name, field, leaf in fields() if leaf and field.is_async and name not in LOADED] == []


def test_nothing_wraps_resolvers() -> None:
    """One asynchronous extension around each resolver makes a nested list thirteen times slower."""
    assert [name for name, field, _ in fields() if field.extensions] == []
    assert not any(extension._implements_resolve() for extension in schema.get_extensions())
