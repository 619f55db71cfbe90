"""What a person means by a path: a file, a folder of files, the frames of a sequence, a pattern."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_ON_THE_WEB = ("https://", "http://")
_NUMBERED = re.compile(r"(.*?)(\d+)(\.[A-Za-z0-9]+)")
_PICTURES = frozenset(
    (
        ".exr",
        ".dpx",
        ".cin",
        ".png",
        ".jpg",
        ".jpeg",
        ".tif",
        ".tiff",
        ".tga",
        ".bmp",
        ".webp",
        ".jp2",
        ".hdr",
        ".sgi",
        ".psd",
    )
)
_FOOTAGE = _PICTURES | {
    *(
        ".mp4",
        ".m4v",
        ".mov",
        ".mkv",
        ".webm",
        ".avi",
        ".mxf",
        ".ts",
        ".m2ts",
        ".mts",
        ".mpg",
        ".mpeg",
        ".ogv",
        ".wmv",
        ".flv",
    ),
    *(".3gp", ".dv", ".y4m", ".wav", ".flac", ".mp3", ".m4a", ".aac", ".ogg", ".opus", ".aif", ".aiff", ".wma", ".gif"),
}


@dataclass(frozen=True, slots=True)
class Source:
    """One thing to ingest: ``path`` is a file, or the folder of an image sequence; ``files`` are the bytes it is made of."""

    path: Path
    files: tuple[Path, ...]

    @property
    def sequence(self) -> bool:
        """Whether it is a folder of frames."""
        return self.files != (self.path,)


@dataclass(frozen=True, slots=True)
class Address:
    """A file that the server is to fetch from the web."""

    url: str


@dataclass(frozen=True, slots=True)
class NoSource:
    """A word that names nothing to ingest, and why."""

    word: str
    reason: str


def find_sources(words: Sequence[str]) -> Iterator[Source | Address | NoSource]:
    """Yield what each word names, in order.

    A folder whose pictures share one numbered name is a sequence. Any other folder is looked through, folders within it too,
    for files that may be footage. A word that begins with ``https://`` or ``http://`` is an address
    for the server. A word that is no file but a pattern (``*``, ``?``, ``[..]``) names what matches.
    """
    for word in words:
        if word.startswith(_ON_THE_WEB):
            yield Address(word)
            continue
        path = Path(word)
        try:
            there = path.exists()
        except (OSError, ValueError) as error:  # too long, or what no file system takes
            yield NoSource(word, f"{word!r:.200} cannot be a path: {getattr(error, 'strerror', None) or error}.")
            continue
        if there:
            yield from _named(path)
        elif glob.has_magic(word) and (matches := sorted(glob.glob(word, recursive=True))):  # noqa: PTH207 - the word may be absolute
            for match in matches:
                yield from _named(Path(match))
        else:
            yield NoSource(word, f"{word} does not exist here. Check the path.")


def _named(path: Path) -> Iterator[Source | NoSource]:
    if not path.is_dir():
        yield Source(path, (path,))
        return
    found = list(_within(path, set()))
    if found:
        yield from found
    else:
        reason = f"{path} holds no footage: no file in it has the extension of a video, audio or picture format."
        yield NoSource(str(path), reason)


def _within(folder: Path, seen: set[Path]) -> Iterator[Source | NoSource]:
    """Yield what a folder holds. ``seen`` are the folders that were looked through: a link may lead back to one of them."""
    if folder.resolve() in seen:
        return
    seen.add(folder.resolve())
    try:
        entries = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
        pictures = [path for path in entries if path.suffix.lower() in _PICTURES and path.is_file()]
        folders = {path for path in entries if path.is_dir()}
    except OSError as error:
        yield NoSource(str(folder), f"{folder} cannot be read: {error.strerror}.")
        return
    names = {(match[1], match[3].lower()) for path in pictures if (match := _NUMBERED.fullmatch(path.name))}
    sequence = len(pictures) > 1 and len(names) == 1 and all(_NUMBERED.fullmatch(path.name) for path in pictures)
    if sequence:
        yield Source(folder, tuple(pictures))
    for path in entries:
        if path in folders:
            yield from _within(path, seen)
        elif path.suffix.lower() in _FOOTAGE and not (sequence and path in pictures):
            yield Source(path, (path,))
