"""Shots, and the frames that stand for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.nodes import shot as nodes
from graph.nodes.shot import Transition
from schema.alike import alike
from schema.context import Info
from schema.directives import Cost, ListSize
from schema.ids import encode_id
from schema.orders import ENTITIES, TRACKS
from schema.pagination import After, Connection, First, checked_size, page_request
from schema.scalars import Clock, FrameRange, Timecode
from schema.types.node import Node
from schema.types.provenance import Provenance

if TYPE_CHECKING:
    from schema.types.entity import Entity
    from schema.types.search import SearchHit
    from schema.types.track import Track
    from schema.types.verdict import Verdict
    from schema.types.version import Version


@strawberry.type(description="A word that a network gave a shot.")
class Label:
    """GraphQL form of ``graph.nodes.shot.Label``, which stands in answers as it is."""

    name: str = strawberry.field(description="The word.")
    score: float = strawberry.field(description="The network's score, 0 to 1.")
    source: str = strawberry.field(description="The task whose network gave it.")


@strawberry.type(description="Frames between two cuts of a version.")
class Shot(Node):
    """GraphQL form of ``graph.nodes.shot.Shot``."""

    source: strawberry.Private[nodes.Shot]
    clock: strawberry.Private[Clock]
    index: int = strawberry.field(resolver=lambda self: self.source.index, description="Its place in the version, from 0.")
    range: FrameRange = strawberry.field(
        resolver=lambda self: self.frames(), description="Its frames. A gradual transition is shared half and half."
    )
    transition_in: Transition = strawberry.field(
        resolver=lambda self: self.source.transition_in, description="How it begins."
    )

    @strawberry.field(description="The frames that mix with the shot before; null after a hard cut.")
    def transition(self) -> FrameRange | None:
        """Return the frames of a gradual transition."""
        return FrameRange.of(self.source.transition, self.clock) if self.source.transition.frames else None

    @classmethod
    def of(cls, shot: nodes.Shot, clock: Clock) -> Shot:
        """Return ``shot`` for the answer, timed by its version's clock."""
        return cls(source=shot, clock=clock)

    def frames(self) -> FrameRange:
        """Return its frames."""
        return FrameRange.of(self.source.range, self.clock)

    @strawberry.field(description="The words that networks gave it, best first.", directives=[ListSize(assumed_size=20)])
    async def labels(
        self,
        info: Info,
        min_score: Annotated[float | None, strawberry.argument(description="Only words with at least this score.")] = None,
    ) -> list[Label]:
        """Load the labels."""
        return await info.context.objects.labels(self.source.id, min_score)

    @strawberry.field(description="The version it is part of.", metadata=alike(lambda self: self.source.version_id))
    async def version(self, info: Info) -> Annotated[Version, strawberry.lazy("schema.types.version")]:
        """Load the version."""
        return await info.context.objects.version(self.source.version_id)

    @strawberry.field(description="The frames that stand for it, in order of time.", directives=[ListSize(assumed_size=20)])
    async def keyframes(self, info: Info) -> list[Annotated[Keyframe, strawberry.lazy("schema.types.shot")]]:
        """Load the keyframes."""
        return await info.context.objects.keyframes(self.source.id, self.clock)

    @strawberry.field(description="What was followed through it, in order of time.")
    async def tracks(
        self, info: Info, first: First = 50, after: After = None
    ) -> Connection[Annotated[Track, strawberry.lazy("schema.types.track")]]:
        """Page through the tracks."""
        request = page_request(TRACKS, self.source.id, first=first, after=after)
        return await info.context.objects.tracks_by_shot(self.source.id, self.clock, request)

    @strawberry.field(description="Who and what is seen in it, by name.")
    async def entities(
        self, info: Info, first: First = 20, after: After = None
    ) -> Connection[Annotated[Entity, strawberry.lazy("schema.types.entity")]]:
        """Page through the entities."""
        request = page_request(ENTITIES, self.source.id, first=first, after=after)
        return await info.context.objects.entities_by_shot(self.source.id, request)

    @strawberry.field(
        description="Shots that look like it, in all projects the caller may see; itself left out.",
        directives=[Cost(weight=100)],
    )
    async def similar(
        self, info: Info, first: First = 10
    ) -> list[Annotated[SearchHit, strawberry.lazy("schema.types.search")]]:
        """Search by the shot's own vectors."""
        return await info.context.objects.similar_shots(self.source.id, checked_size(first, "first"))

    @strawberry.field(description="Which run said so, with which models.")
    async def provenance(self, info: Info) -> Provenance:
        """Load run and version."""
        return await info.context.objects.provenance(self.source.run_id, self.frames())

    @strawberry.field(description="What people said of it, oldest first.", directives=[ListSize(assumed_size=20)])
    async def verdicts(self, info: Info) -> list[Annotated[Verdict, strawberry.lazy("schema.types.verdict")]]:
        """Load the verdicts."""
        return await info.context.review.verdicts(self.source.id)


@strawberry.type(description="A frame that stands for a shot.")
class Keyframe(Node):
    """GraphQL form of ``graph.nodes.shot.Keyframe``."""

    source: strawberry.Private[nodes.Keyframe]
    clock: strawberry.Private[Clock]
    frame: int = strawberry.field(
        resolver=lambda self: self.source.frame, description="The frame; the version's first is 0."
    )
    timecode: Timecode = strawberry.field(
        resolver=lambda self: self.clock.timecode(self.source.frame), description="The frame's timecode."
    )

    @strawberry.field(description="Address of a small picture of it, relative to this server; null until one was made.")
    def thumbnail_url(self) -> str | None:
        """Return the address."""
        return None if self.source.thumbnail is None else f"/media/{encode_id('Keyframe', self.source.id)}"

    @classmethod
    def of(cls, keyframe: nodes.Keyframe, clock: Clock) -> Keyframe:
        """Return ``keyframe`` for the answer, timed by its version's clock."""
        return cls(source=keyframe, clock=clock)

    @strawberry.field(description="The shot it stands for.", metadata=alike(lambda self: self.source.shot_id))
    async def shot(self, info: Info) -> Shot:
        """Load the shot."""
        return await info.context.objects.shot(self.source.shot_id)
