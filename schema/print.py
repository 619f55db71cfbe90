"""Prints the schema: ``python -m schema.print > schema/schema.graphql``."""

from __future__ import annotations

import sys

from schema.root import build_schema


def sdl() -> str:
    """Return the schema definition, sorted, with a newline at its end."""
    return build_schema(sort=True).as_str().rstrip() + "\n"


if __name__ == "__main__":
    sys.stdout.write(sdl())
