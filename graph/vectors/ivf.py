"""The approximate structure for many vectors: inverted lists of one-bit codes (IVF, RaBitQ), refined with the exact vectors.

Sources: Gao and Long, "RaBitQ", SIGMOD 2024; Johnson et al., "Billion-scale similarity search with GPUs", 2017. A filtered
query visits the nearest lists that hold allowed rows, as many as it takes to meet as many rows as an unfiltered one does;
so a filter that is far from the query in space (one project's footage) loses nothing.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import faiss as _faiss
import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

faiss: Any = _faiss  # its annotations are of the C++ side and know neither arrays nor keywords

TRAINING_PER_LIST = 40
QUERY_BITS = 4  # bits of the query in the one-bit scan; refinement makes up for the rest
PROBES = (8, 16, 32, 64, 128, 256)  # lists to visit
CANDIDATES = (20, 40, 80, 160)  # rows to refine per neighbour that is wanted
LEAST_NEIGHBOURS = 10
FILTERED_PROBES, FILTERED_CANDIDATES = 4, 2  # times the effort of an unfiltered query: what is allowed may lie far from it
CALIBRATION_QUERIES = 64
CALIBRATED_RECALL = 0.995
SEED = 20240


class InvertedLists:
    """An IVF of RaBitQ codes over the rows 0..n-1 of a block of unit vectors; immutable once built."""

    def __init__(self, index: Any, probes: int, refined: int) -> None:
        self._index = index
        self.probes = probes
        self.refined = refined
        self._centroids: Vectors = index.quantizer.reconstruct_n(0, index.nlist)
        self._half_norms = np.einsum("ij,ij->i", self._centroids, self._centroids) / 2
        self._list_of_row = np.empty(index.ntotal, np.int32)
        for number in range(index.nlist):
            size = index.invlists.list_size(number)
            if size:
                self._list_of_row[faiss.rev_swig_ptr(index.invlists.get_ids(number), size)] = number

    @classmethod
    def build(cls, vectors: Vectors) -> InvertedLists:
        """Train, fill and calibrate; takes some seconds per 100,000 vectors on all cores."""
        faiss.omp_set_num_threads(os.cpu_count() or 1)
        count, dimensions = vectors.shape
        lists = int(2 ** np.round(np.log2(3 * np.sqrt(count))))
        index = faiss.index_factory(dimensions, f"IVF{lists},RaBitQ", faiss.METRIC_L2)
        random = np.random.default_rng(SEED)
        sample = np.sort(random.choice(count, min(count, TRAINING_PER_LIST * lists), replace=False))
        index.train(np.ascontiguousarray(vectors[sample]))
        for start in range(0, count, 65_536):
            index.add(np.ascontiguousarray(vectors[start : start + 65_536]))
        built = cls(index, PROBES[-1], CANDIDATES[-1])
        built._calibrate(vectors, random)
        return built

    @classmethod
    def load(cls, path: Path, probes: int, refined: int) -> InvertedLists:
        """Read what ``save`` wrote; raises RuntimeError (of faiss) for another kind of file."""
        return cls(faiss.read_index(str(path)), probes, refined)

    def save(self, path: Path) -> None:
        """Write to a path; neither atomic nor synced: the caller sees to that."""
        faiss.write_index(self._index, str(path))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def count_allowed(self, allowed: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return how many allowed rows each list holds."""
        return np.bincount(self._list_of_row[allowed], minlength=self._index.nlist)

    def candidates(
        self, query: Vectors, k: int, allowed: NDArray[np.uint8] | None = None, per_list: NDArray[np.int64] | None = None
    ) -> NDArray[np.int64]:
        """Return rows among which the ``k`` nearest to ``query`` (one vector) are with high probability, unordered.

        ``allowed`` is a bitmap of the rows (least bit first), ``per_list`` what ``count_allowed`` said of it.
        """
        faiss.omp_set_num_threads(1)
        parameters = faiss.IVFRaBitQSearchParameters()
        parameters.qb = QUERY_BITS
        parameters.nprobe = self.probes
        refined = self.refined * max(LEAST_NEIGHBOURS, k)
        keep: list[Any] = []  # faiss holds plain pointers to the selectors: they must outlive the call
        if allowed is not None and per_list is not None:
            parameters.nprobe, usable = self._probes_for(query, k, per_list)
            lists = faiss.IDSelectorBitmap(np.packbits(usable, bitorder="little"))
            coarse = faiss.SearchParameters(sel=lists)
            rows = faiss.IDSelectorBitmap(allowed)
            parameters.quantizer_params, parameters.sel = coarse, rows
            keep += [lists, coarse, rows]
            refined *= FILTERED_CANDIDATES
        _, found = self._index.search(query.reshape(1, -1), min(len(self), refined), params=parameters)
        return np.asarray(found[0][found[0] >= 0], np.int64)

    def _probes_for(self, query: Vectors, k: int, per_list: NDArray[np.int64]) -> tuple[int, NDArray[np.bool_]]:
        usable = per_list > 0
        aim = max(FILTERED_PROBES * self.probes * len(self) / len(per_list), self.refined * max(LEAST_NEIGHBOURS, k))
        nearest = np.argsort(self._half_norms - self._centroids @ query)
        met = np.cumsum(per_list[nearest])
        last = int(np.searchsorted(met, min(aim, met[-1])))
        return max(FILTERED_PROBES * self.probes, int(usable[nearest[: last + 1]].sum())), usable

    def _calibrate(self, vectors: Vectors, random: np.random.Generator) -> None:
        """Take the least effort that finds the ten nearest of queries that lie between the vectors.

        Half of the queries are vectors with noise, half are means of two: words lie between pictures.
        """
        pairs = random.choice(len(vectors), (2, CALIBRATION_QUERIES))
        first, second = vectors[pairs[0]], vectors[pairs[1]]
        noise = random.standard_normal(first.shape) / np.sqrt(first.shape[1])
        queries = np.where(np.arange(len(first))[:, None] % 2, first + second, first + 0.5 * noise).astype(np.float32)
        queries /= np.linalg.norm(queries, axis=1, keepdims=True)
        truth = faiss.knn(queries, vectors, LEAST_NEIGHBOURS, metric=faiss.METRIC_INNER_PRODUCT)[1]
        for self.probes in PROBES:
            if self._recall(vectors, queries, truth) >= CALIBRATED_RECALL:
                break
        for self.refined in CANDIDATES:
            if self._recall(vectors, queries, truth) >= CALIBRATED_RECALL:
                break

    def _recall(self, vectors: Vectors, queries: Vectors, truth: NDArray[np.int64]) -> float:
        found = 0
        for query, expected in zip(queries, truth, strict=True):
            rows = self.candidates(query, LEAST_NEIGHBOURS)
            nearest = rows[np.argsort(-(vectors[rows] @ query))[:LEAST_NEIGHBOURS]]
            found += len(np.intersect1d(nearest, expected))
        return found / truth.size
