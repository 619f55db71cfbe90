"""The data folder: where each file of ours lies, and how one gets there whole or not at all.

    engine/                        the embedded engine's own files          engine.json, admin.token
    media/<version id>/            original.<ext> | frames/, and what analysis makes: proxy.mp4, poster.webp, thumbs/ ...
    features/<run id>/             Parquet files of a run                   vectors/<model version id>/   an index
    uploads/<upload id>            bytes on their way in           models/   weights from the hub
    attachments/<attachment id>/   a file that came with a comment

Paths in the graph are relative to the folder, with forward slashes; a referenced original is absolute. A name that comes
from outside never becomes a path: ids are checked to be ids, extensions to be plain.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from uuid import UUID

from graph.errors import GoneError, InvalidError, UnavailableError

BLOCK = 4 * 1024 * 1024
_EXTENSION = re.compile(r"\.[a-z0-9]{1,10}")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What came of a file that was read once: the SHA-256 of its bytes in hex, and how many they are."""

    sha256: str
    bytes: int


class DataFolder:
    """Names and writes files under one folder. Methods that touch file contents block: call them from a thread."""

    def __init__(self, root: Path) -> None:
        self.root = root.expanduser().absolute()

    @property
    def engine(self) -> Path:
        """Files of the embedded engine."""
        return self.root / "engine"

    @property
    def admin_token(self) -> Path:
        """The administrator's token, for client commands on this machine."""
        return self.root / "admin.token"

    @property
    def features(self) -> Path:
        """Root of the feature store."""
        return self.root / "features"

    @property
    def vectors(self) -> Path:
        """Root of the vector indexes."""
        return self.root / "vectors"

    @property
    def models(self) -> Path:
        """Weights that were fetched from the hub, with their manifest."""
        return self.root / "models"

    @property
    def uploads(self) -> Path:
        """Bytes on their way in."""
        return self.root / "uploads"

    @property
    def attachments(self) -> Path:
        """Root of the folders of what came with comments."""
        return self.root / "attachments"

    @property
    def media(self) -> Path:
        """Root of the folders of Versions."""
        return self.root / "media"

    def version_folder(self, version_id: str) -> Path:
        """Return the folder of a Version's files; raises InvalidError for what is no id."""
        try:
            return self.media / str(UUID(version_id))
        except ValueError:
            raise InvalidError(f"{version_id!r} is not the id of a version.") from None

    def original_name(self, file_name: str) -> str:
        """Return the name that an original gets: ``original`` with the extension of ``file_name`` where it is plain."""
        extension = Path(file_name).suffix.lower()
        return "original" + (extension if _EXTENSION.fullmatch(extension) else "")

    def relative(self, path: Path) -> str:
        """Return a path of this folder as the graph holds it; raises InvalidError for one outside."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            raise InvalidError(f"{path} is not in the data folder.") from None

    def locate(self, location: str) -> Path:
        """Return the path of what the graph calls ``location``; raises InvalidError for one that leads outside."""
        path = Path(location)
        if path.is_absolute():
            return path
        joined = (self.root / path).resolve()
        if not joined.is_relative_to(self.root.resolve()):
            raise InvalidError(f"{location!r} leads out of the data folder.")
        return joined

    def write(self, path: Path, content: bytes, *, mode: int = 0o644) -> None:
        """Write a file whole or not at all: temporary name, fsync, rename. Replaces what was there.

        Raises UnavailableError when the folder takes no more.
        """
        _put(path, [content], mode)

    def copy(self, source: Path, target: Path, stop: Event | None = None) -> StoredFile:
        """Copy a file and hash it in the same reading; the target appears whole or not at all.

        ``stop`` ends it between two blocks. Raises GoneError when the source cannot be read or ``stop`` was set,
        UnavailableError when the target cannot be written.
        """
        digest = _Digest()
        _put(target, digest.through(_blocks(source, stop)), 0o644)
        return digest.stored

    def hash(self, source: Path, stop: Event | None = None) -> StoredFile:
        """Read a file where it is. Raises GoneError when it cannot be read, or ``stop`` was set."""
        digest = _Digest()
        for _ in digest.through(_blocks(source, stop)):
            pass
        return digest.stored

    def move(self, source: Path, target: Path) -> None:
        """Move a file that is ours (an upload) to its place; across file systems it is copied first, then deleted."""
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            source.replace(target)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise GoneError(f"{source.name} could not be moved into place: {error.strerror}.") from error
            self.copy(source, target)
            source.unlink()
        _sync_folder(target.parent)

    def remove(self, path: Path) -> None:
        """Delete a file or folder of the data folder, and its own folder where that is left empty; absent is fine."""
        path = self.locate(self.relative(path))
        while path.is_dir():
            with suppress(FileNotFoundError):  # another process removes it too, and took something first
                shutil.rmtree(path)
        path.unlink(missing_ok=True)
        with suppress(OSError):  # not empty, or never made: both are what is wanted
            if path.parent not in (self.root, self.media, self.attachments):
                path.parent.rmdir()


def digest_of_sequence(files: Iterable[tuple[str, str]]) -> str:
    """Return the identity of an image sequence: SHA-256 over its (file name, SHA-256 of the bytes) pairs in order."""
    digest = hashlib.sha256()
    for name, sha256 in files:
        digest.update(f"{sha256}  {name}\n".encode())
    return digest.hexdigest()


def changed_at(folder: Path) -> float:
    """Return when something in a folder changed last (seconds since the epoch); infinity where somebody is at work in it."""
    try:
        paths = [folder, *folder.rglob("*")]
    except FileNotFoundError:
        return float("inf")
    latest = 0.0
    for path in paths:
        with suppress(FileNotFoundError):  # it was just finished, or removed
            latest = max(latest, path.lstat().st_mtime)
    return latest


class _Digest:
    """Hashes and counts the blocks that pass."""

    def __init__(self) -> None:
        self._sha256 = hashlib.sha256()
        self._bytes = 0

    def through(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        for block in blocks:
            self._sha256.update(block)
            self._bytes += len(block)
            yield block

    @property
    def stored(self) -> StoredFile:
        return StoredFile(self._sha256.hexdigest(), self._bytes)


def _blocks(source: Path, stop: Event | None = None) -> Iterator[bytes]:
    try:
        # The path was resolved before: a link that has taken its place since is not followed.
        with os.fdopen(os.open(source, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
            while block := file.read(BLOCK):
                if stop is not None and stop.is_set():
                    raise GoneError(f"Reading {source.name} was stopped half-way. Try again.")
                yield block
    except OSError as error:
        raise GoneError(
            f"{source.name} could not be read: {error.strerror}. Check that it is still there and readable.",
            detail=str(source),
        ) from error


def _put(path: Path, blocks: Iterable[bytes], mode: int) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.writelines(blocks)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
        _sync_folder(path.parent)
    except OSError as error:
        raise UnavailableError(
            f"{path.name} could not be written: {error.strerror}. Ask the administrator to look after the disk.",
            detail=f"{path}: free some disk space, or check the data folder's permissions",
        ) from error


def _sync_folder(folder: Path) -> None:
    """Make a rename last: the name is on disk once its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
