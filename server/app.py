"""The application, built from values: routes, middleware and lifespan as lists; no global app."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from graph.errors import ReelgraphError
from server.answers import answer_http_exception, answer_reelgraph_error
from server.auth import allowed_origins
from server.graphql import graphql_routes
from server.metrics import Metrics
from server.middleware.body import BodyLimit
from server.middleware.headers import SecurityHeaders
from server.middleware.origins import Origins
from server.middleware.overload import LoadShedder
from server.middleware.request import RequestEdge
from server.resources import open_resources
from server.routes.attachments import attachment_routes
from server.routes.health import health_routes
from server.routes.login import login_routes
from server.routes.media import media_routes
from server.routes.minutes import minutes_routes
from server.routes.pages import lost_route, page_routes
from server.routes.provider import provider_routes
from server.routes.upload import upload_routes
from server.settings import Settings


def create_app(settings: Settings) -> Starlette:
    """Return the server as an ASGI application. Its resources open when it starts and close when it ends."""
    metrics = Metrics(settings.operations)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with open_resources(settings) as resources:
            app.state.resources = resources
            yield

    app = Starlette(
        debug=False,
        routes=make_routes(settings, metrics),
        middleware=[
            Middleware(RequestEdge, metrics=metrics),
            Middleware(SecurityHeaders, https=(settings.public_url or "").startswith("https://")),
            Middleware(Origins, allowed=allowed_origins(settings)),
            Middleware(LoadShedder, metrics=metrics, most=settings.requests_at_once, memory_mb=settings.memory_mb),
            Middleware(BodyLimit, exempt="/upload"),
        ],
        exception_handlers={HTTPException: answer_http_exception, ReelgraphError: answer_reelgraph_error},
        lifespan=lifespan,
    )
    app.state.metrics = metrics
    return app


def make_routes(settings: Settings, metrics: Metrics) -> list[BaseRoute]:
    """Return all routes of the server."""
    return [
        *page_routes(),
        *login_routes(),
        *provider_routes(),
        *health_routes(),
        *graphql_routes(settings, metrics),
        *media_routes(),
        *minutes_routes(),
        *attachment_routes(),
        *upload_routes(),
        lost_route(),
    ]
