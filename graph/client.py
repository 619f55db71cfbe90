"""Where a graph lies, and the client that fits its engine."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from graph.ports import GraphClient


@dataclass(frozen=True, slots=True)
class GraphAddress:
    """Where a graph lies and how to enter.

    Neo4j is found by ``uri`` (``bolt://``, ``neo4j+s://``), ``user`` and ``database``; the embedded engine by ``host``,
    ``port`` and ``database``, which is the key of its graph. ``retry_seconds`` is how long a statement is tried again on
    transient failures, such as a deadlock or an engine that restarts.
    """

    engine: Literal["neo4j", "falkordb"]
    database: str
    password: str = field(default="", repr=False)
    uri: str = ""
    user: str = "neo4j"
    host: str = "127.0.0.1"
    port: int = 0
    retry_seconds: float = 15.0
    connections: int = 32


def open_graph(address: GraphAddress) -> GraphClient:
    """Return a client; connections open with the first statement, so ``await client.ping()`` tells whether it works."""
    # Each driver is imported only where its engine is used: a process needs one of the two.
    if address.engine == "neo4j":
        from graph.client_neo4j import Neo4jClient

        return Neo4jClient(
            address.uri,
            user=address.user,
            password=address.password,
            database=address.database,
            retry_seconds=address.retry_seconds,
            connections=address.connections,
        )
    from graph.client_embedded import EmbeddedClient

    return EmbeddedClient(
        address.host,
        address.port,
        password=address.password,
        graph=address.database,
        retry_seconds=address.retry_seconds,
        connections=address.connections,
    )
