"""Writes the schema definition beside the code: ``python -m schema.print``; ``--check`` tells whether it is up to date."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from schema.root import build_schema

PATH = Path(__file__).with_name("schema.graphql")


def sdl() -> str:
    """Return the schema definition, sorted, with a newline at its end."""
    return build_schema(sort=True).as_str().rstrip() + "\n"


def main(arguments: Sequence[str]) -> int:
    """Write the file, or check it; returns the exit status."""
    printed = sdl()
    if "--check" not in arguments:
        PATH.write_text(printed)
    elif PATH.read_text() != printed:
        sys.stderr.write(f"{PATH.name} is not what the code says. Run: make schema\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
