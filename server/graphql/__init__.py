"""The GraphQL endpoint: over HTTP, over graphql-transport-ws, and GraphiQL in development."""

from server.graphql.endpoint import GraphQLEndpoint, graphql_routes

__all__ = ["GraphQLEndpoint", "graphql_routes"]
