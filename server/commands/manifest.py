"""``reelgraph documents``: a manifest of trusted documents, from the files that clients keep their operations in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from schema.documents import Documents

OWN = Path(__file__).resolve().parents[1] / "api" / "operations.graphql"
"""The operations of the client commands: without them `reelgraph ingest` could ask nothing."""

Files = Annotated[
    list[Path] | None, typer.Argument(metavar="FILE...", exists=True, dir_okay=False, help="Files of GraphQL operations.")
]
Output = Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The manifest to write.")]


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("documents")(documents)


def documents(files: Files = None, output: Output = Path("documents.json")) -> None:
    """Write a manifest of trusted documents. With REELGRAPH_TRUSTED_DOCUMENTS set to it, a server runs nothing else.

    Each operation is listed with the fragments that it spreads: printed, without blanks, and, where it is the only one, as
    its file has it, so whichever a client sends is known. The client commands' own operations are listed too.
    """
    import orjson

    from schema.root import schema
    from server.graphql.trusted import document_id

    manifest = {document_id(text): text for file in (OWN, *(files or ())) for text in _documents_of(file, schema.documents)}
    output.write_bytes(orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS))
    typer.echo(f"{output}: {len(manifest)} documents")


def _documents_of(file: Path, known: Documents) -> Iterator[str]:
    """Yield the texts that clients may send for a file. Raises CommandFailedError that names the file."""
    from graphql import GraphQLSyntaxError, parse, print_ast, strip_ignored_characters
    from graphql.utilities import separate_operations

    from schema.documents import RefusedDocumentError
    from server.commands.failure import CommandFailedError

    source = file.read_text()
    name = ""
    try:
        operations = separate_operations(parse(source))
        for asked, document in operations.items():
            name = asked
            printed = print_ast(document)
            known.check(printed, introspection=True)
            yield from (printed, strip_ignored_characters(printed))
    except GraphQLSyntaxError as error:
        raise CommandFailedError(f"{file} is no file of GraphQL operations: {error.message}", 1) from None
    except RefusedDocumentError as error:
        raise CommandFailedError(f"{file} cannot be trusted, for {name or 'its operation'} cannot run: {error}", 1) from None
    if len(operations) == 1:
        yield source
