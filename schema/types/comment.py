"""Comments."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.nodes import comment as nodes
from graph.nodes.comment import CommentStatus
from schema.alike import alike
from schema.audience import SHARED
from schema.context import Info
from schema.directives import ListSize
from schema.orders import REPLIES
from schema.pagination import After, Connection, First, page_request
from schema.scalars import FrameRange
from schema.types.annotation import Annotation
from schema.types.attachment import Attachment
from schema.types.node import Node
from schema.types.user import User

if TYPE_CHECKING:
    from schema.types.review import ReviewSession
    from schema.types.version import Version


@strawberry.type(description="Words on frames of a version, said in a review session.")
class Comment(Node):
    """GraphQL form of ``graph.nodes.comment.Comment``."""

    source: strawberry.Private[nodes.Comment]
    text: str = strawberry.field(
        resolver=lambda self: self.source.text, description="The words; empty once they were deleted."
    )
    status: CommentStatus = strawberry.field(
        resolver=lambda self: self.source.status, description="Whether somebody still has to act on it."
    )
    created_at: datetime = strawberry.field(resolver=lambda self: self.source.created_at, description="When it was said.")
    edited_at: datetime | None = strawberry.field(
        resolver=lambda self: self.source.edited_at, description="When its words were last changed; null for never."
    )
    deleted: bool = strawberry.field(
        resolver=lambda self: self.source.deleted, description="Whether its words were deleted; its replies stay."
    )
    confidence: float | None = strawberry.field(
        resolver=lambda self: self.source.confidence,
        description="How surely its frames were found again in a newer version, 0 to 1; null for one said there.",
    )
    needs_eyes: bool = strawberry.field(
        resolver=lambda self: self.source.needs_eyes, description="Whether somebody should check where it was carried to."
    )
    version: int = strawberry.field(
        resolver=lambda self: self.source.version, description="Counts the changes; editing asks for the one you saw."
    )

    @classmethod
    def of(cls, comment: nodes.Comment) -> Comment:
        """Return ``comment`` for the answer."""
        return cls(source=comment)

    @strawberry.field(description="Who said it.", metadata={**SHARED, **alike(lambda self: self.source.author_id)})
    async def author(self, info: Info) -> User:
        """Load the author."""
        return await info.context.objects.user(self.source.author_id)

    @strawberry.field(
        description="The frames it is about.",
        metadata={**SHARED, **alike(lambda self: (self.source.at, self.source.version_id))},
    )
    async def at(self, info: Info) -> FrameRange:
        """Time the frames by the version's clock."""
        return await info.context.review.timed(self.source.at, self.source.version_id)

    @strawberry.field(
        description="The version it is about.", metadata={**SHARED, **alike(lambda self: self.source.version_id)}
    )
    async def on(self, info: Info) -> Annotated[Version, strawberry.lazy("schema.types.version")]:
        """Load the version."""
        return await info.context.objects.version(self.source.version_id)

    @strawberry.field(
        description="The session it was said in.", metadata={**SHARED, **alike(lambda self: self.source.session_id)}
    )
    async def session(self, info: Info) -> Annotated[ReviewSession, strawberry.lazy("schema.types.review")]:
        """Load the session."""
        return await info.context.review.review_session(self.source.session_id)

    @strawberry.field(
        description="The comment it answers; null for one that begins.",
        metadata={**SHARED, **alike(lambda self: self.source.reply_to)},
    )
    async def reply_to(self, info: Info) -> Comment | None:
        """Load the comment."""
        return await info.context.review.comment(self.source.reply_to)

    @strawberry.field(
        description="The comment on an earlier version that it carries forward; null for one said here.",
        metadata={**SHARED, **alike(lambda self: self.source.carried_from)},
    )
    async def carried_from(self, info: Info) -> Comment | None:
        """Load the comment."""
        return await info.context.review.comment(self.source.carried_from)

    @strawberry.field(
        description="Who resolved it; null while it is open.",
        metadata={**SHARED, **alike(lambda self: self.source.resolved_by)},
    )
    async def resolved_by(self, info: Info) -> User | None:
        """Load the user."""
        resolver = self.source.resolved_by
        return None if resolver is None else await info.context.objects.user(resolver)

    @strawberry.field(
        description="Who is called to look at it.",
        metadata={**SHARED, **alike(lambda self: self.source.mentions)},
        directives=[ListSize(assumed_size=50)],
    )
    async def mentions(self, info: Info) -> list[User]:
        """Load the users."""
        return await info.context.review.some_users(self.source.mentions)

    @strawberry.field(
        description="What is drawn for it, and stands.", metadata=SHARED, directives=[ListSize(assumed_size=50)]
    )
    async def annotations(self, info: Info) -> list[Annotation]:
        """Load the annotations."""
        return await info.context.review.annotations_by_comment(self.source.id)

    @strawberry.field(
        description="What came with it.",
        metadata={**SHARED, **alike(lambda self: self.source.attachments and self.source.id)},
        directives=[ListSize(assumed_size=10)],
    )
    async def attachments(self, info: Info) -> list[Attachment]:
        """Load the attachments."""
        return await info.context.review.attachments_by_comment(self.source)

    @strawberry.field(description="What was answered to it, oldest first.", metadata=SHARED)
    async def replies(
        self, info: Info, first: First = 20, after: After = None
    ) -> Connection[Annotated[Comment, strawberry.lazy("schema.types.comment")]]:
        """Page through the replies."""
        request = page_request(REPLIES, self.source.id, first=first, after=after)
        return await info.context.review.replies_by_comment(self.source.id, request)
