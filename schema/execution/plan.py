"""What an operation selects, worked out once: GraphQL specification, section 6.3.2, *Field Collection*.

A plan is a tree of selections. It depends on the document, the operation and the variables of ``@skip`` and ``@include``, so
requests that agree in these share one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    FieldNode,
    GraphQLAbstractType,
    GraphQLField,
    GraphQLLeafType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
)
from graphql.execution import Executor
from graphql.execution.collect_fields import FieldDetailsList, GroupedFieldSet

from schema.execution.leaves import Quick, quick_coercion
from schema.execution.places import Step
from schema.execution.reading import Reader, reader_of


@dataclass(slots=True)
class Leaf:
    """A scalar or enum."""

    nullable: bool
    type: GraphQLLeafType
    quick: Quick


@dataclass(slots=True)
class ListOf:
    """A list of anything."""

    nullable: bool
    item: Shape


@dataclass(slots=True)
class Object:
    """An object of a type that is known beforehand."""

    nullable: bool
    type: GraphQLObjectType


@dataclass(slots=True)
class Abstract:
    """An object of one of the types of an interface or union."""

    nullable: bool
    type: GraphQLAbstractType


Shape = Leaf | ListOf | Object | Abstract


@dataclass(slots=True, eq=False)
class Field:
    """A field of a selection: all fields of the document that share its response name."""

    step: Step
    definition: GraphQLField
    parent_type: GraphQLObjectType
    shape: Shape
    details: FieldDetailsList
    nodes: list[FieldNode]
    reader: Reader
    selections: dict[str, Selection] = field(default_factory=dict)
    """What is selected of each runtime type that was met."""

    def selection(self, executor: Executor[Any], runtime_type: GraphQLObjectType) -> Selection:
        """Return what is selected of an object of a type."""
        found = self.selections.get(runtime_type.name)
        if found is None:
            collected = executor.collect_subfields(runtime_type, self.details).grouped_field_set
            found = self.selections[runtime_type.name] = select(executor, runtime_type, collected)
        return found


@dataclass(slots=True)
class Selection:
    """What is selected of an object type, in the order of the response."""

    type: GraphQLObjectType
    fields: Sequence[Field]
    keys: tuple[str, ...]
    required: Sequence[bool]

    def alone(self) -> list[Selection]:
        """Return a selection for each field: those of a mutation run one after another (section 6.2.2)."""
        return [Selection(self.type, [one], (str(one.step.key),), [not one.shape.nullable]) for one in self.fields]


def select(executor: Executor[Any], parent_type: GraphQLObjectType, collected: GroupedFieldSet) -> Selection:
    """Return the selection of collected fields; names that the type does not have are left out."""
    fields: list[Field] = []
    for order, (key, details) in enumerate(collected.items()):
        node = details[0].node
        definition = executor.schema.get_field(parent_type, node.name.value)
        if definition is None:
            continue
        nullable = not is_non_null_type(definition.type)
        fields.append(
            Field(
                step=Step(order, key, nullable, parent_type.name),
                definition=definition,
                parent_type=parent_type,
                shape=shape_of(executor.schema, definition.type),
                details=details,
                nodes=[one.node for one in details],
                reader=reader_of(executor, parent_type, definition, node),
            )
        )
    keys = tuple(str(one.step.key) for one in fields)
    return Selection(parent_type, fields, keys, [not one.shape.nullable for one in fields])


def shape_of(schema: GraphQLSchema, type_: GraphQLOutputType) -> Shape:
    """Return how values of an output type are completed."""
    nullable = True
    if is_non_null_type(type_):
        nullable, type_ = False, type_.of_type
    if is_list_type(type_):
        return ListOf(nullable, shape_of(schema, type_.of_type))
    if is_leaf_type(type_):
        return Leaf(nullable, type_, quick_coercion(type_))
    if is_abstract_type(type_):
        return Abstract(nullable, type_)
    if is_object_type(type_):
        return Object(nullable, type_)
    raise TypeError(f"{type_} is no output type")
