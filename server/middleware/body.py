"""Limits on what a request may send, and on how long it may take to send it; uploads have their own."""

from __future__ import annotations

import asyncio

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.answers import refusal

BODY_LIMIT = 1024 * 1024
_IDLE_SECONDS = 30.0
_WHOLE_SECONDS = 60.0


class BodyLimit:
    """Answers 413 above the limit, before the body is read where its length is told; 408 when it stalls or trickles."""

    def __init__(self, app: ASGIApp, exempt: str) -> None:
        self._app = app
        self._exempt = exempt

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limited = not (scope["path"] == self._exempt or scope["path"].startswith(self._exempt + "/"))
        told = Headers(scope=scope).get("content-length", "0")
        if limited and (not told.isdecimal() or int(told) > BODY_LIMIT):
            await _too_large(scope)(scope, receive, send)
            return
        received, complete = 0, False
        whole = asyncio.get_running_loop().time() + _WHOLE_SECONDS

        async def receive_limited() -> Message:
            nonlocal received, complete
            if complete:
                return await receive()
            try:
                async with asyncio.timeout(_IDLE_SECONDS) as patience:
                    if limited:
                        patience.reschedule(min(whole, patience.when() or whole))
                    message = await receive()
            except TimeoutError:
                raise HTTPException(408, "The request's body stalled. Send it again.") from None
            received += len(message.get("body", b""))
            complete = not message.get("more_body", False)
            if limited and received > BODY_LIMIT:
                raise HTTPException(413, f"The request's body is larger than {BODY_LIMIT} bytes. Send less at once.")
            return message

        await self._app(scope, receive_limited, send)


def _too_large(scope: Scope) -> ASGIApp:
    return refusal(scope, 413, "TOO_LARGE", f"The request's body is larger than {BODY_LIMIT} bytes. Send less at once.")
