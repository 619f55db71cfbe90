"""All files of one `reelgraph ingest`: sent one after the other, waited for together, told as they come."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from server.client import connect
from server.commands.failure import CommandFailedError
from server.commands.sources import NoSource, find_sources
from server.ingestion import FileOutcome, Ingestion, IngestOptions, open_project
from server.settings import Settings
from server.terminal import Terminal


async def take_in(
    words: list[str], project: str, options: IngestOptions, settings: Settings, terminal: Terminal
) -> list[FileOutcome]:
    """Ingest what the words name; print each outcome as it comes. Raises CommandFailedError where the server is away."""
    found = list(find_sources(words))
    if (options.name or options.version_of) and len(found) > 1:
        raise CommandFailedError("--name and --version-of are of one file; give one path, or leave them out.", 2)
    outcomes: list[FileOutcome] = []

    def done(outcome: FileOutcome) -> None:
        outcomes.append(outcome)
        _show(terminal, outcome)

    sources = []
    for source in found:
        if isinstance(source, NoSource):
            done(FileOutcome(source.word, problems=[{"code": "NOT_FOUND", "message": source.reason}]))
        else:
            sources.append(source)
    if not sources:
        return outcomes  # no server needs to be asked, and no project made

    async with connect(settings) as client:
        project_id = await open_project(client, project, terminal, reference=options.reference)
        with terminal.progress() as progress:
            ingestion = Ingestion(client, settings, project_id, options, progress)
            waiting: dict[asyncio.Task[None], FileOutcome] = {}
            try:
                for source in sources:
                    outcome = await ingestion.begin(source)
                    if options.wait and outcome.runId is not None:
                        waiting[asyncio.create_task(_finish(ingestion, outcome, done))] = outcome
                    else:
                        done(outcome)
                await asyncio.gather(*waiting)
            except asyncio.CancelledError:  # Ctrl-C
                ended = {outcome.runId for outcome in outcomes}
                _tell_what_goes_on(terminal, [one for one in waiting.values() if one.runId not in ended])
                raise
            finally:
                for task in waiting:
                    task.cancel()
    return outcomes


async def _finish(ingestion: Ingestion, outcome: FileOutcome, done: Callable[[FileOutcome], None]) -> None:
    done(await ingestion.finish(outcome))


def _tell_what_goes_on(terminal: Terminal, unfinished: Sequence[FileOutcome]) -> None:
    """Say that the server works on, and what to do about it."""
    if not unfinished:
        terminal.note("Stopped. Files that were not named above are not in.")
        return
    for outcome in unfinished:
        terminal.note(f"{outcome.path}: is in, and its analysis goes on in the server (run {outcome.runId})")
        if terminal.as_json:
            terminal.json(outcome.as_json())
    terminal.note(
        "Only the waiting stopped. The same command waits again; "
        f"`reelgraph cancel {' '.join(str(outcome.runId) for outcome in unfinished)}` stops the analysis."
    )


def _show(terminal: Terminal, outcome: FileOutcome) -> None:
    for problem in outcome.problems:
        terminal.note(f"{outcome.path}: {problem['message']}")
    if terminal.as_json:
        terminal.json(outcome.as_json())
        return
    known = ""
    if not outcome.created and outcome.versionId is not None:
        known = f" (known already, as {outcome.name!r})" if outcome.name != Path(outcome.path).stem else " (known already)"
    terminal.say(f"{outcome.path}: {outcome.status.lower()}{known}")
