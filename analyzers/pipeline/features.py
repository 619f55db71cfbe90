"""What is too many for the graph: the vector of every sampled frame and keyframe."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from analyzers.pipeline.keyframes import SampledVectors
from graph.features import EmbeddingTable
from graph.nodes.shot import Keyframe, Shot

if TYPE_CHECKING:
    from numpy.typing import NDArray


def embedding_table(shots: Sequence[Shot], keyframes: Sequence[Keyframe], sampled: SampledVectors) -> EmbeddingTable:
    """Return the vectors of a run, brought back to unit length from half precision.

    One row a keyframe, then one for each further frame of ``sampled``, which holds the keyframes' frames too.
    """
    row_of = {int(frame): row for row, frame in enumerate(sampled.frames)}
    own = [row_of[keyframe.frame] for keyframe in keyframes]
    others = sorted(set(row_of.values()) - set(own))
    starts = np.array([shot.range.start for shot in shots], dtype=np.int64)
    places = np.searchsorted(starts, sampled.frames[others], side="right") - 1
    rows = own + others
    return EmbeddingTable(
        keyframe_ids=(*(keyframe.id for keyframe in keyframes), *(None for _ in others)),
        shot_ids=(*(keyframe.shot_id for keyframe in keyframes), *(shots[int(place)].id for place in places)),
        frames=sampled.frames[rows],
        vectors=_unit(sampled.vectors[rows].astype(np.float32)),
    )


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    answer: NDArray[np.float32] = vectors / np.maximum(lengths, 1e-12)
    return answer
