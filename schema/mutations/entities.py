"""Naming entities, and saying which are the same."""

from __future__ import annotations

from typing import Annotated

import strawberry

from schema.context import Info
from schema.ids import decode_id
from schema.results import REPEATABLE, Problem
from schema.types.entity import Entity


@strawberry.input(description="Another name for an entity.")
class RenameEntityInput:
    """Input of ``renameEntity``."""

    id: strawberry.ID = strawberry.field(description="Id of the entity.")
    expected_version: int = strawberry.field(description="The entity's `version` that the caller saw.")
    name: str = strawberry.field(description="What it is called from now on.")
    client_mutation_id: str | None = strawberry.field(default=None, description=REPEATABLE)


@strawberry.input(description="Entities that are the same.")
class MergeEntitiesInput:
    """Input of ``mergeEntities``."""

    into: strawberry.ID = strawberry.field(description="Id of the entity that stands for all of them.")
    expected_version: int = strawberry.field(description="The `version` of that entity that the caller saw.")
    entities: list[strawberry.ID] = strawberry.field(description="Ids of the others, 1 to 50.")
    client_mutation_id: str | None = strawberry.field(default=None, description=REPEATABLE)


@strawberry.input(description="An entity that is not the same after all.")
class UnmergeEntityInput:
    """Input of ``unmergeEntity``."""

    id: strawberry.ID = strawberry.field(description="Id of the entity that was merged into another.")
    expected_version: int = strawberry.field(description="The entity's `version` that the caller saw.")
    client_mutation_id: str | None = strawberry.field(default=None, description=REPEATABLE)


@strawberry.type(description="The entity as it is now, or what kept it from being so.")
class EntityPayload:
    """Payload of the mutations of entities."""

    entity: Entity | None = strawberry.field(default=None, description="The entity; null when there are problems.")
    problems: list[Problem] = strawberry.field(default_factory=list, description="What went wrong; empty when nothing did.")
    client_mutation_id: str | None = strawberry.field(default=None, description="As the input had it.")


@strawberry.type
class EntityMutations:
    """The part of ``Mutation`` that is about entities."""

    @strawberry.mutation(
        description="Say what an entity is called. It stays where it is seen, and a verdict says who named it."
    )
    async def rename_entity(
        self, info: Info, input: Annotated[RenameEntityInput, strawberry.argument(description="The entity and its name.")]
    ) -> EntityPayload:
        """Rename it."""
        context = info.context
        changed = await context.services.entities.rename(
            context.viewer, decode_id(input.id, "Entity", path=("id",)), input.expected_version, input.name
        )
        return EntityPayload(entity=Entity.of(changed))

    @strawberry.mutation(
        description="Say that entities are the same. One stands for all their tracks; what networks said stays, and"
        " `unmergeEntity` takes it back."
    )
    async def merge_entities(
        self, info: Info, input: Annotated[MergeEntitiesInput, strawberry.argument(description="Which into which.")]
    ) -> EntityPayload:
        """Merge them."""
        context = info.context
        changed = await context.services.entities.merge(
            context.viewer,
            decode_id(input.into, "Entity", path=("into",)),
            input.expected_version,
            [decode_id(id, "Entity", path=("entities",)) for id in input.entities],
        )
        return EntityPayload(entity=Entity.of(changed))

    @strawberry.mutation(description="Let an entity that was merged into another stand for its own tracks again.")
    async def unmerge_entity(
        self, info: Info, input: Annotated[UnmergeEntityInput, strawberry.argument(description="The entity.")]
    ) -> EntityPayload:
        """Take it out."""
        context = info.context
        changed = await context.services.entities.unmerge(
            context.viewer, decode_id(input.id, "Entity", path=("id",)), input.expected_version
        )
        return EntityPayload(entity=Entity.of(changed))
