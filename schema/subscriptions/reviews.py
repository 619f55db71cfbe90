"""Review sessions as they go on: the log, the room, and what passes through it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Annotated, TypeVar

import strawberry

from graph.events import Event, RoomChanged, RoomSignalled, SessionLogged, Topic
from graph.nodes.log import LoggedEvent, SessionEventKind
from graph.nodes.review import ReviewSession
from graph.nodes.room import state_from
from graph.services import access
from schema.context import Context, Info
from schema.directives import ListSize
from schema.feeds import Feed, Following
from schema.ids import decode_id, encode_id
from schema.types.annotation import MarkPoint
from schema.types.room import RoomState
from schema.types.session_event import Resync, SessionEvent, session_event

T = TypeVar("T")

SessionId = Annotated[strawberry.ID, strawberry.argument(description="Id of the session.")]


@strawberry.type(description="Something passing that a participant shows: it is kept nowhere.")
class RoomSignal:
    """GraphQL form of ``graph.events.RoomSignalled``."""

    source: strawberry.Private[RoomSignalled]
    kind: str = strawberry.field(
        resolver=lambda self: self.source.kind,
        description="`pointer`, `stroke` (points of one that is being drawn) or `clear`.",
    )
    frame: int | None = strawberry.field(
        resolver=lambda self: self.source.payload.get("frame"), description="The frame it is shown on; null for any."
    )
    colour: str | None = strawberry.field(
        resolver=lambda self: self.source.payload.get("colour"), description="`#RRGGBB`; null where none was given."
    )
    width: float | None = strawberry.field(
        resolver=lambda self: self.source.payload.get("width"), description="In parts of the picture's height."
    )

    @strawberry.field(description="The id of the user who shows it.")
    def participant_id(self) -> strawberry.ID:
        """Return the user's global id."""
        return strawberry.ID(encode_id("User", self.source.participant_id))

    @strawberry.field(description="Where, in order.", directives=[ListSize(assumed_size=100)])
    def points(self) -> list[MarkPoint]:
        """Return the points."""
        return [MarkPoint(x=x, y=y, pressure=pressure) for x, y, pressure in self.source.payload.get("points", ())]


@strawberry.type
class ReviewSubscriptions:
    """The part of ``Subscription`` that follows review sessions."""

    @strawberry.subscription(
        description="Everything that happens in a session, in order, each thing once: first what happened after event"
        " `after`, then what happens. Where that is too much to replay, `Resync` says how to go on."
    )
    async def session_events(
        self,
        info: Info,
        session_id: SessionId,
        after: Annotated[
            int | None, strawberry.argument(description="The last event that is known; null for only what comes.")
        ] = None,
    ) -> AsyncIterator[SessionEvent]:
        """Replay, then follow."""
        session = await _visible(info.context, session_id)
        return Following(SessionFeed(session, session.seq if after is None else after), info.context)

    @strawberry.subscription(
        description="Who is in a session's room, who drives, and where the play head is: now, and after each change, at"
        " most 20 times a second."
    )
    async def room(self, info: Info, session_id: SessionId) -> AsyncIterator[RoomState]:
        """Follow the room."""
        return Following(RoomFeed(await _visible(info.context, session_id)), info.context)

    @strawberry.subscription(description="Pointers, and strokes while they are drawn. They are kept nowhere.")
    async def room_signals(self, info: Info, session_id: SessionId) -> AsyncIterator[RoomSignal]:
        """Follow what passes."""
        return Following(SignalFeed(await _visible(info.context, session_id)), info.context)


class _OfSession(Feed[T]):
    """What follows one session."""

    action = access.FOLLOW

    def __init__(self, session: ReviewSession) -> None:
        self._id = session.id
        self.topics: tuple[Topic, ...] = (("session", session.id),)
        self.project_id = session.project_id

    async def _session(self, context: Context) -> ReviewSession:
        """Return the session as it is now. Raises NotFoundError where the viewer may not follow any more."""
        (session,) = await context.services.reviews.visible(context.viewer, [self._id])
        if session is None:
            raise access.missing("review session", path=("session_id",))
        return session


class SessionFeed(_OfSession[SessionEvent]):
    """The log of a session, after an event."""

    def __init__(self, session: ReviewSession, after: int) -> None:
        super().__init__(session)
        self.start = after

    async def opening(self, context: Context, after: int) -> Sequence[SessionEvent]:
        """Tell what happened since, or that it is too much."""
        events = await context.services.reviews.events(context.viewer, self._id, after)
        if events is not None:
            return [session_event(event) for event in events]
        return [Resync(source=_now(await self._session(context)))]

    def of(self, event: Event) -> SessionEvent | None:
        """Tell an event of the log."""
        if not isinstance(event, SessionLogged):
            return None
        return session_event(
            LoggedEvent(
                session_id=event.session_id,
                project_id=event.project_id,
                seq=event.seq,
                kind=SessionEventKind(event.kind),
                at=datetime.fromisoformat(event.at),
                actor_id=event.actor_id,
                payload=event.payload,
            )
        )

    def position(self, value: SessionEvent) -> int:
        """Return the event's number."""
        return value.source.seq


class RoomFeed(_OfSession[RoomState]):
    """The live state of a session."""

    async def opening(self, context: Context, after: int) -> Sequence[RoomState]:
        """Tell how the room is now."""
        return [RoomState.of(await context.services.rooms.state(context.viewer, self._id))]

    def of(self, event: Event) -> RoomState | None:
        """Tell how the room is after a change."""
        return RoomState.of(state_from(event.state)) if isinstance(event, RoomChanged) else None


class SignalFeed(_OfSession[RoomSignal]):
    """What passes through a room."""

    async def opening(self, context: Context, after: int) -> Sequence[RoomSignal]:
        """Tell nothing of what has passed."""
        await self._session(context)
        return []

    def of(self, event: Event) -> RoomSignal | None:
        """Tell what passes."""
        return RoomSignal(source=event) if isinstance(event, RoomSignalled) else None


def _now(session: ReviewSession) -> LoggedEvent:
    """Return where whoever reads a session now goes on: no event of the log, and nobody's doing."""
    return LoggedEvent(
        session.id, session.project_id, session.seq, SessionEventKind.SESSION_CHANGED, session.created_at, "", {}
    )


async def _visible(context: Context, session_id: strawberry.ID) -> ReviewSession:
    own = decode_id(session_id, "ReviewSession", path=("session_id",))
    (session,) = await context.services.reviews.visible(context.viewer, [own])
    if session is None:
        raise access.missing("review session", path=("session_id",))
    return session
