"""Writes ``operations.py``: ``python -m server.api.generate``; ``--check`` tells whether it is up to date.

It takes what the commands need and refuses the rest: one root field an operation, no fragments.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLType,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    TypeNode,
    build_schema,
    get_named_type,
    parse,
    print_ast,
    strip_ignored_characters,
    type_from_ast,
    validate,
)

HERE = Path(__file__).resolve().parent
SCHEMA = HERE.parents[1] / "schema" / "schema.graphql"
OPERATIONS = HERE / "operations.graphql"
TARGET = HERE / "operations.py"

SCALARS = {"Int": "int", "Float": "float", "String": "str", "Boolean": "bool", "ID": "str"}
SCALARS |= {"ByteCount": "int", "DateTime": "str", "JSON": "Any", "Timecode": "str"}

LONGEST = 110

HEAD = '''"""Generated from the schema and operations.graphql; do not edit: ``make client``."""

# ruff: noqa: A002 -- arguments are called what the schema calls them

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Literal, NotRequired, Protocol, TypedDict, cast


class Asking(Protocol):
    """Sends queries and mutations."""

    async def ask(self, document: str, **variables: Any) -> dict[str, Any]:
        """Return the data of an answer."""
        ...


class Following(Protocol):
    """Sends subscriptions."""

    def __call__(self, document: str, variables: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
        """Yield the data of each answer."""
        ...
'''


class Writer:
    """Collects the classes that operations need, each once, and then the operations."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._classes: dict[str, list[str]] = {}
        self._enums: dict[str, str] = {}
        self._functions: list[str] = []

    def add(self, operation: OperationDefinitionNode) -> None:
        """Take in an operation; raises ValueError for what this generator does not know."""
        if operation.name is None or len(operation.selection_set.selections) != 1:
            raise ValueError("an operation has a name and one root field")
        name = operation.name.value
        (root,) = operation.selection_set.selections
        root_type = self._schema.get_root_type(operation.operation)
        if not isinstance(root, FieldNode) or root_type is None:
            raise ValueError(f"{name}: the root is no field")
        answer = self._output(root_type.fields[root.name.value].type, root, name)
        variables = [
            (node.variable.name.value, self._annotation_of(node.type, optional=node.default_value is not None))
            for node in operation.variable_definitions or ()
        ]
        self._functions.append(_function(operation, root, name, variables, answer))

    def text(self) -> str:
        """Return the module."""
        enums = [f"{name} = Literal[{values}]" for name, values in sorted(self._enums.items())]
        classes = ["\n".join(lines) for lines in self._classes.values()]
        return "\n\n".join([HEAD, "\n".join(enums) + "\n", *(f"{part}\n" for part in [*classes, *self._functions])])

    def _annotation_of(self, node: TypeNode, *, optional: bool) -> str:
        kind = type_from_ast(self._schema, node)
        said = self._input(kind)
        return f"{said} | None" if optional and not said.endswith("| None") else said

    def _output(self, kind: GraphQLType, node: FieldNode, name: str) -> str:
        named = get_named_type(kind)
        if isinstance(named, GraphQLObjectType | GraphQLInterfaceType):
            if node.selection_set is None:
                raise ValueError(f"{name}: what of it?")
            self._write_object(named, node.selection_set, name)
            return _wrapped(kind, name)
        return _wrapped(kind, self._leaf(named))

    def _write_object(self, kind: GraphQLObjectType | GraphQLInterfaceType, chosen: SelectionSetNode, name: str) -> None:
        about = f'    """What was asked of one {kind.name}."""'
        lines = self._classes[name] = [f"class {name}(TypedDict):", about, ""]
        for node in chosen.selections:
            if not isinstance(node, FieldNode):
                raise ValueError(f"{name}: fragments are not known here")
            said = (node.alias or node.name).value
            lines.append(f"    {said}: {self._output(kind.fields[node.name.value].type, node, name + _title(said))}")

    def _input(self, kind: GraphQLType | None) -> str:
        named = get_named_type(kind)
        if isinstance(named, GraphQLInputObjectType):
            self._write_input(named)
            return _wrapped(kind, named.name)
        return _wrapped(kind, self._leaf(named))

    def _write_input(self, kind: GraphQLInputObjectType) -> None:
        if kind.name in self._classes:
            return
        lines = self._classes[kind.name] = [f"class {kind.name}(TypedDict):", f'    """{_summary(kind)}"""', ""]
        for name, field in kind.fields.items():
            said = self._input(field.type)
            needed = isinstance(field.type, GraphQLNonNull) and getattr(field.ast_node, "default_value", None) is None
            lines.append(f"    {name}: {said if needed else f'NotRequired[{said}]'}")

    def _leaf(self, kind: object) -> str:
        if isinstance(kind, GraphQLEnumType):
            self._enums[kind.name] = ", ".join(json.dumps(value) for value in kind.values)
            return kind.name
        return SCALARS[getattr(kind, "name", "")]


def _wrapped(kind: GraphQLType | None, said: str) -> str:
    if isinstance(kind, GraphQLNonNull):
        return _wrapped(kind.of_type, said).removesuffix(" | None")
    if isinstance(kind, GraphQLList):
        return f"list[{_wrapped(kind.of_type, said)}] | None"
    return f"{said} | None"


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _title(name: str) -> str:
    return name[0].upper() + name[1:]


def _function(
    operation: OperationDefinitionNode, root: FieldNode, name: str, variables: Sequence[tuple[str, str]], answer: str
) -> str:
    document = strip_ignored_characters(print_ast(operation))
    field = (root.alias or root.name).value
    parameters = "".join(
        f", {_snake(said)}: {kind}{' = None' if kind.endswith('| None') else ''}" for said, kind in variables
    )
    star = ", *" if parameters else ""
    lines = [f"{_snake(name).upper()} = (", *(f"    {json.dumps(part)}" for part in _pieces(document)), ")", "", ""]
    if operation.operation is OperationType.SUBSCRIPTION:
        given = ", ".join(f'"{said}": {_snake(said)}' for said, _ in variables)
        return "\n".join(
            [
                *lines,
                f"async def {_snake(name)}(follow: Following{star}{parameters}) -> AsyncIterator[{answer}]:",
                f'    """Yield each `{field}` that the subscription brings."""',
                f"    async for data in follow({_snake(name).upper()}, {{{given}}}):",
                f'        yield cast("{answer}", data["{field}"])',
            ]
        )
    given = "".join(f", {said}={_snake(said)}" for said, _ in variables)
    return "\n".join(
        [
            *lines,
            f"async def {_snake(name)}(client: Asking{star}{parameters}) -> {answer}:",
            f'    """Return `{field}` of the {operation.operation.value}\'s answer."""',
            f'    return cast("{answer}", (await client.ask({_snake(name).upper()}{given}))["{field}"])',
        ]
    )


def _summary(kind: GraphQLNamedType) -> str:
    """The description, or its first sentence where all of it is more than a line."""
    said = kind.description or kind.name
    return said if len(said) <= LONGEST else f"{said.partition('. ')[0].rstrip('.')}."


def _pieces(text: str) -> Iterator[str]:
    """Yield a text in pieces that fit a line."""
    for start in range(0, len(text), 100):
        yield text[start : start + 100]


def generate() -> str:
    """Return the module, formatted; raises ValueError for operations that the schema, or this generator, does not take."""
    schema, document = build_schema(SCHEMA.read_text()), parse(OPERATIONS.read_text())
    errors = validate(schema, document)
    if errors:
        raise ValueError("\n".join(str(error) for error in errors))
    writer = Writer(schema)
    for definition in document.definitions:
        if not isinstance(definition, OperationDefinitionNode):
            raise ValueError("operations.graphql holds operations alone")
        writer.add(definition)
    # The formatter is one of the tools for development, as this module is.
    command = [str(Path(sys.executable).with_name("ruff")), "format", "--stdin-filename", str(TARGET), "-"]
    return subprocess.run(command, input=writer.text(), capture_output=True, text=True, check=True).stdout


def main(arguments: Sequence[str]) -> int:
    """Write the file, or check it; returns the exit status."""
    made = generate()
    if "--check" not in arguments:
        TARGET.write_text(made)
    elif TARGET.read_text() != made:
        sys.stderr.write(f"{TARGET.name} is not what the schema and the operations say. Run: make client\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
