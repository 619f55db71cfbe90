"""Options that several commands share, each written once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[Path | None, typer.Option("--data", metavar="DIR", help="Data folder. [REELGRAPH_DATA; ./.reelgraph]")]
Host = Annotated[str | None, typer.Option("--host", metavar="H", help="Address to listen on. [REELGRAPH_HOST; 127.0.0.1]")]
Port = Annotated[
    int | None, typer.Option("--port", metavar="P", help="Port to listen on, 0 for a free one. [REELGRAPH_PORT; 8000]")
]
Roots = Annotated[
    list[Path] | None,
    typer.Option(
        "--root",
        metavar="DIR",
        exists=True,
        file_okay=False,
        help="Folder whose files may be ingested by path; repeatable. [REELGRAPH_ROOTS]",
    ),
]
Server = Annotated[
    str | None,
    typer.Option("--server", metavar="URL", help="Address of the server. [REELGRAPH_SERVER; http://127.0.0.1:8000]"),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on stdout.")]
Profile = Annotated[str | None, typer.Option("--profile", hidden=True, help="The profile that the parent settled on.")]
Reason = Annotated[str | None, typer.Option("--profile-reason", hidden=True, help="Why the parent settled on it.")]
Lifeline = Annotated[int | None, typer.Option("--lifeline", hidden=True, help="Descriptor that ends with the parent.")]
Socket = Annotated[int | None, typer.Option("--socket", hidden=True, help="Descriptor of a socket that listens already.")]
