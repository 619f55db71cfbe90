"""A small library for the tests of search: clips whose pictures are vectors of the words that describe them."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from graph.errors import NotFoundError
from graph.features import SIGNATURE, EmbeddingTable, FeatureStore, SignatureTable
from graph.files import DataFolder
from graph.nodes.access import Viewer
from graph.nodes.ids import derived_id
from graph.nodes.model import AnalysisTask, ModelIdentity
from graph.nodes.run import AnalysisRun
from graph.nodes.search import SearchRequest, SearchResult
from graph.nodes.shot import Label, Shot
from graph.services.indexing import IndexingService
from graph.services.search import SearchService
from graph.services.visual import VisualChannel
from graph.stores.facets import FacetStore
from graph.stores.names import NameStore
from graph.stores.search import Embedder, SearchStore
from graph.vectors import VectorIndexes
from tests.graph.scene import ALL_MODELS, Scene, identity, keyframes_of, shots_of, tracks_of
from tests.graph.vectors_made import unit

DIMENSIONS = 128


def space(name: str = "embedding-net") -> ModelIdentity:
    """Return the identity of an embedder."""
    return identity(AnalysisTask.EMBEDDING, name)


@dataclass
class WordSpace:
    """An embedder whose space is made of words: each has a direction of its own, a text or picture is the sum of its words.

    Both an encoder of texts and, for files that hold a description, one of pictures.
    """

    identity: ModelIdentity

    def vector(self, text: str) -> NDArray[np.float32]:
        words = re.findall(r"\w+", text.lower())
        return unit(np.sum([self._direction(word) for word in words], axis=0))

    async def encode_text(self, text: str) -> NDArray[np.float32]:
        return self.vector(text)

    async def encode_image(self, path: Path) -> NDArray[np.float32]:
        return self.vector(await asyncio.to_thread(path.read_text))

    def _direction(self, word: str) -> NDArray[np.float64]:
        seed = hashlib.sha256(f"{self.identity.digest}/{word}".encode()).digest()
        return np.random.default_rng(np.frombuffer(seed, np.uint32)).standard_normal(DIMENSIONS)


@dataclass
class FinishedUploads:
    """Uploads that are complete, by id."""

    owner: Viewer
    paths: dict[str, Path]

    async def finished(self, viewer: Viewer, upload_id: str) -> tuple[Path, str]:
        if viewer.user.id != self.owner.user.id or upload_id not in self.paths:
            raise NotFoundError("There is no such upload.")
        return self.paths[upload_id], self.paths[upload_id].name

    async def remove(self, upload_id: str) -> None:
        self.paths.pop(upload_id, None)


@dataclass
class Library:
    """A scene with clips in it, and the search over them."""

    scene: Scene
    features: FeatureStore
    indexes: VectorIndexes
    indexing: IndexingService
    search_service: SearchService
    embedder: WordSpace
    uploads: FinishedUploads

    async def clip(
        self,
        name: str,
        shots: Sequence[str],
        *,
        labels: Sequence[tuple[Label, ...]] | None = None,
        tracks: Sequence[str] = (),
        embedder: WordSpace | None = None,
        plain: Collection[int] = (),
        **options: object,
    ) -> AnalysisRun:
        """Ingest and analyse a clip whose shots show what the texts say."""
        embedder = embedder or self.embedder
        path = self.scene.file(name, f"VIDEO {name}")
        ingested = await self.scene.ingest(path, **options)
        return await self.analyse(ingested.version.id, shots, labels=labels, tracks=tracks, embedder=embedder, plain=plain)

    async def analyse(
        self,
        version_id: str,
        shots: Sequence[str],
        *,
        labels: Sequence[tuple[Label, ...]] | None = None,
        tracks: Sequence[str] = (),
        embedder: WordSpace | None = None,
        tasks: Sequence[AnalysisTask] | None = None,
        plain: Collection[int] = (),
    ) -> AnalysisRun:
        """Run an analysis of a version to its end, of all tasks or some, and tell the index.

        ``plain`` are the shots that show nothing but grey; where there are none, no signatures are kept, as once.
        """
        embedder = embedder or self.embedder
        analysis = self.scene.services.analysis
        models = [one for one in ALL_MODELS if one.task is not AnalysisTask.EMBEDDING] + [embedder.identity]
        asked = await analysis.request(self.scene.artist, version_id, tasks, force=True)
        run, attempt = await analysis.begin(asked.id, "worker", "cpu", models)
        made = [
            replace(shot, labels=labels[shot.index] if labels is not None else ()) for shot in shots_of(run, len(shots), ())
        ]
        keyframes = keyframes_of(run, made)
        await analysis.record_shots(run, attempt, made, keyframes)
        await analysis.record_tracks(run, attempt, tracks_of(run, made, tracks))
        if AnalysisTask.EMBEDDING in run.tasks:
            version = next(one for one in await self._model_versions() if one.digest == embedder.identity.digest)
            table = EmbeddingTable(
                tuple(keyframe.id for keyframe in keyframes),
                tuple(shot.id for shot in made),
                np.array([keyframe.frame for keyframe in keyframes], np.int64),
                np.stack([embedder.vector(text) for text in shots]),
            )
            self.features.write_embeddings(run.id, table, version.id)
            if plain:
                self.features.write_signatures(run.id, _signatures(made, plain))
        finished = await analysis.finish(run, attempt, {})
        await self.indexing.run_finished(run.id)
        return finished

    async def forget(self, run_id: str) -> None:
        """Take a run's vectors out of the index."""
        others = [run for run in await SearchStore(self.scene.client).embedded_runs() if run.run_id != run_id]
        await self.indexes.reconcile(others)

    async def search(self, viewer: Viewer | None = None, **request: object) -> SearchResult:
        """Search as the artist, unless somebody else is named."""
        return await self.search_service.search(viewer or self.scene.artist, SearchRequest(**request))  # type: ignore[arg-type]

    async def _model_versions(self) -> list[Embedder]:
        return list(await SearchStore(self.scene.client).embedders())


def _signatures(shots: Sequence[Shot], plain: Collection[int]) -> SignatureTable:
    """Return what frames look like: a few levels of noise on grey in the plain shots, a slope of light in the others."""
    noise = np.random.default_rng(0).integers(126, 130, SIGNATURE).astype(np.uint8)
    slope = np.linspace(0, 255, noise.size).astype(np.uint8).reshape(SIGNATURE)
    looks = [np.broadcast_to(noise if one.index in plain else slope, (one.range.frames, *SIGNATURE)) for one in shots]
    luminances = np.concatenate(looks)
    return SignatureTable(luminances, np.arange(len(luminances), dtype=np.uint64))


def shot_id(run: AnalysisRun, place: int) -> str:
    """Return the id of a run's shot."""
    return derived_id(run.id, "shot", place)


def make_library(scene: Scene) -> Library:
    """Return an empty library on a scene."""
    files = DataFolder(scene.data)
    features = FeatureStore(files.features)
    indexes = VectorIndexes(files.vectors, features)
    store = SearchStore(scene.client)
    embedder, uploads = WordSpace(space()), FinishedUploads(scene.artist, {})
    service = SearchService(
        store,
        VisualChannel(store, indexes, files, embedder, embedder, uploads),
        FacetStore(scene.client, store),
        NameStore(scene.client),
    )
    return Library(scene, features, indexes, IndexingService(store, indexes), service, embedder, uploads)
