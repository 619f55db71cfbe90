"""Sound as one line of samples that begins with the picture: offsets become silence or are cut, holes are filled."""

from __future__ import annotations

import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from analyzers.media.taps import SOUND_RATE

_TOLERANCE = SOUND_RATE // 20
"""Times of coded sound wander by some milliseconds; only a jump of more than 50 ms is a hole or an overlap."""

_LONGEST_HOLE = 600 * SOUND_RATE
"""A jump of more than ten minutes is a damaged time stamp, not silence."""

_NAMED = {1: "mono", 2: "stereo", 3: "2.1", 4: "quad", 5: "5.0", 6: "5.1", 7: "6.1", 8: "7.1"}


class SoundLine:
    """Resamples frames to float32 at SOUND_RATE and keeps them in step with the time of the first picture.

    ``channels`` are 2, or 1 for one side of a sound whose two sides are tracks of their own.
    """

    def __init__(self, channels: int = 2) -> None:
        self._channels = channels
        self._resampler: AudioResampler | None = None
        self._source: tuple[str, str, int] | None = None
        self.written = 0

    def push(self, frame: AudioFrame, seconds: float | None) -> list[NDArray[np.float32]]:
        """Return the samples of ``frame``, which begins ``seconds`` after the first picture (None: after the last frame)."""
        source = (frame.format.name, frame.layout.name, frame.sample_rate)
        blocks: list[NDArray[np.float32]] = []
        if source != self._source:
            blocks += self.flush()
            self._resampler = AudioResampler(format="fltp", layout=_NAMED[self._channels], rate=SOUND_RATE)
            self._source = source
        frame = _with_named_channels(frame)
        frame.pts = None
        if self._resampler is not None:
            blocks += self._aligned(self._samples(self._resampler.resample(frame)), seconds)
        return blocks

    def flush(self) -> list[NDArray[np.float32]]:
        """Return what the resampler still holds."""
        if self._resampler is None:
            return []
        resampler, self._resampler = self._resampler, None
        return self._aligned(self._samples(resampler.resample(None)), None)

    def _aligned(self, samples: NDArray[np.float32], seconds: float | None) -> list[NDArray[np.float32]]:
        blocks = [samples]
        if seconds is not None:
            missing = round(seconds * SOUND_RATE) - self.written
            tolerance = _TOLERANCE if self.written else 0
            if tolerance < missing < _LONGEST_HOLE:
                blocks = [np.zeros((self._channels, missing), np.float32), samples]
            elif missing < -tolerance:
                blocks = [samples[:, -missing:]]
        blocks = [block for block in blocks if block.shape[1]]
        self.written += sum(block.shape[1] for block in blocks)
        return blocks

    def _samples(self, frames: list[AudioFrame]) -> NDArray[np.float32]:
        arrays = [frame.to_ndarray() for frame in frames] or [np.zeros((self._channels, 0), np.float32)]
        return np.concatenate(arrays, axis=1).astype(np.float32, copy=False)


def _with_named_channels(frame: AudioFrame) -> AudioFrame:
    """Give channels without a named layout the usual one for their number, or the mix-down has nothing to go by."""
    name = _NAMED.get(frame.layout.nb_channels)
    if name is None or not frame.layout.name.endswith("channels"):
        return frame
    named = AudioFrame.from_ndarray(frame.to_ndarray(), format=frame.format.name, layout=name)
    named.sample_rate = frame.sample_rate
    return named
