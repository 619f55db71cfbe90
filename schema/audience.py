"""Whom one answer serves: whether a selection says the same to everyone who may see what it starts from.

A field that is not given ``info`` reads nothing but its object. One that is may ask who calls, so it is taken to depend on
the viewer unless it is declared with ``metadata=SHARED``: the same for everyone who may see the object.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graphql import (
    SKIP,
    DocumentNode,
    FieldNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    TypeInfo,
    TypeInfoVisitor,
    VariableNode,
    Visitor,
    VisitorAction,
    visit,
)

SHARED: Mapping[str, object] = {"shared": True}
_DEFINITION = "strawberry-definition"  # where Strawberry keeps its own description of a field


@dataclass(frozen=True, slots=True)
class Audience:
    """What a subscription's answers depend on beside the value: on who follows, unless ``shared``, and on ``variables``.

    The arguments of the root field are not among these variables: they say what is followed, which is the feed's to know.
    """

    shared: bool
    variables: frozenset[str]


def audience_of(schema: GraphQLSchema, document: DocumentNode) -> Audience:
    """Return whom the answers of a valid document of a subscription serve."""
    info = TypeInfo(schema)
    reading = _Reading(schema, info)
    visit(document, TypeInfoVisitor(info, reading))
    return Audience(not reading.personal, frozenset(reading.variables))


class _Reading(Visitor):
    def __init__(self, schema: GraphQLSchema, info: TypeInfo) -> None:
        super().__init__()
        self.personal = False
        self.variables: set[str] = set()
        self._schema = schema
        self._info = info

    def enter_variable_definition(self, *_: object) -> VisitorAction:
        return SKIP

    def enter_argument(self, *_: object) -> VisitorAction:
        at_root = self._info.get_parent_type() is self._schema.subscription_type
        return SKIP if at_root and self._info.get_directive() is None else None

    def enter_variable(self, node: VariableNode, *_: object) -> None:
        self.variables.add(node.name.value)

    def enter_field(self, node: FieldNode, *_: object) -> None:
        parent, name = self._info.get_parent_type(), node.name.value
        if parent is self._schema.subscription_type or name == "__typename":
            return
        owners: list[GraphQLObjectType] = []
        if isinstance(parent, GraphQLObjectType):
            owners = [parent]
        elif isinstance(parent, GraphQLInterfaceType):
            owners = list(self._schema.get_possible_types(parent))
        if not owners or not all(_is_shared(owner, name) for owner in owners):
            self.personal = True


def _is_shared(owner: GraphQLObjectType, name: str) -> bool:
    field = owner.fields.get(name)
    definition = None if field is None else field.extensions.get(_DEFINITION)
    return definition is not None and (reads_its_object_alone(owner, name) or bool(definition.metadata.get("shared")))


def reads_its_object_alone(owner: GraphQLObjectType | GraphQLInterfaceType, name: str) -> bool:
    """Say whether a field leads nowhere: what it says stands in the object that it is a field of."""
    definition = owner.fields[name].extensions.get(_DEFINITION)
    if definition is None:
        return False
    resolver = definition.base_resolver
    return resolver is None or resolver.info_parameter is None
