"""``reelgraph reindex``: everything looked at with the models of today, so that search finds it with them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Annotated

import typer

from server.commands.options import Data, Server
from server.commands.running import run

if TYPE_CHECKING:
    from server.client import ServerClient

Project = Annotated[str | None, typer.Option("--project", metavar="KEY", help="Only this project; default: all of yours.")]
Force = Annotated[bool, typer.Option("--force", help="Also what the models of today have looked at already.")]


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("reindex")(reindex)


def reindex(project: Project = None, force: Force = False, server: Server = None, data: Data = None) -> None:
    """Analyse all footage with today's models. What they have looked at already is left alone; old answers stay."""
    from server.api import operations as api
    from server.client import connect
    from server.settings import load_settings
    from server.terminal import Terminal

    settings, terminal = load_settings(data=data, server=server), Terminal()

    async def work() -> int:
        failed = 0
        async with connect(settings) as client:
            async for key in _projects(client, project):
                async for name, version in _assets(client, key):
                    payload = await api.analyze(client, input={"version": version, "force": force})
                    for problem in payload["problems"]:
                        terminal.note(f"{key}/{name}: {problem['message']}")
                    failed += bool(payload["problems"])
                    if payload["run"] is not None:
                        terminal.say(f"{key}/{name}: {payload['run']['status'].lower()}")
        return failed

    if run(work()):
        raise typer.Exit(1)


async def _projects(client: ServerClient, only: str | None) -> AsyncIterator[str]:
    from server.api import operations as api

    if only is not None:
        yield only
        return
    after: str | None = None
    while True:
        page = await api.projects(client, after=after)
        for edge in page["edges"]:
            yield edge["node"]["key"]
        if not page["pageInfo"]["hasNextPage"]:
            return
        after = page["pageInfo"]["endCursor"]


async def _assets(client: ServerClient, key: str) -> AsyncIterator[tuple[str, str]]:
    from server.api import operations as api
    from server.commands.failure import CommandFailedError

    after: str | None = None
    while True:
        project = await api.assets(client, key=key, after=after)
        if project is None:
            raise CommandFailedError(f"There is no project {key!r}, or it is not yours to see.")
        for edge in project["assets"]["edges"]:
            yield edge["node"]["name"], edge["node"]["latest"]["id"]
        if not project["assets"]["pageInfo"]["hasNextPage"]:
            return
        after = project["assets"]["pageInfo"]["endCursor"]
