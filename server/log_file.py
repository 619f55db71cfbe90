"""The log of a part of `up`: a file that begins anew when it is long, and may be on a full disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import IO

_LOG_BYTES = 16 * 1024 * 1024


class LogFile:
    """Takes what a part says. ``note`` is told once when that cannot be written, and once when it can be again.

    No call raises for a disk that is full or away: whoever stopped reading a part's output would stop the part itself.
    Above its size the file begins anew, and the part before is kept beside it.
    """

    def __init__(self, path: Path, note: Callable[[str], None]) -> None:
        self._path = path
        self._note = note
        self._file: IO[bytes] | None = None
        self._dropping = False

    def write(self, chunk: bytes) -> None:
        """Append what was said, or drop it where that cannot be."""
        try:
            self._append(chunk)
        except OSError as error:
            self.close()
            if not self._dropping:
                self._note(f"{self._path} cannot be written ({error.strerror}): until it can, what belongs there is dropped")
            self._dropping = True
        else:
            if self._dropping:
                self._note(f"{self._path} can be written again")
            self._dropping = False

    def close(self) -> None:
        """Close the file; writing opens it again."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _append(self, chunk: bytes) -> None:
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("ab", buffering=0)
        if self._file.tell() > _LOG_BYTES:
            self.close()
            self._path.replace(self._path.with_suffix(".old.log"))
            self._file = self._path.open("ab", buffering=0)
        self._file.write(chunk)
