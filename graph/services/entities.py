"""Entities: people give them names, and say which are the same. What networks said of tracks stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from graph.errors import ConflictError, InvalidError
from graph.nodes.access import Viewer
from graph.nodes.entity import Entity
from graph.nodes.ids import new_id
from graph.nodes.verdict import Verdict, VerdictKind, VerdictSubject
from graph.services import access
from graph.services.projects import checked_name
from graph.services.session_writing import ChangedMeanwhileError, now
from graph.stores.registry import Stores

MOST_AT_ONCE = 50


class EntityService:
    """The rules of entities. Each change stands beside the entity as a verdict: who made it, when, and what it was."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores
        self._entities = stores.entities

    async def visible(self, viewer: Viewer, ids: Sequence[str]) -> list[Entity | None]:
        """Return the entity of each id, None for what is not there or not the viewer's to see."""
        return await self._entities.by_ids(ids, access.visible(viewer))

    async def rename(self, viewer: Viewer, entity_id: str, expected: int, name: str) -> Entity:
        """Call an entity otherwise. Needs SUPERVISOR.

        Raises ChangedMeanwhileError where it is not as the viewer saw it, NotFoundError, InvalidError for what is no name.
        """
        entity = await self._correctable(viewer, entity_id, ("id",))
        name = checked_name(name)
        said = _verdict(viewer, entity, name, f"renamed from {entity.name}")
        done = await self._entities.rename(replace(entity, version=expected), name, said)
        return await self._changed(viewer, entity_id, said, done)

    async def merge(self, viewer: Viewer, into_id: str, expected: int, entity_ids: Sequence[str]) -> Entity:
        """Say that other entities are the one with an id: it stands for all their tracks from now on. Needs SUPERVISOR.

        ``expected`` is the version of the one that stays. Raises ChangedMeanwhileError where it is another, NotFoundError,
        ConflictError for an entity that was merged already, InvalidError for none, too many, or the one itself.
        """
        into = await self._correctable(viewer, into_id, ("into",))
        parts = list(dict.fromkeys(entity_ids))
        if not 0 < len(parts) <= MOST_AT_ONCE or into_id in parts:
            raise InvalidError(f"Name 1 to {MOST_AT_ONCE} other entities to merge into it.", path=("entities",))
        found = [await self._correctable(viewer, part, ("entities",)) for part in parts]
        for entity in (into, *found):
            if entity.project_id != into.project_id:
                raise access.missing("entity in this project", path=("entities",))
            if entity.merged_into is not None:
                raise ConflictError(f"{entity.name} was merged already. Take it out of the other first.", path=("entities",))
        said = [_verdict(viewer, entity, into.name, f"the same as {into.name}") for entity in found]
        done = await self._entities.merge(replace(into, version=expected), parts, said)
        return await self._changed(viewer, into_id, said[0], done)

    async def unmerge(self, viewer: Viewer, entity_id: str, expected: int) -> Entity:
        """Let an entity that was merged stand for its own tracks again. Needs SUPERVISOR.

        Raises ChangedMeanwhileError where it is not as the viewer saw it, NotFoundError, ConflictError for one that is not
        merged.
        """
        entity = await self._correctable(viewer, entity_id, ("id",))
        if entity.merged_into is None:
            raise ConflictError(f"{entity.name} is not merged into another.", path=("id",))
        (whole,) = await self._entities.by_ids([entity.merged_into])
        other = "the other" if whole is None else whole.name
        said = _verdict(viewer, entity, entity.name, f"not the same as {other}")
        done = await self._entities.unmerge(replace(entity, version=expected), said)
        return await self._changed(viewer, entity_id, said, done)

    async def _correctable(self, viewer: Viewer, entity_id: str, path: tuple[str, ...]) -> Entity:
        (entity,) = await self._entities.by_ids([entity_id], access.visible(viewer))
        if entity is None:
            raise access.missing("entity", path=path)
        access.require(viewer, entity.project_id, access.CORRECT, what="entity")
        return entity

    async def _changed(self, viewer: Viewer, entity_id: str, said: Verdict, done: bool) -> Entity:
        """Return the entity as it is now; raises ChangedMeanwhileError where the change was not written."""
        (entity,) = await self._entities.by_ids([entity_id], access.visible(viewer))
        if entity is None:
            raise access.missing("entity")
        if not done and (await self._stores.reviews.verdicts_by_ids([said.id]))[0] is None:  # it may have come twice
            raise ChangedMeanwhileError("Somebody changed this entity first. Look at it, then decide.", entity)
        return entity


def _verdict(viewer: Viewer, entity: Entity, correction: str, reason: str) -> Verdict:
    return Verdict(
        id=new_id(),
        project_id=entity.project_id,
        subject=VerdictSubject.ENTITY,
        subject_id=entity.id,
        kind=VerdictKind.FIX,
        author_id=viewer.user.id,
        created_at=now(),
        correction=correction,
        reason=reason,
    )
