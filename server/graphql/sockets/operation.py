"""One operation on a socket, of any kind: from *Subscribe* to *Complete* or *Error*: section *Message types*.

A query or a mutation answers once. A subscription follows a feed (see ``subscription``), or a source of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import orjson
import structlog
from graphql import GraphQLError, OperationType
from strawberry.http import process_result

from graph.errors import UnavailableError
from graph.nodes.access import Viewer
from schema.context import Context
from schema.errors import explain
from schema.feeds import Following
from schema.subscribing import OpenSubscription, RefusedSubscriptionError, open_subscription
from server.graphql import bodies
from server.graphql.gate import RefusedOperationError, Ticket
from server.graphql.sockets import protocol
from server.graphql.sockets.subscription import Subscription

if TYPE_CHECKING:
    from server.graphql.sockets.connection import Connection

log = structlog.get_logger("reelgraph.graphql")


class Operation:
    """One id of a socket, while it is taken."""

    __slots__ = ("_connection", "_mutates", "_stopped", "_subscription", "id", "single", "task")

    def __init__(self, connection: Connection, operation_id: str) -> None:
        self.id = operation_id
        self.task: asyncio.Task[None] | None = None
        self.single = True
        self._connection = connection
        self._mutates = False
        self._stopped = False
        self._subscription: Subscription | None = None

    def start(self, request: protocol.Subscribe) -> None:
        """Begin with what the client asks."""
        self._connection.running += 1
        self.task = asyncio.create_task(self._run(request), name="socket operation")
        self.task.add_done_callback(self._done)

    def stop(self) -> None:
        """Say nothing more. What reads is given up; what writes is done to its end, for half a mutation helps nobody."""
        self._stopped = True
        if self._subscription is not None:
            self._subscription.leave()
        if self.task is not None and not self._mutates:
            self.task.cancel()

    def review(self, viewer: Viewer) -> None:
        """Hear of other rights: they hold for whatever goes on."""
        if self._subscription is not None:
            self._subscription.review(viewer)
        elif not self.single:
            self.refuse([GraphQLError("Your rights have changed. Subscribe again.", extensions={"code": "NOT_ALLOWED"})])

    async def _run(self, request: protocol.Subscribe) -> None:
        try:
            viewer = await self._connection.identify()
        except UnavailableError as error:
            self.refuse([GraphQLError(error.message, extensions={"code": error.code})])
            return
        await self._connection.review(viewer)
        if viewer is None:
            return
        context = self._connection.context(viewer)
        try:
            ticket = await self._connection.gate.admit(self._connection.resources.budget, context, _asked(request))
            if ticket.operation.kind is OperationType.SUBSCRIPTION:
                await self._subscribe(replace(request, query=ticket.operation.text), viewer, context)
            else:
                self._mutates = ticket.operation.kind is OperationType.MUTATION
                await self._answer(ticket, request, context)
        except (RefusedOperationError, RefusedSubscriptionError) as refused:
            self.refuse(refused.errors)

    async def _answer(self, ticket: Ticket, request: protocol.Subscribe, context: Context) -> None:
        """Run a query or a mutation: one *Next* and *Complete*, or *Error* where it did not begin."""
        gate, budget = self._connection.gate, self._connection.resources.budget
        async with gate.running(budget, ticket):
            result = await self._connection.schema.execute(
                ticket.operation.text,
                variable_values=request.variables,
                context_value=context,
                operation_name=request.operation_name,
            )
            ticket.watched.failed = bool(result.errors)
        answer = process_result(result)
        if bodies.is_request_error(answer):
            self._last(orjson.dumps({"id": self.id, "type": "error", "payload": answer["errors"]}))
            return
        gate.tell(budget, ticket, answer)
        await self._say(bodies.encode_json(answer))
        self.complete()

    async def _subscribe(self, request: protocol.Subscribe, viewer: Viewer, context: Context) -> None:
        opened = await open_subscription(
            self._connection.schema, request.query, request.variables, request.operation_name, context
        )
        if isinstance(opened.source, Following):
            self.single = False
            self._subscription = Subscription(self._connection, self, opened, opened.source.feed, request, viewer)
            if self._connection.viewer is not None:
                self._subscription.review(self._connection.viewer)  # it may have changed while the source was opened
        else:
            await self._iterate(opened, opened.source, viewer)

    async def _iterate(self, opened: OpenSubscription, source: AsyncIterable[Any], viewer: Viewer) -> None:
        """Follow a source that nobody else follows; it waits where the client is slow."""
        self.single = False
        async for value in source:
            await self._say(orjson.dumps(await opened.answer(value, self._connection.context(viewer))))
        self.complete()

    async def _say(self, answer: bytes) -> None:
        """*Next*: pass on one result, when the client has room for it."""
        await self._connection.outbox.room()
        if not self._stopped:
            self._connection.outbox.put(protocol.next_head(self.id) + answer + protocol.NEXT_TAIL, always=True)

    def complete(self) -> None:
        """*Complete*: there are no more results."""
        self._last(protocol.complete(self.id))

    def refuse(self, errors: Sequence[GraphQLError]) -> None:
        """*Error*: it does not run, or no longer."""
        self._last(protocol.error(self.id, errors))

    def _last(self, message: bytes) -> None:
        if not self._stopped:
            self._stopped = True
            if self._subscription is not None:
                self._subscription.leave()
            self._connection.operations.pop(self.id, None)  # first: the id is free again when the client hears
            self._connection.outbox.put(message, always=True)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._connection.running -= 1
        self.task = None
        if not task.cancelled() and (error := task.exception()) is not None:
            request_id = self._connection.request_id
            self.refuse([explain(GraphQLError("The operation broke.", original_error=_as_exception(error)), request_id)])


def _asked(request: protocol.Subscribe) -> bodies.OperationRequest:
    document_id = bodies.persisted_id(request.extensions)
    return bodies.OperationRequest(request.query, request.variables, request.operation_name, document_id)


def _as_exception(error: BaseException) -> Exception:
    return error if isinstance(error, Exception) else RuntimeError(str(error))
