"""The endpoint over HTTP, from a request to its answer: GraphQL over HTTP, sections 5 (*Request*) and 6 (*Response*).

https://graphql.github.io/graphql-over-http/draft/
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from graphql import GraphQLError, OperationType
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from strawberry.http import GraphQLHTTPResponse, process_result

from graph.errors import ReelgraphError
from schema.context import Context
from schema.root import ReelgraphSchema
from server.answers import status_of_error
from server.auth import page_allowed, viewer_of
from server.graphql import bodies, graphiql
from server.graphql.contexts import make_context
from server.graphql.gate import Gate, RefusedOperationError, Ticket
from server.preflight import preflighted
from server.resources import Resources, resources_of

_CODES = {
    400: "BAD_REQUEST",
    401: "NOT_AUTHENTICATED",
    403: "NOT_ALLOWED",
    405: "METHOD_NOT_ALLOWED",
    406: "NOT_ACCEPTABLE",
    408: "TIMED_OUT",
    413: "TOO_LARGE",
    415: "UNSUPPORTED_MEDIA_TYPE",
    503: "UNAVAILABLE",
}
_STOPPED = (
    "The server was stopped before this was done. Send it again: with a clientMutationId it is done once, whatever came of"
    " this; without one, look first whether it was done."
)


class GraphQLEndpoint:
    """One schema under one address. Everything but GraphiQL's page asks for a token."""

    def __init__(self, schema: ReelgraphSchema, gate: Gate, *, development: bool) -> None:
        self._schema = schema
        self._gate = gate
        self._development = development

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        response = await self._respond(Request(scope, receive))
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        """Return the response to anything that may come; section 6.4 has the status codes."""
        if self._development and graphiql.wanted(request):
            return graphiql.page()
        media = bodies.acceptable(request.headers.get("accept"))
        if media is None:
            return _refusal(406, f"Accept {bodies.GRAPHQL} or {bodies.JSON}.", bodies.JSON)
        try:
            _check_sender(request)
            resources = resources_of(request)
            caller = await viewer_of(request)
            context = make_context(resources, caller, request.scope["state"]["request_id"], development=self._development)
            answer = await self._answer(resources, context, await _operation(request), request.method)
        except RefusedOperationError as refused:
            answer = {"errors": [error.formatted for error in refused.errors]}
            return _json(answer, refused.status or bodies.status_of(answer, media), media, refused.headers)
        except HTTPException as error:
            return _refusal(error.status_code, error.detail, media, headers=error.headers)
        except ReelgraphError as error:
            return _refusal(status_of_error(error), error.message, media, error.code)
        except asyncio.CancelledError:
            # The time for draining is over (server.draining); nothing else cancels a request.
            return _refusal(503, _STOPPED, media, headers={"Retry-After": "1"})
        return _json(answer, bodies.status_of(answer, media), media)

    async def _answer(
        self, resources: Resources, context: Context, request: bodies.OperationRequest, method: str
    ) -> GraphQLHTTPResponse:
        """Return the answer of one operation. Raises RefusedOperationError or HTTPException."""
        ticket = await self._gate.admit(resources.budget, context, request)
        _check_kind(ticket, method)
        async with self._gate.running(resources.budget, ticket):
            result = await self._schema.execute(
                ticket.operation.text,
                variable_values=request.variables,
                context_value=context,
                operation_name=request.operation_name,
            )
            ticket.watched.failed = bool(result.errors)
        answer = process_result(result)
        if bodies.is_request_error(answer):
            answer.pop("data", None)
        else:
            self._gate.tell(resources.budget, ticket, answer)
        return answer


def _check_sender(request: Request) -> None:
    """Refuse other methods (section 5.2), and pages of origins that nobody allowed."""
    if request.method not in ("GET", "POST"):
        raise HTTPException(405, "Send operations with POST, or queries with GET.", {"Allow": "GET, POST"})
    if not page_allowed(resources_of(request).settings, request.headers):
        raise HTTPException(403, "Pages of this origin may not use the server. An administrator can allow it.")


async def _operation(request: Request) -> bodies.OperationRequest:
    """Return what is asked. Raises HTTPException for anything that is not one well-formed request."""
    if request.method == "GET":
        if not preflighted(request.headers):
            raise HTTPException(400, "With GET, send a header that no form can: `GraphQL-Require-Preflight: 1`.")
        return bodies.read_address(request.query_params)
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise HTTPException(415, "Send the body as it is, not compressed.")
    return bodies.read_body(request.headers.get("content-type"), await request.body())


def _check_kind(ticket: Ticket, method: str) -> None:
    """Refuse mutations by GET (section 5.3), and subscriptions, which HTTP cannot carry."""
    kind = ticket.operation.kind
    if kind is OperationType.SUBSCRIPTION:
        raise HTTPException(400, "Subscribe over a WebSocket with graphql-transport-ws.")
    if kind is OperationType.MUTATION and method == "GET":
        raise HTTPException(405, "Send mutations with POST.", {"Allow": "POST"})


def _json(answer: GraphQLHTTPResponse, status: int, media: str, headers: Mapping[str, str] | None = None) -> Response:
    return Response(bodies.encode_json(answer), status, headers=headers, media_type=f"{media}; charset=utf-8")


def _refusal(
    status: int, message: str, media: str, code: str | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    error = GraphQLError(message, extensions={"code": code or _CODES.get(status, "BAD_REQUEST")})
    answer: Any = {"errors": [error.formatted]}
    return _json(answer, status, media, headers)
