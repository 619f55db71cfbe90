"""Random valid operations over any schema: aliases, fragments, merged fields, ``@skip`` and ``@include`` with variables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLNamedType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_required_argument,
    is_required_input_field,
)
from graphql.utilities import value_from_ast_untyped

Literal = Callable[[Random, str, str], str | None]
"""Given the name of an argument and of its type: how to write a value of it, None for the usual one."""


@dataclass(frozen=True)
class Question:
    text: str
    variables: Mapping[str, Any]


@dataclass
class _Writer:
    schema: GraphQLSchema
    random: Random
    literal: Literal
    left: int
    depth: int
    variables: dict[str, tuple[str, Any]] = field(default_factory=dict)
    fragments: list[str] = field(default_factory=list)
    aliases: int = 0

    def selection(self, type_: GraphQLNamedType, depth: int) -> str:
        parts = [self.part(type_, depth) for _ in range(self.random.randint(1, 5))]
        return "{ " + " ".join(parts) + " }"

    def part(self, type_: GraphQLNamedType, depth: int) -> str:
        dice = self.random.random()
        if dice < 0.1:
            return self.alias() + "__typename" + self.condition()
        others = self.fitting(type_)
        if dice < 0.25 and others and depth < self.depth:
            on = self.random.choice(others)
            body = self.selection(on, depth + 1)
            if self.random.random() < 0.5:
                return f"... on {on.name}{self.condition()} {body}"
            name = f"F{len(self.fragments)}"
            self.fragments.append(f"fragment {name} on {on.name} {body}")
            return f"...{name}{self.condition()}"
        fields: Mapping[str, Any] = getattr(type_, "fields", {})
        usable = [
            name
            for name, each in fields.items()
            if is_leaf_type(get_named_type(each.type)) or (depth < self.depth and self.left > 0)
        ]
        if not usable:
            return "__typename"
        name = self.random.choice(usable)
        return self.field(name, fields[name], depth)

    def field(self, name: str, definition: Any, depth: int) -> str:
        self.left -= 1
        named = get_named_type(definition.type)
        arguments = self.arguments(definition.args)
        key = self.alias(always=bool(arguments)) + name
        body = " " + self.selection(named, depth + 1) if is_composite_type(named) else ""
        return key + arguments + self.condition() + body

    def fitting(self, type_: GraphQLNamedType) -> list[Any]:
        if is_abstract_type(type_):
            return [*self.schema.get_possible_types(type_), type_]
        return [type_, *getattr(type_, "interfaces", ())]

    def alias(self, always: bool = False) -> str:
        if always or self.random.random() < 0.3:
            self.aliases += 1
            return f"a{self.aliases}: "
        return ""

    def condition(self) -> str:
        if self.random.random() > 0.12:
            return ""
        directive, value = self.random.choice(["skip", "include"]), self.random.random() < 0.5
        if self.random.random() < 0.5:
            return f" @{directive}(if: {str(value).lower()})"
        return f" @{directive}(if: ${self.variable('Boolean!', value)})"

    def variable(self, type_: str, value: Any) -> str:
        name = f"v{len(self.variables)}"
        self.variables[name] = (type_, value)
        return name

    def arguments(self, arguments: Mapping[str, GraphQLArgument]) -> str:
        given = []
        for name, argument in arguments.items():
            if is_required_argument(argument) or self.random.random() < 0.4:
                text = self.value(name, argument.type)
                if self.random.random() < 0.3 and "$" not in text:
                    from graphql import parse_value

                    text = "$" + self.variable(str(argument.type), value_from_ast_untyped(parse_value(text)))
                given.append(f"{name}: {text}")
        return f"({', '.join(given)})" if given else ""

    def value(self, name: str, type_: GraphQLInputType) -> str:
        if is_non_null_type(type_):
            return self.value(name, type_.of_type)
        if is_list_type(type_):
            return "[" + ", ".join(self.value(name, type_.of_type) for _ in range(self.random.randint(0, 3))) + "]"
        named = get_named_type(type_)
        written = self.literal(self.random, name, named.name)
        if written is not None:
            return written
        if isinstance(named, GraphQLEnumType):
            return str(self.random.choice(list(named.values)))
        if isinstance(named, GraphQLInputObjectType):
            return self.input_object(named.fields)
        plain: dict[str, Callable[[], str]] = {
            "Int": lambda: str(self.random.randint(-1, 5)),
            "Float": lambda: str(self.random.randint(0, 10) / 10),
            "Boolean": lambda: self.random.choice(["true", "false"]),
            "DateTime": lambda: '"2026-01-31T18:00:00Z"',
        }
        return plain.get(named.name, lambda: f'"{self.random.choice(["person", "dog", "a", ""])}"')()

    def input_object(self, fields: Mapping[str, GraphQLInputField]) -> str:
        given = [
            f"{name}: {self.value(name, each.type)}"
            for name, each in fields.items()
            if is_required_input_field(each) or self.random.random() < 0.3
        ]
        return "{" + ", ".join(given) + "}"


def no_preference(random: Random, name: str, type_: str) -> str | None:
    return None


def question(
    schema: GraphQLSchema,
    seed: int,
    *,
    operation: str = "query",
    depth: int = 5,
    fields: int = 25,
    literal: Literal = no_preference,
) -> Question:
    """Return the operation of a seed; most are valid: two fields may still disagree on one response name."""
    writer = _Writer(schema, Random(seed), literal, fields, depth)  # noqa: S311 -- no secret
    root = {"query": schema.query_type, "mutation": schema.mutation_type, "subscription": schema.subscription_type}[
        operation
    ]
    assert root is not None
    body = writer.selection(root, 0)
    declared = ", ".join(f"${name}: {type_}" for name, (type_, _) in writer.variables.items())
    text = f"{operation} Asked{f'({declared})' if declared else ''} {body}\n" + "\n".join(writer.fragments)
    return Question(text, {name: value for name, (_, value) in writer.variables.items()})
