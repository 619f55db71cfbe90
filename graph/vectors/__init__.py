"""Vector search: FAISS over the keyframe vectors of the feature store, one index per embedding ModelVersion."""

from graph.vectors.index import Allowed, Neighbour, VectorIndex
from graph.vectors.library import Reconciled, VectorIndexes
from graph.vectors.rows import IndexedRun, ShotSpans

__all__ = ["Allowed", "IndexedRun", "Neighbour", "Reconciled", "ShotSpans", "VectorIndex", "VectorIndexes"]
