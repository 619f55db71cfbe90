"""/healthz: the process lives; /readyz: every part of it works; /metrics: numbers for Prometheus."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from graph.errors import UnavailableError
from graph.nodes.access import Viewer
from graph.services.status import told
from server.auth import viewer_for
from server.metrics import CONTENT_TYPE, Metrics
from server.readiness import examine_parts
from server.resources import Resources, resources_of

_CALLER_SECONDS = 2.0


def health_routes() -> list[BaseRoute]:
    """Return the routes; none needs a token."""
    return [
        Route("/healthz", healthz, methods=["GET"]),
        Route("/readyz", readyz, methods=["GET"]),
        Route("/metrics", metrics, methods=["GET"]),
    ]


async def healthz(request: Request) -> Response:
    """Say that the process answers."""
    return PlainTextResponse("ok\n")


async def readyz(request: Request) -> Response:
    """Say of each part whether it is ready: 200 when all are, else 503. Administrators read the parts' own words."""
    resources = resources_of(request)
    parts, viewer = await asyncio.gather(examine_parts(resources), _caller(resources, request))
    ready = all(part.ok for part in parts.values())
    for name, part in parts.items():
        _metrics(request).ready.labels(name).set(part.ok)
    shown = {
        name: {"ok": part.ok, "latency_ms": part.latency_ms, "detail": told(part, viewer)} for name, part in parts.items()
    }
    return JSONResponse({"ready": ready, "parts": shown}, 200 if ready else 503)


async def metrics(request: Request) -> Response:
    """Send the series, the live ones as they are now."""
    resources, series = resources_of(request), _metrics(request)
    parts = await examine_parts(resources)
    for name, part in parts.items():
        series.ready.labels(name).set(part.ok)
    series.graph_queries.set(resources.graph.queries)
    series.graph_retries.set(resources.graph.retries)
    series.budgets_alone.set(resources.budget.alone)
    series.subscribers.set(resources.fanout.followers)
    series.open_sockets.set(len(resources.sockets))
    series.events_unpublished.set(resources.hub.unpublished)
    series.index_keyframes.set(sum(resources.vectors.sizes().values()))
    # What cannot be asked now keeps its last value: that the part is away, ``reelgraph_ready`` tells.
    if parts["queue"].ok:
        with suppress(UnavailableError):
            series.queue_depth.set(await resources.queue.depth())
    if parts["graph"].ok:
        with suppress(UnavailableError):
            series.index_lag.set(await resources.services.indexing.recent_lag())
    return Response(series.exposition(), media_type=CONTENT_TYPE)


async def _caller(resources: Resources, request: Request) -> Viewer | None:
    """Return who asks; nobody where the graph, which would know, does not answer."""
    with suppress(UnavailableError, TimeoutError):
        async with asyncio.timeout(_CALLER_SECONDS):
            return await viewer_for(resources, request.headers.get("Authorization"))
    return None


def _metrics(request: Request) -> Metrics:
    series: Metrics = request.app.state.metrics
    return series
