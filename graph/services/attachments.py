"""Files that come with comments: taken from finished uploads, kept in the data folder, gone with their words."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from graph.errors import GoneError, InvalidError, ReelgraphError, TooLargeError, UnavailableError
from graph.files import DataFolder, changed_at
from graph.nodes.access import Viewer
from graph.nodes.attachment import Attachment
from graph.nodes.comment import Comment
from graph.nodes.ids import new_id
from graph.ports import Uploads
from graph.services import access
from graph.services.attached_kinds import kind_of
from graph.services.quota import Quota
from graph.stores.attachments import AttachmentStore

MOST_ATTACHED = 10
LARGEST_ATTACHED = 25 << 20
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class AttachmentService:
    """The rules of attachments: whoever may comment and upload may attach; who sees the comment may fetch."""

    store: AttachmentStore
    files: DataFolder
    uploads: Uploads | None
    quota: Quota

    async def take(self, viewer: Viewer, comment: Comment, upload_ids: Sequence[str]) -> tuple[Attachment, ...]:
        """Copy finished uploads of the viewer's for a comment. The uploads stay until ``settle``.

        Raises InvalidError for what is not complete or no picture, PDF or text, TooLargeError, NotFoundError for what is no
        upload of theirs, UnavailableError where the folder takes no more.
        """
        if not upload_ids:
            return ()
        access.permit(viewer, access.UPLOAD)
        if self.uploads is None:
            raise UnavailableError("This server takes no uploads.")
        if len(upload_ids) > MOST_ATTACHED:
            raise InvalidError(f"Attach at most {MOST_ATTACHED} files to a comment.", path=("attachments",))
        taken: list[Attachment] = []
        try:
            for upload_id in dict.fromkeys(upload_ids):
                path, name = await self.uploads.finished(viewer, upload_id)
                taken.append(await self._copy(viewer, comment, path, name))
        except ReelgraphError:
            await self.drop(taken)
            raise
        return tuple(taken)

    async def remove_strays(self, older_than: timedelta = timedelta(days=1)) -> int:
        """Delete copies whose comment was never written (a request or a process that was cut off); returns how many.

        A folder counts as left when no attachment is known by its name and nothing in it has changed for ``older_than``.
        """
        folders = await asyncio.to_thread(_quiet_folders, self.files.attachments, time.time() - older_than.total_seconds())
        known = await self.store.by_ids([folder.name for folder in folders])
        strays = [folder for folder, attachment in zip(folders, known, strict=True) if attachment is None]
        for folder in strays:
            await asyncio.to_thread(self.files.remove, folder)
        return len(strays)

    async def settle(self, upload_ids: Iterable[str]) -> None:
        """Forget uploads that were attached."""
        for upload_id in upload_ids:
            if self.uploads is not None:
                await self.uploads.remove(upload_id)

    async def drop(self, attachments: Iterable[Attachment]) -> None:
        """Delete the files of attachments; absent ones are fine."""
        for attachment in attachments:
            await asyncio.to_thread(self.files.remove, self.files.locate(attachment.location))

    async def clear(self, comment_id: str) -> None:
        """Delete all that is attached to a comment."""
        (attached,) = await self.store.by_comments([comment_id])
        if attached:
            await self.drop(attached)
            await self.store.remove(comment_id)

    async def visible(self, viewer: Viewer, ids: Sequence[str]) -> list[Attachment | None]:
        """Return the attachment of each id, None for what is not there or not the viewer's to see."""
        found = await self.store.by_ids(ids, access.followed(viewer))
        return [each if each and access.in_reach(viewer, each.session_id) else None for each in found]

    async def _copy(self, viewer: Viewer, comment: Comment, path: Path, name: str) -> Attachment:
        size, mime_type = await asyncio.to_thread(_look_at, path, name)
        await self.quota.require(comment.project_id, size)
        if mime_type is None:
            raise InvalidError(
                f"{name} is none of what can be attached: PNG, JPEG, WebP, GIF, PDF or plain text (UTF-8).",
                path=("attachments",),
            )
        own = new_id()
        target = self.files.attachments / own / "file"
        stored = await asyncio.to_thread(self.files.copy, path, target)
        return Attachment(
            id=own,
            comment_id=comment.id,
            session_id=comment.session_id,
            project_id=comment.project_id,
            author_id=viewer.user.id,
            name=plain_name(name),
            mime_type=mime_type,
            bytes=stored.bytes,
            location=self.files.relative(target),
            created_at=comment.created_at,
        )


def _look_at(path: Path, name: str) -> tuple[int, str | None]:
    """Return a file's size and media type. Raises GoneError where another request took it meanwhile. Blocking."""
    try:
        if path.is_dir():
            raise InvalidError(f"{name} is a sequence of pictures. Attach single files.", path=("attachments",))
        size = path.stat().st_size
        if size > LARGEST_ATTACHED:
            raise TooLargeError(
                f"{name} has {size} bytes; an attachment has at most {LARGEST_ATTACHED}. Ingest footage instead.",
                path=("attachments",),
            )
        return size, kind_of(path)
    except OSError as error:
        raise GoneError(f"{name} could not be read: {error.strerror}.", path=("attachments",)) from error


def _quiet_folders(attachments: Path, before: float) -> list[Path]:
    """Return the folders in which nothing has changed since a time (seconds since the epoch). Blocking."""
    return [folder for folder in attachments.glob("*") if folder.is_dir() and changed_at(folder) < before]


def plain_name(name: str) -> str:
    """Return a file's name without folders, control characters, and what turns the direction of writing."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(character for character in last if character.isprintable()).strip(". ")
    return kept[:_LONGEST_NAME] or "attachment"
