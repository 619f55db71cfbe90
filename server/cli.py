"""The command ``reelgraph``: puts the commands together, and turns every failure into a sentence and an exit status.

Exit status: 0 done, 1 something failed, 2 wrong usage (also a setting that cannot be, an address or data folder in use).
"""

from __future__ import annotations

import sys
from typing import NoReturn

import typer

from graph.errors import InvalidError, ReelgraphError
from server.commands import (
    audit,
    cancel,
    config,
    conform,
    demo,
    doctor,
    export,
    ingest,
    manifest,
    migrate,
    minutes,
    models,
    reindex,
    search,
    serve,
    token,
    up,
    worker,
)
from server.commands.failure import CommandFailedError
from server.commands.sections import SectionedGroup
from server.terminal import Terminal, fail


def build() -> typer.Typer:
    """Return the command line as a value."""
    cli = typer.Typer(
        name="reelgraph",
        cls=SectionedGroup,
        help="Asset intelligence for film and television: from a file to found footage.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        rich_markup_mode=None,
    )
    for module in (
        demo,
        up,
        serve,
        worker,
        ingest,
        cancel,
        search,
        conform,
        export,
        minutes,
        token,
        audit,
        manifest,
        migrate,
        reindex,
        models,
        doctor,
        config,
    ):
        module.register(cli)
    return cli


def main() -> None:
    """Run the command named on the command line and exit."""
    try:
        build()()
    except CommandFailedError as failure:
        _end(failure.code, failure.message, failure.status)
    except InvalidError as error:
        _end(error.code, str(error), 2)
    except ReelgraphError as error:
        _end(error.code, str(error), 1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except Exception as error:  # noqa: BLE001 - the edge of the process: a defect is told in a sentence too, and kept
        told = f"This should not have happened: {type(error).__name__}: {error}. Please report it with {_keep_trace()}"
        _end("INTERNAL", told, 1)


def _end(code: str, message: str, status: int) -> NoReturn:
    """Say what went wrong, to programs on stdout too where they asked for JSON, and exit."""
    if "--json" in sys.argv:
        Terminal(as_json=True).json({"problems": [{"code": code, "message": message}]})
    fail(message)
    sys.exit(status)


def _keep_trace() -> str:
    """Write where a defect happened to a file, and return its name."""
    import tempfile
    import traceback

    with tempfile.NamedTemporaryFile("w", prefix="reelgraph-", suffix=".txt", delete=False) as file:
        file.write(traceback.format_exc())
    return file.name


if __name__ == "__main__":
    main()
