"""Documents on their way in: bounded, parsed, validated, and kept for the next time.

A document that was found valid is kept by the SHA-256 of its text, so asking the same again costs nothing. One that was not
is found wrong anew each time: nobody fills the memory with nonsense. Specification, sections 2 (language), 5 (validation).
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    validate,
)

from graph.errors import ReelgraphError
from schema.lexing import parse_document
from schema.limits import LIMITS, Limits, check_document, exceeded
from schema.needs import Needs, needs_of

_KEPT, _KEPT_TOKENS = 1000, 40_000  # a token is half a kilobyte of syntax tree, for the collector to look through
MOST_ERRORS = 5
"""So many are told of one request. Each repeats what it speaks of, so many of them cost more than the document did."""

_QUICK_BYTES = 2048  # what is longer is parsed beside the event loop
_TOO_MANY_TOKENS = "Syntax Error: Document contains more than "


class RefusedDocumentError(Exception):
    """The document cannot run: ``errors`` are a request error's (specification, section 7.1.3)."""

    def __init__(self, *errors: GraphQLError) -> None:
        super().__init__(errors[0].message)
        self.errors = list(errors)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A valid document: operations by name (empty where it has none), fragments by name, what it needs of nodes."""

    document: DocumentNode
    operations: Mapping[str, OperationDefinitionNode]
    fragments: Mapping[str, FragmentDefinitionNode]
    needs: Needs

    @classmethod
    def of(cls, document: DocumentNode, schema: GraphQLSchema) -> Prepared:
        """Return a valid document."""
        return cls(
            document,
            {
                node.name.value if node.name else "": node
                for node in document.definitions
                if isinstance(node, OperationDefinitionNode)
            },
            {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)},
            needs_of(schema, document),
        )

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """Return the operation to run (specification, section 6.1.1, GetOperation); raises RefusedDocumentError."""
        if name is None and len(self.operations) == 1:
            return next(iter(self.operations.values()))
        if name is not None and name in self.operations:
            return self.operations[name]
        if name is None:
            raise RefusedDocumentError(GraphQLError("The document has several operations: name the one to run."))
        raise RefusedDocumentError(GraphQLError("The document has no operation with that name."))


class Documents:
    """The documents of one schema. Safe for one event loop."""

    def __init__(self, schema: GraphQLSchema, limits: Limits = LIMITS) -> None:
        self._schema = schema
        self.limits = limits
        self._kept: OrderedDict[tuple[str, bool], Prepared] = OrderedDict()
        self._kept_tokens = 0
        # One thread: however many long documents come at once, the event loop shares the interpreter with one of them.
        self._aside = ThreadPoolExecutor(1, thread_name_prefix="documents")

    def known(self, text: str, *, introspection: bool) -> Prepared | None:
        """Return a document that was found valid before, for a caller who may or may not see the schema."""
        key = (_digest(text), introspection)
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    async def prepare(self, text: str, *, introspection: bool) -> Prepared:
        """Return a valid document; raises RefusedDocumentError, before validation for one that is above the limits."""
        known = self.known(text, introspection=introspection)
        if known is not None:
            return known
        if len(text) <= _QUICK_BYTES:
            prepared = self.check(text, introspection=introspection)
        else:
            loop = asyncio.get_running_loop()
            prepared = await loop.run_in_executor(self._aside, lambda: self.check(text, introspection=introspection))
        self._keep((_digest(text), introspection), prepared)
        return prepared

    def _keep(self, key: tuple[str, bool], prepared: Prepared) -> None:
        if key in self._kept:  # two asked for it at once
            return
        self._kept[key] = prepared
        self._kept_tokens += prepared.document.token_count
        while len(self._kept) > _KEPT or self._kept_tokens > _KEPT_TOKENS:
            _, forgotten = self._kept.popitem(last=False)
            self._kept_tokens -= forgotten.document.token_count

    def check(self, text: str, *, introspection: bool) -> Prepared:
        """Return a valid document; raises RefusedDocumentError. Takes up to tens of milliseconds of computing."""
        document = self._parse(text)
        if fault := check_document(document, self.limits, introspection=introspection):
            raise RefusedDocumentError(fault)
        errors = validate(self._schema, document, max_errors=MOST_ERRORS, hide_suggestions=not introspection)
        if errors:
            raise RefusedDocumentError(*(_said_by_us(error) for error in errors))
        return Prepared.of(document, self._schema)

    def _parse(self, text: str) -> DocumentNode:
        size = len(text) if len(text) > self.limits.bytes else len(text.encode("utf-8", "surrogatepass"))
        if size > self.limits.bytes:
            raise RefusedDocumentError(exceeded("bytes", self.limits.bytes, size))
        lines = 1 + text.count("\n") + text.count("\r") - text.count("\r\n")
        if lines > self.limits.lines:  # the place of every error is found by counting them
            raise RefusedDocumentError(exceeded("lines", self.limits.lines, lines))
        try:
            return parse_document(text, self.limits.tokens)
        except GraphQLSyntaxError as error:
            if error.message.startswith(_TOO_MANY_TOKENS):
                raise RefusedDocumentError(exceeded("tokens", self.limits.tokens)) from None
            raise RefusedDocumentError(error) from None


def _said_by_us(error: GraphQLError) -> GraphQLError:
    """Return an error of validation without the words of a Python exception, such as int()'s of a million digits."""
    if isinstance(error.original_error, GraphQLError | ReelgraphError | None):
        return error
    return GraphQLError(error.message.partition("; ")[0] + ".", error.nodes)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
