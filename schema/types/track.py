"""Tracks: things followed through a shot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.nodes import track as nodes
from schema.alike import alike
from schema.context import Info
from schema.directives import Cost, ListSize
from schema.scalars import Clock, FrameRange, FrameRangeInput, Timecode
from schema.types.node import Node
from schema.types.provenance import Provenance

if TYPE_CHECKING:
    from schema.types.entity import Entity
    from schema.types.shot import Shot
    from schema.types.verdict import Verdict


MOST_DETECTIONS = 1000


@strawberry.type(description="A box on the picture as it is shown; all numbers are parts of its size, origin top left.")
class Box:
    """GraphQL form of ``graph.nodes.box.Box``, which stands in answers as it is."""

    x: float = strawberry.field(description="Left edge, 0 to 1.")
    y: float = strawberry.field(description="Top edge, 0 to 1.")
    width: float = strawberry.field(description="Width, 0 to 1.")
    height: float = strawberry.field(description="Height, 0 to 1.")


@strawberry.type(description="One box on one frame.")
class Detection:
    """GraphQL form of ``graph.nodes.track.Detection``."""

    source: strawberry.Private[nodes.Detection]
    clock: strawberry.Private[Clock]
    frame: int = strawberry.field(
        resolver=lambda self: self.source.frame, description="The frame; the version's first is 0."
    )
    timecode: Timecode = strawberry.field(
        resolver=lambda self: self.clock.timecode(self.source.frame), description="The frame's timecode."
    )
    box: Box = strawberry.field(resolver=lambda self: self.source.box, description="Where it is.")
    confidence: float = strawberry.field(
        resolver=lambda self: self.source.confidence, description="How sure the network is, 0 to 1."
    )

    @classmethod
    def of(cls, detection: nodes.Detection, clock: Clock) -> Detection:
        """Return ``detection`` for the answer, timed by its version's clock."""
        return cls(source=detection, clock=clock)


@strawberry.type(description="A thing followed through a shot.")
class Track(Node):
    """GraphQL form of ``graph.nodes.track.Track``."""

    source: strawberry.Private[nodes.Track]
    clock: strawberry.Private[Clock]
    label: str = strawberry.field(resolver=lambda self: self.source.label, description="What the network calls it.")
    confidence: float = strawberry.field(
        resolver=lambda self: self.source.confidence, description="How sure the network is over the whole track, 0 to 1."
    )
    range: FrameRange = strawberry.field(
        resolver=lambda self: self.seen(), description="From the first to the last frame it is seen on."
    )
    best_frame: int = strawberry.field(
        resolver=lambda self: self.source.best_frame, description="The frame that shows it best."
    )
    best_box: Box = strawberry.field(
        resolver=lambda self: self.source.best_box, description="Where it is on the best frame."
    )

    @classmethod
    def of(cls, track: nodes.Track, clock: Clock) -> Track:
        """Return ``track`` for the answer, timed by its version's clock."""
        return cls(source=track, clock=clock)

    def seen(self) -> FrameRange:
        """Return the frames it is seen on."""
        return FrameRange.of(self.source.range, self.clock)

    @strawberry.field(
        description=f"Its boxes on sampled frames, in order of time; at most {MOST_DETECTIONS} at once.",
        directives=[Cost(weight=10), ListSize(assumed_size=MOST_DETECTIONS, per_frame=True)],
    )
    async def detections(
        self,
        info: Info,
        range: Annotated[FrameRangeInput | None, strawberry.argument(description="Only on these frames.")] = None,
        every: Annotated[int, strawberry.argument(description="Only each so many-th box, from the first.")] = 1,
    ) -> list[Detection]:
        """Read the boxes from the feature store."""
        return await info.context.objects.detections(self.source, self.clock, range, every)

    @strawberry.field(description="The entity it shows, as far as that is known.")
    async def entity(self, info: Info) -> Annotated[Entity, strawberry.lazy("schema.types.entity")] | None:
        """Load the entity."""
        return await info.context.objects.entity_by_track(self.source.id)

    @strawberry.field(description="The shot it is part of.", metadata=alike(lambda self: self.source.shot_id))
    async def shot(self, info: Info) -> Annotated[Shot, strawberry.lazy("schema.types.shot")]:
        """Load the shot."""
        return await info.context.objects.shot(self.source.shot_id)

    @strawberry.field(description="Which run said so, with which models.")
    async def provenance(self, info: Info) -> Provenance:
        """Load run and version."""
        return await info.context.objects.provenance(self.source.run_id, self.seen())

    @strawberry.field(description="What people said of it, oldest first.", directives=[ListSize(assumed_size=20)])
    async def verdicts(self, info: Info) -> list[Annotated[Verdict, strawberry.lazy("schema.types.verdict")]]:
        """Load the verdicts."""
        return await info.context.review.verdicts(self.source.id)
