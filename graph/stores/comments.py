"""Comments <-> nodes. They are written by the log of their session."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graph.cypher import carrying
from graph.cypher import reviews as cypher
from graph.nodes.comment import Comment, CommentStatus
from graph.nodes.page import Page, PageRequest
from graph.nodes.time import FrameRange
from graph.ports import GraphClient
from graph.stores.parts import Parts, part
from graph.stores.rows import many_each, maybe_text, maybe_time, read_by_id, read_pages, text_of, texts_of, time_of

comment_from = Parts(
    Comment,
    keys=("id", "session_id"),
    id="id",
    session_id="sessionId",
    project_id="projectId",
    version_id="versionId",
    author_id="authorId",
    text="text",
    at=part(FrameRange, "startFrame", "endFrame"),
    created_at=part(time_of, "createdAt"),
    status=part(CommentStatus, "status"),
    reply_to="replyTo",
    mentions=part(texts_of, "mentions"),
    attachments=part(texts_of, "attachments"),
    edited_at=part(maybe_time, "editedAt"),
    resolved_by="resolvedBy",
    deleted=part(bool, "deleted"),
    carried_from="carriedFrom",
    confidence="confidence",
    needs_eyes=part(bool, "needsEyes"),
    version="version",
)


def comment_row(comment: Comment) -> dict[str, Any]:
    """Return a comment as plain values: the properties of its node, and the payload of its events.

    What is not so, or not there, is left out: that is most of it, and a busy session writes thousands.
    """
    rare = {
        "replyTo": comment.reply_to,
        "mentions": list(comment.mentions),
        "attachments": list(comment.attachments),
        "editedAt": maybe_text(comment.edited_at),
        "resolvedBy": comment.resolved_by,
        "deleted": comment.deleted,
        "carriedFrom": comment.carried_from,
        "needsEyes": comment.needs_eyes,
    }
    row = {
        "id": comment.id,
        "sessionId": comment.session_id,
        "projectId": comment.project_id,
        "versionId": comment.version_id,
        "authorId": comment.author_id,
        "text": comment.text,
        "startFrame": comment.at.start,
        "endFrame": comment.at.end,
        "createdAt": text_of(comment.created_at),
        "status": comment.status.value,
        "version": comment.version,
    }
    if comment.confidence is not None:
        row["confidence"] = comment.confidence  # also where it is 0
    row.update((name, value) for name, value in rare.items() if value)
    return row


class CommentStore:
    """Reads comments."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client

    async def by_ids(self, ids: Sequence[str], within: Sequence[str] | None = None) -> list[Comment | None]:
        """Return the comment of each id, of the projects in ``within`` alone unless that is None."""
        return await read_by_id(self._client, cypher.COMMENTS_BY_ID, ids, within, comment_from)

    async def count_by_session(self, session_ids: Sequence[str]) -> list[int]:
        """Return how many comments stand in each session; tombstones are not counted."""
        rows = await self._client.read(cypher.COMMENT_COUNTS, sessions=list(dict.fromkeys(session_ids)))
        found = {row["key"]: int(row["comments"]) for row in rows}
        return [found.get(session, 0) for session in session_ids]

    async def page_by_session(
        self,
        session_ids: Sequence[str],
        request: PageRequest,
        version_id: str | None = None,
        status: CommentStatus | None = None,
    ) -> list[Page[Comment]]:
        """Return a page of each session's comments, oldest first. Sort keys: (id,)."""
        return await read_pages(
            self._client,
            cypher.COMMENTS_BY_SESSION,
            session_ids,
            request,
            comment_from,
            version=version_id,
            status=None if status is None else status.value,
        )

    async def page_by_version(
        self,
        version_ids: Sequence[str],
        request: PageRequest,
        session_id: str | None = None,
        status: CommentStatus | None = None,
    ) -> list[Page[Comment]]:
        """Return a page of the comments on each version, by frame. Sort keys: (first frame, id)."""
        return await read_pages(
            self._client,
            cypher.COMMENTS_BY_VERSION,
            version_ids,
            request,
            comment_from,
            keys=2,
            session=session_id,
            status=None if status is None else status.value,
        )

    async def page_of_replies(self, comment_ids: Sequence[str], request: PageRequest) -> list[Page[Comment]]:
        """Return a page of each comment's replies, oldest first. Sort keys: (id,)."""
        return await read_pages(self._client, cypher.REPLIES_BY_COMMENT, comment_ids, request, comment_from)

    async def open_notes(self, version_id: str, session_id: str, into: str, limit: int) -> list[Comment]:
        """Return what a session still has to say on earlier versions of the same asset, by frame.

        Left out are replies, and what was carried into the session ``into`` before: its copy speaks for it there.
        """
        rows = await self._client.read(carrying.OPEN_NOTES, version=version_id, session=session_id, into=into, limit=limit)
        return [comment_from(row["item"]) for row in rows]

    async def versions_with_open_notes(self, version_ids: Sequence[str], session_id: str, into: str) -> list[list[str]]:
        """Return for each version the earlier versions of its asset that ``open_notes`` has something on."""
        rows = await self._client.read(
            carrying.NOTED_VERSIONS, versions=list(dict.fromkeys(version_ids)), session=session_id, into=into
        )
        return many_each(version_ids, rows, lambda row: str(row["item"]))
