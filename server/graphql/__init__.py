"""The GraphQL endpoint: over HTTP, over graphql-transport-ws, and GraphiQL in development."""

from server.graphql.routes import graphql_routes

__all__ = ["graphql_routes"]
