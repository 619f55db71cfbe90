"""``reelgraph audit``: who did what. It works on the graph itself, so that the log can be verified without the server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from server.commands.failure import CommandFailedError
from server.commands.options import Data, Json
from server.commands.running import run

if TYPE_CHECKING:
    from graph.nodes.audit import AuditEntry

Since = Annotated[
    str | None,
    typer.Option("--since", metavar="SEQ:HASH", help="What an earlier verify ended with: it must still hold."),
]
Project = Annotated[str | None, typer.Option("--project", metavar="KEY", help="Only what belongs to this project.")]
First = Annotated[int, typer.Option("--first", metavar="N", min=1, max=1000, help="How many, from the newest.")]


def register(cli: typer.Typer) -> None:
    """Add the commands."""
    audit = typer.Typer(help="Read and verify the audit log.", no_args_is_help=True, rich_markup_mode=None)
    audit.command("verify")(verify)
    audit.command("list")(show)
    cli.add_typer(audit, name="audit")


def verify(since: Since = None, json: Json = False, data: Data = None) -> None:
    """Look at the whole chain: nothing changed, removed or moved. Prints SEQ:HASH of its end; exit status 1 for a fault."""
    from server.administration import administration
    from server.settings import load_settings
    from server.terminal import Terminal

    kept = None if since is None else _kept(since)

    async def work() -> dict[str, Any]:
        async with administration(load_settings(data=data)) as office:
            seen = await office.audit.verify(kept)
            return {"entries": seen.entries, "head": f"{seen.entries}:{seen.head}", "fault": seen.fault}

    told = run(work())
    terminal = Terminal(as_json=json)
    if json:
        terminal.json(told)
    elif told["fault"] is None:
        terminal.say(f"{told['entries']} entries, each as it was written. Keep this elsewhere for --since: {told['head']}")
    if told["fault"] is not None:
        if not json:
            terminal.note(f"{told['fault']} {told['entries']} entries before it are as they were written.")
        raise typer.Exit(1)


def show(project: Project = None, first: First = 50, json: Json = False, data: Data = None) -> None:
    """List the newest entries, newest first."""
    from graph.nodes.page import PageRequest
    from server.administration import administration
    from server.settings import load_settings
    from server.terminal import Terminal

    async def work() -> list[dict[str, Any]]:
        async with administration(load_settings(data=data)) as office:
            place = None if project is None else (await office.projects.get(office.viewer, project)).id
            page = await office.audit.page(office.viewer, place, PageRequest(first))
            return [_row(entry) for entry in page.items]

    entries = run(work())
    terminal = Terminal(as_json=json)
    if json:
        terminal.json(entries)
    else:
        names = ("seq", "at", "actor", "action", "outcome", "code", "requestId")
        columns = ("SEQ", "AT", "WHO", "WHAT", "OUTCOME", "CODE", "REQUEST")
        terminal.table(columns, [[str(entry[name] or "") for name in names] for entry in entries])


def _row(entry: AuditEntry) -> dict[str, Any]:
    deed = entry.deed
    return {
        "seq": entry.seq,
        "at": deed.at.isoformat(),
        "actor": deed.actor,
        "way": deed.way,
        "action": deed.action,
        "outcome": deed.outcome.value,
        "code": deed.code,
        "requestId": deed.request_id,
        "targets": list(deed.targets),
        "details": dict(deed.details),
        "hash": entry.hash,
    }


def _kept(text: str) -> tuple[int, str]:
    number, _, digest = text.partition(":")
    if not number.isdecimal() or len(digest) != 64:
        raise CommandFailedError(f"{text!r} is not what a verify ended with: a number, a colon and 64 hex digits.", 2)
    return int(number), digest
