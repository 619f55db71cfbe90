"""Files that are made of a version: written under a temporary name, then renamed, so a reader never sees half of one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from graph.nodes.asset import RepresentationRole


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A finished file: what it is for, where it is, and its size in bytes and, for pictures, in pixels.

    ``frames`` are those that the tiles of a sprite sheet show, row by row.
    """

    role: RepresentationRole
    path: Path
    mime_type: str
    bytes: int
    width: int | None = None
    height: int | None = None
    frames: tuple[int, ...] = ()

    @classmethod
    def at(cls, role: RepresentationRole, path: Path, mime_type: str, size: tuple[int, int] | None = None) -> MadeFile:
        """Describe the file at ``path``."""
        width, height = size if size is not None else (None, None)
        return cls(role, path, mime_type, path.stat().st_size, width, height)


def partial(path: Path) -> Path:
    """Return the temporary name that ``path`` is written under."""
    return path.with_name(f".{path.name}.{os.getpid()}.part")


@contextmanager
def written(path: Path) -> Iterator[Path]:
    """Give a temporary name to write to; afterwards it becomes ``path``, or nothing is left where writing failed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = partial(path)
    try:
        yield temporary
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
