"""Which frames the detector and the embedder see: about so many a second, evenly in time."""

from __future__ import annotations

from fractions import Fraction


class Sampler:
    """Picks the first frame of each ``1 / per_second`` seconds, so that a variable rate is sampled evenly too."""

    def __init__(self, per_second: float) -> None:
        self._per_second = Fraction(per_second).limit_denominator(1000)
        self._interval = -1

    def takes(self, seconds: Fraction) -> bool:
        """Whether the frame shown at ``seconds`` is sampled; frames are asked about in order of time."""
        interval = int(seconds * self._per_second // 1)
        if interval <= self._interval:
            return False
        self._interval = interval
        return True
