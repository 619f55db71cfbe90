"""The outermost edge: the request's id in and out, one line in the log, the metrics, and an answer where code broke."""

from __future__ import annotations

import asyncio
import re
import time
import uuid

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph import tracing
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
        headers = Headers(scope=scope)
        wanted = headers.get("x-request-id", "")
        request_id = wanted if _ACCEPTED.fullmatch(wanted) else uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        caller = {name: value for name in ("traceparent", "tracestate") if (value := headers.get(name))}
        with tracing.request(request_id, caller):
            if scope["type"] == "websocket":
                await self._app(scope, receive, send)
            else:
                await self._serve(scope, receive, send, request_id)

    async def _serve(self, scope: Scope, receive: Receive, send: Send, request_id: str) -> None:
        method, path = scope["method"], scope["path"]
        route = self._metrics.route(path)
        with tracing.span(f"{method} {route}", tracing.Role.SERVER, http__request__method=method, http__route=route) as span:
            status = await self._answer(scope, receive, send, request_id)
            span.set_attribute("http.response.status_code", status)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, request_id: str) -> int:
        started, status = time.perf_counter(), 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
            await send(message)

        method, path = scope["method"], scope["path"]
        try:
            await self._app(scope, receive, send_with_id)
        except ClientDisconnect:
            log.info("the client left before its request was complete", method=method, path=path)
        except asyncio.CancelledError:
            # The time for draining is over (server.draining): what is not answered by now is given up.
            if status:
                raise
            answer = problem(503, "UNAVAILABLE", "The server was stopped before this was done.", {"Retry-After": "1"})
            await answer(scope, receive, send_with_id)
        except Exception:
            # The edge of the process: a defect is logged with its request, and the caller learns the id alone.
            log.exception("request failed", method=method, path=path)
            if status:
                raise  # the answer has begun: only a cut connection can tell the client
            answer = problem(500, "INTERNAL", f"Something broke here. Tell the administrator this id: {request_id}")
            await answer(scope, receive, send_with_id)
        finally:
            seconds = time.perf_counter() - started
            self._metrics.request(method, path, status, seconds)
            if path not in _QUIET:
                log.info("request", method=method, path=path, status=status, ms=round(1000 * seconds, 1))
        return status
