"""Following a subscription of the server: the client side of graphql-transport-ws, one operation a socket."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from server.credentials import find_token
from server.settings import Settings


class CutError(Exception):
    """The subscription ended before the server said that it was complete."""


async def follow(settings: Settings, document: str, variables: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
    """Yield the data of each answer until the server completes the operation. Raises CutError."""
    address = settings.server.rstrip("/").replace("http", "ws", 1) + "/graphql"
    try:
        async with connect(
            address, subprotocols=[Subprotocol("graphql-transport-ws")], proxy=None, open_timeout=10, compression=None
        ) as socket:
            token = {"authorization": f"Bearer {find_token(settings)}"}
            await socket.send(json.dumps({"type": "connection_init", "payload": token}))
            async for text in socket:
                message = json.loads(text)
                match message["type"]:
                    case "connection_ack":
                        operation = {"query": document, "variables": variables}
                        await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": operation}))
                    case "ping":
                        await socket.send(json.dumps({"type": "pong"}))
                    case "next":
                        if message["payload"].get("errors"):
                            raise CutError(message["payload"]["errors"][0].get("message", ""))
                        yield message["payload"]["data"]
                    case "error":
                        raise CutError(message["payload"][0].get("message", ""))
                    case "complete":
                        return
            raise CutError("the server closed the socket")
    except (WebSocketException, OSError, TimeoutError) as error:
        raise CutError(str(error)) from None
