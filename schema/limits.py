"""Limits on a document, checked on its text and its syntax tree: before validation, and long before execution.

Fragments are counted as often as they are spread, through any number of other fragments, so nothing hides in them.
Validation is not linear in the length of a document (fields with one response name are compared pair by pair, errors print
what they speak of): these limits are what bounds it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    DirectiveNode,
    DocumentNode,
    ExecutableDefinitionNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
)

LIMIT_EXCEEDED = "LIMIT_EXCEEDED"
INTROSPECTION_DISABLED = "INTROSPECTION_DISABLED"
_META_ROOTS = ("__schema", "__type")
_UNCOUNTED = ("edges", "node", "ofType")  # a connection is one level with its edges and nodes; so is a wrapped type
_NESTING = 100  # selections within selections, through fragments, where depth does not count them


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one document may hold. All but the first three count what is left when fragments are spread out.

    ``bytes`` of UTF-8; ``lines`` of text; ``tokens`` of the lexer; ``depth`` in levels of things (a connection is one);
    ``root_fields`` of one operation; ``arguments`` of fields and directives; ``twins`` are pairs of fields with one response
    name in one place; ``values`` are items of lists and fields of objects that are written into the document;
    ``variable_values`` the same of the variables, which nest ``variable_depth`` deep. ``cost`` is that of ``schema.cost``,
    of the operation that is run.
    """

    bytes: int = 64 * 1024
    lines: int = 1500
    tokens: int = 1500
    depth: int = 12
    aliases: int = 30
    directives: int = 50
    root_fields: int = 20
    operations: int = 10
    fragments: int = 50
    spreads: int = 200
    fields: int = 600
    arguments: int = 200
    twins: int = 3000
    variables: int = 50
    values: int = 150
    variable_values: int = 20_000
    variable_depth: int = 32
    cost: int = 50_000


LIMITS = Limits()

_WORDS = {
    "bytes": "bytes",
    "lines": "lines",
    "tokens": "tokens",
    "depth": "levels of depth",
    "aliases": "aliases",
    "directives": "directives",
    "root_fields": "root fields",
    "operations": "operations",
    "fragments": "fragments",
    "spreads": "fragment spreads",
    "fields": "fields",
    "arguments": "arguments",
    "twins": "pairs of fields with the same name in one place",
    "variables": "variables",
    "values": "values written into it",
    "variable_values": "values in its variables",
    "variable_depth": "levels in its variables",
}


_DISABLED = GraphQLError(
    "The schema itself is not shown to you here. Ask an administrator for a token that may see it.",
    extensions={"code": INTROSPECTION_DISABLED},
)


def exceeded(name: str, allowed: int, found: int | None = None) -> GraphQLError:
    """Return the error of a document that is above a limit; ``found`` is None where counting stopped at the limit."""
    told = f"more than {allowed}" if found is None else str(found)
    return GraphQLError(
        f"The document has {told} {_WORDS[name]}; {allowed} are allowed. Ask for less at once.",
        extensions={"code": LIMIT_EXCEEDED, "limit": name.replace("_", " "), "allowed": allowed},
    )


def check_document(document: DocumentNode, limits: Limits, *, introspection: bool) -> GraphQLError | None:
    """Return the error of the first limit that a parsed document exceeds, None where it keeps them all.

    Without ``introspection`` it may not ask for the schema itself (specification, section 4).
    """
    fragments = [node for node in document.definitions if isinstance(node, FragmentDefinitionNode)]
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    count = _Counting({node.name.value: node for node in fragments})
    try:
        for name, found in _counted(count, operations, fragments, limits):
            if found > getattr(limits, name):
                return exceeded(name, getattr(limits, name), found)
    except _UncountableError as error:
        return GraphQLError(str(error), extensions=error.extensions)
    return _DISABLED if count.shows_schema and not introspection else None


def _counted(
    count: _Counting,
    operations: Sequence[OperationDefinitionNode],
    fragments: Sequence[FragmentDefinitionNode],
    limits: Limits,
) -> Iterator[tuple[str, int]]:
    """Yield each limit's name with what was found, the quickly counted first: what follows relies on what was kept."""
    yield "operations", len(operations)
    yield "fragments", len(fragments)
    yield "variables", max((len(node.variable_definitions or ()) for node in operations), default=0)
    # Fragments that nobody spreads are counted too: validation looks at them.
    definitions: list[ExecutableDefinitionNode] = [*operations, *fragments]
    for definition in definitions:
        size = count.definition(definition)
        for name in ("spreads", "fields", "depth", "aliases", "directives", "arguments", "values"):
            yield name, getattr(size, name)
    yield "fields", sum(count.definition(node).fields for node in fragments) // 2
    for operation in operations:
        yield "root_fields", count.root_fields(operation)
    for definition in definitions:
        yield "twins", count.twins(definition, limits.twins)


def check_variables(variables: object, limits: Limits) -> GraphQLError | None:
    """Return the error of variables that hold too much, None where they do not. ``variables`` are JSON values."""
    level, values = [variables], 0
    for _ in range(limits.variable_depth + 1):
        inner: list[object] = []
        for value in level:
            if isinstance(value, dict):
                inner.extend(value.values())
            elif isinstance(value, list):
                inner.extend(value)
        values += len(inner)
        if values > limits.variable_values:
            return exceeded("variable_values", limits.variable_values, values)
        if not inner:
            return None
        level = inner
    return exceeded("variable_depth", limits.variable_depth)


def _inside(value: ValueNode | None) -> int:
    """Return how many items and fields a literal holds, those within them too."""
    count, waiting = 0, [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ListValueNode):
            waiting.extend(node.values)
            count += len(node.values)
        elif isinstance(node, ObjectValueNode):
            waiting.extend(field.value for field in node.fields)
            count += len(node.fields)
    return count


@dataclass(slots=True)
class _Size:
    """What a selection comes to when its fragments are spread out."""

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0
    spreads: int = 0
    arguments: int = 0
    values: int = 0

    def add(self, other: _Size, levels: int = 0) -> None:
        self.depth = max(self.depth, other.depth + levels)
        self.fields += other.fields
        self.aliases += other.aliases
        self.directives += other.directives
        self.spreads += other.spreads
        self.arguments += other.arguments
        self.values += other.values


class _UncountableError(Exception):
    """A document that cannot be counted: it has no end, or goes on too deep."""

    def __init__(self, message: str, extensions: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.extensions = extensions


class _Counting:
    """Counts one document. Each fragment is counted once, so a tower of fragments costs no more than it is long."""

    def __init__(self, fragments: dict[str, FragmentDefinitionNode]) -> None:
        self._fragments = fragments
        self._sizes: dict[str, _Size] = {}
        self._open: set[str] = set()
        self._nesting = 0
        self.shows_schema = False

    def definition(self, node: ExecutableDefinitionNode) -> _Size:
        """Return the size of an operation or fragment."""
        if isinstance(node, FragmentDefinitionNode):
            return self._fragment(node.name.value)
        self._nesting = 0
        size = self._selection_set(node.selection_set)
        self._count_directives(size, node.directives)
        for variable in node.variable_definitions or ():
            size.values += _inside(variable.default_value)
            self._count_directives(size, variable.directives)
        return size

    def root_fields(self, operation: OperationDefinitionNode) -> int:
        """Return how many fields an operation asks of its root."""
        seen: set[str] = set()
        return sum(1 for _ in self._fields(operation.selection_set, seen))

    def twins(self, node: ExecutableDefinitionNode, most: int) -> int:
        """Return how many pairs of fields share a place and a name; counting ends above ``most``.

        Validation compares such pairs (specification, section 5.3.2); it must be known before that they are few.
        """
        pairs, waiting = 0, [[node.selection_set]]
        while waiting and pairs <= most:
            merged, seen = waiting.pop(), set[str]()
            places: dict[str, list[FieldNode]] = {}
            for selection_set in merged:
                for field in self._fields(selection_set, seen):
                    places.setdefault((field.alias or field.name).value, []).append(field)
            for fields in places.values():
                pairs += len(fields) * (len(fields) - 1) // 2
                below = [field.selection_set for field in fields if field.selection_set]
                if below:
                    waiting.append(below)
        return pairs

    def _fields(self, selection_set: SelectionSetNode, seen: set[str]) -> Iterator[FieldNode]:
        """Yield the fields of a selection with its fragments spread out; a fragment counts once in one place."""
        waiting: list[SelectionNode] = list(selection_set.selections)
        while waiting:
            node = waiting.pop()
            if isinstance(node, FieldNode):
                yield node
            elif not isinstance(node, FragmentSpreadNode):
                waiting.extend(node.selection_set.selections)  # type: ignore[attr-defined]
            elif node.name.value not in seen:
                seen.add(node.name.value)
                if fragment := self._fragments.get(node.name.value):
                    waiting.extend(fragment.selection_set.selections)

    def _fragment(self, name: str) -> _Size:
        known = self._sizes.get(name)
        if known is None:
            if name in self._open:
                raise _UncountableError("A fragment spreads itself, perhaps through others; such a document has no end.")
            known = _Size()
            self._open.add(name)
            node = self._fragments.get(name)
            if node is not None:
                known = self._selection_set(node.selection_set)
                self._count_directives(known, node.directives)
            self._open.discard(name)
            self._sizes[name] = known
        return known

    def _selection_set(self, selection_set: SelectionSetNode) -> _Size:
        """Return the size of a selection. Raises _UncountableError."""
        self._nesting += 1
        if self._nesting > _NESTING:
            raise _UncountableError(
                "Selections stand too deep in each other.",
                {"code": LIMIT_EXCEEDED, "limit": "depth", "allowed": _NESTING},
            )
        if not selection_set.selections:
            raise _UncountableError("A selection between braces is empty.")
        size = _Size()
        for node in selection_set.selections:
            if node.directives:
                self._count_directives(size, node.directives)
            if isinstance(node, FragmentSpreadNode):
                size.spreads += 1
                size.add(self._fragment(node.name.value))
                continue
            inner = getattr(node, "selection_set", None)
            below = self._selection_set(inner) if inner else _Size()
            if isinstance(node, FieldNode):
                size.fields += 1
                size.aliases += node.alias is not None
                size.arguments += len(node.arguments or ())
                for argument in node.arguments or ():
                    size.values += _inside(argument.value)
                self.shows_schema |= node.name.value in _META_ROOTS
                size.add(below, levels=node.name.value not in _UNCOUNTED)
                size.depth = max(size.depth, 1)
            else:
                size.add(below)
        self._nesting -= 1
        return size

    @staticmethod
    def _count_directives(size: _Size, directives: Sequence[DirectiveNode] | None) -> None:
        for directive in directives or ():
            size.directives += 1
            size.arguments += len(directive.arguments or ())
            size.values += sum(_inside(argument.value) for argument in directive.arguments or ())
