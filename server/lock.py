"""One `up` for one data folder: a lock that the kernel gives back when its holder dies."""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path
from typing import Any

from server.commands.failure import CommandFailedError


class DataLock:
    """The lock on DATA/up.lock; the file names the pid and the address of its holder for whoever comes second."""

    def __init__(self, descriptor: int, path: Path, *, unclean: bool) -> None:
        self._descriptor = descriptor
        self._path = path
        self.unclean = unclean

    @classmethod
    def take(cls, data: Path) -> DataLock:
        """Lock the folder, which is made if missing.

        Raises CommandFailedError (status 2) where another `up` runs on it, or where it cannot be written. ``unclean`` says
        that the last holder died without giving it back, so its children may need a moment to notice.
        """
        path = data / "up.lock"
        try:
            data.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise CommandFailedError(
                f"The data folder {data} cannot be used: {error.strerror}. Choose another with --data.", 2
            ) from None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = read_holder(data)
            os.close(descriptor)
            where = f" (pid {holder['pid']}, {holder['address']})" if holder else ""
            message = (
                f"reelgraph up already runs on {data}{where}. Use that one, stop it, or choose another folder with --data."
            )
            raise CommandFailedError(message, 2) from None
        return cls(descriptor, path, unclean=os.fstat(descriptor).st_size > 0)

    def name_holder(self, address: str) -> None:
        """Write who holds the lock."""
        os.truncate(self._descriptor, 0)
        os.pwrite(self._descriptor, json.dumps({"pid": os.getpid(), "address": address}).encode(), 0)

    def release(self) -> None:
        """Give the folder back."""
        os.truncate(self._descriptor, 0)
        os.close(self._descriptor)


def read_holder(data: Path) -> dict[str, Any] | None:
    """Return pid and address of the `up` that holds the folder, None where the file does not say."""
    try:
        return dict(json.loads((data / "up.lock").read_text()))
    except (OSError, ValueError):
        return None
