"""Stopping without breaking anything off: finish what is in hand, and send everyone else to another process."""

from __future__ import annotations

import math
import socket
import time

import uvicorn
from starlette.applications import Starlette


class DrainingServer(uvicorn.Server):
    """uvicorn's server, which would cut sockets at once: here each is closed when what it began is answered.

    Within ``seconds`` of the signal everything is over. Listening ends first, so whoever comes back lands elsewhere; then
    sockets close with 1012, on which clients of graphql-transport-ws subscribe again; requests over HTTP go on meanwhile.
    What takes longer is given up: the request is answered with 503 and Retry-After, the socket closed all the same.
    """

    def __init__(self, config: uvicorn.Config, app: Starlette, seconds: float) -> None:
        super().__init__(config)
        self._app_state = app.state
        self._seconds = seconds

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop listening, drain, close."""
        deadline = time.monotonic() + self._seconds
        for server in self.servers:
            server.close()
        for listener in sockets or []:
            listener.close()
        resources = getattr(self._app_state, "resources", None)  # none where the start failed
        if resources is not None:
            await resources.sockets.drain(self._seconds)
        self.config.timeout_graceful_shutdown = max(1, math.ceil(deadline - time.monotonic()))
        await super().shutdown(sockets)
