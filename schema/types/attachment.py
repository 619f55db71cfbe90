"""Attachments of comments."""

from __future__ import annotations

import strawberry

from graph.nodes import attachment as nodes
from schema.ids import encode_id
from schema.scalars import ByteCount


@strawberry.type(description="A file that came with a comment: a picture, a PDF or plain text.")
class Attachment:
    """GraphQL form of ``graph.nodes.attachment.Attachment``."""

    id: strawberry.ID = strawberry.field(description="Its id.")
    name: str = strawberry.field(description="What its sender called it.")
    mime_type: str = strawberry.field(description="What it is, told by its bytes.")
    bytes: ByteCount = strawberry.field(description="How large it is.")
    url: str = strawberry.field(description="Where to download it, relative to this server.")

    @classmethod
    def of(cls, attachment: nodes.Attachment) -> Attachment:
        """Return ``attachment`` for the answer."""
        own = encode_id("Attachment", attachment.id)
        return cls(
            id=strawberry.ID(own),
            name=attachment.name,
            mime_type=attachment.mime_type,
            bytes=ByteCount(attachment.bytes),
            url=f"/attachments/{own}",
        )
