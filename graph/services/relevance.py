"""How far a picture stands out of the background: what queries about nothing in particular find in the same picture.

A bare cosine says little: some pictures are near to any query (hubs), some to none, and each embedder has a scale of
its own. So each picture is judged by its own background, the cosines of the fixed background queries with it: the
median is its zero and the spread below the median its unit (the upper side holds true matches). A library of many
pictures offers a senseless query more chances, so the deviation that counts as a match grows with the number of
pictures: a band is a bound on the chance that a query about nothing would find *anything* so near here (the correction
of Šidák, 1967). It needs no second picture: a library of five clips has the same zero and unit as one of a million.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, expm1, log1p, sqrt

import numpy as np
from numpy.typing import NDArray

from graph.nodes.search import Relevance

Vectors = NDArray[np.float32]

STRONG_CHANCE = 0.01
FAIR_CHANCE = 0.10
LEAST_SPREAD = 1e-4  # of a cosine: below it a picture answers all queries alike, and nothing stands out


@dataclass(frozen=True, slots=True)
class Background:
    """The background queries' vectors under one embedder, shape (queries, dimensions)."""

    vectors: Vectors

    def deviations(self, query: Vectors, pictures: Vectors) -> NDArray[np.float64]:
        """Return how many spreads each picture's cosine with ``query`` lies above its own background, shape (pictures,)."""
        background = (pictures @ self.vectors.T).astype(np.float64)
        return (pictures @ query - _centre(background)) / _spread(background)


def chance(deviation: float, pictures: int) -> float:
    """Return the chance that the best of so many unrelated pictures lies so many spreads above its background."""
    one = 0.5 * erfc(deviation / sqrt(2))
    return 1.0 if one >= 1 else -expm1(max(1, pictures) * log1p(-one))


def band(deviation: float, pictures: int) -> Relevance:
    """Return the relevance of a picture among so many."""
    likely = chance(deviation, pictures)
    if likely <= STRONG_CHANCE:
        return Relevance.STRONG
    return Relevance.FAIR if likely <= FAIR_CHANCE else Relevance.WEAK


def _centre(cosines: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.median(cosines, axis=-1))


def _spread(cosines: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the standard deviation that the lower half has: the distance from the median to the 16th percentile."""
    return np.maximum(_centre(cosines) - np.quantile(cosines, 0.1587, axis=-1), LEAST_SPREAD)
