"""What a caller is told when a field fails.

Expected failures carry their code; what the caller wrote wrong stays as graphql-core says it; anything else is a defect: it
is logged, and the caller sees the request's id alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import structlog
from graphql import GraphQLError, GraphQLSyntaxError
from strawberry.extensions import SchemaExtension

from graph.errors import ReelgraphError
from schema.results import field_path
from schema.veil import veiled

PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
INTERNAL = "INTERNAL"

_LONGEST_MESSAGE = 500
_MOST_PLACES = 10

log = structlog.get_logger("reelgraph.graphql")


class ExplainErrors(SchemaExtension):
    """Turns the errors of every result into answers; one synchronous pass per result, none per field."""

    def on_operation(self) -> Iterator[None]:
        """Explain the errors of a query or mutation, and those that keep an operation from running."""
        yield
        self._explain(self.execution_context.result)

    def on_stream_result(self, result: Any) -> Iterator[None]:
        """Explain the errors of one event of a subscription."""
        self._explain(result)
        yield

    def _explain(self, result: Any) -> None:
        errors = getattr(result, "errors", None)
        if errors:
            context = self.execution_context.context
            result.errors = [explain(error, context.request_id, introspection=context.introspection) for error in errors]


def explain(error: GraphQLError, request_id: str, *, introspection: bool = False) -> GraphQLError:
    """Return the error as the caller, who may or may not see the schema, may see it; doing so again changes nothing."""
    if error.extensions and "code" in error.extensions:
        return error
    cause = error.original_error
    if isinstance(cause, ReelgraphError):
        extensions: dict[str, Any] = {"code": cause.code}
        if cause.path:
            extensions["path"] = field_path(cause)
        return _answer(error, cause.message, extensions)
    if cause is None or isinstance(cause, GraphQLError):
        code = PARSE_FAILED if isinstance(error, GraphQLSyntaxError) else VALIDATION_FAILED
        message = shortened(error.message)
        return _answer(error, message if introspection else _veiled(message, error), {"code": code})
    log.error("field failed", path=error.path, request_id=request_id, exc_info=cause)
    message = f"Something broke here. Tell the administrator this id: {request_id}"
    return _answer(error, message, {"code": INTERNAL, "requestId": request_id})


def shortened(message: str) -> str:
    """Return the message, cut where it repeats too much of what was sent."""
    return message if len(message) <= _LONGEST_MESSAGE else message[:_LONGEST_MESSAGE] + "…"


def _veiled(message: str, error: GraphQLError) -> str:
    return veiled(message, error.source.body if error.source else "")


def _answer(error: GraphQLError, message: str, extensions: dict[str, Any]) -> GraphQLError:
    """Return an error at the same place. Places are copied: to count them again, the whole document would be read again."""
    answer = GraphQLError(message, path=error.path, extensions=extensions)
    answer.nodes, answer.source, answer.positions = error.nodes, error.source, error.positions
    answer.locations = error.locations and error.locations[:_MOST_PLACES]
    return answer
