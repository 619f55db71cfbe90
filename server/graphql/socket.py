"""graphql-transport-ws: every message is checked before it is obeyed.

https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
"""

from __future__ import annotations

from typing import Any, Protocol, cast

from graphql import GraphQLError
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    BaseGraphQLTransportWSHandler,
    Operation,
)
from strawberry.subscriptions.protocols.graphql_transport_ws.types import ConnectionInitMessage, Message

from graph.errors import UnavailableError

TRY_AGAIN_LATER = 1013
"""Close code that clients take for a reason to come back (RFC 6455, section 7.4.1, and the registry it names)."""

_WITH_PAYLOAD = ("connection_init", "ping", "pong")


class Identifying(Protocol):
    """The endpoint, as a socket needs it."""

    async def identify(self, context: Any) -> bool:
        """Learn who calls; False where the token is not valid. Raises UnavailableError where nobody can tell."""
        ...


class SocketHandler(BaseGraphQLTransportWSHandler[Any, None]):
    """Closes with 4400 on what is no message of the protocol; a document that cannot run is an ``error``, and no more."""

    view: Identifying  # type: ignore[assignment]

    async def handle_message(self, message: Message) -> None:
        """Obey a well-formed message."""
        fault = fault_of(message)
        if fault is not None:
            await self.handle_invalid_message(fault)
            return
        await super().handle_message(message)

    async def handle_connection_init(self, message: ConnectionInitMessage) -> None:
        """Learn who calls; close with 1013 while the graph, which knows, is away."""
        try:
            await super().handle_connection_init(message)
        except UnavailableError:
            await self.websocket.close(code=TRY_AGAIN_LATER, reason="Try again later")

    async def run_operation(self, operation: Operation[Any, None]) -> None:
        """Run an operation with the rights that its caller has now; close with 4403 where the token has ended meanwhile."""
        try:
            known = await self.view.identify(self.context)
        except UnavailableError as error:
            await operation.send_initial_errors([GraphQLError(error.message, extensions={"code": error.code})])
            return
        if known:
            await super().run_operation(operation)
        else:
            await self.websocket.close(code=4403, reason="Forbidden")

    @staticmethod
    def _get_pre_execution_close_reason(error: GraphQLError) -> str | None:
        return None


def fault_of(message: object) -> str | None:
    """Return what is wrong with a message, None for a well-formed one."""
    if not isinstance(message, dict):
        return "A message must be a JSON object"
    fields = cast("dict[str, Any]", message)
    kind = fields.get("type")
    if kind in _WITH_PAYLOAD:
        return None if isinstance(fields.get("payload"), dict | None) else "`payload` must be an object"
    if kind not in ("subscribe", "complete"):
        return "`type` is not one that a client sends"
    if not isinstance(fields.get("id"), str) or not fields["id"]:
        return "`id` must be a string that is not empty"
    return _fault_of_operation(fields.get("payload")) if kind == "subscribe" else None


def _fault_of_operation(payload: object) -> str | None:
    if not isinstance(payload, dict):
        return "`payload` must be an object"
    if not isinstance(payload.get("query"), str):
        return "`payload.query` must be a string"
    if not isinstance(payload.get("operationName"), str | None):
        return "`payload.operationName` must be a string"
    for name in ("variables", "extensions"):
        if not isinstance(payload.get(name), dict | None):
            return f"`payload.{name}` must be an object"
    return None
