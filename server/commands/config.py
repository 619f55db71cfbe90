"""``reelgraph config``: every setting, where it comes from, and what it is for."""

from __future__ import annotations

import typer

from server.commands.options import Data, Json


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("config")(config)


def config(data: Data = None, json: Json = False) -> None:
    """Print every setting. Value, environment name, description; secrets are hidden."""
    from dataclasses import asdict

    from server.settings import describe, load_settings, unknown_settings
    from server.terminal import Terminal

    terminal = Terminal(as_json=json)
    for said in unknown_settings():
        terminal.note(said)
    lines = list(describe(load_settings(data=data)))
    if json:
        terminal.json([asdict(line) for line in lines])
        return
    terminal.table(
        ("SETTING", "VALUE", "DESCRIPTION"),
        [(line.env, line.value or "(not set)", line.description) for line in lines],
    )
