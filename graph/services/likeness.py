"""How alike two pictures are, next to frames of one shot: what an example finds matches where it could be more of the same.

The background of a library (``graph.services.relevance``) says how far a picture stands out of the rest. Where the rest is
takes, versions and copies of the same thing, none stands out, and yet they are what was asked for. So pictures are also
measured by an embedder's own idea of sameness: cosines between frames of one and the same shot.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.nodes.search import Relevance

STRONG_SHARE = 1 / 2  # of the pairs of frames of one shot, that are less alike
FAIR_SHARE = 1 / 3
LEAST_PAIRS = 30  # from which their shares say something
COPY = 0.98  # a cosine that one picture keeps through another codec or size; frames of shots where little moves are nearer


@dataclass(frozen=True, slots=True)
class Likeness:
    """``kin`` are cosines between frames of one shot, ascending."""

    kin: NDArray[np.float64]

    def band(self, cosine: float) -> Relevance:
        """Return the relevance of a picture with this cosine to the example."""
        share = float(np.searchsorted(self.kin, cosine)) / len(self.kin) if len(self.kin) >= LEAST_PAIRS else 0.0
        if cosine >= COPY or share >= STRONG_SHARE:
            return Relevance.STRONG
        return Relevance.FAIR if share >= FAIR_SHARE else Relevance.WEAK
