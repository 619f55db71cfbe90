"""Where graph, queue and bus are: Neo4j and Redis from the settings, else the engine of a running `up`."""

from __future__ import annotations

from graph.client import GraphAddress
from graph.embedded import read_address
from server.settings import Settings


def graph_address(settings: Settings) -> GraphAddress:
    """Return the address of the graph. Raises UnavailableError where no engine runs on the data folder."""
    if settings.neo4j_uri is None:
        return read_address(settings.data).graph
    return GraphAddress(
        engine="neo4j",
        uri=settings.neo4j_uri,
        user=settings.neo4j_user,
        password=settings.neo4j_password.get_secret_value() if settings.neo4j_password else "",
        database=settings.neo4j_database,
    )


def redis_address(settings: Settings) -> str:
    """Return the URL of queue and bus, password included. Raises UnavailableError where no engine runs."""
    return settings.redis_url.get_secret_value() if settings.redis_url else read_address(settings.data).redis_url
