"""How alike an embedder finds the frames of one shot: the measure of what is more of the same."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.features import EmbeddingTable

MOST_PAIRS = 25  # of one shot, so that a long one counts no more than others


def kin_of(table: EmbeddingTable) -> NDArray[np.float64]:
    """Return cosines between sampled frames of the same shot, 1-D, of pairs at all distances in time.

    These are the first frame with the last, the second with the last but one, and so on.
    """
    places: dict[str, list[int]] = {}
    for place, shot in enumerate(table.shot_ids):
        places.setdefault(shot, []).append(place)
    pairs: list[tuple[int, int]] = []
    for rows in places.values():
        ordered = sorted(rows, key=lambda row: int(table.frames[row]))
        mirrored = list(zip(ordered, reversed(ordered), strict=True))[: len(ordered) // 2]
        pairs += mirrored[:: 1 + len(mirrored) // MOST_PAIRS]
    if not pairs:
        return np.empty(0)
    one, other = np.array(pairs).T
    return np.asarray((table.vectors[one] * table.vectors[other]).sum(axis=1), np.float64)
