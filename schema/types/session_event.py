"""What happens in a review session, one type per kind of thing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

import strawberry

from graph.nodes.log import LoggedEvent, SessionEventKind
from graph.stores.annotations import annotation_from
from graph.stores.comments import comment_from
from graph.stores.reviews import decision_from, session_from, verdict_from
from schema.audience import SHARED
from schema.context import Info
from schema.directives import ListSize
from schema.types.annotation import Annotation
from schema.types.comment import Comment
from schema.types.review import ReviewSession
from schema.types.user import User
from schema.types.verdict import Decision, Verdict


@strawberry.interface(description="Something that happened in a review session, at its place in the order of all.")
class SessionEvent:
    """GraphQL form of ``graph.nodes.log.LoggedEvent``; what it is about comes from the event alone."""

    source: strawberry.Private[LoggedEvent]
    seq: int = strawberry.field(resolver=lambda self: self.source.seq, description="Its number, from 1 without gaps.")
    at: datetime = strawberry.field(resolver=lambda self: self.source.at, description="When it was written.")

    @strawberry.field(description="Whose doing it was; null where nobody's.", metadata=SHARED)
    async def actor(self, info: Info) -> User | None:
        """Load the user."""
        actor = self.source.actor_id
        return await info.context.objects.user(actor) if actor else None


@strawberry.type
class _AboutSession:
    source: strawberry.Private[LoggedEvent]

    @strawberry.field(description="The session as it was right after.")
    def session(self) -> ReviewSession:
        """Return the session with the number of this event."""
        return ReviewSession.of(session_from({**self.source.payload["session"], "seq": self.source.seq}))


@strawberry.type
class _AboutComment:
    source: strawberry.Private[LoggedEvent]

    @strawberry.field(description="The comment as it was right after.")
    def comment(self) -> Comment:
        """Return the comment."""
        return Comment.of(comment_from(self.source.payload["comment"]))


@strawberry.type
class _AboutAnnotation:
    source: strawberry.Private[LoggedEvent]

    @strawberry.field(description="The annotation as it was right after.")
    def annotation(self) -> Annotation:
        """Return the annotation."""
        return Annotation.of(annotation_from(self.source.payload["annotation"]))


@strawberry.type(description="The session was opened.")
class SessionOpened(SessionEvent, _AboutSession):
    """SESSION_OPENED."""


@strawberry.type(description="The session was renamed, or notes that were on their way to a version are there.")
class SessionChanged(SessionEvent, _AboutSession):
    """SESSION_CHANGED."""


@strawberry.type(description="The session was closed: nothing more can be said in it.")
class SessionClosed(SessionEvent, _AboutSession):
    """SESSION_CLOSED."""


@strawberry.type(description="The session was opened again.")
class SessionReopened(SessionEvent, _AboutSession):
    """SESSION_REOPENED."""


@strawberry.type(description="The playlist was replaced.")
class PlaylistChanged(SessionEvent, _AboutSession):
    """PLAYLIST_CHANGED."""


@strawberry.type(description="Somebody said something, perhaps with a drawing.")
class CommentAdded(SessionEvent, _AboutComment):
    """COMMENT_ADDED."""

    @strawberry.field(description="What was drawn with it.", directives=[ListSize(assumed_size=10)])
    def annotations(self) -> list[Annotation]:
        """Return the drawings."""
        return [Annotation.of(annotation_from(row)) for row in self.source.payload["annotations"]]


@strawberry.type(description="A comment's words were changed by their author, or the frames that it is about.")
class CommentEdited(SessionEvent, _AboutComment):
    """COMMENT_EDITED."""


@strawberry.type(description="A comment was resolved, or opened again.")
class CommentStatusChanged(SessionEvent, _AboutComment):
    """COMMENT_STATUS_CHANGED."""


@strawberry.type(description="A comment's words were deleted; its place and its replies stay.")
class CommentDeleted(SessionEvent, _AboutComment):
    """COMMENT_DELETED."""


@strawberry.type(description="Somebody drew something.")
class AnnotationAdded(SessionEvent, _AboutAnnotation):
    """ANNOTATION_ADDED."""


@strawberry.type(description="A drawing was taken away.")
class AnnotationRemoved(SessionEvent, _AboutAnnotation):
    """ANNOTATION_REMOVED."""


@strawberry.type(description="A drawing was brought back.")
class AnnotationRestored(SessionEvent, _AboutAnnotation):
    """ANNOTATION_RESTORED."""


@strawberry.type(description="Somebody decided what a version is.")
class VersionDecided(SessionEvent):
    """VERSION_DECIDED."""

    @strawberry.field(description="The decision.")
    def decision(self) -> Decision:
        """Return the decision."""
        return Decision.of(decision_from(self.source.payload["decision"]))


@strawberry.type(description="Somebody judged what the models said.")
class VerdictGiven(SessionEvent):
    """VERDICT_GIVEN."""

    @strawberry.field(description="The verdict.")
    def verdict(self) -> Verdict:
        """Return the verdict."""
        return Verdict.of(verdict_from(self.source.payload["verdict"]))


@strawberry.type(
    description="Too much happened to be told one by one. Read the session as it is now, and go on after this event."
)
class Resync(SessionEvent):
    """No event of the log: ``seq`` is where whoever has read ``session`` goes on."""

    @strawberry.field(description="The session as it is now.", metadata=SHARED)
    async def session(self, info: Info) -> Annotated[ReviewSession, strawberry.lazy("schema.types.review")]:
        """Load the session."""
        return await info.context.review.review_session(self.source.session_id)


OF_KIND: Mapping[SessionEventKind, type[SessionEvent]] = {
    SessionEventKind.SESSION_OPENED: SessionOpened,
    SessionEventKind.SESSION_CHANGED: SessionChanged,
    SessionEventKind.SESSION_CLOSED: SessionClosed,
    SessionEventKind.SESSION_REOPENED: SessionReopened,
    SessionEventKind.PLAYLIST_CHANGED: PlaylistChanged,
    SessionEventKind.COMMENT_ADDED: CommentAdded,
    SessionEventKind.COMMENT_EDITED: CommentEdited,
    SessionEventKind.COMMENT_STATUS_CHANGED: CommentStatusChanged,
    SessionEventKind.COMMENT_DELETED: CommentDeleted,
    SessionEventKind.ANNOTATION_ADDED: AnnotationAdded,
    SessionEventKind.ANNOTATION_REMOVED: AnnotationRemoved,
    SessionEventKind.ANNOTATION_RESTORED: AnnotationRestored,
    SessionEventKind.VERSION_DECIDED: VersionDecided,
    SessionEventKind.VERDICT_GIVEN: VerdictGiven,
}
"""The type of each kind of event."""

SESSION_EVENTS: tuple[type[Any], ...] = (*OF_KIND.values(), Resync)


def session_event(event: LoggedEvent) -> SessionEvent:
    """Return an event for the answer."""
    return OF_KIND[event.kind](source=event)
