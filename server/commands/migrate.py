"""``reelgraph migrate``: the graph's constraints and indexes."""

from __future__ import annotations

import typer

from server.commands.options import Data
from server.commands.running import run


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("migrate")(migrate)


def migrate(data: Data = None) -> None:
    """Bring the graph's indexes up to date. What was applied is left alone; `up` does it by itself."""
    from graph.client import open_graph
    from graph.migrations import migrate as apply
    from server.addresses import graph_address
    from server.settings import load_settings
    from server.terminal import Terminal

    settings, terminal = load_settings(data=data), Terminal()

    async def work() -> list[str]:
        client = open_graph(graph_address(settings))
        try:
            return await apply(client)
        finally:
            await client.close()

    applied = run(work())
    for name in applied:
        terminal.say(name)
    terminal.note(f"{len(applied)} applied" if applied else "nothing to do: the graph is up to date")
