"""Attachments <-> nodes. They are written by the log of their session, with their comment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graph.cypher import attachments as cypher
from graph.nodes.attachment import Attachment
from graph.ports import GraphClient
from graph.stores.parts import Parts, part
from graph.stores.rows import many_each, read_by_id, text_of, time_of

attachment_from = Parts(
    Attachment,
    id="id",
    comment_id="commentId",
    session_id="sessionId",
    project_id="projectId",
    author_id="authorId",
    name="name",
    mime_type="mimeType",
    bytes="bytes",
    location="location",
    created_at=part(time_of, "createdAt"),
)


def attachment_row(attachment: Attachment) -> dict[str, Any]:
    """Return an attachment as plain values."""
    return {
        "id": attachment.id,
        "commentId": attachment.comment_id,
        "sessionId": attachment.session_id,
        "projectId": attachment.project_id,
        "authorId": attachment.author_id,
        "name": attachment.name,
        "mimeType": attachment.mime_type,
        "bytes": attachment.bytes,
        "location": attachment.location,
        "createdAt": text_of(attachment.created_at),
        "version": 1,
    }


class AttachmentStore:
    """Reads attachments, and forgets those of a comment."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client

    async def by_ids(self, ids: Sequence[str], within: Sequence[str] | None = None) -> list[Attachment | None]:
        """Return the attachment of each id, of the projects in ``within`` alone unless that is None."""
        return await read_by_id(self._client, cypher.ATTACHMENTS_BY_ID, ids, within, attachment_from)

    async def by_comments(self, comment_ids: Sequence[str]) -> list[list[Attachment]]:
        """Return what is attached to each comment."""
        rows = await self._client.read(cypher.ATTACHMENTS_BY_COMMENT, comments=list(dict.fromkeys(comment_ids)))
        return many_each(comment_ids, rows, lambda row: attachment_from(row["item"]))

    async def remove(self, comment_id: str) -> None:
        """Forget what is attached to a comment."""
        await self._client.write(cypher.ATTACHMENTS_REMOVE, comment=comment_id)
