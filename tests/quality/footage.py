"""Real clips, analysed by the real networks, in a graph: what the tests and the benchmark of search quality ask."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from analyzers.media.probe import probe
from analyzers.pipeline.session import AnalysisSession
from analyzers.registry import build_text_side
from analyzers.text_encoder import BatchingTextEncoder
from analyzers.wire import AnalysisRequest, Configure, Message, ShotsFound, TracksFound
from graph.features import FeatureStore
from graph.files import DataFolder
from graph.nodes.access import Viewer
from graph.nodes.asset import AssetKind, Representation, RepresentationRole, StorageMode
from graph.nodes.ids import new_id
from graph.nodes.search import Relevance, SearchChannel, SearchFilter, SearchRequest, SearchResult
from graph.ports import GraphClient, ProbedMedia
from graph.services.ingest import IngestRequest
from graph.services.registry import Services, build_services
from graph.vectors import VectorIndexes
from tests.graph.scene import KeptEvents, KeptRuns
from tests.quality.short_queries import SHORT_QUERIES, ShortQuery

WITHOUT_NAMES = frozenset({SearchChannel.VISUAL, SearchChannel.LABEL})
"""The clips' names would give the answers away."""


@dataclass(frozen=True)
class Footage:
    """Analysed clips: ``names`` maps version ids to names without suffix, ``projects`` folders to the ids of theirs."""

    services: Services
    viewer: Viewer
    names: dict[str, str]
    projects: dict[Path, str]

    async def search(self, words: str, folder: Path | None = None) -> SearchResult:
        """Search by what is seen and by labels; with ``folder`` its clips alone."""
        where = SearchFilter() if folder is None else SearchFilter(projects=(self.projects[folder],))
        request = SearchRequest(words, where=where, channels=WITHOUT_NAMES)
        return await self.services.search.search(self.viewer, request)

    async def like(self, shot_id: str) -> SearchResult:
        """Search by a shot."""
        return await self.services.search.search(self.viewer, SearchRequest(like_shot=shot_id))

    async def shots(self, folder: Path) -> tuple[str, ...]:
        """Return the ids of the shots of a folder's clips."""
        request = SearchRequest(where=SearchFilter(projects=(self.projects[folder],)), first=100)
        return tuple(hit.shot_id for hit in (await self.services.search.search(self.viewer, request)).hits)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a query found first, and what it said of it."""

    query: ShortQuery
    first: str
    relevance: Relevance
    no_good_match: bool
    why: str

    @property
    def right(self) -> bool:
        """Whether the first hit is a clip that was asked for; where none was, whether that is said."""
        return self.first in self.query.clips if self.query.clips else self.no_good_match

    @property
    def honest(self) -> bool:
        """Whether the answer misleads nobody: the right clip first, or the word that nothing matches well."""
        return self.right or self.no_good_match


async def analysed(client: GraphClient, data: Path, clips: Sequence[Path], *, per_second: float = 2.0) -> Footage:
    """Ingest and analyse clips with the bundled networks; each folder is a project.

    No proxies are made: search does not look at them.
    """
    files = DataFolder(data)
    folders = sorted({clip.parent for clip in clips})
    features = FeatureStore(files.features)
    encoder = BatchingTextEncoder(build_text_side("bundled"))
    indexes = VectorIndexes(files.vectors, features)
    services = build_services(
        client,
        KeptEvents(),
        KeptRuns(),
        files,
        features,
        indexes,
        _probe,
        encoder,
        roots=folders,
    )
    _, token = await services.users.bootstrap_admin()
    viewer = await services.users.viewer_for_token(token)
    assert viewer is not None
    projects = {
        folder: (await services.projects.create(viewer, f"footage-{place}", folder.name, StorageMode.REFERENCE)).id
        for place, folder in enumerate(folders)
    }
    session = await asyncio.to_thread(
        AnalysisSession.open,
        Configure(data, "bundled", None, "cpu", model_idle_seconds=600, detections_per_second=per_second),
    )
    footage = Footage(services, viewer, {}, projects)
    for clip in clips:
        ingested = await services.ingest.ingest(viewer, IngestRequest(projects[clip.parent], clip))
        assert ingested.run is not None
        footage.names[ingested.version.id] = clip.stem
        await _analyse(services, session, ingested.run.id, clip, ingested.asset.kind)
    return footage


async def outcomes(
    footage: Footage, queries: Sequence[ShortQuery] = SHORT_QUERIES, folder: Path | None = None
) -> list[Outcome]:
    """Return what each query finds first, in all clips or in those of one folder."""
    found = []
    for query in queries:
        result = await footage.search(query.words, folder)
        hit = result.hits[0]
        why = ", ".join(f"{one.channel} {one.score:.2f} {' '.join(one.matched)}".strip() for one in hit.why)
        found.append(Outcome(query, footage.names[hit.version_id], hit.relevance, result.no_good_match, why))
    return found


async def _probe(path: Path) -> ProbedMedia:
    return await asyncio.to_thread(probe, path)


async def _analyse(services: Services, session: AnalysisSession, run_id: str, clip: Path, kind: AssetKind) -> None:
    """Do one run in this process, as a worker does with its child."""
    run, attempt = await services.analysis.begin(run_id, "test", "cpu", session.ready.models)
    version = (await services.stores.versions.by_ids([run.version_id]))[0]
    assert version is not None
    models = [model for model in session.ready.models if model.task in run.tasks]
    request = AnalysisRequest(
        run_id=run.id,
        attempt=attempt,
        version_id=version.id,
        kind=kind,
        path=clip,
        media=version.media,
        tasks=run.tasks,
        present=tuple(
            Representation(new_id(), version.id, role, version.location, "video/mp4", 0)
            for role in (RepresentationRole.PROXY, RepresentationRole.POSTER)
        ),
        model_versions={model.task: known for model, known in zip(models, run.model_version_ids, strict=True)},
    )
    results: list[Message] = []
    end = await asyncio.to_thread(session.analyse, request, results.append, lambda: None)
    for result in results:
        if isinstance(result, ShotsFound):
            await services.analysis.record_shots(run, attempt, result.shots, result.keyframes)
        elif isinstance(result, TracksFound):
            await services.analysis.record_tracks(run, attempt, result.tracks)
    await services.analysis.finish(run, attempt, end.metrics)
    await services.indexing.run_finished(run.id)
