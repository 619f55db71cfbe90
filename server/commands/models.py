"""``reelgraph models``: which networks speak here, whose answers are current, and their weights on the move."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from server.commands.options import Data, Json
from server.commands.running import run

Installed = Annotated[bool, typer.Option("--installed", help="What this installation would use, instead of what was used.")]
Target = Annotated[Path, typer.Argument(metavar="FILE", help="Bundle to write, a tar file.", show_default=False)]
Bundle = Annotated[Path, typer.Argument(metavar="FILE", help="Bundle to read, or an unpacked one.", show_default=False)]
ModelVersionId = Annotated[str, typer.Argument(metavar="ID", help="As `models list` prints it.", show_default=False)]
Alias = Annotated[str, typer.Argument(metavar="ALIAS", help="`champion` makes its answers the current ones.")]

MOST_LISTED = 200


def register(cli: typer.Typer) -> None:
    """Add the commands."""
    models = typer.Typer(help="List, fetch, carry and choose models.", no_args_is_help=True, rich_markup_mode=None)
    models.command("list")(show)
    models.command("pull")(pull)
    models.command("export")(export)
    models.command("import")(bring)
    models.command("alias")(alias)
    cli.add_typer(models, name="models")


def show(installed: Installed = False, json: Json = False, data: Data = None) -> None:
    """List the model versions that the graph knows. Newest first, with their aliases and where their weights came from."""
    from server.settings import load_settings
    from server.terminal import Terminal

    settings, terminal = load_settings(data=data), Terminal(as_json=json)
    if installed:
        from analyzers.registry import build_analyzers
        from graph.files import DataFolder

        pulled = DataFolder(settings.data).models
        report = build_analyzers(settings.profile, settings.device, weights=settings.weights, pulled=pulled).report
        terminal.note(report.lines()[0])
        rows = [_row("", (), identity) for identity in report.models]
    else:
        from graph.nodes.page import PageRequest
        from schema.ids import encode_id
        from server.administration import administration

        async def work() -> list[dict[str, Any]]:
            async with administration(settings) as office:
                page = await office.models.list(office.viewer, PageRequest(size=MOST_LISTED))
                if page.more:
                    terminal.note(f"Only the newest {MOST_LISTED} are listed; GraphQL's modelVersions pages through all.")
                return [_row(encode_id("ModelVersion", item.id), item.aliases, item.identity) for item in page.items]

        rows = run(work())
    if json:
        terminal.json(rows)
        return
    terminal.table(
        ("TASK", "NAME", "ALIASES", "SHA-256", "SOURCE", "ID"),
        [
            (row["task"], row["name"], ", ".join(row["aliases"]), row["weightsSha256"][:12], row["source"], row["id"])
            for row in rows
        ],
    )


def pull(data: Data = None) -> None:
    """Fetch the production models from their hub into the data folder."""
    from analyzers import hub
    from graph.files import DataFolder
    from server.settings import load_settings
    from server.terminal import Terminal

    terminal = Terminal()
    folder = DataFolder(load_settings(data=data).data).models
    manifest = hub.pull(folder, lambda name: terminal.note(f"fetching {name}"))
    for task, model in manifest.models.items():
        terminal.say(f"{task}: {model.name} from {model.source}")


def export(target: Target, data: Data = None) -> None:
    """Write the fetched models into one file. It can be carried to a machine without a network."""
    from analyzers.bundle import export_bundle
    from graph.files import DataFolder
    from server.settings import load_settings

    manifest = export_bundle(DataFolder(load_settings(data=data).data).models, target)
    typer.echo(f"{target}: {len(manifest.models)} models, {len(manifest.files)} files")


def bring(bundle: Bundle, data: Data = None) -> None:
    """Take models from a bundle. Every file is compared with its listed SHA-256."""
    from analyzers.bundle import import_bundle
    from graph.files import DataFolder
    from server.settings import load_settings

    manifest = import_bundle(bundle, DataFolder(load_settings(data=data).data).models)
    for task, model in manifest.models.items():
        typer.echo(f"{task}: {model.name} from {model.source}")


def alias(model_version_id: ModelVersionId, name: Alias = "champion", data: Data = None) -> None:
    """Give a model version an alias. `champion` makes its newest answers the current ones, with nothing lost."""
    from schema.ids import decode_id
    from server.administration import administration
    from server.settings import load_settings

    own_id = decode_id(model_version_id, "ModelVersion")

    async def work() -> str:
        async with administration(load_settings(data=data)) as office:
            moved = await office.models.set_alias(office.viewer, own_id, name)
            return f"{name} of {moved.identity.task} is {moved.identity.name} ({model_version_id})"

    typer.echo(run(work()))


def _row(global_id: str, aliases: tuple[str, ...], identity: Any) -> dict[str, Any]:
    return {
        "id": global_id,
        "task": identity.task.value,
        "name": identity.name,
        "aliases": list(aliases),
        "weightsSha256": identity.weights_sha256,
        "source": identity.source,
    }
