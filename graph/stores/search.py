"""What search reads of the graph: allow-lists, words that things carry, and the shots that were found."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graph.cypher import search as cypher
from graph.nodes.asset import AssetKind
from graph.nodes.model import CHAMPION
from graph.nodes.time import FrameRange, Rational
from graph.ports import GraphClient
from graph.stores.media import media_from
from graph.stores.rows import maybe_text
from graph.vectors import Allowed, IndexedRun, ShotSpans

MOST_ASSETS = 200  # whose name matches, that one search looks at
MOST_ENTITIES = 500


@dataclass(frozen=True, slots=True)
class Embedder:
    """An embedding ModelVersion, as search sees it."""

    id: str
    digest: str
    champion: bool


@dataclass(frozen=True, slots=True)
class Scope:
    """What may be found: all given conditions hold together, and None lets all projects, versions or shots through."""

    projects: tuple[str, ...] | None
    versions: tuple[str, ...] | None = None
    shots: frozenset[str] | None = None

    @property
    def params(self) -> dict[str, list[str] | None]:
        """The scope as parameters of a statement."""
        return {
            "projects": None if self.projects is None else list(self.projects),
            "versions": None if self.versions is None else list(self.versions),
            "shots": None if self.shots is None else sorted(self.shots),
        }

    @property
    def vectors(self) -> Allowed:
        """The scope as the vector indexes take it."""
        return Allowed(
            None if self.projects is None else frozenset(self.projects),
            None if self.versions is None else frozenset(self.versions),
            self.shots,
        )


@dataclass(frozen=True, slots=True)
class Mention:
    """A shot that carries a label or shows an entity (``key``), with the score that says how surely."""

    shot_id: str
    key: str
    score: float


@dataclass(frozen=True, slots=True)
class NamedAsset:
    """An asset with the words it carries, and its versions in scope."""

    name: str
    tags: tuple[str, ...]
    version_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoundShot:
    """A shot as a hit shows it; ``keyframes`` are (frame, id), by frame."""

    version_id: str
    project_id: str
    range: FrameRange
    keyframes: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """A Version that search was pointed at; ``location`` as in graph.nodes.asset.Version."""

    version_id: str
    kind: AssetKind
    location: str


class SearchStore:
    """Reads only. Everything takes a Scope: what the viewer may see is decided before."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client

    async def embedders(self) -> list[Embedder]:
        """Return all embedding ModelVersions."""
        rows = await self._client.read(cypher.EMBEDDERS, champion=CHAMPION)
        return [Embedder(row["id"], row["digest"], bool(row["champion"])) for row in rows]

    async def embedded_runs(self, beside: str | None = None) -> list[IndexedRun]:
        """Return the latest run of each version per embedding ModelVersion; of one run's version alone when it is given."""
        statement = cypher.EMBEDDED_RUNS if beside is None else cypher.EMBEDDED_RUN_BESIDE
        rows = await self._client.read(statement, run=beside)
        return [
            IndexedRun(
                row["run"],
                row["version"],
                row["project"],
                row["model"],
                None if row["shots"] == row["run"] else row["shots"],
            )
            for row in rows
        ]

    async def spans_of_runs(self, run_ids: Collection[str]) -> Mapping[str, ShotSpans]:
        """Return the shots of some runs, by run id; a run without shots is not in the answer."""
        if not run_ids:
            return {}
        shots: dict[str, list[tuple[int, str]]] = {}
        for row in await self._client.read(cypher.SHOT_SPANS_BY_RUN, runs=sorted(set(run_ids))):
            shots.setdefault(row["key"], []).append((row["start"], row["shot"]))
        return {
            run: ShotSpans(tuple(start for start, _ in here), tuple(shot for _, shot in here)) for run, here in shots.items()
        }

    async def versions(
        self,
        scope: Scope,
        *,
        assets: Sequence[str] | None,
        kinds: Sequence[AssetKind] | None,
        after: datetime | None,
        before: datetime | None,
        statuses: Sequence[str] | None,
    ) -> tuple[str, ...]:
        """Return the versions in scope of some assets, of some kinds, created in a time (``before`` excluded).

        ``statuses`` are what they were decided to be last, an empty text for nothing yet.
        """
        rows = await self._client.read(
            cypher.VERSIONS_CHOSEN,
            projects=scope.params["projects"],
            assets=None if assets is None else list(assets),
            kinds=None if kinds is None else [kind.name for kind in kinds],
            after=maybe_text(after),
            before=maybe_text(before),
            statuses=None if statuses is None else list(statuses),
        )
        return tuple(row["id"] for row in rows)

    async def shots_lasting(self, scope: Scope, least: float | None, most: float | None) -> frozenset[str]:
        """Return the shots in scope that last so many seconds, both ends included; versions without a rate have none."""
        rates = {}
        for row in await self._client.read(cypher.MEDIA_CHOSEN, **scope.params):
            rate = media_from(row["media"]).frame_rate
            if rate is not None:
                rates[row["id"]] = rate
        rows = [
            {"version": version, "least": frames_lasting(least, rate) or 0, "most": frames_lasting(most, rate)}
            for version, rate in rates.items()
        ]
        return frozenset(row["id"] for row in await self._client.read(cypher.SHOTS_LASTING, rows=rows))

    async def label_names(self) -> list[str]:
        """Return every label's name."""
        return [row["name"] for row in await self._client.read(cypher.LABEL_NAMES)]

    async def mentions_of_labels(self, names: Collection[str], scope: Scope, limit: int) -> list[Mention]:
        """Return the surest shots in scope that carry some labels; ``key`` is the label's name."""
        if not names:
            return []
        rows = await self._client.read(cypher.SHOTS_BY_LABEL, names=sorted(names), limit=limit, **scope.params)
        return await self.placed(rows, scope)

    async def entities_named(self, words: Collection[str], scope: Scope) -> Mapping[str, str]:
        """Return the names by id of entities in scope in whose name a word occurs; words are in lower case."""
        if not words:
            return {}
        params = {"words": sorted(words), "projects": scope.params["projects"], "limit": MOST_ENTITIES}
        return {row["id"]: row["name"] for row in await self._client.read(cypher.ENTITIES_NAMED, **params)}

    async def mentions_of_entities(self, entities: Collection[str], scope: Scope, limit: int) -> list[Mention]:
        """Return the surest shots in scope that show some entities; ``key`` is the entity's id."""
        if not entities:
            return []
        rows = await self._client.read(cypher.SHOTS_BY_ENTITY, entities=sorted(entities), limit=limit, **scope.params)
        return await self.placed(rows, scope)

    async def placed(self, rows: Sequence[Mapping[str, Any]], scope: Scope) -> list[Mention]:
        """Return what rows mention, surest first, each as said of the current shot at that place."""
        spans = await self.spans_of_runs([row["elsewhere"] for row in rows if row["elsewhere"] is not None])
        said: dict[tuple[str, str], Mention] = {}
        for row in rows:  # the surest come first
            elsewhere = row["elsewhere"]
            if elsewhere is not None and elsewhere not in spans:
                continue
            shot = row["shot"] if elsewhere is None else spans[elsewhere].at(row["frame"])
            if scope.shots is None or shot in scope.shots:
                said.setdefault((shot, row["key"]), Mention(shot, row["key"], row["score"]))
        return list(said.values())

    async def assets_named(self, words: Collection[str], scope: Scope) -> list[NamedAsset]:
        """Return the assets in scope in whose name or tags a word occurs; words are in lower case."""
        if not words:
            return []
        rows = await self._client.read(cypher.ASSETS_NAMED, words=sorted(words), limit=MOST_ASSETS, **scope.params)
        return [NamedAsset(row["name"], tuple(row["tags"] or ()), tuple(row["versions"])) for row in rows]

    async def shots_of(self, version_ids: Sequence[str], scope: Scope, limit: int) -> list[tuple[str, str]]:
        """Return (version, shot) for the current shots in scope of some versions, in order."""
        params = {"versions": list(version_ids), "shots": scope.params["shots"], "limit": limit}
        rows = await self._client.read(cypher.SHOTS_OF_VERSIONS, **params)
        return [(row["version"], row["shot"]) for row in rows]

    async def found(self, shot_ids: Sequence[str], scope: Scope) -> Mapping[str, FoundShot]:
        """Return the shots of some ids that are there and in scope."""
        rows = await self._client.read(
            cypher.HITS_BY_SHOT, shots=list(dict.fromkeys(shot_ids)), projects=scope.params["projects"]
        )
        return {
            row["key"]: FoundShot(
                row["version"],
                row["project"],
                FrameRange(row["start"], row["end"]),
                tuple(sorted((frame, name) for frame, name in row["keyframes"] if name is not None)),
            )
            for row in rows
        }

    async def subject(self, subject_id: str, scope: Scope) -> Subject | None:
        """Return the version in scope that an id names: itself, or the newest of an asset."""
        for row in await self._client.read(cypher.SUBJECT_BY_ID, id=subject_id):
            if scope.projects is None or row["project"] in scope.projects:
                return Subject(row["version"], AssetKind[row["kind"]], row["location"])
        return None


def frames_lasting(seconds: float | None, rate: Rational) -> float | None:
    """Return how many frames last so many seconds, not rounded; None for None."""
    return None if seconds is None else seconds * rate.num / rate.den
