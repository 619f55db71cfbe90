"""Attachments of comments."""

from __future__ import annotations

import strawberry

from graph.nodes import attachment as nodes
from schema.ids import encode_id
from schema.scalars import ByteCount


@strawberry.type(description="A file that came with a comment: a picture, a PDF or plain text.")
class Attachment:
    """GraphQL form of ``graph.nodes.attachment.Attachment``."""

    source: strawberry.Private[nodes.Attachment]
    id: strawberry.ID = strawberry.field(resolver=lambda self: strawberry.ID(_own(self)), description="Its id.")
    name: str = strawberry.field(resolver=lambda self: self.source.name, description="What its sender called it.")
    mime_type: str = strawberry.field(
        resolver=lambda self: self.source.mime_type, description="What it is, told by its bytes."
    )
    bytes: ByteCount = strawberry.field(resolver=lambda self: self.source.bytes, description="How large it is.")
    url: str = strawberry.field(
        resolver=lambda self: f"/attachments/{_own(self)}", description="Where to download it, relative to this server."
    )

    @classmethod
    def of(cls, attachment: nodes.Attachment) -> Attachment:
        """Return ``attachment`` for the answer."""
        return cls(source=attachment)


def _own(attachment: Attachment) -> str:
    return encode_id("Attachment", attachment.source.id)
