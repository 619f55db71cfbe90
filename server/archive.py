"""An image sequence on its way to the server: one tar of plain files, without folders, links or surprises."""

from __future__ import annotations

import os
import shutil
import tarfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from graph.errors import InvalidError, TooLargeError, UnavailableError

PARTIAL = ".partial"
"""Extension of the folder that is being unpacked."""

_BLOCK = 512
_LONGEST_NAME = 255
_MOST_FRAMES = 1_000_000


def packed_size(files: Sequence[Path]) -> int:
    """Return the size of the archive that ``pack`` makes, in bytes."""
    return sum(_BLOCK + -(-path.stat().st_size // _BLOCK) * _BLOCK for path in files) + 2 * _BLOCK


def pack(files: Sequence[Path], chunk: int = 1 << 20) -> Iterator[bytes]:
    """Yield a tar (ustar) of the files under their bare names, never more than ``chunk`` bytes in memory at once.

    The archive of the same files is the same bytes, so a transfer that was cut can go on. Raises InvalidError for a name
    that the format cannot hold, or a file that changes its size meanwhile.
    """
    for path in files:
        size = path.stat().st_size
        entry = tarfile.TarInfo(path.name)
        entry.size = size
        try:
            yield entry.tobuf(tarfile.USTAR_FORMAT, "utf-8", "strict")
        except ValueError:
            raise InvalidError(f"{path.name} is too long a name to send. Rename the frames to at most 100 bytes.") from None
        sent = 0
        with path.open("rb") as file:
            while block := file.read(min(chunk, size - sent)):
                sent += len(block)
                yield block
        if sent != size or path.stat().st_size != size:
            raise InvalidError(f"{path} changed while it was sent. Wait until it is complete, then ingest again.")
        yield b"\0" * (-size % _BLOCK)
    yield b"\0" * (2 * _BLOCK)


def unpack_frames(archive: Path, folder: Path, limit: int) -> None:
    """Unpack plain files of a tar into a new folder, which appears only when all of them are there.

    Raises InvalidError for anything but plain files with bare, different names; TooLargeError above ``limit`` bytes;
    UnavailableError where the disk takes no more.
    """
    partial = folder.with_suffix(PARTIAL)
    shutil.rmtree(partial, ignore_errors=True)
    try:
        partial.mkdir(parents=True)
        total = 0
        with tarfile.open(archive, "r:") as tar:
            for count, member in enumerate(tar):
                total += member.size
                if total > limit or count >= _MOST_FRAMES:
                    raise TooLargeError(f"The sequence is larger than {limit} bytes or {_MOST_FRAMES} frames.")
                _unpack(tar, member, partial)
                # Python 3.13 has an option for this: else the heads of a million frames would be kept in memory.
                tar.members.clear()  # type: ignore[attr-defined]
        partial.rename(folder)
    except tarfile.TarError as error:
        raise InvalidError(f"The uploaded sequence is no readable tar archive ({error}). Send it again.") from None
    except OSError as error:
        raise UnavailableError(
            f"The uploaded sequence could not be unpacked: {error.strerror}. Free some disk space on the server."
        ) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _unpack(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    name = member.name
    source = tar.extractfile(member) if member.isreg() else None
    if (
        source is None
        or not name
        or name in (".", "..")
        or os.sep in name
        or "\\" in name
        or not name.isprintable()
        or len(os.fsencode(name)) > _LONGEST_NAME
    ):
        raise InvalidError(f"The uploaded sequence holds {name!r}: only plain files with bare names are taken.")
    try:
        with (folder / name).open("xb") as target:
            shutil.copyfileobj(source, target)
    except FileExistsError:
        raise InvalidError(f"The uploaded sequence holds {name!r} twice. Send each frame once.") from None
