"""Vector search, plain and filtered, against an exact scan, HNSW with a filter, and a search that filters afterwards.

``REELGRAPH_BENCH_VECTORS`` sets the number of vectors (default 100,000; 1,000,000 needs some 8 GiB and ten minutes).
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import faiss as _faiss
import numpy as np
from numpy.typing import NDArray

from bench.machine import machine_line
from graph.features import EmbeddingTable
from graph.vectors import Allowed, IndexedRun, VectorIndex

faiss: Any = _faiss  # its annotations are of the C++ side

COUNT = int(os.environ.get("REELGRAPH_BENCH_VECTORS", "100000"))
DIMENSIONS = 512
RUNS = 100  # clips, each with a style of its own
QUERIES = 100
NEIGHBOURS = 10
SHARES = (1.0, 0.5, 0.1, 0.01, 0.001, 0.0001)

Vectors = NDArray[np.float32]
Mask = NDArray[np.bool_]
Search = Callable[[Vectors], list[int]]


@dataclass(frozen=True)
class Library:
    """Vectors like those of footage: subjects that recur in all clips, and what the pictures of one clip share."""

    vectors: Vectors
    queries: Vectors
    index: VectorIndex


def main() -> None:
    """Print one table for filters that are scattered over all clips, and one for filters that take whole clips."""
    print(machine_line(("faiss-cpu", "numpy")))
    faiss.omp_set_num_threads(1)
    library = _library(COUNT)
    hnsw = _hnsw(library.vectors)
    for kind, name in (("scattered", "allowed shots scattered"), ("clips", "allowed shots in whole clips")):
        print(f"\n{COUNT:,} x {DIMENSIONS}, {name}; recall@10, then p50 and p99 in ms, one thread")
        columns = ("ours", "exact scan", "HNSW + filter", "filter after")
        first, *others = (f"{column:>22}" for column in columns)
        print(f"{'allowed':>9} | {first} made ready | {' | '.join(others)}")
        for share in SHARES:
            print(_row(library, hnsw, share, kind))


def _row(library: Library, hnsw: Any, share: float, kind: str) -> str:
    mask = _mask(len(library.vectors), share, kind)
    rows = np.flatnonzero(mask)
    truth = [_exact(library.vectors, rows, query) for query in library.queries]
    allowed = Allowed() if share == 1 else Allowed(shots=frozenset(_id(2, row) for row in rows.tolist()))
    began = time.perf_counter()
    selection = library.index.select(allowed)
    ready = 1000 * (time.perf_counter() - began)
    bitmap = np.packbits(mask, bitorder="little")

    def ours(query: Vectors) -> list[int]:
        return [hit.row for hit in library.index.search(query, NEIGHBOURS, selection)]

    def exact(query: Vectors) -> list[int]:
        return [int(row) for row in _exact(library.vectors, rows, query)]

    def filtered(query: Vectors) -> list[int]:
        selector = faiss.IDSelectorBitmap(bitmap)
        parameters = faiss.SearchParametersHNSW(sel=selector, efSearch=128)
        return [int(row) for row in hnsw.search(query[None], NEIGHBOURS, params=parameters)[1][0] if row >= 0]

    def afterwards(query: Vectors) -> list[int]:
        parameters = faiss.SearchParametersHNSW(efSearch=128)
        found = hnsw.search(query[None], 10 * NEIGHBOURS, params=parameters)[1][0]
        return [int(row) for row in found if row >= 0 and mask[row]][:NEIGHBOURS]

    cells = [_measured(one, library.queries, truth) for one in (ours, exact, filtered, afterwards)]
    return f"{share:9.2%} | {cells[0]} {ready:10.2f} | {cells[1]} | {cells[2]} | {cells[3]}"


def _measured(search: Search, queries: Vectors, truth: Sequence[NDArray[np.int64]]) -> str:
    seconds, found, wanted = [], 0, 0
    for query, expected in zip(queries, truth, strict=True):
        began = time.perf_counter()
        rows = search(query)
        seconds.append(time.perf_counter() - began)
        found, wanted = found + len(np.intersect1d(rows, expected)), wanted + len(expected)
    middle, late = np.quantile(seconds, (0.5, 0.99)) * 1000
    return f"{found / max(1, wanted):6.3f} {middle:7.2f} {late:7.2f}"


def _exact(vectors: Vectors, rows: NDArray[np.int64], query: Vectors) -> NDArray[np.int64]:
    """Return the nearest of some rows by looking at each."""
    scores = (vectors if len(rows) == len(vectors) else vectors[rows]) @ query
    best = np.argpartition(-scores, min(NEIGHBOURS, len(scores)) - 1)[:NEIGHBOURS]
    return np.asarray(rows[best])


def _library(count: int) -> Library:
    random = np.random.default_rng(1)
    subjects = random.standard_normal((300, DIMENSIONS), np.float32)
    styles = random.standard_normal((RUNS, DIMENSIONS), np.float32)
    own = np.repeat(styles, -(-count // RUNS), axis=0)[:count]
    vectors = random.standard_normal((count, DIMENSIONS), np.float32)
    vectors += 0.9 * subjects[random.integers(0, len(subjects), count)] + 0.6 * own
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    queries = subjects[random.integers(0, len(subjects), QUERIES)] + random.standard_normal(
        (QUERIES, DIMENSIONS), np.float32
    )
    queries /= np.linalg.norm(queries, axis=1, keepdims=True)
    began = time.perf_counter()
    index = _indexed(vectors)
    lists = index.lists
    effort = "exact" if lists is None else f"{lists.probes} lists, {lists.refined} refined per neighbour"
    print(f"built in {time.perf_counter() - began:.1f} s: {effort}")
    return Library(vectors, queries, index)


def _indexed(vectors: Vectors) -> VectorIndex:
    model = _id(0, 0)
    runs = []
    for number, rows in enumerate(np.array_split(np.arange(len(vectors)), RUNS)):
        table = EmbeddingTable(
            tuple(_id(1, row) for row in rows.tolist()),
            tuple(_id(2, row) for row in rows.tolist()),
            rows.astype(np.int64),
            vectors[rows],
        )
        runs.append((IndexedRun(_id(3, number), _id(4, number), _id(5, 0), model), table))
    return VectorIndex.empty(model, DIMENSIONS).with_runs(runs).folded()


def _hnsw(vectors: Vectors) -> Any:
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    index = faiss.IndexHNSWFlat(DIMENSIONS, 32, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction = 80
    began = time.perf_counter()
    index.add(vectors)
    print(f"HNSW32 of the same vectors built in {time.perf_counter() - began:.1f} s")
    faiss.omp_set_num_threads(1)
    return index


def _mask(count: int, share: float, kind: str) -> Mask:
    wanted = max(1, round(share * count))
    mask = np.zeros(count, bool)
    if kind == "scattered":
        mask[np.random.default_rng(2).choice(count, wanted, replace=False)] = True
    else:
        mask[(count - wanted) // 2 :][:wanted] = True
    return mask


def _id(kind: int, number: int) -> str:
    """Return a made-up id whose low half is scattered, as that of real ids is."""
    mixed = (number * 0x9E3779B97F4A7C15 + kind) & ((1 << 62) - 1)
    return f"{kind:08x}-0000-7000-{0x8000 | mixed >> 48:04x}-{mixed & ((1 << 48) - 1):012x}"


if __name__ == "__main__":
    main()
