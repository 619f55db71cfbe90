"""Comments: who may say what, who may change it, and what becomes of two changes at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graph.errors import ConflictError, InvalidError, NotAllowedError, ReelgraphError, UnavailableError
from graph.nodes.access import Viewer
from graph.nodes.annotation import Mark
from graph.nodes.asset import Version
from graph.nodes.attachment import Attachment
from graph.nodes.comment import Comment, CommentStatus
from graph.nodes.ids import new_id
from graph.nodes.log import LogEntry, NewNode, Refusal, SessionEventKind
from graph.nodes.review import ReviewSession
from graph.nodes.time import FrameRange
from graph.services import access
from graph.services.annotations import checked_marks, new_annotation
from graph.services.attachments import AttachmentService
from graph.services.session_log import SessionLog
from graph.services.session_writing import (
    ChangedMeanwhileError,
    SessionWriting,
    Written,
    checked_range,
    checked_words,
    entry_key,
    fingerprint,
    now,
    version_in,
)
from graph.stores.annotations import annotation_row, mark_value
from graph.stores.attachments import attachment_row
from graph.stores.comments import comment_from, comment_row
from graph.stores.registry import Stores
from graph.stores.rows import maybe_text

LONGEST_COMMENT = 10_000
_MENTIONS = 50


@dataclass(frozen=True, slots=True)
class NewComment:
    """What somebody wants to say. ``start`` and ``end`` are a half-open range of frames."""

    session_id: str
    version_id: str
    start: int
    end: int
    text: str
    reply_to: str | None = None
    mentions: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    uploads: tuple[str, ...] = ()
    """Ids of finished uploads, to attach."""


class CommentService(SessionWriting):
    """The rules of comments. Everyone who may comment may read them all; words are changed by their author alone."""

    def __init__(self, stores: Stores, log: SessionLog, attachments: AttachmentService) -> None:
        super().__init__(stores, log)
        self._attachments = attachments

    async def add(self, viewer: Viewer, asked: NewComment, client_mutation_id: str | None = None) -> tuple[Comment, int]:
        """Say something, with drawings where ``marks`` are given; return the comment and its number in the log.

        Needs REVIEWER. Raises NotFoundError for a session or version that the viewer may not see, InvalidError for words,
        frames or marks that cannot be, ConflictError in a closed session, and what AttachmentService.take does.
        """
        session, version = await self.session_with(viewer, asked.session_id, asked.version_id, access.COMMENT)
        marks = checked_marks(asked.marks)
        said = [asked.version_id, asked.start, asked.end, asked.text, asked.reply_to, list(asked.mentions), *asked.uploads]
        request = fingerprint("comment", said, [mark_value(mark) for mark in marks])
        key = entry_key(session.id, viewer, client_mutation_id)
        new = await self.checked(key, request, self._new(viewer, session, version, asked))
        if isinstance(new, Written):
            return _written(new)
        comment, attached = new
        row = comment_row(comment)
        drawn = []
        if marks:
            annotation = new_annotation(viewer, session, comment.version_id, comment.at, marks, comment_id=comment.id)
            drawn = [annotation_row(annotation)]
        entry = LogEntry(
            key=key,
            fingerprint=request,
            kind=SessionEventKind.COMMENT_ADDED,
            actor_id=viewer.user.id,
            payload={"comment": row, "annotations": drawn},
            makes=(
                NewNode("Comment", row),
                *(NewNode("Annotation", each) for each in drawn),
                *(NewNode("Attachment", attachment_row(each)) for each in attached),
            ),
        )
        try:
            written = _written(await self.write(viewer, session, entry))
        except UnavailableError:
            raise  # it may have been written all the same
        except ReelgraphError:
            await self._attachments.drop(attached)
            raise
        if written[0].id == comment.id:
            await self._attachments.settle(asked.uploads)
        else:
            await self._attachments.drop(attached)
        return written

    async def change(
        self,
        viewer: Viewer,
        comment_id: str,
        expected: int,
        text: str | None,
        status: CommentStatus | None,
        at: FrameRange | None = None,
        client_mutation_id: str | None = None,
    ) -> tuple[Comment, int]:
        """Change a comment's words, its status or its frames, one of them. Raises as ``edit`` and its like do."""
        if sum(given is not None for given in (text, status, at)) != 1:
            raise InvalidError("Give either `text`, `status` or `at`.", path=("text",))
        if text is not None:
            return await self.edit(viewer, comment_id, expected, text, client_mutation_id)
        if at is not None:
            return await self.place(viewer, comment_id, expected, at, client_mutation_id)
        assert status is not None  # noqa: S101 -- one of the two is given
        return await self.set_status(viewer, comment_id, status, expected, client_mutation_id)

    async def edit(
        self, viewer: Viewer, comment_id: str, expected: int, text: str, client_mutation_id: str | None = None
    ) -> tuple[Comment, int]:
        """Change one's own words, if the comment's version is still ``expected``.

        Raises NotAllowedError for somebody else's, ChangedMeanwhileError (which carries the comment as it is) where it was
        changed meanwhile.
        """
        session, comment = await self._comment(viewer, comment_id)
        if comment.author_id != viewer.user.id:
            raise NotAllowedError("Only its author can change a comment's words. Reply to it instead.", path=("id",))
        text = checked_words(text, LONGEST_COMMENT, "text")
        changed = replace(comment, text=text, edited_at=now(), version=expected + 1)
        return await self._change(
            viewer,
            session,
            comment,
            changed,
            SessionEventKind.COMMENT_EDITED,
            expected,
            {"text": text, "editedAt": maybe_text(changed.edited_at)},
            ["edit", comment_id, expected, text],
            client_mutation_id,
        )

    async def place(
        self, viewer: Viewer, comment_id: str, expected: int, at: FrameRange, client_mutation_id: str | None = None
    ) -> tuple[Comment, int]:
        """Say which frames a comment is about, with what is drawn for it; nobody need look then where it was carried.

        Its author may, and whoever may host sessions (ARTIST). Raises InvalidError for frames that the version has not.
        """
        session, comment = await self._comment(viewer, comment_id)
        if comment.author_id != viewer.user.id:
            access.require(viewer, session.project_id, access.HOST)
        (version,) = await self._stores.versions.by_ids([comment.version_id], [session.project_id])
        if version is None:
            raise access.missing("version", path=("id",))
        at = checked_range(at.start, at.end, version)
        return await self._change(
            viewer,
            session,
            comment,
            replace(comment, at=at, needs_eyes=False, version=expected + 1),
            SessionEventKind.COMMENT_EDITED,
            expected,
            {"startFrame": at.start, "endFrame": at.end, "needsEyes": False},
            ["place", comment_id, expected, at.start, at.end],
            client_mutation_id,
        )

    async def set_status(
        self,
        viewer: Viewer,
        comment_id: str,
        status: CommentStatus,
        expected: int | None = None,
        client_mutation_id: str | None = None,
    ) -> tuple[Comment, int]:
        """Resolve a comment, or open it again. Its author may, and whoever may host sessions (ARTIST)."""
        session, comment = await self._comment(viewer, comment_id)
        if comment.author_id != viewer.user.id:
            access.require(viewer, session.project_id, access.HOST)
        resolver = viewer.user.id if status is CommentStatus.RESOLVED else None
        version = comment.version if expected is None else expected
        changed = replace(comment, status=status, resolved_by=resolver, version=version + 1)
        return await self._change(
            viewer,
            session,
            comment,
            changed,
            SessionEventKind.COMMENT_STATUS_CHANGED,
            version,
            {"status": status.value, "resolvedBy": resolver},
            ["status", comment_id, expected, status.value],
            client_mutation_id,
        )

    async def delete(
        self, viewer: Viewer, comment_id: str, expected: int | None = None, client_mutation_id: str | None = None
    ) -> tuple[Comment, int]:
        """Delete a comment's words and attachments; a tombstone keeps its place. Its author may, and a SUPERVISOR."""
        session, comment = await self._comment(viewer, comment_id)
        if comment.author_id != viewer.user.id:
            access.require(viewer, session.project_id, access.DECIDE)
        version = comment.version if expected is None else expected
        changed = replace(comment, text="", deleted=True, mentions=(), attachments=(), version=version + 1)
        deleted = await self._change(
            viewer,
            session,
            comment,
            changed,
            SessionEventKind.COMMENT_DELETED,
            version,
            {"text": "", "deleted": True, "mentions": [], "attachments": []},
            ["delete", comment_id, expected],
            client_mutation_id,
        )
        await self._attachments.clear(comment_id)
        return deleted

    async def visible(self, viewer: Viewer, ids: Sequence[str], only: Collection[str] | None = None) -> list[Comment | None]:
        """Return the comment of each id, None for what is not there or not the viewer's to see."""
        found = await self._stores.only(comment_from, only).comments.by_ids(ids, access.followed(viewer))
        return [each if each and access.in_reach(viewer, each.session_id) else None for each in found]

    async def _change(
        self,
        viewer: Viewer,
        session: ReviewSession,
        before: Comment,
        after: Comment,
        kind: SessionEventKind,
        expected: int,
        changes: dict[str, Any],
        asked: list[object],
        client_mutation_id: str | None,
    ) -> tuple[Comment, int]:
        entry = LogEntry(
            key=entry_key(session.id, viewer, client_mutation_id),
            fingerprint=fingerprint(*asked),
            kind=kind,
            actor_id=viewer.user.id,
            payload={"comment": comment_row(after)},
            target=before.id,
            expected=expected,
            seen=comment_row(before),
            changes=changes,
        )
        if before.deleted:
            said = await self.earlier(entry.key, entry.fingerprint)
            if said is None:
                raise ConflictError("The comment was deleted.", path=("id",))
            return _written(said)
        answer = await self.write(viewer, session, entry)
        if answer is Refusal.TARGET_CHANGED:
            current = (await self._stores.comments.by_ids([before.id]))[0]
            raise ChangedMeanwhileError(
                "Somebody changed this comment meanwhile. Look at how it is now, then decide.", current, path=("id",)
            )
        return _written(answer)

    async def _new(
        self, viewer: Viewer, session: ReviewSession, found: Version | None, asked: NewComment
    ) -> tuple[Comment, tuple[Attachment, ...]]:
        """Return a comment that nobody saw yet, with what is attached to it."""
        version = version_in(session, asked.version_id, found)
        at = checked_range(asked.start, asked.end, version)
        text = checked_words(asked.text, LONGEST_COMMENT, "text")
        if asked.reply_to is not None:
            await self._in_session(session, asked.reply_to)
        await self._check_mentions(session, asked.mentions)
        comment = Comment(
            id=new_id(),
            session_id=session.id,
            project_id=session.project_id,
            version_id=version.id,
            author_id=viewer.user.id,
            text=text,
            at=at,
            created_at=now(),
            reply_to=asked.reply_to,
            mentions=asked.mentions,
        )
        attached = await self._attachments.take(viewer, comment, asked.uploads)
        return replace(comment, attachments=tuple(each.id for each in attached)) if attached else comment, attached

    async def _comment(self, viewer: Viewer, comment_id: str) -> tuple[ReviewSession, Comment]:
        comment = (await self.visible(viewer, [comment_id]))[0]
        if comment is None:
            raise access.missing("comment", path=("id",))
        return await self.session(viewer, comment.session_id, access.COMMENT), comment

    async def _in_session(self, session: ReviewSession, comment_id: str) -> None:
        """Check that a reply answers a comment of its own session."""
        found = (await self._stores.comments.by_ids([comment_id], [session.project_id]))[0]
        if found is None or found.session_id != session.id:
            raise access.missing("comment in this session", path=("replyTo",))

    async def _check_mentions(self, session: ReviewSession, mentions: tuple[str, ...]) -> None:
        if len(mentions) > _MENTIONS:
            raise InvalidError(f"Mention at most {_MENTIONS} people.", path=("mentions",))
        if mentions:
            members = (await self._stores.projects.members_by_project([session.project_id]))[0]
            if set(mentions) - {member.user.id for member in members}:
                raise access.missing("member of the project", path=("mentions",))


def _written(answer: Written | Refusal) -> tuple[Comment, int]:
    if isinstance(answer, Refusal):
        raise access.missing("comment", path=("id",))
    return comment_from(answer.payload["comment"]), answer.seq
