"""``reelgraph minutes``: what was reviewed, said and decided in a session, as Markdown, JSON or a page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from server.commands.failure import CommandFailedError
from server.commands.options import Data, Server
from server.commands.running import run

if TYPE_CHECKING:
    from server.api import operations as api

Session = Annotated[str, typer.Argument(metavar="SESSION", help="Id of the review session.", show_default=False)]
Format = Annotated[
    str | None, typer.Option("--format", metavar="F", help="markdown, json or html; else by FILE's extension.")
]
Output = Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="File to write; else stdout.")]

_FORMATS: dict[str, api.ReportFormat] = {
    "markdown": "MARKDOWN",
    "md": "MARKDOWN",
    "json": "JSON",
    "html": "HTML",
}


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("minutes")(minutes)


def minutes(
    session: Session,
    format: Format = None,  # noqa: A002 -- the option's name
    output: Output = None,
    server: Server = None,
    data: Data = None,
) -> None:
    """Write the minutes of a review session. Pictures in them are at the server, for those who may see the session."""
    from server.api import operations as api
    from server.client import connect
    from server.settings import load_settings
    from server.terminal import Terminal

    form = _format_of(output, format)
    settings = load_settings(data=data, server=server)

    async def work() -> None:
        async with connect(settings) as client:
            report = await api.session_report(client, session=session, format=form)
        if output is None:
            typer.echo(report["text"], nl=False)
            return
        try:
            output.write_bytes(report["text"].encode())
        except OSError as error:
            raise CommandFailedError(f"{output} cannot be written: {error.strerror}.") from None
        Terminal(as_json=False).say(f"{output}: {output.stat().st_size} bytes")

    run(work())


def _format_of(output: Path | None, format_: str | None) -> api.ReportFormat:
    """Return what is asked for; raises CommandFailedError for what there is not."""
    said = format_ or (output.suffix.removeprefix(".") if output is not None else "") or "markdown"
    found = _FORMATS.get(said.lower())
    if found is None:
        raise CommandFailedError(f"{said!r} is none of the formats: markdown, json, html.", 2)
    return found
