"""The address of the sockets: who may open one, and how many there may be.

Section *Communication* of the protocol: the handshake, where client and server agree on the sub-protocol.
"""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from schema.root import ReelgraphSchema
from server.auth import page_allowed
from server.graphql.gate import Gate
from server.graphql.sockets.connection import Connection
from server.graphql.sockets.protocol import SUBPROTOCOL, Close
from server.resources import Resources

_LATER = {"type": "websocket.http.response.start", "status": 503, "headers": [(b"retry-after", b"5")]}


class SocketEndpoint:
    """Serves graphql-transport-ws, and no other protocol."""

    def __init__(self, schema: ReelgraphSchema, gate: Gate, *, development: bool) -> None:
        self._schema = schema
        self._gate = gate
        self._development = development

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one socket."""
        resources: Resources = scope["app"].state.resources
        await receive()  # websocket.connect, by the ASGI specification
        if not page_allowed(resources.settings, Headers(scope=scope)):
            await send({"type": "websocket.close"})  # before the handshake: 403
            return
        if resources.sockets.full:
            await send(_LATER)
            await send({"type": "websocket.http.response.body", "body": b"There are too many sockets. Come back later.\n"})
            return
        if SUBPROTOCOL not in scope["subprotocols"]:
            # The reference server says it this way too; to a client that asked for another protocol the handshake fails.
            await send({"type": "websocket.accept"})
            await send(
                {"type": "websocket.close", "code": int(Close.SUBPROTOCOL_NOT_ACCEPTABLE), "reason": "Speak " + SUBPROTOCOL}
            )
            return
        await send({"type": "websocket.accept", "subprotocol": SUBPROTOCOL})
        connection = Connection(self._schema, self._gate, resources, scope, receive, send, development=self._development)
        await connection.serve()
