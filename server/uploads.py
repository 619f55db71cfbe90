"""Uploads on disk: bytes that arrive in pieces, can be resumed after a cut, and go away when nobody comes back for them.

An upload is two files: ``<id>`` holds the bytes, and its size is the offset, so the two cannot disagree; ``<id>.json`` says
whose it is. Pieces are written in order under a file lock, so two connections cannot write at once, in whatever process.
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from graph.errors import InvalidError, LeaseHeldError, NotFoundError, RateLimitedError, TooLargeError
from graph.nodes.access import Viewer
from graph.nodes.ids import new_id
from graph.services.quota import over_quota
from server.archive import PARTIAL, unpack_frames

SEQUENCE_TYPE = "application/x-tar"
_SPARE_BYTES = 64 * 1024 * 1024
_MOST_PER_USER = 1000


@dataclass(frozen=True, slots=True)
class Upload:
    """What was announced: ``length`` bytes by a user. ``metadata`` is the client's: filename, project, filetype.

    ``project_id`` is the project whose quota it counts against.
    """

    id: str
    user_id: str
    length: int
    metadata: Mapping[str, str]
    created_at: str
    project_id: str | None = None

    @property
    def filename(self) -> str:
        """The name it came under, without folders."""
        return Path(self.metadata.get("filename", "").replace("\\", "/")).name or "upload"


class UploadBox:
    """All uploads of a data folder; an ``Uploads`` of graph.ports. ``limit`` is in bytes."""

    def __init__(self, folder: Path, limit: int, lifetime: timedelta) -> None:
        self._folder = folder
        self.limit = limit
        self._lifetime = lifetime

    def begin(
        self,
        viewer: Viewer,
        length: int,
        metadata: Mapping[str, str],
        project_id: str | None = None,
        room: int | None = None,
    ) -> Upload:
        """Announce an upload. ``room`` is for all that waits for the project, or of the user for none; None: no limit.

        Blocking. Raises TooLargeError above a limit or where the disk lacks room, RateLimitedError for a user with too many.
        """
        if length > self.limit:
            raise TooLargeError(
                f"The file has {length} bytes; this server takes at most {self.limit}.", path=("Upload-Length",)
            )
        self._folder.mkdir(parents=True, exist_ok=True)
        if length > (free := max(0, shutil.disk_usage(self._folder).free - _SPARE_BYTES)):
            raise TooLargeError(
                f"The file has {length} bytes and the server's disk has room for {free}, beside the "
                f"{_SPARE_BYTES >> 20} MiB that stay free. Make room there."
            )
        upload = Upload(new_id(), viewer.user.id, length, dict(metadata), datetime.now(UTC).isoformat(), project_id)
        with self._one_at_a_time():
            waiting = list(self._all())
            own = [other for other in waiting if other.user_id == viewer.user.id]
            if len(own) >= _MOST_PER_USER:
                raise RateLimitedError(
                    f"You have {_MOST_PER_USER} uploads that wait. Ingest or delete some of them, then begin again."
                )
            if room is not None:
                shared = own if project_id is None else waiting
                room -= sum(other.length for other in shared if other.project_id == project_id)
                if length > room:
                    raise over_quota(length, room) if project_id else _too_much_for_no_project(length, room)
            self.path(upload).touch(0o600, exist_ok=False)
            self._about(upload.id).write_text(json.dumps(asdict(upload)))
        return upload

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        """Hold the folder against other beginnings, in whatever process."""
        descriptor = os.open(self._folder, os.O_RDONLY | os.O_CLOEXEC)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _all(self) -> Iterator[Upload]:
        for about in self._folder.glob("*.json"):
            with suppress(OSError, ValueError, TypeError):  # ended meanwhile, or cut off while it began: it is swept
                yield Upload(**json.loads(about.read_text()))

    def find(self, viewer: Viewer, upload_id: str) -> Upload:
        """Return an upload of the viewer. Raises NotFoundError for any other."""
        missing = _missing(upload_id)
        try:
            upload = Upload(**json.loads(self._about(str(UUID(upload_id))).read_text()))
        except (OSError, ValueError, TypeError):
            raise missing from None
        if upload.user_id != viewer.user.id or self._expired(upload):
            raise missing
        return upload

    def _expired(self, upload: Upload) -> bool:
        """Whether an unfinished upload's time is over, although no sweep came by yet."""
        with suppress(FileNotFoundError):
            status = self.path(upload).stat()
            return status.st_size < upload.length and datetime.now(UTC).timestamp() > self._end(status)
        return False

    def _end(self, status: os.stat_result) -> float:
        return status.st_mtime + self._lifetime.total_seconds()

    def path(self, upload: Upload) -> Path:
        """Return where the bytes lie."""
        return self._folder / upload.id

    def offset(self, upload: Upload) -> int:
        """Return how many bytes have arrived. Raises NotFoundError where they are gone: being ingested, or expired."""
        return self._status(upload).st_size

    def expires_at(self, upload: Upload) -> datetime:
        """Return when the upload is removed unless more of it arrives."""
        return datetime.fromtimestamp(self._end(self._status(upload)), UTC)

    @contextmanager
    def writing(self, upload: Upload) -> Iterator[int]:
        """Give the descriptor to append to, for one writer at a time.

        Raises LeaseHeldError while another writes, NotFoundError where the bytes are gone.
        """
        try:
            descriptor = os.open(self.path(upload), os.O_RDWR | os.O_APPEND | os.O_CLOEXEC)
        except FileNotFoundError:
            raise _missing(upload.id) from None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise LeaseHeldError("Another connection is sending this upload. Wait for it to end, then resume.") from None
        try:
            yield descriptor
        finally:
            os.close(descriptor)

    async def finished(self, viewer: Viewer, upload_id: str) -> tuple[Path, str]:
        """Return the file, or the folder of an image sequence that came as an archive, and its name."""
        upload = self.find(viewer, upload_id)
        arrived = self.offset(upload)
        if arrived < upload.length:
            raise InvalidError(
                f"The upload has {arrived} of {upload.length} bytes so far. Send the rest first.", path=("uploadId",)
            )
        if upload.metadata.get("filetype") != SEQUENCE_TYPE:
            return self.path(upload), upload.filename
        frames = self._frames(upload.id)
        if not frames.is_dir():
            await asyncio.to_thread(unpack_frames, self.path(upload), frames, self.limit)
        return frames, upload.filename

    async def remove(self, upload_id: str) -> None:
        """Delete all that is left of an upload."""
        await asyncio.to_thread(self._remove, str(UUID(upload_id)))

    async def sweep(self, now: datetime | None = None) -> int:
        """Remove what has expired; return how many uploads that were."""
        return await asyncio.to_thread(self._sweep, now or datetime.now(UTC))

    def _sweep(self, now: datetime) -> int:
        oldest = (now - self._lifetime).timestamp()
        newest: dict[str, float] = {}
        for path in self._folder.iterdir() if self._folder.is_dir() else ():
            upload_id = path.name.partition(".")[0]
            if not _is_id(upload_id):
                continue  # not ours: a file system of its own has a folder lost+found
            with suppress(FileNotFoundError):  # ingested meanwhile
                newest[upload_id] = max(newest.get(upload_id, 0.0), path.stat().st_mtime)
        stale = [upload_id for upload_id, changed in newest.items() if changed < oldest]
        for upload_id in stale:
            self._remove(upload_id)
        return len(stale)

    def _remove(self, upload_id: str) -> None:
        self._about(upload_id).unlink(missing_ok=True)
        (self._folder / upload_id).unlink(missing_ok=True)
        shutil.rmtree(self._frames(upload_id), ignore_errors=True)
        shutil.rmtree(self._frames(upload_id).with_suffix(PARTIAL), ignore_errors=True)

    def _status(self, upload: Upload) -> os.stat_result:
        try:
            return self.path(upload).stat()
        except FileNotFoundError:
            raise _missing(upload.id) from None

    def _about(self, upload_id: str) -> Path:
        return self._folder / f"{upload_id}.json"

    def _frames(self, upload_id: str) -> Path:
        return self._folder / f"{upload_id}.frames"


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _too_much_for_no_project(length: int, room: int) -> TooLargeError:
    return TooLargeError(
        f"The file has {length} bytes, and your uploads that name no project have room for {max(0, room)}. Name its"
        " project in Upload-Metadata, or ingest or delete what waits."
    )


def _missing(upload_id: str) -> NotFoundError:
    return NotFoundError(f"There is no upload {upload_id!r} of yours. It was ingested or has expired: begin again.")
