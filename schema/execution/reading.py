"""How the values of a field are read: GraphQL specification, section 6.4.2, *Value Resolution*.

Most fields are an attribute, or a function of their object alone: a column of those is read in one loop, without a call
chain, an ``Info`` or a coroutine for each. A failure stands in the column as the exception itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from operator import attrgetter
from typing import Any, Protocol

from graphql import FieldNode, GraphQLError, GraphQLField, GraphQLObjectType
from graphql.execution import Executor
from graphql.execution.values import get_argument_values
from strawberry import UNSET, Schema
from strawberry.types.arguments import convert_arguments
from strawberry.types.field import StrawberryField
from strawberry.types.fields.resolver import StrawberryResolver

from schema.alike import key_of, once_each
from schema.execution.info import InfoSource

Column = list[Any]
_SHARED = (str, int, float, bool, type(None), type(UNSET), Enum)


class Reader(Protocol):
    """Reads a field of many objects."""

    def __call__(self, executor: Executor[Any], objects: Sequence[Any], infos: InfoSource) -> Column:
        """Return a value, an awaitable or an exception for each object."""
        ...


def reader_of(executor: Executor[Any], parent_type: GraphQLObjectType, definition: GraphQLField, node: FieldNode) -> Reader:
    """Return the simplest reader that does what the field's resolver does."""
    if node.name.value == "__typename":
        return _constant(parent_type.name)
    field = definition.extensions.get("strawberry-definition")
    owner = executor.schema.extensions.get("strawberry-definition")
    if not isinstance(field, StrawberryField) or not isinstance(owner, Schema) or not _is_plain(field, owner):
        return _resolver(definition, node)
    resolver = field.base_resolver
    if resolver is None:
        return _each(attrgetter(field.python_name))
    if resolver.self_parameter and not (resolver.arguments or resolver.info_parameter or _sources(resolver)):
        return _each(resolver.wrapped_func if callable(resolver.wrapped_func) else resolver)
    return _call(definition, node, field, resolver, owner)


def _is_plain(field: StrawberryField, owner: Schema) -> bool:
    """Tell whether nothing stands between Strawberry and the resolver, or the attribute, of a field."""
    if field.is_subscription or field.extensions or owner.schema_converter.exception_handlers:
        return False
    return field.base_resolver is not None or owner.config.default_resolver is getattr


def _sources(resolver: StrawberryResolver[Any]) -> list[str]:
    """Return the parameters that take the object by name."""
    return [given.name for given in (resolver.parent_parameter, resolver.root_parameter) if given is not None]


def _constant(value: str) -> Reader:
    def read(executor: Executor[Any], objects: Sequence[Any], infos: InfoSource) -> Column:
        return [value] * len(objects)

    return read


def _each(function: Callable[[Any], Any]) -> Reader:
    """Read with a function of the object alone."""

    def read(executor: Executor[Any], objects: Sequence[Any], infos: InfoSource) -> Column:
        return collected(function, objects)

    return read


def _call(
    definition: GraphQLField, node: FieldNode, field: StrawberryField, resolver: StrawberryResolver[Any], owner: Schema
) -> Reader:
    """Call a resolver with its arguments, which are converted once unless it could change them."""
    takes_self = resolver.self_parameter is not None
    sources = _sources(resolver)
    info_name = None if resolver.info_parameter is None else resolver.info_parameter.name
    registry, config = owner.schema_converter.scalar_registry, owner.config
    key = key_of(field.metadata)

    def convert(given: dict[str, Any], info: Any) -> dict[str, Any]:
        return convert_arguments(given, field.arguments, scalar_registry=registry, config=config, info=info)

    def read(executor: Executor[Any], objects: Sequence[Any], infos: InfoSource) -> Column:
        try:
            given = _arguments(executor, definition, node)
        except GraphQLError as error:
            return [error] * len(objects)
        shared = all(isinstance(value, _SHARED) for value in given.values())
        known: dict[str, Any] | None = None

        def call(row: int) -> Any:
            nonlocal known
            info = config.info_class(_raw_info=infos.of(row), _field=field)
            if known is None or not shared:
                known = convert(given, info)
            arguments = dict(known)
            source = objects[row]
            for name in sources:
                arguments[name] = source
            if info_name is not None:
                arguments[info_name] = info
            return resolver(source, **arguments) if takes_self else resolver(**arguments)

        return collected(call if key is None else once_each(call, objects, key), range(len(objects)))

    return read


def _resolver(definition: GraphQLField, node: FieldNode) -> Reader:
    """Call the resolver as graphql-core does: with the object, an info and the arguments by name."""

    def read(executor: Executor[Any], objects: Sequence[Any], infos: InfoSource) -> Column:
        resolve = definition.resolve or executor.field_resolver

        def call(row: int) -> Any:
            info = infos.of(row)
            return resolve(objects[row], info, **_arguments(executor, definition, node))

        return collected(call, range(len(objects)))

    return read


def _arguments(executor: Executor[Any], definition: GraphQLField, node: FieldNode) -> dict[str, Any]:
    """Return coerced arguments (section 6.4.1); raises GraphQLError."""
    if not (definition.args or node.arguments):
        return {}
    return get_argument_values(definition, node, executor.variable_values, None, executor.hide_suggestions)


def collected(function: Callable[[Any], Any], arguments: Sequence[Any]) -> Column:
    """Return what the function gives for each argument, the exception where it raises one."""
    column: Column = []
    add = column.append
    rest = iter(arguments)
    while True:
        try:
            column.extend(map(function, rest))
        except Exception as error:  # noqa: BLE001 -- whatever a resolver raises is an error of the response (section 6.4.4)
            add(error)
        else:
            return column
