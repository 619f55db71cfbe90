"""``reelgraph ingest``: files into the library, and through analysis."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from server.commands.options import Data, Json, Server

if TYPE_CHECKING:
    from server.ingestion import FileOutcome, Ingestion, IngestOptions
    from server.settings import Settings
    from server.terminal import Terminal

Paths = Annotated[
    list[str],
    typer.Argument(metavar="PATH...", help="Files, folders, folders of frames, patterns.", show_default=False),
]
Project = Annotated[str, typer.Option("--project", metavar="KEY", help="Project they belong to; made if there is none.")]
Wait = Annotated[bool, typer.Option("--wait", help="Wait until analysis ended.")]
Name = Annotated[str | None, typer.Option("--name", metavar="NAME", help="Name of the asset; default: the file's.")]
VersionOf = Annotated[
    str | None, typer.Option("--version-of", metavar="ASSET", help="Id of the asset it is a new version of.")
]
Tags = Annotated[list[str] | None, typer.Option("--tag", metavar="WORD", help="Word that finds the asset; repeatable.")]


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
    server: Server = None,
    data: Data = None,
) -> None:
    """Give files to the server: by name where it can read them, else by sending them. Prints a line or JSON object each."""
    from server.ingestion import IngestOptions
    from server.settings import load_settings
    from server.terminal import Terminal

    options = IngestOptions(name, version_of, tuple(tag or ()), wait)
    outcomes = asyncio.run(take_in(paths, project, options, load_settings(data=data, server=server), Terminal(as_json=json)))
    if any(outcome.failed for outcome in outcomes):
        raise typer.Exit(1)


async def take_in(
    words: list[str], project: str, options: IngestOptions, settings: Settings, terminal: Terminal
) -> list[FileOutcome]:
    """Ingest what the words name; print each outcome as it comes. Raises CommandFailedError where the server is away."""
    from server.client import connect
    from server.commands.failure import CommandFailedError
    from server.commands.sources import NoSource, find_sources
    from server.ingestion import FileOutcome, Ingestion, open_project

    found = list(find_sources(words))
    if (options.name or options.version_of) and len(found) > 1:
        raise CommandFailedError("--name and --version-of are of one file; give one path, or leave them out.", 2)
    outcomes: list[FileOutcome] = []

    def done(outcome: FileOutcome) -> None:
        outcomes.append(outcome)
        _show(terminal, outcome)

    async with connect(settings) as client:
        project_id = await open_project(client, project, terminal)
        with terminal.progress() as progress:
            ingestion = Ingestion(client, settings, project_id, options, progress)
            waiting: list[asyncio.Task[None]] = []
            try:
                for source in found:
                    if isinstance(source, NoSource):
                        done(FileOutcome(source.word, problems=[{"code": "NOT_FOUND", "message": source.reason}]))
                        continue
                    outcome = await ingestion.begin(source)
                    if options.wait and outcome.runId is not None:
                        waiting.append(asyncio.create_task(_finish(ingestion, outcome, done)))
                    else:
                        done(outcome)
                await asyncio.gather(*waiting)
            finally:
                for task in waiting:
                    task.cancel()
    return outcomes


async def _finish(ingestion: Ingestion, outcome: FileOutcome, done: Callable[[FileOutcome], None]) -> None:
    done(await ingestion.finish(outcome))


def _show(terminal: Terminal, outcome: FileOutcome) -> None:
    for problem in outcome.problems:
        terminal.note(f"{outcome.path}: {problem['message']}")
    if terminal.as_json:
        terminal.json(outcome.as_json())
        return
    known = "" if outcome.created or outcome.versionId is None else " (known already)"
    terminal.say(f"{outcome.path}: {outcome.status.lower()}{known}")
