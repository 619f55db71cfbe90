"""Entities: the people, things and places that tracks show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.nodes import entity as nodes
from graph.nodes.entity import EntityKind
from schema.alike import alike
from schema.context import Info
from schema.directives import ListSize
from schema.orders import APPEARANCES
from schema.pagination import After, Connection, First, checked_size, page_request
from schema.types.node import Node

if TYPE_CHECKING:
    from schema.types.track import Track
    from schema.types.verdict import Verdict


@strawberry.type(description="A person, thing or place that is seen in footage.")
class Entity(Node):
    """GraphQL form of ``graph.nodes.entity.Entity``."""

    source: strawberry.Private[nodes.Entity]
    kind: EntityKind = strawberry.field(resolver=lambda self: self.source.kind, description="What it is.")
    name: str | None = strawberry.field(
        resolver=lambda self: self.source.name,
        description="Its name; until somebody gives one, the label it was seen under.",
    )
    label: str = strawberry.field(
        resolver=lambda self: self.source.label, description="The label it was seen under, whatever its name is now."
    )
    version: int = strawberry.field(
        resolver=lambda self: self.source.version, description="Counts the changes; editing asks for the one you saw."
    )

    @classmethod
    def of(cls, entity: nodes.Entity) -> Entity:
        """Return ``entity`` for the answer."""
        return cls(source=entity)

    @strawberry.field(
        description="The entity that people say it is, which stands for its tracks; null where nobody does.",
        metadata=alike(lambda self: self.source.merged_into),
    )
    async def merged_into(self, info: Info) -> Entity | None:
        """Load the other."""
        other = self.source.merged_into
        return None if other is None else await info.context.objects.entity(other)

    @strawberry.field(
        description="The entities that people say it is too, by name: their tracks are its own.",
        directives=[ListSize(assumed_size=20)],
    )
    async def merged_from(self, info: Info) -> list[Entity]:
        """Load the others."""
        return await info.context.objects.entities_merged_into(self.source.id)

    @strawberry.field(description="Where it is seen: tracks of current runs, version by version in order of time.")
    async def appearances(
        self, info: Info, first: First = 20, after: After = None
    ) -> Connection[Annotated[Track, strawberry.lazy("schema.types.track")]]:
        """Page through the tracks that show the entity."""
        request = page_request(APPEARANCES, self.source.id, first=first, after=after)
        return await info.context.objects.tracks_by_entity(self.source.id, request)

    @strawberry.field(description="Who and what is seen in the same shots, most often first.")
    async def co_appears_with(self, info: Info, first: First = 10) -> list[CoAppearance]:
        """List the entities that share shots with this one."""
        return await info.context.objects.co_appearances(self.source.id, checked_size(first, "first"))

    @strawberry.field(description="What people said of it, oldest first.", directives=[ListSize(assumed_size=20)])
    async def verdicts(self, info: Info) -> list[Annotated[Verdict, strawberry.lazy("schema.types.verdict")]]:
        """Load the verdicts."""
        return await info.context.review.verdicts(self.source.id)


@strawberry.type(description="How often two entities are seen in the same shot.")
class CoAppearance:
    """GraphQL form of ``graph.nodes.entity.CoAppearance``."""

    entity: Entity = strawberry.field(description="The other one.")
    shots: int = strawberry.field(description="In how many shots both are seen.")
