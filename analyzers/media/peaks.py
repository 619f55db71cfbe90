"""Peaks: the outline of the sound, in the JSON form (version 2) that browser waveforms read.

Fields are those of the BBC's audiowaveform format: for each pixel the least and the greatest sample of all channels, 8 bit.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analyzers.media.made_file import MadeFile, written
from analyzers.media.taps import SOUND_RATE
from graph.nodes.asset import RepresentationRole

_FINEST = SOUND_RATE // 100
_MOST_PIXELS = 30_000


class PeaksTap:
    """Keeps the extremes of each 10 ms; where that is more than 30,000 pixels, neighbours become one until it is not."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._samples_per_pixel = _FINEST
        self._rest = np.zeros(0, np.float32)
        self._rest_low = self._rest
        self._low: list[NDArray[np.int8]] = []
        self._high: list[NDArray[np.int8]] = []
        self._pixels = 0

    def accept_sound(self, samples: NDArray[np.float32]) -> None:
        """Take samples, float32 (2, n)."""
        low = np.concatenate([self._rest_low, samples.min(axis=0)])
        high = np.concatenate([self._rest, samples.max(axis=0)])
        self._take(low, high, low.size // self._samples_per_pixel)

    def finish(self) -> list[MadeFile]:
        """Write the peaks; nothing where there was no sound."""
        if self._rest.size:
            missing = self._samples_per_pixel - self._rest.size
            self._take(np.pad(self._rest_low, (0, missing), "edge"), np.pad(self._rest, (0, missing), "edge"), 1)
        if not self._pixels:
            return []
        low, high = np.concatenate(self._low), np.concatenate(self._high)
        peaks = {
            "version": 2,
            "channels": 1,
            "sample_rate": SOUND_RATE,
            "samples_per_pixel": self._samples_per_pixel,
            "bits": 8,
            "length": int(low.size),
            "data": np.stack([low, high], axis=1).reshape(-1).tolist(),
        }
        with written(self._path) as temporary:
            temporary.write_text(json.dumps(peaks, separators=(",", ":")))
        return [MadeFile.at(RepresentationRole.WAVEFORM, self._path, "application/json")]

    def _take(self, low: NDArray[np.float32], high: NDArray[np.float32], pixels: int) -> None:
        used = pixels * self._samples_per_pixel
        self._rest_low, self._rest = low[used:], high[used:]
        if pixels:
            self._low.append(_quantised(low[:used].reshape(pixels, -1).min(axis=1)))
            self._high.append(_quantised(high[:used].reshape(pixels, -1).max(axis=1)))
            self._pixels += pixels
        if self._pixels > _MOST_PIXELS:
            self._halve()

    def _halve(self) -> None:
        low, high = np.concatenate(self._low), np.concatenate(self._high)
        if low.size % 2:
            low, high = np.append(low, low[-1]), np.append(high, high[-1])
        self._low, self._high = [low.reshape(-1, 2).min(axis=1)], [high.reshape(-1, 2).max(axis=1)]
        self._samples_per_pixel *= 2
        self._pixels = low.size // 2


def _quantised(samples: NDArray[np.float32]) -> NDArray[np.int8]:
    return np.clip(np.round(samples * 128), -128, 127).astype(np.int8)
