"""/healthz: the process lives; /readyz: every part of it works; /metrics: numbers for Prometheus."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from graph.errors import UnavailableError
from server.metrics import CONTENT_TYPE, Metrics
from server.readiness import examine_parts
from server.resources import resources_of


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
    """Say of each part whether it is ready: 200 when all are, else 503."""
    parts = await examine_parts(resources_of(request))
    ready = all(part.ok for part in parts.values())
    for name, part in parts.items():
        _metrics(request).ready.labels(name).set(part.ok)
    return JSONResponse(
        {"ready": ready, "parts": {name: asdict(part) for name, part in parts.items()}}, 200 if ready else 503
    )


async def metrics(request: Request) -> Response:
    """Send the series, the live ones as they are now."""
    resources, series = resources_of(request), _metrics(request)
    parts = await examine_parts(resources)
    for name, part in parts.items():
        series.ready.labels(name).set(part.ok)
    series.graph_queries.set(resources.graph.queries)
    series.graph_retries.set(resources.graph.retries)
    series.subscribers.set(resources.hub.listeners)
    series.events_unpublished.set(resources.hub.unpublished)
    series.index_keyframes.set(sum(resources.vectors.sizes().values()))
    # What cannot be asked now keeps its last value: that the part is away, ``reelgraph_ready`` tells.
    if parts["queue"].ok:
        with suppress(UnavailableError):
            series.queue_depth.set(await resources.queue.depth())
    if parts["graph"].ok:
        with suppress(UnavailableError):
            series.index_lag.set(await resources.services.indexing.lag())
    return Response(series.exposition(), media_type=CONTENT_TYPE)


def _metrics(request: Request) -> Metrics:
    series: Metrics = request.app.state.metrics
    return series
