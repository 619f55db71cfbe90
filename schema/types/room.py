"""The live state of a review session."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.nodes import room as nodes
from graph.nodes.access import Role
from graph.nodes.room import Comparison
from schema.audience import SHARED
from schema.context import Info
from schema.directives import ListSize
from schema.ids import encode_id

if TYPE_CHECKING:
    from schema.types.version import Version


@strawberry.type(description="Somebody in a session's room.")
class Participant:
    """GraphQL form of ``graph.nodes.room.Participant``."""

    source: strawberry.Private[nodes.Participant]
    display_name: str = strawberry.field(
        resolver=lambda self: self.source.display_name, description="The name that they gave."
    )
    role: Role = strawberry.field(resolver=lambda self: self.source.role, description="What they may do in the project.")
    joined_at: datetime = strawberry.field(resolver=lambda self: self.source.joined_at, description="When they came.")

    @strawberry.field(description="The id of the user; the same person in two windows is one participant.")
    def id(self) -> strawberry.ID:
        """Return the user's global id."""
        return strawberry.ID(encode_id("User", self.source.id))

    @classmethod
    def of(cls, participant: nodes.Participant) -> Participant:
        """Return ``participant`` for the answer."""
        return cls(source=participant)


@strawberry.type(description="Frames played over and over, from `start` up to but without `end`.")
class Loop:
    """GraphQL form of ``graph.nodes.room.Loop``, which stands in answers as it is."""

    start: int = strawberry.field(description="First frame.")
    end: int = strawberry.field(description="The frame after the last.")


@strawberry.type(description="What of the picture is seen.")
class View:
    """GraphQL form of ``graph.nodes.room.View``, which stands in answers as it is."""

    x: float = strawberry.field(description="Where its middle lies, 0 to 1 from the left edge.")
    y: float = strawberry.field(description="Where its middle lies, 0 to 1 from the top edge.")
    zoom: float = strawberry.field(description="Magnification; 1 shows the whole picture.")


@strawberry.type(description="Where the driver is. A follower adds what was played since `serverTime` by the same clock.")
class Playhead:
    """GraphQL form of ``graph.nodes.room.Playhead``."""

    source: strawberry.Private[nodes.Playhead]
    server_time: datetime = strawberry.field(description="When `frame` was shown, by the server's clock.")
    frame: int = strawberry.field(resolver=lambda self: self.source.frame, description="The frame that was shown then.")
    playing: bool = strawberry.field(resolver=lambda self: self.source.playing, description="Whether it plays.")
    rate: float = strawberry.field(
        resolver=lambda self: self.source.rate, description="Times the version's own speed; negative plays backwards."
    )
    loop: Loop | None = strawberry.field(
        resolver=lambda self: self.source.loop, description="What is played over and over; null for nothing."
    )
    view: View = strawberry.field(resolver=lambda self: self.source.view, description="What of the picture is seen.")
    comparison: Comparison | None = strawberry.field(
        resolver=lambda self: self.source.compare, description="How a second version is shown beside it; null for not."
    )

    @strawberry.field(description="The version that is shown.", metadata=SHARED)
    async def version(self, info: Info) -> Annotated[Version, strawberry.lazy("schema.types.version")]:
        """Load the version."""
        return await info.context.objects.version(self.source.version_id)

    @strawberry.field(description="The second version, where two are compared; else null.", metadata=SHARED)
    async def compared_with(self, info: Info) -> Annotated[Version, strawberry.lazy("schema.types.version")] | None:
        """Load the second version."""
        other = self.source.compare_id
        return None if other is None else await info.context.objects.version(other)


@strawberry.type(description="Who is in a session's room, who drives, and where the play head is.")
class RoomState:
    """GraphQL form of ``graph.nodes.room.RoomState``."""

    source: strawberry.Private[nodes.RoomState]
    server_time: datetime = strawberry.field(
        resolver=lambda self: self.source.at, description="The server's clock when it was read."
    )
    revision: int = strawberry.field(
        resolver=lambda self: self.source.revision, description="Of two states heard since joining, the higher one is newer."
    )

    @classmethod
    def of(cls, state: nodes.RoomState) -> RoomState:
        """Return ``state`` for the answer."""
        return cls(source=state)

    @strawberry.field(description="Who is there, in the order they came.", directives=[ListSize(assumed_size=100)])
    def participants(self) -> list[Participant]:
        """Return everyone."""
        return [Participant.of(person) for person in self.source.participants]

    @strawberry.field(description="Whom the others follow; null where nobody drives.")
    def driver(self) -> Participant | None:
        """Return the driver."""
        found = (person for person in self.source.participants if person.id == self.source.driver_id)
        return next((Participant.of(person) for person in found), None)

    @strawberry.field(description="Where the driver is, or left it; null before anybody drove.")
    def playhead(self) -> Playhead | None:
        """Return the play head."""
        head = self.source.playhead
        return None if head is None else Playhead(source=head, server_time=head.moved_at or self.source.at)
