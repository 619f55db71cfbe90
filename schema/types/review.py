"""Review sessions."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.nodes import review as nodes
from graph.nodes.comment import CommentStatus
from graph.nodes.review import SessionStatus
from schema.audience import SHARED
from schema.context import Info
from schema.directives import ListSize
from schema.ids import decode_id
from schema.orders import ANNOTATIONS, DECISIONS, SESSION_COMMENTS
from schema.pagination import (
    LARGEST_PAGE,
    LARGEST_SESSION_PAGE,
    After,
    Before,
    Connection,
    First,
    FirstOfSession,
    LastOfSession,
    page_request,
)
from schema.types.annotation import Annotation
from schema.types.comment import Comment
from schema.types.node import Node
from schema.types.room import RoomState
from schema.types.user import User
from schema.types.verdict import Decision

if TYPE_CHECKING:
    from schema.types.project import Project
    from schema.types.version import Version

OnVersion = Annotated[strawberry.ID | None, strawberry.argument(description="Only what is about this version.")]


def _version(on: strawberry.ID | None) -> str | None:
    return None if on is None else decode_id(on, "Version", path=("on",))


@strawberry.type(description="A review of some versions by people in one room, and all that was said in it.")
class ReviewSession(Node):
    """GraphQL form of ``graph.nodes.review.ReviewSession``."""

    source: strawberry.Private[nodes.ReviewSession]
    name: str = strawberry.field(resolver=lambda self: self.source.name, description="Name for people.")
    status: SessionStatus = strawberry.field(
        resolver=lambda self: self.source.status, description="Whether things can still be said in it."
    )
    seq: int = strawberry.field(
        resolver=lambda self: self.source.seq,
        description="Number of its last event: whoever read the session follows `sessionEvents` after it.",
    )
    version: int = strawberry.field(resolver=lambda self: self.source.version, description="Counts its changes.")
    created_at: datetime = strawberry.field(resolver=lambda self: self.source.created_at, description="When it was opened.")
    closed_at: datetime | None = strawberry.field(
        resolver=lambda self: self.source.closed_at, description="When it was closed; null while it is open."
    )

    @classmethod
    def of(cls, session: nodes.ReviewSession) -> ReviewSession:
        """Return ``session`` for the answer."""
        return cls(source=session)

    @strawberry.field(description="The project it belongs to.")
    async def project(self, info: Info) -> Annotated[Project, strawberry.lazy("schema.types.project")]:
        """Load the project."""
        return await info.context.objects.project(self.source.project_id)

    @strawberry.field(description="Who opened it.", metadata=SHARED)
    async def opened_by(self, info: Info) -> User:
        """Load the user."""
        return await info.context.objects.user(self.source.opened_by)

    @strawberry.field(description="What is reviewed, in order.", metadata=SHARED, directives=[ListSize(assumed_size=100)])
    async def playlist(self, info: Info) -> list[Annotated[Version, strawberry.lazy("schema.types.version")]]:
        """Load the versions."""
        return await info.context.review.some_versions(self.source.playlist)

    @strawberry.field(
        description="Versions of the playlist that open notes on earlier ones are still on their way to: a worker compares"
        " the films, after their analysis. They come as comments, and the session changes once all are there.",
        metadata=SHARED,
        directives=[ListSize(assumed_size=10)],
    )
    async def carrying(self, info: Info) -> list[Annotated[Version, strawberry.lazy("schema.types.version")]]:
        """Load the versions."""
        return await info.context.review.some_versions(self.source.carrying)

    @strawberry.field(
        description="What was said, oldest first, forward or backward; tombstones too.",
        directives=[ListSize(assumed_size=LARGEST_SESSION_PAGE)],
    )
    async def comments(
        self,
        info: Info,
        on: OnVersion = None,
        status: Annotated[CommentStatus | None, strawberry.argument(description="Only those with this status.")] = None,
        first: FirstOfSession = None,
        after: After = None,
        last: LastOfSession = None,
        before: Before = None,
    ) -> Connection[Comment]:
        """Page through the comments, from either end."""
        request = page_request(
            SESSION_COMMENTS, self.source.id, first=first, after=after, last=last, before=before, default=LARGEST_PAGE
        )
        return await info.context.review.comments_by_session(self.source.id, request, _version(on), status)

    @strawberry.field(
        description="What was drawn and stands, oldest first, forward or backward.",
        directives=[ListSize(assumed_size=LARGEST_SESSION_PAGE)],
    )
    async def annotations(
        self,
        info: Info,
        on: OnVersion = None,
        first: FirstOfSession = None,
        after: After = None,
        last: LastOfSession = None,
        before: Before = None,
    ) -> Connection[Annotation]:
        """Page through the annotations, from either end."""
        request = page_request(
            ANNOTATIONS, self.source.id, first=first, after=after, last=last, before=before, default=LARGEST_PAGE
        )
        return await info.context.review.annotations_by_session(self.source.id, request, _version(on))

    @strawberry.field(description="What was decided, oldest first.")
    async def decisions(self, info: Info, first: First = 50, after: After = None) -> Connection[Decision]:
        """Page through the decisions."""
        request = page_request(DECISIONS, self.source.id, first=first, after=after)
        return await info.context.review.decisions_by_session(self.source.id, request)

    @strawberry.field(description="Who is there just now, who drives, and where the play head is.")
    async def room(self, info: Info) -> RoomState:
        """Ask for the live state."""
        return RoomState.of(await info.context.services.rooms.state(info.context.viewer, self.source.id))
