"""``reelgraph documents``: a manifest of trusted documents, from the files that clients keep their operations in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from graphql import DefinitionNode, DocumentNode

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

    Each operation is listed with the fragments that it spreads, whichever of the files they are in: printed, without blanks,
    and, where a file holds just that, as the file has it, so whichever a client sends is known. The client commands' own
    operations are listed too. What Reelgraph's pages send needs no listing.
    """
    import orjson

    from schema.root import schema
    from server.graphql.trusted import document_id

    manifest = {
        document_id(text): text for group in ((OWN,), files or ()) for text in _documents_of(group, schema.documents)
    }
    output.write_bytes(orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS))
    typer.echo(f"{output}: {len(manifest)} documents")


def _documents_of(files: Sequence[Path], known: Documents) -> Iterator[str]:
    """Yield the texts that clients may send for files that belong together. Raises CommandFailedError, naming the file."""
    from graphql import DocumentNode, FragmentDefinitionNode, print_ast, strip_ignored_characters
    from graphql.utilities import separate_operations

    from schema.documents import RefusedDocumentError
    from server.commands.failure import CommandFailedError

    parsed = {file: _parsed(file) for file in files}
    _check_names(parsed)
    for file, own in parsed.items():
        lent = [
            definition
            for other, document in parsed.items()
            if other != file
            for definition in document.definitions
            if isinstance(definition, FragmentDefinitionNode)
        ]
        operations = separate_operations(DocumentNode(definitions=(*own.definitions, *lent)))
        for name, document in operations.items():
            printed = print_ast(document)
            try:
                known.check(printed, introspection=True)
            except RefusedDocumentError as error:
                raise CommandFailedError(
                    f"{file} cannot be trusted, for {name or 'its operation'} cannot run: {error}", 1
                ) from None
            yield from (printed, strip_ignored_characters(printed))
            if document.definitions == own.definitions:
                yield file.read_text()


def _parsed(file: Path) -> DocumentNode:
    from graphql import GraphQLSyntaxError, parse

    from server.commands.failure import CommandFailedError

    try:
        return parse(file.read_text(), no_location=True)
    except (GraphQLSyntaxError, UnicodeDecodeError) as error:
        said = error.message if isinstance(error, GraphQLSyntaxError) else "it is not UTF-8"
        raise CommandFailedError(f"{file} is no file of GraphQL operations: {said}", 1) from None


def _check_names(parsed: Mapping[Path, DocumentNode]) -> None:
    """Raise CommandFailedError where a name stands for two things: which one a spread means could not be told."""
    from server.commands.failure import CommandFailedError

    held: dict[tuple[str, str], Path] = {}
    for file, document in parsed.items():
        for kind, name in filter(None, map(_named, document.definitions)):
            first = held.setdefault((kind, name), file)
            if first != file:
                raise CommandFailedError(f"Both {first} and {file} have a {kind} {name}: rename one of them.", 1)


def _named(definition: DefinitionNode) -> tuple[str, str] | None:
    """What kind of thing a definition is, and its name; None for an operation that has none."""
    from graphql import FragmentDefinitionNode, OperationDefinitionNode

    if isinstance(definition, FragmentDefinitionNode):
        return "fragment", definition.name.value
    if isinstance(definition, OperationDefinitionNode) and definition.name:
        return definition.operation.value, definition.name.value
    return None
