"""The static cost of an operation: an upper bound, before it runs, of the objects that its answer can hold.

Every object is 1. A list multiplies what is asked of its items by how many there can be: a page by its ``first`` or
``last``, ``nodes`` by its ids, any other list by the bound that the schema declares with ``@listSize``. Work that counts
more than its objects (a search, a file that is opened) declares a weight with ``@cost``. Scalars are free.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    Undefined,
    VariableNode,
    get_named_type,
    value_from_ast_untyped,
)

from schema.introspection_cost import list_size, meta_field, place_below
from schema.prices import FREE, price_list, takes_size


def operation_cost(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    variables: Mapping[str, Any],
) -> int:
    """Return the bound of a valid operation with these variables, as they were sent."""
    root = _root(schema, operation)
    if root is None:
        return 0
    bound = _Bound(schema, fragments, _with_defaults(operation, variables))
    return math.ceil(bound.selection(operation.selection_set, root, None, ""))


def heaviest_path(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    variables: Mapping[str, Any],
) -> list[str]:
    """Return the response names that lead to where most of an operation's cost is: to the last list on the way."""
    root = _root(schema, operation)
    if root is None:
        return []
    bound = _Bound(schema, fragments, _with_defaults(operation, variables))
    return bound.heaviest(operation.selection_set, root, None, "")


def _root(schema: GraphQLSchema, operation: OperationDefinitionNode) -> GraphQLObjectType | None:
    return {
        OperationType.QUERY: schema.query_type,
        OperationType.MUTATION: schema.mutation_type,
        OperationType.SUBSCRIPTION: schema.subscription_type,
    }[operation.operation]


def _with_defaults(operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> dict[str, Any]:
    defaults = {
        node.variable.name.value: value_from_ast_untyped(node.default_value)
        for node in operation.variable_definitions or ()
        if node.default_value
    }
    return {**defaults, **variables}


class _Bound:
    """Walks one operation. A selection is priced once for each type and page size that it stands under."""

    def __init__(
        self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], variables: Mapping[str, Any]
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self._variables = dict(variables)
        self._prices = price_list(schema)
        self._known: dict[tuple[int, str, int | None, str], float] = {}

    def selection(self, node: SelectionSetNode, kind: GraphQLNamedType, page: int | None, place: str) -> float:
        """Return the bound of a selection on one object. ``page`` is its size where the object is a connection.

        ``place`` is where in the introspection system it stands, empty outside.
        """
        key = (id(node), kind.name, page, place)
        known = self._known.get(key)
        if known is None:
            if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
                possible = self._schema.get_possible_types(kind)
                known = max((self.selection(node, one, page, place) for one in possible), default=0.0)
            else:
                known = self._object(node, kind, page, place)
            self._known[key] = known
        return known

    def _object(self, node: SelectionSetNode, kind: GraphQLNamedType, page: int | None, place: str) -> float:
        return sum(self._selected(selected, kind, page, place) for selected in node.selections)

    def _selected(self, selected: SelectionNode, kind: GraphQLNamedType, page: int | None, place: str) -> float:
        if not self._included(selected):
            return 0.0
        if isinstance(selected, FieldNode):
            return self._field(selected, kind, page, place)
        condition, inner = self._inner(selected, kind)
        return self.selection(inner, kind, page, place) if self._applies(condition, kind) else 0.0

    def _inner(self, selected: SelectionNode, kind: GraphQLNamedType) -> tuple[str, SelectionSetNode]:
        """Return the type condition and the selection of a fragment, spread or written in place."""
        if isinstance(selected, FragmentSpreadNode):
            fragment = self._fragments[selected.name.value]
            return fragment.type_condition.name.value, fragment.selection_set
        assert isinstance(selected, InlineFragmentNode)  # noqa: S101 -- selections are of these three kinds
        return selected.type_condition.name.value if selected.type_condition else kind.name, selected.selection_set

    def heaviest(self, node: SelectionSetNode, kind: GraphQLNamedType, page: int | None, place: str) -> list[str]:
        """Return the response names on the way to the last of those lists that weigh most."""
        if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
            possible = self._schema.get_possible_types(kind)
            kind = max(possible, key=lambda one: self.selection(node, one, page, place))
        selected = max(node.selections, key=lambda one: self._selected(one, kind, page, place))
        if not self._selected(selected, kind, page, place):
            return []
        if not isinstance(selected, FieldNode):
            return self.heaviest(self._inner(selected, kind)[1], kind, page, place)
        if selected.selection_set is None:
            return []
        size, inner, held, below = self._below(selected, kind, page, place)
        way = self.heaviest(selected.selection_set, inner, held, below)
        name = selected.alias.value if selected.alias else selected.name.value
        return [name, *way] if way or size > 1 else []

    def _field(self, node: FieldNode, kind: GraphQLNamedType, page: int | None, place: str) -> float:
        weight = self._prices.get((kind.name, node.name.value), FREE).weight
        if node.selection_set is None:
            return weight
        size, inner, held, below = self._below(node, kind, page, place)
        return weight + size * (1 + self.selection(node.selection_set, inner, held, below))

    def _below(
        self, node: FieldNode, kind: GraphQLNamedType, page: int | None, place: str
    ) -> tuple[float, GraphQLNamedType, int | None, str]:
        """Return how many objects a field can hold, their type, and the page and place that their selection stands under."""
        name = node.name.value
        field = meta_field(name) or kind.fields[name]  # type: ignore[attr-defined]  # an object's: the document is valid
        inner = get_named_type(field.type)
        if inner.name.startswith("__"):
            return list_size(self._schema, kind.name, name, place), inner, None, place_below(name, place)
        price = self._prices.get((kind.name, name), FREE)
        arguments = self._arguments(node, field) if price.size is not None or takes_size(field) else {}
        asked = price.sliced(arguments)
        # What a connection is asked for bounds its own lists, and no others.
        held = asked if inner.name.endswith("Connection") else None
        return price.bound(arguments, page if asked is None else asked), inner, held, place

    def _arguments(self, node: FieldNode, field: GraphQLField) -> Mapping[str, Any]:
        """Return the arguments as plain values: written ones, variables as they were sent, defaults of the schema."""
        given = {one.name.value: value_from_ast_untyped(one.value, self._variables) for one in node.arguments or ()}
        absent = {
            one.name.value
            for one in node.arguments or ()
            if isinstance(one.value, VariableNode) and one.value.name.value not in self._variables
        }
        defaults = {
            name: argument.default_value for name, argument in field.args.items() if argument.default_value is not Undefined
        }
        return {**defaults, **{name: value for name, value in given.items() if name not in absent}}

    def _included(self, node: Any) -> bool:
        """Tell whether ``@skip`` and ``@include`` let a selection into the answer (specification, section 3.13)."""
        if not node.directives:
            return True
        for directive in node.directives:
            wanted = {"include": True, "skip": False}.get(directive.name.value)
            for argument in directive.arguments or ():
                if wanted is not None and value_from_ast_untyped(argument.value, self._variables) is (not wanted):
                    return False
        return True

    def _applies(self, condition: str, kind: GraphQLNamedType) -> bool:
        if condition == kind.name:
            return True
        abstract = self._schema.type_map.get(condition)
        return (
            isinstance(abstract, GraphQLInterfaceType | GraphQLUnionType)
            and isinstance(kind, GraphQLObjectType)
            and self._schema.is_sub_type(abstract, kind)
        )
