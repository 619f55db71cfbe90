"""``reelgraph conform``: an edit list, or another timeline, matched with the footage of a project."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from server.commands.options import Data, Json, Server
from server.commands.running import run

File = Annotated[
    Path,
    typer.Argument(
        metavar="FILE", help="OTIO, EDL (CMX 3600), XML of Final Cut Pro (7 and X), AAF or ALE.", show_default=False
    ),
]
Project = Annotated[str, typer.Option("--project", metavar="KEY", help="Project whose footage it was cut from.")]
Rate = Annotated[
    str | None, typer.Option("--rate", metavar="R", help="Frames a second that an EDL counts: 25, 29.97, 30000/1001.")
]
OpenSession = Annotated[
    str | None, typer.Option("--open-session", metavar="NAME", help="Also open a review session over what was matched.")
]


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("conform")(conform)


def conform(
    file: File,
    project: Project,
    rate: Rate = None,
    open_session: OpenSession = None,
    json: Json = False,
    server: Server = None,
    data: Data = None,
) -> None:
    """Find the versions that a timeline was cut from. Says of each clip what told it, or why nothing did."""
    from server import interchange
    from server.client import connect
    from server.settings import load_settings
    from server.terminal import Terminal

    settings, terminal = load_settings(data=data, server=server), Terminal(as_json=json)
    content = interchange.bytes_of(file)

    async def work() -> bool:
        async with connect(settings) as client:
            payload = await interchange.conform(client, file.name, content, project, rate=rate, open_session=open_session)
        interchange.show(terminal, payload)
        return bool(payload["matched"]) or not payload["clips"]

    if not run(work()):
        raise typer.Exit(1)
