"""``reelgraph up``: all parts in one command."""

from __future__ import annotations

from typing import Annotated

import typer

from server.commands.options import Data, Host, Port, Roots

Workers = Annotated[int | None, typer.Option("--workers", metavar="N", help="Analysis processes. [REELGRAPH_WORKERS; 1]")]


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("up")(up)


def up(data: Data = None, host: Host = None, port: Port = None, workers: Workers = None, root: Roots = None) -> None:
    """Start the engine, the workers and the server. Prints the address when all of it answers; Ctrl-C stops it all."""
    from server.settings import load_settings, unknown_settings
    from server.supervisor import supervise
    from server.terminal import Terminal

    settings = load_settings(data=data, host=host, port=port, workers=workers, roots=tuple(root) if root else None)
    terminal = Terminal()
    for said in unknown_settings():
        terminal.note(said)
    raise typer.Exit(supervise(settings, terminal))
