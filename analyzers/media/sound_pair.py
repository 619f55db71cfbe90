"""Two mono tracks as one stereo sound: the first on the left, the second on the right."""

from __future__ import annotations

import numpy as np
from av.audio.frame import AudioFrame
from numpy.typing import NDArray

from analyzers.media.sound import SoundLine
from analyzers.media.taps import SOUND_RATE

_LONGEST_WAIT = 60 * SOUND_RATE
"""Tracks are stored side by side; where one is more than a minute ahead, the other has ended, or is silent for so long."""


class SoundPair:
    """Joins what two lines of sound give, sample by sample. A side that comes too late or ends early is silent meanwhile."""

    def __init__(self) -> None:
        self._lines = (SoundLine(1), SoundLine(1))
        self._waiting = [np.zeros(0, np.float32), np.zeros(0, np.float32)]
        self._late = [0, 0]

    @property
    def written(self) -> int:
        """How many samples the longer side has had."""
        return max(line.written for line in self._lines)

    def push(self, frame: AudioFrame, seconds: float | None, *, right: bool) -> list[NDArray[np.float32]]:
        """Return the samples, float32 (2, n), that are whole with ``frame``, which begins ``seconds`` after the picture."""
        self._keep(int(right), self._lines[right].push(frame, seconds))
        ahead = max(side.size for side in self._waiting)
        return self._joined(ahead if ahead > _LONGEST_WAIT else min(side.size for side in self._waiting))

    def flush(self) -> list[NDArray[np.float32]]:
        """Return what is held; the shorter side ends in silence."""
        for side, line in enumerate(self._lines):
            self._keep(side, line.flush())
        return self._joined(max(side.size for side in self._waiting))

    def _keep(self, side: int, blocks: list[NDArray[np.float32]]) -> None:
        samples = np.concatenate([np.zeros(0, np.float32), *(block[0] for block in blocks)])
        dropped = min(self._late[side], samples.size)
        self._late[side] -= dropped
        self._waiting[side] = np.concatenate([self._waiting[side], samples[dropped:]])

    def _joined(self, length: int) -> list[NDArray[np.float32]]:
        if not length:
            return []
        both = np.zeros((2, length), np.float32)
        for side, waiting in enumerate(self._waiting):
            there = min(length, waiting.size)
            both[side, :there] = waiting[:there]
            self._late[side] += length - there
            self._waiting[side] = waiting[there:]
        return [both]
