"""``reelgraph doctor``: what is there, what is not, and what to do about it."""

from __future__ import annotations

import typer

from server.commands.options import Data, Json


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("doctor")(doctor)


def doctor(data: Data = None, json: Json = False) -> None:
    """Tell what works, what does not, and what to do. Looks at the installation, weights, graph, server and disk."""
    from server.doctor import examine
    from server.settings import load_settings
    from server.terminal import Terminal

    raise typer.Exit(examine(load_settings(data=data), Terminal(as_json=json)))
