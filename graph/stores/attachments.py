"""Attachments <-> nodes. They are written by the log of their session, with their comment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graph.cypher import attachments as cypher
from graph.nodes.attachment import Attachment
from graph.ports import GraphClient
from graph.stores.rows import Row, many_each, read_by_id, text_of, time_of


def attachment_from(row: Row) -> Attachment:
    """Return the attachment that a node's properties say."""
    return Attachment(
        id=row["id"],
        comment_id=row["commentId"],
        session_id=row["sessionId"],
        project_id=row["projectId"],
        author_id=row["authorId"],
        name=row["name"],
        mime_type=row["mimeType"],
        bytes=row["bytes"],
        location=row["location"],
        created_at=time_of(row["createdAt"]),
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
