"""Being in a session's room: presence, driving, pointing."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import strawberry

from graph.nodes import room as nodes
from graph.nodes.room import Comparison
from schema.context import Info
from schema.ids import decode_id
from schema.mutations.comments import MarkPointInput
from schema.results import Problem
from schema.scalars import FrameRangeInput
from schema.types.room import Participant, RoomState

SessionId = Annotated[strawberry.ID, strawberry.argument(description="Id of the session.")]


@strawberry.input(description="A session whose room to enter.")
class JoinSessionInput:
    """Input of ``joinSession``."""

    session_id: strawberry.ID = strawberry.field(description="Id of the session.")
    display_name: str | None = strawberry.field(default=None, description="How to be called; one's own name unless told.")


@strawberry.input(description="What of the picture to show.")
class ViewInput:
    """GraphQL input for ``graph.nodes.room.View``."""

    x: float = strawberry.field(default=0.5, description="Where its middle lies, 0 to 1 from the left edge.")
    y: float = strawberry.field(default=0.5, description="Where its middle lies, 0 to 1 from the top edge.")
    zoom: float = strawberry.field(default=1.0, description="Magnification; 1 shows the whole picture.")


@strawberry.input(description="Where to move the play head.")
class MovePlayheadInput:
    """Input of ``movePlayhead``."""

    session_id: strawberry.ID = strawberry.field(description="Id of the session.")
    version_id: strawberry.ID = strawberry.field(description="Id of the version to show; it is in the playlist.")
    frame: int = strawberry.field(description="The frame that is shown now.")
    at: datetime | None = strawberry.field(
        default=None,
        description="When it was shown, by the server's clock as the driver knows it; null for when this arrives. Of two"
        " moves of a driver the one with the later moment holds, whichever arrives first.",
    )
    playing: bool = strawberry.field(default=False, description="Whether it plays on from there.")
    rate: float = strawberry.field(default=1.0, description="Times the version's own speed; negative plays backwards.")
    loop: FrameRangeInput | None = strawberry.field(default=None, description="What to play over and over.")
    view: ViewInput | None = strawberry.field(default=None, description="What of the picture to show; all unless told.")
    comparison: Comparison | None = strawberry.field(default=None, description="How to show a second version beside it.")
    compare_id: strawberry.ID | None = strawberry.field(default=None, description="Id of the second version.")

    def playhead(self) -> nodes.Playhead:
        """Return the play head; raises InvalidError for ids of something else."""
        other = self.compare_id
        view = nodes.View() if self.view is None else nodes.View(self.view.x, self.view.y, self.view.zoom)
        return nodes.Playhead(
            version_id=decode_id(self.version_id, "Version", path=("version_id",)),
            frame=self.frame,
            playing=self.playing,
            rate=self.rate,
            loop=None if self.loop is None else nodes.Loop(self.loop.start, self.loop.end),
            compare=self.comparison,
            compare_id=None if other is None else decode_id(other, "Version", path=("compare_id",)),
            view=view,
            moved_at=self.at,
        )


@strawberry.input(description="Something passing to show to everyone in the room. It is kept nowhere.")
class SignalRoomInput:
    """Input of ``signalRoom``."""

    session_id: strawberry.ID = strawberry.field(description="Id of the session.")
    kind: str = strawberry.field(description="`pointer`, `stroke` (points of one that is being drawn) or `clear`.")
    points: list[MarkPointInput] = strawberry.field(default_factory=list, description="Where, in order; at most 500.")
    frame: int | None = strawberry.field(default=None, description="The frame it is shown on.")
    colour: str | None = strawberry.field(default=None, description="`#RRGGBB`.")
    width: float | None = strawberry.field(default=None, description="In parts of the picture's height.")


@strawberry.type(description="Oneself in the room, and the room.")
class JoinSessionPayload:
    """Payload of ``joinSession``."""

    participant: Participant | None = strawberry.field(default=None, description="Oneself; null when there are problems.")
    room: RoomState | None = strawberry.field(default=None, description="The room; null when there are problems.")
    seq: int | None = strawberry.field(default=None, description="The number of the session's last event.")
    problems: list[Problem] = strawberry.field(default_factory=list, description="What went wrong; empty when nothing did.")


@strawberry.type(description="The room after what was done in it, or what kept it from being done.")
class RoomPayload:
    """Payload of the mutations of rooms."""

    room: RoomState | None = strawberry.field(default=None, description="The room; null when there are problems.")
    problems: list[Problem] = strawberry.field(default_factory=list, description="What went wrong; empty when nothing did.")


@strawberry.type
class RoomMutations:
    """The part of ``Mutation`` that is about rooms."""

    @strawberry.mutation(
        description="Enter a session's room. Say `heartbeat` every 5 seconds; who is silent for 15 is gone."
    )
    async def join_session(
        self, info: Info, input: Annotated[JoinSessionInput, strawberry.argument(description="Which room, and as whom.")]
    ) -> JoinSessionPayload:
        """Enter the room."""
        own = decode_id(input.session_id, "ReviewSession", path=("session_id",))
        participant, state, seq = await info.context.services.rooms.join(info.context.viewer, own, input.display_name)
        return JoinSessionPayload(participant=Participant.of(participant), room=RoomState.of(state), seq=seq)

    @strawberry.mutation(description="Say that one is still there.")
    async def heartbeat(self, info: Info, session_id: SessionId) -> RoomPayload:
        """Say so."""
        own = decode_id(session_id, "ReviewSession", path=("session_id",))
        state = await info.context.services.rooms.heartbeat(info.context.viewer, own)
        return RoomPayload(room=RoomState.of(state))

    @strawberry.mutation(description="Leave a session's room.")
    async def leave_session(self, info: Info, session_id: SessionId) -> RoomPayload:
        """Leave the room."""
        own = decode_id(session_id, "ReviewSession", path=("session_id",))
        await info.context.services.rooms.leave(info.context.viewer, own)
        state = await info.context.services.rooms.state(info.context.viewer, own)
        return RoomPayload(room=RoomState.of(state))

    @strawberry.mutation(description="Drive, where nobody does. A supervisor takes over from whoever drives.")
    async def take_control(self, info: Info, session_id: SessionId) -> RoomPayload:
        """Become the driver."""
        own = decode_id(session_id, "ReviewSession", path=("session_id",))
        state = await info.context.services.rooms.take_control(info.context.viewer, own)
        return RoomPayload(room=RoomState.of(state))

    @strawberry.mutation(description="Let another participant drive, or nobody.")
    async def hand_over_control(
        self,
        info: Info,
        session_id: SessionId,
        participant_id: Annotated[
            strawberry.ID | None, strawberry.argument(description="Id of the participant; null for nobody.")
        ] = None,
    ) -> RoomPayload:
        """Hand over."""
        own = decode_id(session_id, "ReviewSession", path=("session_id",))
        other = None if participant_id is None else decode_id(participant_id, "User", path=("participant_id",))
        state = await info.context.services.rooms.hand_over(info.context.viewer, own, other)
        return RoomPayload(room=RoomState.of(state))

    @strawberry.mutation(
        description="Move the play head for everyone who follows. Who moves it where nobody drives, drives."
    )
    async def move_playhead(
        self, info: Info, input: Annotated[MovePlayheadInput, strawberry.argument(description="Where to.")]
    ) -> RoomPayload:
        """Move it."""
        own = decode_id(input.session_id, "ReviewSession", path=("session_id",))
        state = await info.context.services.rooms.move(info.context.viewer, own, input.playhead())
        return RoomPayload(room=RoomState.of(state))

    @strawberry.mutation(description="Show something passing to everyone in the room: a pointer, a stroke being drawn.")
    async def signal_room(
        self, info: Info, input: Annotated[SignalRoomInput, strawberry.argument(description="What, and where.")]
    ) -> RoomPayload:
        """Show it."""
        own = decode_id(input.session_id, "ReviewSession", path=("session_id",))
        points = [[point.x, point.y, point.pressure] for point in input.points]
        shown = {"points": points, "frame": input.frame, "colour": input.colour, "width": input.width}
        await info.context.services.rooms.signal(info.context.viewer, own, input.kind, shown)
        return RoomPayload()
