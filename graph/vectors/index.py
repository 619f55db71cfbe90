"""One index: the keyframe vectors of one embedding ModelVersion. Immutable: a change gives a new one that shares arrays.

Rows live in two blocks: a base that has inverted lists, and a fresh block that is scanned exactly. Below ``EXACT_ROWS``
there is no base: an exact scan takes under two milliseconds there, and no structure beats that by much.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from graph.errors import EmbedderMismatchError
from graph.features import EmbeddingTable
from graph.vectors.ivf import InvertedLists, Vectors
from graph.vectors.rows import IndexedRun, Rows, known, pack, unpack

EXACT_ROWS = 20_000
FRESH_SHARE = 0.1  # of the base, that the fresh block may reach before it is folded in
DEAD_SHARE = 0.25  # of the base, that may be rows of forgotten runs before it is built again
SCANNED_SHARE = 0.01  # of the base, up to which an allow-list is scanned exactly instead of searched


@dataclass(frozen=True, slots=True)
class Allowed:
    """Which rows may be found: those for which every condition that is given holds. None lets all through.

    ``pictured`` leaves out the frames that show no picture, which words do not describe.
    """

    projects: frozenset[str] | None = None
    versions: frozenset[str] | None = None
    shots: frozenset[str] | None = None
    pictured: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """An allow-list made ready for one index: ``base_rows`` lists the allowed ones of the base where they are few.

    ``count`` are the keyframes that are allowed, ``shots`` the shots these stand for.
    """

    count: int
    shots: int
    fresh: NDArray[np.bool_] | None = None
    base_rows: NDArray[np.int64] | None = None
    base_bitmap: NDArray[np.uint8] | None = None
    base_per_list: NDArray[np.int64] | None = None


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A keyframe that was found; ``score`` is the cosine."""

    row: int
    keyframe_id: str
    shot_id: str
    frame: int
    run: IndexedRun
    score: float


@dataclass(frozen=True, slots=True)
class VectorIndex:
    """Rows and vectors of unit length. ``generation`` grows by one with every change."""

    model_version_id: str
    dimensions: int
    generation: int
    rows: Rows
    base: Vectors
    lists: InvertedLists | None
    fresh: Vectors

    @classmethod
    def empty(cls, model_version_id: str, dimensions: int) -> VectorIndex:
        """Return an index without rows."""
        nothing = np.empty((0, dimensions), np.float32)
        return cls(model_version_id, dimensions, 0, Rows.none(), nothing, None, nothing)

    def __len__(self) -> int:
        return int(self.rows.sizes[self.rows.alive].sum())

    @property
    def runs(self) -> list[IndexedRun]:
        """The runs whose rows can be found."""
        return [run for run, alive in zip(self.rows.runs, self.rows.alive, strict=True) if alive]

    @property
    def outgrown(self) -> bool:
        """Whether the fresh block is so long that it should be folded into the base."""
        return len(self.fresh) > max(EXACT_ROWS, FRESH_SHARE * len(self.base))

    def with_runs(self, tables: Sequence[tuple[IndexedRun, EmbeddingTable]]) -> VectorIndex:
        """Return an index that holds these runs' keyframes too; a run that is here already is taken as it now is.

        Raises EmbedderMismatchError for vectors of another ModelVersion or of another number of dimensions.
        """
        kept = self.without_runs({run.run_id for run, _ in tables})
        rows, blocks = kept.rows, [kept.fresh]
        for run, table in tables:
            keyframes = table.keyframes
            if run.model_version_id != self.model_version_id or keyframes.vectors.shape[1] != self.dimensions:
                raise EmbedderMismatchError(
                    f"Run {run.run_id} has vectors of ModelVersion {run.model_version_id} with {keyframes.vectors.shape[1]}"
                    f" dimensions; this index is of {self.model_version_id} with {self.dimensions}."
                )
            names = [name for name in keyframes.keyframe_ids if name is not None]
            rows = rows.then(Rows.of_run(run, names, keyframes.shot_ids, keyframes.frames, keyframes.plain))
            blocks.append(np.asarray(keyframes.vectors, np.float32))
        return replace(kept, generation=self.generation + 1, rows=rows, fresh=np.concatenate(blocks))

    def without_runs(self, run_ids: Collection[str]) -> VectorIndex:
        """Return an index in which these runs cannot be found. Rows of the base stay in place until they are many."""
        gone = self.rows.alive & np.array([run.run_id in run_ids for run in self.rows.runs], bool)
        if not gone.any():
            return self
        alive = self.rows.alive & ~gone
        in_base = np.cumsum(self.rows.sizes) <= len(self.base)
        dead = int(self.rows.sizes[in_base & ~alive].sum())
        keep_base = dead <= DEAD_SHARE * len(self.base)
        rows, kept = replace(self.rows, alive=alive).of_runs(alive | in_base if keep_base else alive)
        split = len(self.base)
        fresh = self.fresh[kept[split:]]
        if keep_base:
            return replace(self, generation=self.generation + 1, rows=rows, fresh=fresh)
        fresh = np.concatenate([self.base[kept[:split]], fresh])
        return replace(self, generation=self.generation + 1, rows=rows, base=fresh[:0], lists=None, fresh=fresh)

    def folded(self) -> VectorIndex:
        """Return an index whose rows all lie in the base (none, below ``EXACT_ROWS``); builds the lists: takes seconds."""
        vectors = np.concatenate([self.base, self.fresh]) if len(self.base) else self.fresh
        if len(vectors) <= EXACT_ROWS:
            return replace(self, base=vectors[:0], lists=None, fresh=vectors)
        return replace(self, base=vectors, lists=InvertedLists.build(vectors), fresh=vectors[:0])

    def select(self, allowed: Allowed) -> Selection:
        """Return the allow-list made ready; its cost grows with the rows, so remember it for the next query alike."""
        mask = self._mask(allowed)
        if mask is None:
            return Selection(len(self), int(self._shot_starts(np.arange(len(self.rows))).sum()))
        split = len(self.base)
        in_base = int(mask[:split].sum())
        count, shots = in_base + int(mask[split:].sum()), int(self._shot_starts(np.flatnonzero(mask)).sum())
        if self.lists is None or in_base <= max(2_000, SCANNED_SHARE * split):
            return Selection(count, shots, mask[split:], base_rows=np.flatnonzero(mask[:split]))
        bitmap = np.packbits(mask[:split], bitorder="little")
        return Selection(
            count, shots, mask[split:], base_bitmap=bitmap, base_per_list=self.lists.count_allowed(mask[:split])
        )

    def search(self, query: Vectors, k: int, selection: Selection) -> list[Neighbour]:
        """Return the ``k`` allowed rows nearest to ``query``, shape (dimensions,), unit length; best first, ties by row.

        Raises EmbedderMismatchError for a query of another number of dimensions.
        """
        if query.shape != (self.dimensions,):
            raise EmbedderMismatchError(
                f"The query has shape {query.shape}; vectors of this index have {self.dimensions} numbers."
            )
        query = np.ascontiguousarray(query, np.float32)
        base_rows = self._base_candidates(query, k, selection)
        fresh_rows = np.arange(len(self.fresh)) if selection.fresh is None else np.flatnonzero(selection.fresh)
        fresh = self.fresh if len(fresh_rows) == len(self.fresh) else self.fresh[fresh_rows]
        rows = np.concatenate([base_rows, fresh_rows + len(self.base)])
        scores = np.concatenate([self.base[base_rows] @ query, fresh @ query])
        if len(rows) > k:
            best = np.argpartition(-scores, k - 1)[:k] if k else np.empty(0, np.int64)
            rows, scores = rows[best], scores[best]
        order = np.lexsort((rows, -scores))
        return self._neighbours(rows[order], scores[order])

    def search_like(self, pictures: Vectors, k: int, selection: Selection) -> list[Neighbour]:
        """Return the keyframes nearest to a picture, or shots nearest to all pictures of a shot, shape (n, dimensions).

        Of a shot comes the keyframe nearest to any of the pictures; its ``score`` is the mean over the pictures of their
        cosine with whichever keyframe of the shot is nearest (Chamfer similarity; ViSiL, Kordopatis-Zilos et al. 2019),
        so a copy of a shot that shows many things is as near as one of a shot that shows one.
        """
        found = [neighbour for picture in pictures for neighbour in self.search(picture, k, selection)]
        if len(pictures) == 1 or not found:
            return found
        best: dict[str, Neighbour] = {}
        for neighbour in sorted(found, key=lambda one: (-one.score, one.row)):
            best.setdefault(neighbour.shot_id, neighbour)
        rows = self.rows_of_shots(best)
        keys = self.rows.shots[rows]
        starts = np.flatnonzero(np.r_[True, (keys[1:] != keys[:-1]).any(axis=1)])
        nearest = np.maximum.reduceat(pictures @ self.vectors_of(rows).T, starts, axis=1)
        scores = dict(zip(unpack(keys[starts]), nearest.mean(axis=0).tolist(), strict=True))
        near = [replace(one, score=scores[shot]) for shot, one in best.items()]
        return sorted(near, key=lambda one: (-one.score, one.row))[:k]

    def vectors_of(self, rows: Sequence[int] | NDArray[np.int64]) -> Vectors:
        """Return the vectors of some rows, shape (rows, dimensions)."""
        numbers = np.asarray(rows, np.int64)
        out = np.empty((len(numbers), self.dimensions), np.float32)
        in_base = numbers < len(self.base)
        out[in_base] = self.base[numbers[in_base]]
        out[~in_base] = self.fresh[numbers[~in_base] - len(self.base)]
        return out

    def sample(self, count: int, selection: Selection) -> Vectors:
        """Return one vector each of up to ``count`` shots, spread evenly over the allowed ones."""
        if selection.base_rows is not None:
            base = selection.base_rows
        elif selection.base_bitmap is not None:
            base = np.flatnonzero(np.unpackbits(selection.base_bitmap, count=len(self.base), bitorder="little"))
        else:
            base = np.arange(len(self.base))
        fresh = np.arange(len(self.fresh)) if selection.fresh is None else np.flatnonzero(selection.fresh)
        rows = np.concatenate([base, fresh + len(self.base)])
        rows = rows[self._shot_starts(rows)]
        return self.vectors_of(rows[np.linspace(0, len(rows) - 1, min(count, len(rows))).astype(np.int64)])

    def rows_of_version(self, version_id: str) -> NDArray[np.int64]:
        """Return the rows of a version."""
        chosen = self.rows.alive & np.array([run.version_id == version_id for run in self.rows.runs], bool)
        return np.flatnonzero(np.repeat(chosen, self.rows.sizes))

    def rows_of_shots(self, shot_ids: Collection[str]) -> NDArray[np.int64]:
        """Return the rows of some shots."""
        return np.flatnonzero(self._shot_mask(shot_ids) & np.repeat(self.rows.alive, self.rows.sizes))

    def _shot_starts(self, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return which of some rows, ascending, are the first of their shot: rows of a shot stand together."""
        keys = self.rows.shots[rows, 1]
        starts = np.ones(len(keys), bool)
        starts[1:] = keys[1:] != keys[:-1]
        return starts

    def _base_candidates(self, query: Vectors, k: int, selection: Selection) -> NDArray[np.int64]:
        if selection.base_rows is not None:
            return selection.base_rows
        if self.lists is None:
            return np.empty(0, np.int64)
        return self.lists.candidates(query, k, selection.base_bitmap, selection.base_per_list)

    def _neighbours(self, rows: NDArray[np.int64], scores: NDArray[np.float32]) -> list[Neighbour]:
        keyframes, shots = unpack(self.rows.keyframes[rows]), unpack(self.rows.shots[rows])
        columns = zip(rows, keyframes, shots, self.rows.frames[rows], self.rows.run_of(rows), scores, strict=True)
        return [
            Neighbour(int(row), key, shot, int(frame), run, float(score)) for row, key, shot, frame, run, score in columns
        ]

    def _mask(self, allowed: Allowed) -> NDArray[np.bool_] | None:
        """Return which rows are allowed, None for all."""
        runs = self.rows.alive & np.array(
            [
                (allowed.projects is None or run.project_id in allowed.projects)
                and (allowed.versions is None or run.version_id in allowed.versions)
                for run in self.rows.runs
            ],
            bool,
        )
        mask = None if runs.all() else np.repeat(runs, self.rows.sizes)
        if allowed.shots is not None:
            shots = self._shot_mask(allowed.shots)
            mask = shots if mask is None else mask & shots
        if allowed.pictured and self.rows.plain.any():
            mask = ~self.rows.plain if mask is None else mask & ~self.rows.plain
        return mask

    def _shot_mask(self, shot_ids: Collection[str]) -> NDArray[np.bool_]:
        wanted = np.sort(pack(known(shot_ids))[:, 1])
        if not len(wanted):
            return np.zeros(len(self.rows), bool)
        # The low halves of our ids are 62 random (or hashed) bits: two shots do not share one.
        keys = self.rows.shots[:, 1]
        places = np.minimum(np.searchsorted(wanted, keys), len(wanted) - 1)
        return np.asarray(wanted[places] == keys)
