"""What found shots have in common, and which shots are the newest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from graph.cypher import facets as cypher
from graph.nodes.asset import AssetKind
from graph.nodes.time import Rational
from graph.ports import GraphClient
from graph.stores.media import media_from
from graph.stores.rows import time_of
from graph.stores.search import Scope, SearchStore

LAST = 2**31 - 1
VERSIONS_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Place:
    """A shot and its place in the list of the newest: versions newest first, the shots of each in order."""

    version_id: str
    index: int
    shot_id: str


@dataclass(frozen=True, slots=True)
class Footage:
    """A version that found shots are of. ``lengths`` counts these by their frames; ``status`` is empty where undecided."""

    version_id: str
    project_id: str
    project_name: str
    kind: AssetKind
    created_at: datetime
    status: str
    rate: Rational | None
    lengths: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Count:
    """A label or entity (``value``), by which name it goes, and how many shots have it."""

    value: str
    name: str
    shots: int


class FacetStore:
    """Reads only, and of shots alone that were found for the viewer."""

    def __init__(self, client: GraphClient, search: SearchStore) -> None:
        self._client = client
        self._search = search

    async def newest(self, scope: Scope, limit: int, after: Place | None = None) -> list[Place]:
        """Return up to ``limit`` shots in scope that follow a place in the list of the newest."""
        if scope.shots is not None:
            rows = await self._client.read(cypher.SHOTS_PLACED, shots=sorted(scope.shots))
            places = [Place(row["version"], row["place"], row["shot"]) for row in rows]
            return [place for place in places if after is None or _follows(place, after)][:limit]
        found: list[Place] = []
        begin, beyond = (None, -1) if after is None else (after.version_id, after.index)
        while len(found) < limit:
            params = {"projects": scope.params["projects"], "versions": scope.params["versions"], "from": begin}
            chunk = await self._client.read(cypher.VERSIONS_NEWEST, limit=VERSIONS_AT_ONCE, **params)
            versions = [row["id"] for row in chunk]
            query = {"versions": versions, "from": begin or "", "index": beyond, "limit": limit - len(found)}
            rows = await self._client.read(cypher.SHOTS_IN_ORDER, **query) if versions else []
            found += [Place(row["version"], row["place"], row["shot"]) for row in rows]
            if len(versions) < VERSIONS_AT_ONCE:
                break
            begin, beyond = versions[-1], LAST
        return found

    async def footage(self, shot_ids: Sequence[str]) -> list[Footage]:
        """Return the versions that shots are of."""
        lengths: dict[str, dict[int, int]] = {}
        for row in await self._client.read(cypher.SHOTS_BESIDE, shots=list(shot_ids)):
            lengths.setdefault(row["version"], {})[row["frames"]] = row["shots"]
        rows = await self._client.read(cypher.VERSIONS_BESIDE, versions=sorted(lengths))
        return [
            Footage(
                row["version"],
                row["project"],
                row["name"],
                AssetKind[row["kind"]],
                time_of(row["createdAt"]),
                row["status"],
                media_from(row["media"]).frame_rate,
                lengths[row["version"]],
            )
            for row in rows
        ]

    async def labels(self, shot_ids: Sequence[str], version_ids: Sequence[str]) -> list[Count]:
        """Return the labels of shots of some versions, most frequent first."""
        return await self._counts(cypher.LABELS_BESIDE, cypher.LABELS_ELSEWHERE, shot_ids, version_ids)

    async def entities(self, shot_ids: Sequence[str], version_ids: Sequence[str]) -> list[Count]:
        """Return the entities seen in shots of some versions, most frequent first."""
        return await self._counts(cypher.ENTITIES_BESIDE, cypher.ENTITIES_ELSEWHERE, shot_ids, version_ids)

    async def _counts(self, beside: str, elsewhere: str, shot_ids: Sequence[str], version_ids: Sequence[str]) -> list[Count]:
        """Count what is said of the shots themselves, and what other runs said of the same places."""
        names: dict[str, str] = {}
        shots: Counter[str] = Counter()
        for row in await self._client.read(beside, shots=list(shot_ids)):
            names[row["value"]] = row["name"]
            shots[row["value"]] += row["shots"]
        rows = await self._client.read(elsewhere, versions=list(version_ids))
        names |= {row["key"]: row["name"] for row in rows}
        for mention in await self._search.placed(rows, Scope(None, shots=frozenset(shot_ids))):
            shots[mention.key] += 1
        counts = [Count(value, names[value], number) for value, number in shots.items()]
        return sorted(counts, key=lambda count: (-count.shots, count.name, count.value))


def _follows(place: Place, after: Place) -> bool:
    if place.version_id == after.version_id:
        return place.index > after.index
    return place.version_id < after.version_id
