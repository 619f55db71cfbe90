"""The GraphQL endpoint: over HTTP, over graphql-transport-ws, and GraphiQL in development.

It reads top down: ``routes``, ``endpoint``, ``bodies``, ``gate`` (with ``trusted``), then ``schema.documents`` and
``schema.execution``; for sockets ``sockets.endpoint``, ``connection``, ``protocol``, ``operation``, ``subscription`` and
``outbox``. Each module names the section of the specification that it serves.
"""

from server.graphql.routes import graphql_routes

__all__ = ["graphql_routes"]
