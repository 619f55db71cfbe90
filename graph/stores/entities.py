"""Entities <-> nodes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graph.cypher import tracks as cypher
from graph.nodes.entity import CoAppearance, Entity, EntityKind, kind_of_label
from graph.nodes.ids import new_id
from graph.nodes.page import Page, PageRequest
from graph.ports import GraphClient
from graph.stores.rows import Row, many_each, one_each, read_by_id, read_pages


def entity_from(row: Row) -> Entity:
    """Return the entity that a node's properties say."""
    return Entity(row["id"], row["projectId"], EntityKind[row["kind"]], row["name"], row["version"])


def name_key(project_id: str, label: str) -> str:
    """Return what makes a label's entity the same one throughout a project."""
    return f"{project_id}:{kind_of_label(label).name}:{label.lower()}"


def entity_rows(project_id: str, labels: Iterable[str]) -> list[dict[str, object]]:
    """Return the properties of the entities of some labels, in the order of their keys.

    The order is the same on every worker, so that two of them never wait for each other's locks.
    """
    return [
        {
            "id": new_id(),
            "projectId": project_id,
            "nameKey": name_key(project_id, label),
            "kind": kind_of_label(label).name,
            "name": label,
            "nameLower": label.lower(),
            "version": 1,
        }
        for label in sorted(labels, key=lambda label: name_key(project_id, label))
    ]


class EntityStore:
    """Reads entities; the track store writes those that labels stand for."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client

    async def by_ids(self, ids: Sequence[str], within: Sequence[str] | None = None) -> list[Entity | None]:
        """Return the entity of each id, of the projects in ``within`` alone unless that is None."""
        return await read_by_id(self._client, cypher.ENTITIES_BY_ID, ids, within, entity_from)

    async def page_by_project(
        self, project_ids: Sequence[str], request: PageRequest, kind: EntityKind | None = None, name: str | None = None
    ) -> list[Page[Entity]]:
        """Return a page of each project's entities, whose name holds ``name``. Sort keys: (name in lower case, id)."""
        return await read_pages(
            self._client,
            cypher.ENTITIES_BY_PROJECT,
            project_ids,
            request,
            entity_from,
            keys=2,
            kind=None if kind is None else kind.name,
            name=None if name is None else name.lower(),
        )

    async def page_by_shot(self, shot_ids: Sequence[str], request: PageRequest) -> list[Page[Entity]]:
        """Return a page of the entities seen in each shot. Sort keys: (name in lower case, id)."""
        return await read_pages(self._client, cypher.ENTITIES_BY_SHOT, shot_ids, request, entity_from, keys=2)

    async def by_track(self, track_ids: Sequence[str]) -> list[Entity | None]:
        """Return what each track shows; where claims differ, the surest."""
        rows = await self._client.read(cypher.ENTITIES_BY_TRACK, tracks=list(dict.fromkeys(track_ids)))
        return one_each(track_ids, rows, lambda row: entity_from(row["item"]))

    async def co_appearances(self, entity_ids: Sequence[str], first: int) -> list[list[CoAppearance]]:
        """Return for each entity which ``first`` others are seen with it in most shots of current runs, most first."""
        rows = await self._client.read(cypher.CO_APPEARANCES, entities=list(dict.fromkeys(entity_ids)), limit=first)
        return many_each(entity_ids, rows, lambda row: CoAppearance(row["other"], row["shots"]))
