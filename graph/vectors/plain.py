"""Frames without a picture: black heads, grey cards, white flashes. What a network dreams into one answers no words."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.features import SignatureTable

PLAIN_RANGE = 6  # of 255, between the brightest and the darkest of a signature's means; codecs leave noise of 2 or 3


def plain_among(signatures: SignatureTable, frames: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which of some frames show nothing but one brightness, shape (frames,); a frame without a signature does not."""
    plain = np.zeros(len(frames), bool)
    known = (frames >= 0) & (frames < len(signatures))
    means = signatures.luminances[frames[known]].reshape(int(known.sum()), -1)
    plain[known] = np.ptp(means, axis=1) <= PLAIN_RANGE
    return plain
