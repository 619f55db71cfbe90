"""Entities <-> nodes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graph.cypher import entities as changes
from graph.cypher import tracks as cypher
from graph.nodes.entity import CoAppearance, Entity, EntityKind, kind_of_label
from graph.nodes.ids import new_id
from graph.nodes.page import Page, PageRequest
from graph.nodes.spelling import folded
from graph.nodes.verdict import Verdict
from graph.ports import GraphClient
from graph.stores.parts import Parts, part
from graph.stores.reviews import verdict_row
from graph.stores.rows import many_each, one_each, read_by_id, read_pages


def _label_of(key: str, project_id: str, kind: str) -> str:
    return key.removeprefix(f"{project_id}:{kind}:")


entity_from = Parts(
    Entity,
    id="id",
    project_id="projectId",
    kind=part(lambda name: EntityKind[name], "kind"),
    name="name",
    version="version",
    label=part(_label_of, "nameKey", "projectId", "kind"),
    merged_into="mergedInto",
)


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
            "nameFolded": folded(label),
            "version": 1,
        }
        for label in sorted(labels, key=lambda label: name_key(project_id, label))
    ]


class EntityStore:
    """Reads entities, and writes what people say of them; the track store writes those that labels stand for."""

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
            name=None if name is None else folded(name),
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

    async def merged_into(self, entity_ids: Sequence[str]) -> list[list[Entity]]:
        """Return for each entity those that people said to be the same, by name."""
        rows = await self._client.read(changes.MERGED_INTO, entities=list(dict.fromkeys(entity_ids)))
        return many_each(entity_ids, rows, lambda row: entity_from(row["item"]))

    async def rename(self, entity: Entity, name: str, said: Verdict) -> bool:
        """Call an entity otherwise; False where it is not as the caller saw it (``entity.version``)."""
        return await self._change(
            changes.ENTITY_RENAME, entity, [said], name=name, nameLower=name.lower(), nameFolded=folded(name)
        )

    async def merge(self, whole: Entity, parts: Sequence[str], said: Sequence[Verdict]) -> bool:
        """Let ``whole`` stand for others too; False where it is not as the caller saw it, or none of them is there."""
        return await self._change(changes.ENTITIES_MERGE_INTO, whole, said, parts=sorted(parts))

    async def unmerge(self, entity: Entity, said: Verdict) -> bool:
        """Let an entity stand for itself again; False where it is not as the caller saw it, or was not merged."""
        return await self._change(changes.ENTITY_UNMERGE, entity, [said])

    async def _change(self, statement: str, entity: Entity, said: Sequence[Verdict], **params: object) -> bool:
        rows = await self._client.write(
            statement,
            id=entity.id,
            expected=entity.version,
            verdicts=[verdict_row(verdict) for verdict in said],
            author=said[0].author_id,
            **params,
        )
        return bool(rows) and rows[0]["written"] > 0
