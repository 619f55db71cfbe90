"""``reelgraph export``: a session, what a search finds, or a selection, as a timeline, a table or annotations."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from server.commands.failure import CommandFailedError
from server.commands.options import Data, Json, Server
from server.commands.running import run

Ids = Annotated[list[str] | None, typer.Argument(metavar="ID", help="Ids of shots and versions.", show_default=False)]
Output = Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="File to write; else stdout.")]
Session = Annotated[str | None, typer.Option("--session", metavar="ID", help="A review session, with its comments.")]
Words = Annotated[str | None, typer.Option("--search", metavar="WORDS", help="The shots that these words find.")]
Project = Annotated[str | None, typer.Option("--project", metavar="KEY", help="Search only in this project.")]
First = Annotated[int, typer.Option("--first", metavar="N", min=1, max=1000, help="At most this many hits.")]
Format = Annotated[
    str | None, typer.Option("--format", metavar="F", help="otio, edl, xmeml, fcpx, ale, csv or jsonld; else by FILE's.")
]
Name = Annotated[str | None, typer.Option("--name", metavar="NAME", help="Name of the timeline.")]
Rate = Annotated[str | None, typer.Option("--rate", metavar="R", help="Its frames a second; default: the first clip's.")]
DropFrame = Annotated[
    bool | None, typer.Option("--drop-frame/--no-drop-frame", help="How it counts; default: as the first clip.")
]
Handles = Annotated[int, typer.Option("--handles", metavar="N", min=0, help="Frames more at both ends of each clip.")]
Detections = Annotated[bool, typer.Option("--detections", help="In JSON-LD, also what the models saw.")]


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("export")(export)


def export(
    ids: Ids = None,
    output: Output = None,
    session: Session = None,
    search: Words = None,
    project: Project = None,
    first: First = 50,
    format: Format = None,  # noqa: A002 -- the option's name
    name: Name = None,
    rate: Rate = None,
    drop_frame: DropFrame = None,
    handles: Handles = 0,
    detections: Detections = False,
    json: Json = False,
    server: Server = None,
    data: Data = None,
) -> None:
    """Write a timeline, a table of comments, or annotations.

    Timelines are OTIO, EDL, Final Cut Pro XML (7: xmeml, X: fcpx) or ALE; annotations are the W3C's.
    """
    from server import interchange
    from server.client import connect
    from server.settings import load_settings
    from server.terminal import Terminal

    if sum(map(bool, (ids, session, search))) != 1:
        raise CommandFailedError("Say what to export, one of: --session ID, --search WORDS, or ids of shots.", 2)
    if json and output is None:
        raise CommandFailedError("--json needs a file to write to: -o FILE.", 2)
    form = interchange.form_of(output, format)
    what = interchange.WhatLeaves(session, search, project, first, ids or ())
    how = interchange.HowItLeaves(form, name, rate, drop_frame, handles, detections)
    settings, terminal = load_settings(data=data, server=server), Terminal(as_json=json)

    async def work() -> None:
        async with connect(settings) as client:
            file = await interchange.export(client, what, how)
        for note in file["notes"]:
            terminal.note(note)
        if output is None:
            typer.echo(file["text"], nl=False)
            return
        try:
            output.write_bytes(file["text"].encode())
        except OSError as error:
            raise CommandFailedError(f"{output} cannot be written: {error.strerror}.") from None
        if json:
            terminal.json({"path": str(output), "format": form, "bytes": output.stat().st_size, "notes": file["notes"]})
        else:
            terminal.say(f"{output}: {output.stat().st_size} bytes")

    run(work())
