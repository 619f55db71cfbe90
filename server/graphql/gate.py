"""What every operation passes before it runs, over HTTP and over sockets: trust, limits, budget, time.

Nothing here is of the specification, which leaves all of it to the server (section 7.1, *Response*: request errors).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from graphql import GraphQLError, OperationType
from strawberry.http import GraphQLHTTPResponse

from graph.deadline import deadline_in
from graph.nodes.access import Viewer
from schema.admission import Admitted, admit
from schema.context import Context
from schema.documents import RefusedDocumentError
from schema.errors import explain
from schema.root import ReelgraphSchema
from server.budget import Budget, OverBudgetError
from server.graphql.bodies import OperationRequest
from server.graphql.trusted import TrustedDocuments
from server.operations import OperationWatch, Watched
from server.settings import Settings

TIMED_OUT = "TIMED_OUT"
_PRICE_OF_READING = 500
"""What a document costs that is not known yet, wrong ones too: as much computing as that many objects."""


class RefusedOperationError(Exception):
    """It does not run, or not to its end. ``errors`` are as the caller may see them.

    ``status`` is the HTTP status where it is not that of any request error; ``headers`` go with it.
    """

    def __init__(
        self, errors: Sequence[GraphQLError], status: int | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(errors[0].message)
        self.errors = errors
        self.status = status
        self.headers = headers or {}


@dataclass(slots=True)
class Ticket:
    """An operation that may run. ``remaining`` is what is left of the caller's budget."""

    operation: Admitted
    caller: str
    watched: Watched
    remaining: int = field(default=0)


class Gate:
    """The gate of one schema."""

    def __init__(
        self, schema: ReelgraphSchema, settings: Settings, trusted: TrustedDocuments, watch: OperationWatch
    ) -> None:
        self._schema = schema
        self._settings = settings
        self._trusted = trusted
        self._watch = watch

    async def admit(self, budget: Budget, context: Context, request: OperationRequest) -> Ticket:
        """Return what a request asks for, if it may be asked. A subscription has paid for itself then.

        Raises RefusedOperationError.
        """
        caller = caller_of(context.viewer)
        try:
            text = self._trusted.text_of(request)
            if self._schema.documents.known(text, introspection=context.introspection) is None:
                await budget.spend(caller, _PRICE_OF_READING)
            operation = await admit(
                self._schema, text, request.variables, request.operation_name, introspection=context.introspection
            )
            watched = Watched(operation.name, operation.kind.value, operation.cost, caller)
            ticket = Ticket(operation, caller, watched)
            if operation.kind is OperationType.SUBSCRIPTION:
                ticket.remaining = await budget.spend(caller, operation.cost)
                self._watch.began(watched)
        except RefusedDocumentError as refused:
            self._watch.refused(request.operation_name)
            errors = [explain(error, context.request_id, introspection=context.introspection) for error in refused.errors]
            raise RefusedOperationError(errors) from None
        except OverBudgetError as error:
            self._watch.refused(request.operation_name)
            raise _over_budget(error) from None
        return ticket

    @asynccontextmanager
    async def running(self, budget: Budget, ticket: Ticket) -> AsyncIterator[None]:
        """Let a query or mutation run in this block, at its price and in its time.

        Raises RefusedOperationError: before the block begins where the caller's budget or places are used up, and after it
        where it was cut off. What the block waits for is cancelled then, down to the statements in the graph engine.
        """
        operation = ticket.operation
        reads = operation.kind is OperationType.QUERY
        seconds = self._settings.query_seconds if reads else self._settings.mutation_seconds
        try:
            ticket.remaining, place = await budget.begin(ticket.caller, operation.cost, seconds)
        except OverBudgetError as error:
            self._watch.refused(operation.name)
            raise _over_budget(error) from None
        limit = asyncio.timeout(seconds)
        try:
            with deadline_in(seconds), self._watch.running(ticket.watched):
                async with limit:
                    yield
        except TimeoutError:
            if not limit.expired():
                raise
            raise RefusedOperationError([_timed_out(seconds, reads=reads)], 504) from None
        finally:
            await asyncio.shield(budget.end(ticket.caller, place))

    def tell(self, budget: Budget, ticket: Ticket, answer: GraphQLHTTPResponse) -> None:
        """Say in an answer's ``extensions.cost`` what it cost, and what is left."""
        allowance = budget.allowance
        left = {
            "remaining": ticket.remaining,
            "limit": allowance.burst,
            "refillPerSecond": allowance.per_second,
        }
        cost = {"requested": ticket.operation.cost, "limit": self._schema.documents.limits.cost, "budget": left}
        answer["extensions"] = {**(answer.get("extensions") or {}), "cost": cost}


def caller_of(viewer: Viewer) -> str:
    """Return whose budget a caller spends: the token's, or the user's where the token is an identity provider's."""
    return viewer.credential.token_id or viewer.user.id


def _over_budget(error: OverBudgetError) -> RefusedOperationError:
    extensions = {"code": error.code, "retryAfter": error.retry_after, "remaining": error.remaining}
    return RefusedOperationError(
        [GraphQLError(error.message, extensions=extensions)], 429, {"Retry-After": str(error.retry_after)}
    )


def _timed_out(seconds: float, *, reads: bool) -> GraphQLError:
    advice = "Ask for less at once." if reads else "It may have been done all the same: look before you send it again."
    return GraphQLError(f"The operation took longer than {seconds:g} s. {advice}", extensions={"code": TIMED_OUT})
