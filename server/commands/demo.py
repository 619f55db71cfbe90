"""``reelgraph demo``: everything from nothing, on the footage that ships with the project."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from server.commands.options import Data, Host, Port

if TYPE_CHECKING:
    from server.settings import Settings
    from server.terminal import Terminal

PROJECT = "demo"
SEARCHES = ("a bird", "a man speaking about a telescope", "cars on a road")

Once = Annotated[
    bool, typer.Option("--once", help="Stop after the searches; the exit status says whether all of it worked.")
]


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("demo")(demo)


def demo(once: Once = False, data: Data = None, host: Host = None, port: Port = None) -> None:
    """Show all of it on the shipped footage. Starts everything, ingests, runs three searches, and stays up."""
    from server.credentials import find_token
    from server.listen import first_free
    from server.settings import FOOTAGE, load_settings
    from server.supervisor import supervise
    from server.terminal import Terminal

    settings, terminal = load_settings(data=data, host=host, port=port, roots=(FOOTAGE,)), Terminal()
    if port is None and (free := first_free(settings.host, settings.port)) != settings.port:
        terminal.note(f"Port {settings.port} is taken: the demonstration takes a free one. Choose one with --port.")
        settings = settings.model_copy(update={"port": free})

    async def then(address: str) -> int | None:
        worked = await show(settings.model_copy(update={"server": address, "token": None}), terminal)
        if once or not worked:
            return 0 if worked else 1
        token = find_token(settings.model_copy(update={"token": None}))
        terminal.say(f"\nIt stays up at {address}, Ctrl-C stops it. Look at it in a browser:")
        terminal.say(f"  {address}/login?token={token}")
        terminal.say("or from another terminal:")
        terminal.say(f'  {_command()} search "WORDS" --server {address} --data {settings.data}')
        return None

    raise typer.Exit(supervise(settings, terminal, then))


async def show(settings: Settings, terminal: Terminal) -> bool:
    """Ingest and search; return whether every file was analysed and every search found something."""
    from server.client import connect
    from server.commands.demo_review import open_review
    from server.commands.search import find
    from server.commands.search import show as show_hits
    from server.ingestion import IngestOptions
    from server.intake import take_in
    from server.settings import FOOTAGE

    outcomes = await take_in([_shorter(FOOTAGE)], PROJECT, IngestOptions(wait=True), settings, terminal)
    worked = bool(outcomes) and not any(outcome.failed for outcome in outcomes)
    async with connect(settings) as client:
        for words in SEARCHES:
            answer = await find(client, words, PROJECT, 3)
            terminal.say(f'\n"{words}"')
            show_hits(terminal, answer)
            worked = worked and bool(answer["hits"])
        versions = {Path(outcome.path).name: outcome.versionId for outcome in outcomes if outcome.versionId}
        review = await open_review(client, PROJECT, versions)
    return worked and review is not None


def _command() -> str:
    """Return how this program is called from another terminal, where an environment may not be active."""
    program = Path(sys.argv[0])
    return _shorter(program) if program.is_file() and shutil.which("reelgraph") is None else "reelgraph"


def _shorter(path: Path) -> str:
    """Return a path as people would type it here."""
    return min(str(path), os.path.relpath(path), key=len)
