"""Saying things in a review session."""

from __future__ import annotations

from typing import Annotated

import strawberry

from graph.nodes.annotation import Mark, MarkKind, MarkPoint
from graph.nodes.comment import Comment as CommentNode
from graph.nodes.comment import CommentStatus
from graph.nodes.time import FrameRange
from graph.services.comments import NewComment
from schema.context import Info
from schema.ids import decode_id
from schema.results import REPEATABLE, Problem
from schema.scalars import FrameRangeInput
from schema.types.comment import Comment


@strawberry.input(description="A point of a mark, in parts of the picture as it is shown: 0 to 1, origin top left.")
class MarkPointInput:
    """GraphQL input for ``graph.nodes.annotation.MarkPoint``."""

    x: float = strawberry.field(description="From the left edge.")
    y: float = strawberry.field(description="From the top edge.")
    pressure: float = strawberry.field(default=1.0, description="0 to 1; scales the width here.")


@strawberry.input(description="One thing to draw.")
class MarkInput:
    """GraphQL input for ``graph.nodes.annotation.Mark``."""

    kind: MarkKind = strawberry.field(description="What it is.")
    points: list[MarkPointInput] = strawberry.field(
        description="STROKE: its way. ARROW: tail and head. BOX, ELLIPSE: two corners. TEXT: its top left."
    )
    colour: str = strawberry.field(description="`#RRGGBB` or `#RRGGBBAA`.")
    width: float = strawberry.field(
        description="Width of the line, or height of the letters, in parts of the picture's height: above 0, at most 1."
    )
    text: str | None = strawberry.field(default=None, description="The words of a TEXT.")

    def mark(self) -> Mark:
        """Return the mark."""
        points = tuple(MarkPoint(point.x, point.y, point.pressure) for point in self.points)
        return Mark(self.kind, points, self.colour, self.width, self.text)


@strawberry.input(description="Something to say about frames of a version.")
class AddCommentInput:
    """Input of ``addComment``."""

    session_id: strawberry.ID = strawberry.field(description="Id of the session.")
    version_id: strawberry.ID = strawberry.field(description="Id of the version; it is in the session's playlist.")
    at: FrameRangeInput = strawberry.field(description="The frames it is about.")
    text: str = strawberry.field(description="The words.")
    reply_to: strawberry.ID | None = strawberry.field(default=None, description="Id of the comment that it answers.")
    mentions: list[strawberry.ID] | None = strawberry.field(default=None, description="Ids of members to call.")
    marks: list[MarkInput] | None = strawberry.field(default=None, description="What to draw with it.")
    attachments: list[strawberry.ID] | None = strawberry.field(
        default=None,
        description="Ids of finished uploads to attach: at most 10 of PNG, JPEG, WebP, GIF, PDF, plain text, 25 MiB each.",
    )
    client_mutation_id: str | None = strawberry.field(default=None, description=REPEATABLE)

    def asked(self) -> NewComment:
        """Return what is asked, as the service takes it; raises InvalidError for ids of something else."""
        return NewComment(
            session_id=decode_id(self.session_id, "ReviewSession", path=("session_id",)),
            version_id=decode_id(self.version_id, "Version", path=("version_id",)),
            start=self.at.start,
            end=self.at.end,
            text=self.text,
            reply_to=None if self.reply_to is None else decode_id(self.reply_to, "Comment", path=("reply_to",)),
            mentions=tuple(decode_id(id, "User", path=("mentions",)) for id in self.mentions or ()),
            marks=tuple(mark.mark() for mark in self.marks or ()),
            uploads=tuple(self.attachments or ()),
        )


@strawberry.input(description="Other words for one's own comment, or another status or place; one of them.")
class EditCommentInput:
    """Input of ``editComment``."""

    id: strawberry.ID = strawberry.field(description="Id of the comment.")
    expected_version: int = strawberry.field(description="The comment's `version` that the caller saw.")
    text: str | None = strawberry.field(default=None, description="Other words. Only their author can change them.")
    status: CommentStatus | None = strawberry.field(default=None, description="Resolve it, or open it again.")
    at: FrameRangeInput | None = strawberry.field(
        default=None, description="The frames it is about; with them, `needsEyes` is settled."
    )
    client_mutation_id: str | None = strawberry.field(default=None, description=REPEATABLE)


@strawberry.input(description="A comment to delete.")
class DeleteCommentInput:
    """Input of ``deleteComment``."""

    id: strawberry.ID = strawberry.field(description="Id of the comment.")
    client_mutation_id: str | None = strawberry.field(default=None, description=REPEATABLE)


@strawberry.type(description="The comment, or what kept it from being so.")
class CommentPayload:
    """Payload of the mutations of comments."""

    comment: Comment | None = strawberry.field(
        default=None, description="The comment as it is now; null when there are problems."
    )
    seq: int | None = strawberry.field(default=None, description="The number of its event in the session.")
    problems: list[Problem] = strawberry.field(default_factory=list, description="What went wrong; empty when nothing did.")
    client_mutation_id: str | None = strawberry.field(default=None, description="As the input had it.")

    @classmethod
    def of(cls, written: tuple[CommentNode, int]) -> CommentPayload:
        """Return the payload of what was written."""
        return cls(comment=Comment.of(written[0]), seq=written[1])


@strawberry.type
class CommentMutations:
    """The part of ``Mutation`` that is about comments."""

    @strawberry.mutation(description="Say something about frames of a version, perhaps with a drawing.")
    async def add_comment(
        self, info: Info, input: Annotated[AddCommentInput, strawberry.argument(description="What to say, and where.")]
    ) -> CommentPayload:
        """Say it."""
        written = await info.context.services.comments.add(info.context.viewer, input.asked(), input.client_mutation_id)
        return CommentPayload.of(written)

    @strawberry.mutation(
        description="Change one's own words, or a comment's status or frames."
        " Who saw an older state gets CONFLICT and the newer one."
    )
    async def edit_comment(
        self, info: Info, input: Annotated[EditCommentInput, strawberry.argument(description="The change.")]
    ) -> CommentPayload:
        """Change it."""
        written = await info.context.services.comments.change(
            info.context.viewer,
            decode_id(input.id, "Comment"),
            input.expected_version,
            input.text,
            input.status,
            None if input.at is None else FrameRange(input.at.start, input.at.end),
            input.client_mutation_id,
        )
        return CommentPayload.of(written)

    @strawberry.mutation(description="Delete a comment's words. Its place and its replies stay.")
    async def delete_comment(
        self, info: Info, input: Annotated[DeleteCommentInput, strawberry.argument(description="The comment.")]
    ) -> CommentPayload:
        """Delete it."""
        written = await info.context.services.comments.delete(
            info.context.viewer, decode_id(input.id, "Comment"), None, input.client_mutation_id
        )
        return CommentPayload.of(written)
