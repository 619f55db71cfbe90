"""The server of ``bench.asset_page``: ours, and beside ``/graphql`` the same schema by stock Strawberry at ``/stock``.

``python -m bench.asset_page.server PORT``; all else is said by the environment, as for ``reelgraph serve``. Both routes
stand behind the same middleware, ask for the same token and read the same graph through the same services.
"""

from __future__ import annotations

import sys
from typing import Any

import strawberry
import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from strawberry.asgi import GraphQL
from strawberry.schema.config import StrawberryConfig

from schema.context import Context
from schema.results import BasicProblem
from schema.root import build_schema
from schema.scalars import SCALARS
from server.app import create_app
from server.auth import viewer_of
from server.graphql.contexts import make_context
from server.process import calm_collector
from server.resources import resources_of
from server.settings import Settings


class StockView(GraphQL[Context, None]):
    """Strawberry's own view; only the context is ours, since resolvers take it."""

    async def get_context(self, request: Any, response: Any) -> Context:
        """Return the context of a request."""
        viewer = await viewer_of(request)
        return make_context(resources_of(request), viewer, request.scope["state"]["request_id"], development=False)

    async def get_root_value(self, request: Request | Any) -> None:
        """Return no root."""

    async def render_graphql_ide(self, request: Any) -> Response:
        """Return no page."""
        return Response(status_code=404)


def main() -> None:
    """Serve until the signal to stop."""
    app = create_app(Settings())
    ours = build_schema()
    config = StrawberryConfig(scalar_map=SCALARS)
    stock = strawberry.Schema(
        query=ours.query, mutation=ours.mutation, subscription=ours.subscription, types=[BasicProblem], config=config
    )
    app.router.routes.insert(0, Route("/stock", StockView(stock)))
    calm_collector()  # as ``reelgraph serve`` does
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_config=None, access_log=False)


if __name__ == "__main__":
    main()
