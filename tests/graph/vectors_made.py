"""Made-up vectors for the tests of indexes and search."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.features import EmbeddingTable
from graph.nodes.ids import new_id
from graph.vectors import IndexedRun


def unit(rows: NDArray[np.floating]) -> NDArray[np.float32]:
    """Return rows scaled to unit length."""
    return np.asarray(rows / np.linalg.norm(rows, axis=-1, keepdims=True), np.float32)


def clustered(random: np.random.Generator, count: int, dimensions: int, clusters: int = 50) -> NDArray[np.float32]:
    """Return unit vectors that huddle around centres, as pictures do."""
    centres = random.standard_normal((clusters, dimensions))
    return unit(centres[random.integers(0, clusters, count)] * 0.7 + random.standard_normal((count, dimensions)))


def table_of(vectors: NDArray[np.float32], per_shot: int = 2) -> EmbeddingTable:
    """Return a table of keyframes, ``per_shot`` to a shot, with fresh ids."""
    shots = [new_id() for _ in range(0, len(vectors), per_shot)]
    return EmbeddingTable(
        tuple(new_id() for _ in vectors),
        tuple(shots[row // per_shot] for row in range(len(vectors))),
        np.arange(len(vectors), dtype=np.int64) * 12,
        vectors,
    )


def run_of(model: str, project: str, version: str | None = None) -> IndexedRun:
    """Return a run that is not in any graph."""
    return IndexedRun(new_id(), version or new_id(), project, model)
