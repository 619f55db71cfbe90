"""From ids to the GraphQL objects of reviews: the module that knows their types, so that these need not import each other.

As in ``schema.objects``, everything here was reached from something the caller may see.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from graph.nodes import comment as nodes
from graph.nodes.comment import CommentStatus
from graph.nodes.page import PageRequest
from graph.nodes.review import SessionStatus
from graph.nodes.time import FrameRange as Frames
from graph.nodes.verdict import VerdictSubject
from schema.objects import there
from schema.orders import (
    ANNOTATIONS,
    DECISIONS,
    REPLIES,
    REVIEW_SESSIONS,
    SESSION_COMMENTS,
    VERSION_COMMENTS,
    VERSION_DECISIONS,
)
from schema.pagination import Connection, connection
from schema.scalars import Clock, FrameRange
from schema.types.annotation import Annotation
from schema.types.attachment import Attachment
from schema.types.comment import Comment
from schema.types.entity import Entity
from schema.types.node import Node
from schema.types.review import ReviewSession
from schema.types.user import User
from schema.types.verdict import Decision, Verdict
from schema.types.version import Version

if TYPE_CHECKING:
    from schema.context import Context


class ReviewObjects:
    """The GraphQL objects of reviews in one request, by the ids that others hold."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._load = context.loaders

    async def timed(self, frames: Frames, version_id: str) -> FrameRange:
        """Return frames with the times of their version."""
        return FrameRange.of(frames, Clock(there(await self._load.version_by_id.load(version_id), "version")))

    async def review_session(self, id: str) -> ReviewSession:
        """Return the session with an id."""
        return ReviewSession.of(there(await self._load.review_session_by_id.load(id), "review session"))

    async def maybe_session(self, id: str) -> ReviewSession | None:
        """Return the session with an id, None where it is gone."""
        found = await self._load.review_session_by_id.load(id)
        return None if found is None else ReviewSession.of(found)

    async def comment(self, id: str | None) -> Comment | None:
        """Return the comment with an id, None for none."""
        return None if id is None else Comment.of(there(await self._load.comment_by_id.load(id), "comment"))

    async def some_users(self, ids: Sequence[str]) -> list[User]:
        """Return the users with some ids, those that are still there."""
        found = await self._load.user_by_id.load_many(list(ids))
        return [User.of(user) for user in found if user is not None]

    async def some_versions(self, ids: Sequence[str]) -> list[Version]:
        """Return the versions with some ids."""
        found = await self._load.version_by_id.load_many(list(ids))
        return [Version.of(there(version, "version")) for version in found]

    async def annotations_by_comment(self, comment_id: str) -> list[Annotation]:
        """Return what is drawn for a comment."""
        return [Annotation.of(found) for found in await self._load.annotations_by_comment.load(comment_id)]

    async def attachments_by_comment(self, comment: nodes.Comment) -> list[Attachment]:
        """Return what came with a comment."""
        if not comment.attachments:
            return []
        return [Attachment.of(found) for found in await self._load.attachments_by_comment.load(comment.id)]

    async def verdicts(self, subject_id: str) -> list[Verdict]:
        """Return what people said of a track, shot or entity."""
        return [Verdict.of(found) for found in await self._load.verdicts_by_subject.load(subject_id)]

    async def judged(self, subject: VerdictSubject, id: str) -> Node | None:
        """Return what a verdict is about; None where it is gone."""
        match subject:
            case VerdictSubject.TRACK:
                track = await self._load.track_by_id.load(id)
                return None if track is None else (await self._context.objects.tracks([track]))[0]
            case VerdictSubject.SHOT:
                shot = await self._load.shot_by_id.load(id)
                return None if shot is None else (await self._context.objects.shots([shot]))[0]
            case VerdictSubject.ENTITY:
                entity = await self._load.entity_by_id.load(id)
                return None if entity is None else Entity.of(entity)

    async def statuses_by_project(self, project_id: str) -> list[str]:
        """Return what versions of a project can be decided to be."""
        return list(await self._load.review_statuses_by_project.load(project_id))

    # pages

    async def sessions_by_project(
        self, project_id: str, request: PageRequest, status: SessionStatus | None
    ) -> Connection[ReviewSession]:
        """Return a page of a project's sessions."""
        page = await self._load.review_sessions_by_project.load((project_id, request, status))
        return connection(REVIEW_SESSIONS, project_id, request, page, [ReviewSession.of(found) for found in page.items])

    async def comments_by_session(
        self, session_id: str, request: PageRequest, version_id: str | None, status: CommentStatus | None
    ) -> Connection[Comment]:
        """Return a page of a session's comments."""
        page = await self._load.comments_by_session.load((session_id, request, version_id, status))
        return connection(SESSION_COMMENTS, session_id, request, page, [Comment.of(found) for found in page.items])

    async def comments_by_version(
        self, version_id: str, request: PageRequest, status: CommentStatus | None
    ) -> Connection[Comment]:
        """Return a page of the comments on a version, of all sessions."""
        page = await self._load.comments_by_version.load((version_id, request, None, status))
        return connection(VERSION_COMMENTS, version_id, request, page, [Comment.of(found) for found in page.items])

    async def replies_by_comment(self, comment_id: str, request: PageRequest) -> Connection[Comment]:
        """Return a page of a comment's replies."""
        page = await self._load.replies_by_comment.load((comment_id, request))
        return connection(REPLIES, comment_id, request, page, [Comment.of(found) for found in page.items])

    async def annotations_by_session(
        self, session_id: str, request: PageRequest, version_id: str | None
    ) -> Connection[Annotation]:
        """Return a page of a session's annotations."""
        page = await self._load.annotations_by_session.load((session_id, request, version_id))
        return connection(ANNOTATIONS, session_id, request, page, [Annotation.of(found) for found in page.items])

    async def decisions_by_version(self, version_id: str, request: PageRequest) -> Connection[Decision]:
        """Return a page of what a version was decided to be."""
        page = await self._load.decisions_by_version.load((version_id, request))
        return connection(VERSION_DECISIONS, version_id, request, page, [Decision.of(found) for found in page.items])

    async def decisions_by_session(self, session_id: str, request: PageRequest) -> Connection[Decision]:
        """Return a page of what was decided in a session."""
        page = await self._load.decisions_by_session.load((session_id, request))
        return connection(DECISIONS, session_id, request, page, [Decision.of(found) for found in page.items])
