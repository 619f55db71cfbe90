"""``reelgraph search``: words in, shots with timecode out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from server.commands.failure import CommandFailedError
from server.commands.options import Data, Json, Server
from server.commands.running import run

if TYPE_CHECKING:
    from server.api import operations as api
    from server.client import ServerClient
    from server.terminal import Terminal

Words = Annotated[str, typer.Argument(metavar="WORDS", help="What to look for, in words.", show_default=False)]
Project = Annotated[
    str | None, typer.Option("--project", metavar="KEY", help="Only in this project; default: all of yours.")
]
First = Annotated[int, typer.Option("--first", metavar="N", min=1, max=100, help="At most this many hits.")]


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("search")(search)


def search(
    words: Words,
    project: Project = None,
    first: First = 10,
    json: Json = False,
    server: Server = None,
    data: Data = None,
) -> None:
    """Find footage by words. Prints shots with asset, timecode, score, and why they were found; then sounds by name."""
    from server.client import connect
    from server.settings import load_settings
    from server.terminal import Terminal

    if not words.strip():
        raise CommandFailedError('Say in words what to look for: reelgraph search "a red car".', 2)
    settings = load_settings(data=data, server=server)
    terminal = Terminal(as_json=json)

    async def work() -> None:
        async with connect(settings) as client:
            show(terminal, await find(client, words, project, first))

    run(work())


async def find(client: ServerClient, words: str, project: str | None, first: int) -> dict[str, Any]:
    """Return the answer as the contract has it: ``{"noGoodMatch", "hits", "assets", "suggestions"}``.

    Raises CommandFailedError.
    """
    from server.api import operations as api

    where: api.SearchFilter | None = None
    if project is not None:
        found = await api.project(client, key=project)
        if found is None:
            raise CommandFailedError(f"There is no project {project!r}, or it is not yours to see.", code="NOT_FOUND")
        where = {"projects": [found["id"]]}
    answer = await api.search(client, input={"text": words, "where": where}, first=first)
    return {
        "noGoodMatch": answer["noGoodMatch"],
        "hits": [_hit(edge["node"]) for edge in answer["edges"]],
        "assets": [{"assetId": asset["id"], "name": asset["name"], "kind": asset["kind"]} for asset in answer["assets"]],
        "suggestions": answer["suggestions"],
    }


def show(terminal: Terminal, answer: dict[str, Any]) -> None:
    """Print hits as a table, or as JSON."""
    if terminal.as_json:
        terminal.json(answer)
        return
    if answer["noGoodMatch"]:
        terminal.note("No shot stands out; these are guesses." if answer["hits"] else "No shot was found.")
        for line in _advice(answer["suggestions"]):
            terminal.note(line)
    if answer["assets"]:
        terminal.note("Called so, and without shots to look at:")
        terminal.table(
            ("ASSET", "KIND"), [(asset["name"], asset["kind"].lower().replace("_", " ")) for asset in answer["assets"]]
        )
    if answer["hits"]:
        terminal.table(
            ("ASSET", "TIMECODE", "FRAMES", "SCORE", "RELEVANCE", "WHY"),
            [
                (
                    hit["asset"],
                    str(hit["timecode"]),
                    f"{hit['start']}-{hit['end']}",
                    f"{hit['score']:.3f}",
                    hit["relevance"].lower(),
                    ", ".join(_reason(reason) for reason in hit["why"]),
                )
                for hit in answer["hits"]
            ],
        )


def _advice(suggestions: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what to try instead, a line for each kind of it."""
    said: dict[str, list[str]] = {}
    for one in suggestions:
        said.setdefault(one["kind"], []).append(f'"{one["text"]}"')
    lines = {"SPELLING": "Did you mean {}?", "FEWER_WORDS": "Fewer words find something: {}.", "SEEN_HERE": "Seen here: {}."}
    return [line.format(", ".join(said[kind])) for kind, line in lines.items() if kind in said]


def _hit(node: api.SearchEdgesNode) -> dict[str, Any]:
    return {
        "shotId": node["shot"]["id"],
        "asset": node["shot"]["version"]["asset"]["name"],
        "start": node["range"]["start"],
        "end": node["range"]["end"],
        "timecode": node["range"]["startTimecode"],
        "score": node["score"],
        "relevance": node["relevance"],
        "why": node["why"],
    }


def _reason(reason: dict[str, Any]) -> str:
    channel, matched = reason["channel"].lower(), reason["matched"]
    return f"{channel} ({', '.join(matched)})" if matched else f"{channel} {reason['score']:.1f}"
