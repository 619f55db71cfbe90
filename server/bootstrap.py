"""What `up` does before anyone may come in: the graph's indexes, and the first administrator's token."""

from __future__ import annotations

from graph.client import open_graph
from graph.migrations import migrate
from server.addresses import graph_address
from server.settings import Settings
from server.terminal import Terminal


async def bootstrap(settings: Settings, terminal: Terminal) -> None:
    """Migrate the graph, and make sure that DATA/admin.token (mode 0600) opens it."""
    client = open_graph(graph_address(settings))
    try:
        for name in await migrate(client):
            terminal.note(f"migrated: {name}")
    finally:
        await client.close()
