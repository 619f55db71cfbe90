"""Annotations: what is drawn on frames."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.nodes import annotation as nodes
from graph.nodes.annotation import MarkKind
from schema.alike import alike
from schema.audience import SHARED
from schema.context import Info
from schema.directives import ListSize
from schema.scalars import FrameRange
from schema.types.node import Node
from schema.types.user import User

if TYPE_CHECKING:
    from schema.types.version import Version


@strawberry.type(description="A point of a mark, in parts of the picture as it is shown: 0 to 1, origin top left.")
class MarkPoint:
    """GraphQL form of ``graph.nodes.annotation.MarkPoint``, which stands in answers as it is."""

    x: float = strawberry.field(description="From the left edge.")
    y: float = strawberry.field(description="From the top edge.")
    pressure: float = strawberry.field(description="0 to 1; scales the width here.")


def _path(self: nodes.Mark) -> list[float]:
    """Return x, y and pressure of each point in turn."""
    return [number for point in self.points for number in (point.x, point.y, point.pressure)]


@strawberry.type(description="One drawn thing.")
class Mark:
    """GraphQL form of ``graph.nodes.annotation.Mark``, which stands in answers as it is."""

    kind: MarkKind = strawberry.field(description="What it is.")
    points: list[MarkPoint] = strawberry.field(
        description="STROKE: its way. ARROW: tail and head. BOX, ELLIPSE: two corners. TEXT: its top left.",
        directives=[ListSize(assumed_size=200)],
    )
    path: list[float] = strawberry.field(
        resolver=_path,
        description="The same points as plain numbers, x, y and pressure of each in turn: for many drawings at once.",
        directives=[ListSize(assumed_size=600)],
    )
    colour: str = strawberry.field(description="`#RRGGBB` or `#RRGGBBAA`.")
    width: float = strawberry.field(
        description="Width of the line, or height of the letters, in parts of the picture's height."
    )
    text: str | None = strawberry.field(description="The words of a TEXT; null for all others.")


@strawberry.type(description="What somebody drew on frames of a version.")
class Annotation(Node):
    """GraphQL form of ``graph.nodes.annotation.Annotation``."""

    source: strawberry.Private[nodes.Annotation]
    marks: list[Mark] = strawberry.field(
        resolver=lambda self: self.source.marks,
        description="What was drawn, in order.",
        directives=[ListSize(assumed_size=20)],
    )
    created_at: datetime = strawberry.field(resolver=lambda self: self.source.created_at, description="When it was drawn.")
    deleted: bool = strawberry.field(
        resolver=lambda self: self.source.deleted, description="Whether it was taken away; its author may bring it back."
    )
    version: int = strawberry.field(resolver=lambda self: self.source.version, description="Counts the changes.")

    @classmethod
    def of(cls, annotation: nodes.Annotation) -> Annotation:
        """Return ``annotation`` for the answer."""
        return cls(source=annotation)

    @strawberry.field(description="Who drew it.", metadata={**SHARED, **alike(lambda self: self.source.author_id)})
    async def author(self, info: Info) -> User:
        """Load the author."""
        return await info.context.objects.user(self.source.author_id)

    @strawberry.field(
        description="The frames it is shown on.",
        metadata={**SHARED, **alike(lambda self: (self.source.at, self.source.version_id))},
    )
    async def at(self, info: Info) -> FrameRange:
        """Time the frames by the version's clock."""
        return await info.context.review.timed(self.source.at, self.source.version_id)

    @strawberry.field(
        description="The version it is drawn on.", metadata={**SHARED, **alike(lambda self: self.source.version_id)}
    )
    async def on(self, info: Info) -> Annotated[Version, strawberry.lazy("schema.types.version")]:
        """Load the version."""
        return await info.context.objects.version(self.source.version_id)
