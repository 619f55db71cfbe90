"""All indexes of a process: kept equal to the graph's current embedding runs, saved beside the features they come from."""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from graph.errors import EmbedderMismatchError, GoneError, InvalidError
from graph.features import EmbeddingTable, FeatureStore
from graph.vectors import disk
from graph.vectors.index import Allowed, Neighbour, Selection, VectorIndex
from graph.vectors.ivf import Vectors
from graph.vectors.kin import kin_of
from graph.vectors.plain import plain_among
from graph.vectors.rows import IndexedRun, ShotSpans, known

NO_SPANS: Mapping[str, ShotSpans] = {}
UNSAVED_SHARE = 0.05  # of an index, that may be lost by a crash and read again from the feature store at the next start
REMEMBERED_SELECTIONS = 64
KIN_RUNS = 12  # whose frames say how alike those of one shot are


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What reconciling changed: run ids; ``missing`` ones have no vectors of their model in the feature store."""

    added: tuple[str, ...]
    dropped: tuple[str, ...]
    missing: tuple[str, ...]
    rebuilt: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: ``index`` as it was then, and what of it was allowed."""

    index: VectorIndex
    selection: Selection
    near: list[Neighbour]


class VectorIndexes:
    """One VectorIndex per embedding ModelVersion under ``root`` (``DATA/vectors``).

    Searches read an immutable index in a thread while a change prepares the next one; changes wait for each other.
    """

    def __init__(self, root: Path, features: FeatureStore) -> None:
        self.root = root
        self._features = features
        self._indexes: dict[str, VectorIndex] = {}
        self._unsaved: dict[str, int] = {}
        self._selections: OrderedDict[tuple[str, int, Allowed], Selection] = OrderedDict()
        self._remembering = threading.Lock()
        self._changing = asyncio.Lock()
        self._expected = self._reconciled = False

    def expect(self) -> None:
        """Say that somebody is about to reconcile: until that is done once, the indexes lack what they will hold."""
        self._expected = True

    @property
    def reading(self) -> bool:
        """Whether the indexes are still to be read, or made, for the first time since ``expect``."""
        return self._expected and not self._reconciled

    def index(self, model_version_id: str) -> VectorIndex | None:
        """Return the index of a ModelVersion as it now is; None when no run has given it vectors."""
        return self._indexes.get(model_version_id)

    def sizes(self) -> dict[str, int]:
        """Return the number of keyframes per ModelVersion."""
        return {model: len(index) for model, index in self._indexes.items()}

    def missing(self, current: Iterable[IndexedRun]) -> int:
        """Return how many of the current runs no index holds."""
        here = {run for index in self._indexes.values() for run in index.runs}
        return sum(run not in here for run in current)

    async def reconcile(self, current: Iterable[IndexedRun], spans: Mapping[str, ShotSpans] = NO_SPANS) -> Reconciled:
        """Make the indexes hold exactly the current runs: load, add what is missing, drop what has gone, save.

        ``spans`` are the shots of the runs that others' keyframes stand for, by run id.
        """
        by_model: dict[str, list[IndexedRun]] = {}
        for run in current:
            by_model.setdefault(run.model_version_id, []).append(run)
        added: list[str] = []
        dropped: list[str] = []
        missing: list[str] = []
        rebuilt: list[str] = []
        async with self._changing:
            for model in sorted(by_model.keys() | self._indexes.keys()):
                runs = by_model.get(model, [])
                before = self._indexes.get(model)
                if before is None:
                    before = await asyncio.to_thread(disk.load, self._folder(model), model)
                if before is None:
                    rebuilt.append(model)
                here = set(before.runs) if before is not None else set()
                tables, gone = await asyncio.to_thread(self._read, [run for run in runs if run not in here], spans)
                stale = {run.run_id for run in here - set(runs)}
                missing += gone
                added += [run.run_id for run, _ in tables]
                dropped += sorted(stale - {run.run_id for run in runs})
                await self._change(model, before, tables, stale, at_once=True)
        self._reconciled = True
        return Reconciled(tuple(added), tuple(dropped), tuple(missing), tuple(rebuilt))

    async def add_run(self, run: IndexedRun, spans: Mapping[str, ShotSpans] = NO_SPANS) -> None:
        """Add the keyframes of a finished run, in place of those of any earlier run of the same Version and model.

        Raises GoneError when the run's vectors are not in the feature store, EmbedderMismatchError when they are of another
        ModelVersion than the run says.
        """
        async with self._changing:
            table = await asyncio.to_thread(self._read_one, run, spans)
            before = self._indexes.get(run.model_version_id)
            earlier = [] if before is None else before.runs
            replaced = {other.run_id for other in earlier if other.version_id == run.version_id}
            await self._change(run.model_version_id, before, [(run, table)], replaced - {run.run_id})

    async def search(self, model_version_id: str, pictures: Vectors, k: int, allowed: Allowed) -> Found | None:
        """Return the ``k`` nearest of the allowed rows, best first; None where there is no index.

        ``pictures`` is one query, shape (dimensions,), or the pictures of one shot, shape (n, dimensions): see
        ``VectorIndex.search_like``. Raises EmbedderMismatchError when they have another number of dimensions than the index.
        """
        index = self._indexes.get(model_version_id)
        if index is None:
            return None
        selection = await asyncio.to_thread(self._selection, index, allowed)
        near = await asyncio.to_thread(index.search_like, np.atleast_2d(pictures), k, selection)
        return Found(index, selection, near)

    async def sample(self, found: Found, count: int) -> Vectors:
        """Return one vector each of up to ``count`` shots that were allowed, shape (shots, dimensions)."""
        return await asyncio.to_thread(found.index.sample, count, found.selection)

    async def kin(self, index: VectorIndex) -> NDArray[np.float64]:
        """Return cosines between frames of one shot, from some of the runs of an index, ascending."""
        runs = [run for run in index.runs if run.shots_run_id is None]
        some = [runs[place] for place in np.linspace(0, len(runs) - 1, min(KIN_RUNS, len(runs))).astype(int)]
        tables, _ = await asyncio.to_thread(self._read, some, NO_SPANS)
        return np.sort(np.concatenate([kin_of(table) for _, table in tables] or [np.empty(0)]))

    async def save(self) -> None:
        """Write every index that changed since it was last written."""
        async with self._changing:
            for model in [model for model, rows in self._unsaved.items() if rows]:
                await self._save(model)

    def _selection(self, index: VectorIndex, allowed: Allowed) -> Selection:
        """Return the allow-list made ready, remembered from the last query alike. Called from several threads at once."""
        key = (index.model_version_id, index.generation, allowed)
        selection = self._selections.get(key)
        if selection is None:
            selection = index.select(allowed)
            with self._remembering:
                self._selections[key] = selection
                while len(self._selections) > REMEMBERED_SELECTIONS:
                    self._selections.popitem(last=False)
        return selection

    async def _change(
        self,
        model: str,
        before: VectorIndex | None,
        tables: Sequence[tuple[IndexedRun, EmbeddingTable]],
        dropped: Iterable[str],
        *,
        at_once: bool = False,
    ) -> None:
        def prepare() -> VectorIndex | None:
            index = before
            if index is None:
                if not tables:
                    return None
                index = VectorIndex.empty(model, tables[0][1].vectors.shape[1])
            index = index.without_runs(set(dropped))
            index = index.with_runs(tables) if tables else index
            return index.folded() if index.outgrown else index

        index = await asyncio.to_thread(prepare)
        if index is None:
            return
        self._indexes[model] = index
        if index is not before:
            self._unsaved[model] = self._unsaved.get(model, 0) + sum(len(table) for _, table in tables) + 1
        changed = self._unsaved.get(model, 0)
        if changed and (at_once or changed > UNSAVED_SHARE * len(index)):
            await self._save(model)

    async def _save(self, model: str) -> None:
        def write(index: VectorIndex) -> VectorIndex | None:
            folder = self._folder(model)
            return disk.mapped(index, folder) if disk.save(index, folder) else None

        written = await asyncio.to_thread(write, self._indexes[model])
        if written is not None:
            self._indexes[model] = written
            self._unsaved[model] = 0

    def _read(
        self, runs: Sequence[IndexedRun], spans: Mapping[str, ShotSpans]
    ) -> tuple[list[tuple[IndexedRun, EmbeddingTable]], list[str]]:
        tables, missing = [], []
        for run in runs:
            try:
                tables.append((run, self._read_one(run, spans)))
            except (GoneError, EmbedderMismatchError):
                missing.append(run.run_id)
        return tables, missing

    def _read_one(self, run: IndexedRun, spans: Mapping[str, ShotSpans]) -> EmbeddingTable:
        model = self._features.embedding_model(run.run_id)
        if model != run.model_version_id:
            raise EmbedderMismatchError(
                f"The vectors of run {run.run_id} are of ModelVersion {model}, not of {run.model_version_id};"
                " analyse its version again."
            )
        table = self._features.read_embeddings(run.run_id)
        table = replace(table, plain=self._plain(run, table))
        if run.shots_run_id is None:
            return table
        if run.shots_run_id not in spans:
            raise GoneError(f"The shots of run {run.shots_run_id}, for which run {run.run_id} has vectors, are not there.")
        return _within(spans[run.shots_run_id], table)

    def _plain(self, run: IndexedRun, table: EmbeddingTable) -> NDArray[np.bool_] | None:
        try:
            return plain_among(self._features.read_signatures(run.run_id), table.frames)
        except GoneError:
            return None  # an analysis from before signatures were kept: its vectors alone are enough to be found by

    def _folder(self, model: str) -> Path:
        if not known([model]):
            raise InvalidError(f"{model!r} is not the id of a ModelVersion.")
        return self.root / model


def _within(spans: ShotSpans, table: EmbeddingTable) -> EmbeddingTable:
    """Return the keyframes of a table, each with the one of some other run's shots that it falls into, in order of time."""
    keyframes = table.keyframes
    order = np.argsort(keyframes.frames, kind="stable")
    return replace(
        keyframes,
        keyframe_ids=tuple(keyframes.keyframe_ids[row] for row in order),
        shot_ids=tuple(spans.at(int(frame)) for frame in keyframes.frames[order]),
        frames=keyframes.frames[order],
        vectors=keyframes.vectors[order],
        plain=None if keyframes.plain is None else keyframes.plain[order],
    )
