"""``reelgraph ingest``: files into the library, and through analysis."""

from __future__ import annotations

from typing import Annotated

import typer

from server.commands.options import Data, Json, Server
from server.commands.running import run

Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH", help="Files, folders, folders of frames, patterns, https:// addresses.", show_default=False
    ),
]
Project = Annotated[str, typer.Option("--project", metavar="KEY", help="Project they belong to; made if there is none.")]
Wait = Annotated[bool, typer.Option("--wait", help="Wait until analysis ended.")]
Name = Annotated[str | None, typer.Option("--name", metavar="NAME", help="Name of the asset; default: the file's.")]
VersionOf = Annotated[
    str | None, typer.Option("--version-of", metavar="ASSET", help="Id of the asset it is a new version of.")
]
Tags = Annotated[list[str] | None, typer.Option("--tag", metavar="WORD", help="Word that finds the asset; repeatable.")]

Reference = Annotated[
    bool,
    typer.Option("--reference", help="Leave files where they are: the project that is made keeps no copies of them."),
]


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("ingest")(ingest)


def ingest(
    paths: Paths,
    project: Project,
    wait: Wait = False,
    json: Json = False,
    name: Name = None,
    version_of: VersionOf = None,
    tag: Tags = None,
    reference: Reference = False,
    server: Server = None,
    data: Data = None,
) -> None:
    """Give files to the server. It is told their names where it can read them, else they are sent to it."""
    from server.ingestion import IngestOptions
    from server.intake import take_in
    from server.settings import load_settings
    from server.terminal import Terminal

    options = IngestOptions(name, version_of, tuple(tag or ()), wait, reference)
    outcomes = run(take_in(paths, project, options, load_settings(data=data, server=server), Terminal(as_json=json)))
    if any(outcome.failed for outcome in outcomes):
        raise typer.Exit(1)
