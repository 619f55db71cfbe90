"""uvicorn's WebSockets with a way around ASGI, for what is told to many at once.

An ASGI ``send`` costs a coroutine, a dictionary and the library's own framing for each client; a frame of a message that
many get is two bytes of length away from the message itself (RFC 6455, section 5.2: a server's frames are not masked). The
connection finds the ``Wire`` in the extensions of its scope; where there is none, it sends as everyone does. It is of use
only without compression, which the server does not offer: what would be saved in bytes is paid for by every client anew.
"""

from __future__ import annotations

import asyncio
import struct
from typing import TYPE_CHECKING, Any, Literal

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

if TYPE_CHECKING:
    from websockets.http11 import Request

EXTENSION = "reelgraph.wire"
Implementation = Literal["websockets", "wsproto"]
_TEXT = 0x81  # the final, and only, frame of a text message
_INVALID_TEXT = 1007


class Wire:
    """Writes whole text messages to one client."""

    __slots__ = ("_protocol",)

    def __init__(self, protocol: Any) -> None:
        self._protocol = protocol

    def write(self, message: bytes) -> bool:
        """Write a message now; False where the client's buffer is full, or the socket not open."""
        protocol = self._protocol
        if protocol.close_sent or not protocol.handshake_complete or not protocol.writable.is_set():
            return False
        if protocol.transport.is_closing():
            return False
        protocol.transport.write(frame_of(message))
        return True

    def abort(self) -> None:
        """Cut the connection, with whatever is unsent."""
        self._protocol.transport.abort()


def frame_of(message: bytes) -> bytes:
    """Return the one frame of a text message."""
    length = len(message)
    if length < 126:
        return struct.pack("!BB", _TEXT, length) + message
    if length < 1 << 16:
        return struct.pack("!BBH", _TEXT, 126, length) + message
    return struct.pack("!BBQ", _TEXT, 127, length) + message


def _offer(protocol: Any) -> None:
    scope = getattr(protocol, "scope", None)  # none where the handshake was refused
    if scope is not None:
        scope["extensions"][EXTENSION] = {"wire": Wire(protocol)}


class WebSockets(WebSocketsSansIOProtocol):
    """uvicorn on the library websockets."""

    def handle_connect(self, event: Request) -> None:
        """Begin, and offer the wire."""
        super().handle_connect(event)
        _offer(self)

    def send_receive_event_to_app(self) -> None:
        """Pass a message on; text that is not UTF-8 closes with 1007, without a traceback in the log."""
        if self.curr_msg_data_type == "text" and not self.close_sent and not _is_utf8(b"".join(self.frames)):
            self.frames = []
            self.conn.send_close(_INVALID_TEXT)
            self.handle_parser_exception()
            return
        super().send_receive_event_to_app()


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def websocket_protocol(implementation: Implementation) -> type[asyncio.Protocol]:
    """Return the class that uvicorn serves WebSockets with. Raises ImportError where wsproto is asked for and not there."""
    if implementation == "websockets":
        return WebSockets
    from uvicorn.protocols.websockets.wsproto_impl import WSProtocol
    from wsproto.connection import ConnectionState

    class WsProto(WSProtocol):
        """uvicorn on the library wsproto."""

        def handle_connect(self, event: Any) -> None:
            super().handle_connect(event)
            _offer(self)

        def handle_close(self, event: Any) -> None:
            if self.close_sent or self.conn.state is not ConnectionState.OPEN:
                super().handle_close(event)
                return
            # Not the client closes: wsproto found a fault in its frames, and nobody would tell it which.
            self.close_sent = True
            self.queue.put_nowait({"type": "websocket.disconnect", "code": event.code, "reason": event.reason})
            self.transport.write(self.conn.send(event))
            self.transport.close()

    return WsProto
