"""The outermost edge: the request's id in and out, one line in the log, the metrics, and an answer where code broke."""

from __future__ import annotations

import re
import time
import uuid

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.answers import problem
from server.metrics import Metrics

_ACCEPTED = re.compile(r"[A-Za-z0-9._-]{1,64}")
_QUIET = ("/healthz", "/readyz", "/metrics")

log = structlog.get_logger("reelgraph.http")


class RequestEdge:
    """Takes a well-formed X-Request-ID, else makes one; answers 500 with that id, and nothing else, on a defect."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or socket."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if _ACCEPTED.fullmatch(given) else uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        if scope["type"] == "websocket":
            await self._app(scope, receive, send)
            return
        started, status = time.perf_counter(), 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
            await send(message)

        try:
            await self._app(scope, receive, send_with_id)
        except ClientDisconnect:
            log.info("the client left before its request was complete", method=scope["method"], path=scope["path"])
        except Exception:
            # The edge of the process: a defect is logged with its request, and the caller learns the id alone.
            log.exception("request failed", method=scope["method"], path=scope["path"])
            if status:
                raise  # the answer has begun: only a cut connection can tell the client
            answer = problem(500, "INTERNAL", f"Something broke here. Tell the administrator this id: {request_id}")
            await answer(scope, receive, send_with_id)
        finally:
            seconds = time.perf_counter() - started
            self._metrics.request(scope["method"], scope["path"], status, seconds)
            if scope["path"] not in _QUIET:
                log.info("request", method=scope["method"], path=scope["path"], status=status, ms=round(1000 * seconds, 1))
