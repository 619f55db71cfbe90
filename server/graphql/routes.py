"""The addresses of the endpoint, and what stands behind them, made from the settings: GraphQL over HTTP, section *URL*."""

from __future__ import annotations

from pathlib import Path

from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute

from schema.root import build_schema
from server.answers import GRAPHQL_PATH
from server.graphql import graphiql
from server.graphql.endpoint import GraphQLEndpoint
from server.graphql.gate import Gate
from server.graphql.sockets import SocketEndpoint
from server.graphql.trusted import TrustedDocuments, load_manifest, load_pages
from server.metrics import Metrics
from server.operations import OperationWatch
from server.routes.pages import BUILT
from server.settings import Settings


def graphql_routes(settings: Settings, metrics: Metrics, built: Path = BUILT) -> list[BaseRoute]:
    """Return the routes of the endpoint, and in development those of GraphiQL's files.

    With a manifest of trusted documents, those of the pages in ``built`` are trusted too. Raises InvalidError where one of
    the manifests cannot be used.
    """
    schema = build_schema(suggestions=settings.development)
    manifest = settings.trusted_documents
    trusted = TrustedDocuments(
        None if manifest is None else {**load_pages(built), **load_manifest(manifest, schema.documents)}
    )
    gate = Gate(schema, settings, trusted, OperationWatch(metrics, settings.slow_seconds))
    routes: list[BaseRoute] = [
        Route(GRAPHQL_PATH, GraphQLEndpoint(schema, gate, development=settings.development)),
        WebSocketRoute(GRAPHQL_PATH, SocketEndpoint(schema, gate, development=settings.development)),
    ]
    if settings.development:
        routes.append(Mount(graphiql.FILES_PATH, graphiql.files()))
    return routes
