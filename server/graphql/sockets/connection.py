"""The life of one socket: it is opened, says who calls, runs operations, and is closed by either side.

Section *Communication* of the protocol. Messages are taken one at a time: the next one is read when this one was dealt with
and the client has read enough of what was said to it, so that nobody is served faster than they listen.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import structlog
from graphql import GraphQLError
from starlette.requests import HTTPConnection
from starlette.types import Receive, Scope, Send

from graph.errors import RateLimitedError, UnavailableError
from graph.nodes.access import Viewer
from schema.context import Context
from schema.root import ReelgraphSchema
from server.auth import socket_token
from server.graphql.contexts import make_context
from server.graphql.gate import Gate
from server.graphql.sockets import protocol
from server.graphql.sockets.operation import Operation
from server.graphql.sockets.outbox import Outbox
from server.graphql.sockets.protocol import Close
from server.resources import Resources
from server.wire import EXTENSION

_CLOSING_SECONDS = 2.0
_SECOND_LOOK_SECONDS = 0.05
_TOO_MANY = {"code": RateLimitedError.code}

log = structlog.get_logger("reelgraph.graphql")


class Connection:
    """One client on a socket that was accepted. ``operations`` holds the ids that are taken; ``running`` counts tasks."""

    __slots__ = (
        "_closing",
        "_cut",
        "_draining",
        "_handshake",
        "_initialised",
        "_receive",
        "_send",
        "development",
        "gate",
        "operations",
        "outbox",
        "request_id",
        "resources",
        "running",
        "schema",
        "token",
        "viewer",
    )

    def __init__(
        self,
        schema: ReelgraphSchema,
        gate: Gate,
        resources: Resources,
        scope: Scope,
        receive: Receive,
        send: Send,
        *,
        development: bool,
    ) -> None:
        self.schema = schema
        self.gate = gate
        self.resources = resources
        self.operations: dict[str, Operation] = {}
        self.running = 0
        self.viewer: Viewer | None = None
        self.token: str | None = None
        self.request_id: str = scope["state"]["request_id"]
        self.development = development
        self._handshake = HTTPConnection(scope)
        self._receive = receive
        self._send = send
        wire = scope.get("extensions", {}).get(EXTENSION, {}).get("wire")
        self._cut = wire.abort if wire is not None else None
        self.outbox = Outbox(send, wire, self._stalled)
        self._initialised = False
        self._draining = False
        self._closing = False

    async def serve(self) -> None:
        """Converse until either side closes; leave nothing behind."""
        sockets = self.resources.sockets
        sockets.opened(self)
        try:
            await self._converse()
        except Exception:
            # The edge of the process: a defect is logged, and the client is not left with a cut line.
            log.exception("socket failed", request_id=self.request_id)
            await self.close(Close.INTERNAL_ERROR, "Something broke here")
        finally:
            self._closing = True
            sockets.closed(self)
            self.outbox.drop()
            for operation in tuple(self.operations.values()):
                operation.stop()

    async def _converse(self) -> None:
        waiting = asyncio.create_task(self._wait_for_init(), name="socket patience")
        try:
            while (event := await self._receive())["type"] == "websocket.receive":
                text = event.get("text")
                await self._obey(event["bytes"] if text is None else text)
                if self._initialised and not waiting.done():
                    waiting.cancel()
                await self.outbox.room()
        finally:
            waiting.cancel()

    async def _wait_for_init(self) -> None:
        """Close a socket that does not begin. Where this process is late itself, what has come meanwhile is read first."""
        await asyncio.sleep(self.resources.settings.socket_init_seconds)
        await asyncio.sleep(_SECOND_LOOK_SECONDS)
        if not self._initialised:
            await self.close(Close.INITIALISATION_TIMEOUT, "Connection initialisation timeout")

    async def _obey(self, data: str | bytes) -> None:
        if self._closing:
            return
        try:
            message = protocol.read(data)
        except protocol.MalformedError as fault:
            await self.close(Close.BAD_REQUEST, str(fault))
            return
        match message:
            case protocol.Init():
                await self._begin(message.payload)
            case protocol.Ping():
                self.outbox.put(protocol.pong(message.payload))
            case protocol.Subscribe():
                await self._subscribe(message)
            case protocol.Complete():
                operation = self.operations.pop(message.id, None)
                if operation is not None:
                    operation.stop()

    async def _begin(self, payload: Mapping[str, Any]) -> None:
        """*ConnectionInit*: learn who calls, and acknowledge."""
        if self._initialised:
            await self.close(Close.TOO_MANY_REQUESTS, "Too many initialisation requests")
            return
        self._initialised = True
        self.token = socket_token(self._handshake, payload.get("authorization"))
        try:
            viewer = await self.identify()
        except UnavailableError:
            await self.close(Close.TRY_AGAIN_LATER, "Try again later")
            return
        if viewer is None:
            await self.close(Close.FORBIDDEN, "Forbidden")
        elif not self.resources.sockets.admit(self, viewer):
            await self.close(Close.TOO_MANY_REQUESTS, "Too many sockets of one user")
        else:
            self.viewer = viewer
            self.outbox.put(protocol.ACKNOWLEDGED)

    async def _subscribe(self, message: protocol.Subscribe) -> None:
        """*Subscribe*: begin an operation, unless the id is taken or there are too many."""
        if self.viewer is None:
            await self.close(Close.UNAUTHORIZED, "Unauthorized")
        elif message.id in self.operations:
            await self.close(Close.SUBSCRIBER_ALREADY_EXISTS, "Subscriber already exists")
        elif max(len(self.operations), self.running) >= self.resources.settings.operations_per_socket:
            refusal = GraphQLError("This socket has too many operations. Complete one first.", extensions=_TOO_MANY)
            self.outbox.put(protocol.error(message.id, [refusal]), always=True)
        elif not self._draining:  # else the client begins it elsewhere: it was never begun here
            self.operations[message.id] = operation = Operation(self, message.id)
            operation.start(message)

    async def identify(self) -> Viewer | None:
        """Return who calls, with the rights of now; None where the token is not, or no longer, good."""
        if self.token is None:
            return None
        return await self.resources.services.users.viewer_for_token(self.token)

    def context(self, viewer: Viewer) -> Context:
        """Return a context for one operation, or one event."""
        return make_context(self.resources, viewer, self.request_id, development=self.development)

    async def review(self, viewer: Viewer | None) -> None:
        """Hear what the caller may do now: nothing more, or something else."""
        if viewer is None:
            await self.close(Close.FORBIDDEN, "Forbidden")
        elif viewer != self.viewer or viewer.credential != self.viewer.credential:
            self.viewer = viewer
            for operation in tuple(self.operations.values()):
                operation.review(viewer)

    async def drain(self) -> None:
        """Begin nothing more, answer what was begun, then send the client to another process.

        Cancelled, it gives up what was begun, so that whoever sends it again elsewhere need not wait for it.
        """
        self._draining = True
        begun = [operation.task for operation in self.operations.values() if operation.single and operation.task is not None]
        await asyncio.gather(*begun, return_exceptions=True)
        await self.outbox.flushed()
        await self.close(Close.SERVICE_RESTART, "Service restart")

    async def close(self, code: Close, reason: str) -> None:
        """Close the socket, once; what was not yet read is not waited for."""
        if self._closing:
            return
        self._closing = True
        self.outbox.drop()
        for operation in tuple(self.operations.values()):
            operation.stop()
        try:
            async with asyncio.timeout(_CLOSING_SECONDS):
                await self._send({"type": "websocket.close", "code": int(code), "reason": reason})
        except TimeoutError:
            self._stalled()
        except (OSError, RuntimeError):
            return  # it was closed already: uvicorn says so by either, depending on by whom

    def _stalled(self) -> None:
        """Give up a client that has read nothing for long."""
        log.info("a client reads nothing, its socket is cut", request_id=self.request_id)
        if self._cut is not None:
            self._cut()
