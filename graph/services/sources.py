"""Where a file to ingest comes from: a path that the server may read, or an upload that is its own."""

from __future__ import annotations

import errno
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.errors import InvalidError, NotFoundError, OutsideRootsError, UnsupportedMediaError
from graph.nodes.asset import AssetKind

_FRAME_NUMBER = re.compile(r"[._-]*(\d+|#+|%0?\d*d)$")
_PATTERN = re.compile(r"#|%0?\d*d")


@dataclass(frozen=True, slots=True)
class Source:
    """A file, a folder of frames or a pattern of them, and what people call it. ``owned``: an upload, ours to move."""

    path: Path
    name: str
    owned: bool

    @property
    def folder(self) -> Path:
        """Where the frames of a sequence lie."""
        return self.path if self.path.is_dir() else self.path.parent

    def title(self, kind: AssetKind) -> str:
        """Return a name for the asset: the file's without its extension, a sequence's without its frame number."""
        if self.owned:
            return Path(self.name).stem
        if self.path.is_dir():
            return self.path.name
        stem = self.path.stem
        return (_FRAME_NUMBER.sub("", stem) or self.folder.name) if kind is AssetKind.IMAGE_SEQUENCE else stem


def find_source(path: Path, roots: Sequence[Path]) -> Source:
    """Return the source that an absolute path names: a file, a folder, or frames such as ``name.####.exr``. Blocking.

    Links are followed first. Raises OutsideRootsError when the path then lies under none of ``roots``, InvalidError for what
    is no path, NotFoundError where nothing is, UnsupportedMediaError for pipes and devices.
    """
    resolved = resolved_under(path, roots, path)
    try:
        resolved.lstat()
    except OSError as error:  # that nothing is there is told below
        if error.errno == errno.ENAMETOOLONG:
            raise InvalidError(f"{resolved.name[:40]}... is too long to be a file's name.", path=("path",)) from None
    if _PATTERN.search(resolved.name) and not resolved.exists():
        if not resolved.parent.is_dir():
            raise NotFoundError(f"There is no folder {path.parent}. Check the path.", path=("path",))
    elif not resolved.exists():
        raise NotFoundError(f"There is no file {path}. Check the path as the server sees it.", path=("path",))
    elif not (resolved.is_file() or resolved.is_dir()):
        raise UnsupportedMediaError(f"{path} is no file or folder. Give a media file.", path=("path",))
    return Source(resolved, resolved.name, owned=False)


def resolved_under(path: Path, roots: Sequence[Path], asked: Path) -> Path:
    """Return ``path`` with all links followed.

    Raises OutsideRootsError unless it then lies under a root, InvalidError for what is no path. ``asked`` is what the
    caller named: the message says no more than they know.
    """
    if not path.is_absolute():
        raise InvalidError(f"{asked} is relative. Give the absolute path of the file on the server.", path=("path",))
    try:
        resolved = path.resolve()
        allowed = any(resolved.is_relative_to(root.resolve()) for root in roots)
    except (OSError, RuntimeError, ValueError) as error:  # too long, a loop of links, a null byte
        raise InvalidError(f"{str(asked)!r} cannot be a path: {error}.", path=("path",)) from error
    if not allowed:
        raise OutsideRootsError(
            f"{asked} is in no folder that the server may read. Move it into one, start the server with --root for its"
            " folder, or upload the file.",
            path=("path",),
        )
    return resolved


def frame_paths(source: Source, files: Sequence[str], roots: Sequence[Path]) -> list[Path]:
    """Return where the frames of a sequence lie, links followed.

    Raises OutsideRootsError for one that leads out of ``roots``.
    """
    if source.owned:
        return [source.folder / name for name in files]
    return [resolved_under(source.folder / name, roots, source.folder / name) for name in files]
