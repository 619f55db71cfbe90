"""``reelgraph cancel``: stop analyses that wait or go on."""

from __future__ import annotations

from typing import Annotated

import typer

from server.commands.options import Data, Json, Server
from server.commands.running import run

Runs = Annotated[list[str], typer.Argument(metavar="RUN", help="Ids of runs, as `ingest` tells them.", show_default=False)]


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("cancel")(cancel)


def cancel(runs: Runs, json: Json = False, server: Server = None, data: Data = None) -> None:
    """Stop analyses. What they found so far stays out of searches; `ingest` of the same file starts again."""
    from server.api import operations as api
    from server.client import connect
    from server.settings import load_settings
    from server.terminal import Terminal

    settings, terminal = load_settings(data=data, server=server), Terminal(as_json=json)

    async def work() -> bool:
        failed = False
        async with connect(settings) as client:
            for run_id in runs:
                payload = await api.cancel_run(client, id=run_id)
                status = payload["run"]["status"] if payload["run"] else None
                for problem in payload["problems"]:
                    terminal.note(f"{run_id}: {problem['message']}")
                    failed = True
                if json:
                    terminal.json({"runId": run_id, "status": status, "problems": payload["problems"]})
                elif status is not None:
                    terminal.say(f"{run_id}: {status.lower()}")
        return failed

    if run(work()):
        raise typer.Exit(1)
