"""How far a picture stands out: whether a query about nothing in particular would find anything so near in this library.

A bare cosine says little: each embedder has a scale of its own, and some queries are near to everything. So a cosine is
first measured against background queries: its zero and unit are what these find in the library's pictures, moved and
stretched by how near the query is to the background queries themselves. Then the background queries' own measures, of
every one with every picture, say how rare such a value is: observed up to ``TAIL``, beyond it as an exponential tail
whose rate is taken from the median excess, since the few largest of them are true matches (peaks over a threshold:
Pickands, 1975). A library of many shots offers a senseless query more chances; a band is a bound on the chance over all
of them (Šidák, 1967). Every background query meets every picture, so a library of five shots already has two thousand
observations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp, expm1, log, log1p

import numpy as np
from numpy.typing import NDArray

from graph.nodes.search import Relevance

Vectors = NDArray[np.float32]

STRONG_CHANCE = 0.01
FAIR_CHANCE = 0.10
TAIL = 0.97  # of the observations; what lies above is extrapolated
LEAST_SPREAD = 1e-3  # of a cosine
SAME_PICTURE = 0.9999


@dataclass(frozen=True)
class Background:
    """Background queries under one embedder, ``vectors`` of shape (queries, dimensions), and pictures of a library.

    ``pictures`` are some of those that may be found, one a shot, shape (pictures, dimensions).
    """

    vectors: Vectors
    pictures: Vectors

    def judge(self, query: Vectors, cosines: Sequence[float], shots: int) -> list[tuple[float, Relevance]]:
        """Return deviation and relevance for each cosine of ``query``, where it was the best of so many shots."""
        deviations = self.deviations(query, np.asarray(cosines, np.float64)).tolist()
        return [(deviation, self.band(deviation, shots)) for deviation in deviations]

    def deviations(self, query: Vectors, cosines: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return cosines of ``query`` with pictures as deviations from the background; the order stays the same."""
        near = (self.vectors @ query).astype(np.float64)
        others = near[near < SAME_PICTURE]
        if not len(others):
            return np.zeros(len(cosines))
        return self._measured(cosines, others.mean(), max(others.std(), LEAST_SPREAD))

    def chance(self, deviation: float, shots: int) -> float:
        """Return the chance that the best of so many unrelated shots deviates at least so far, 0..1."""
        if not len(self._observed):
            return 1.0
        if deviation <= self._threshold:
            one = 1 - float(np.searchsorted(self._observed, deviation)) / len(self._observed)
        else:
            one = (1 - TAIL) * exp(-log(2) * (deviation - self._threshold) / self._median_excess)
        return 1.0 if one >= 1 else -expm1(max(1, shots) * log1p(-one))

    def band(self, deviation: float, shots: int) -> Relevance:
        """Return the relevance of a deviation among so many shots."""
        likely = self.chance(deviation, shots)
        if likely <= STRONG_CHANCE:
            return Relevance.STRONG
        return Relevance.FAIR if likely <= FAIR_CHANCE else Relevance.WEAK

    def _measured(
        self, cosines: NDArray[np.float64], near: NDArray[np.float64] | float, width: NDArray[np.float64] | float
    ) -> NDArray[np.float64]:
        """Return cosines less their expected value, in expected spreads, for a query that is so near to the background."""
        usual_near, usual_width = self._usual
        centre = self._found.mean() + (near - usual_near) * self._spread / usual_width
        return np.asarray((cosines - centre) / (self._spread * width / usual_width))

    @cached_property
    def _found(self) -> NDArray[np.float64]:
        """Cosines of the background queries with the pictures, shape (pictures, queries)."""
        return (self.pictures @ self.vectors.T).astype(np.float64)

    @cached_property
    def _spread(self) -> float:
        return max(float(self._found.std()), LEAST_SPREAD)

    @cached_property
    def _among(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Mean and spread of each background query's cosines with all others."""
        if len(self.vectors) < 2:
            return np.zeros(len(self.vectors)), np.full(len(self.vectors), LEAST_SPREAD)
        cosines = (self.vectors @ self.vectors.T).astype(np.float64)
        others = cosines[~np.eye(len(cosines), dtype=bool)].reshape(len(cosines), -1)
        return others.mean(axis=1), np.maximum(others.std(axis=1), LEAST_SPREAD)

    @cached_property
    def _usual(self) -> tuple[float, float]:
        near, width = self._among
        return float(near.mean()), float(width.mean())

    @cached_property
    def _observed(self) -> NDArray[np.float64]:
        measured = self._measured(self._found, *self._among)
        # Where pictures are the background, each meets itself once, which says nothing.
        return np.sort(measured[self._found < SAME_PICTURE])

    @cached_property
    def _threshold(self) -> float:
        return float(np.quantile(self._observed, TAIL)) if len(self._observed) else 0.0

    @cached_property
    def _median_excess(self) -> float:
        above = self._observed[self._observed > self._threshold]
        return max(float(np.median(above)) - self._threshold, LEAST_SPREAD) if len(above) else 1.0
