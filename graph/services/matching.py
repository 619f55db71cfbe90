"""Finding the frames of a note again in another version: by what is seen on them, else by what else is known."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from graph.features import EmbeddingTable, SignatureTable
from graph.nodes.asset import MediaInfo
from graph.nodes.time import FrameRange, Rational
from graph.services.alignment import Alignment, align

if TYPE_CHECKING:
    from numpy.typing import NDArray

NEEDS_EYES_BELOW = 0.6
"""A confidence below this asks for a person's look."""

_ALIKE = 0.3
"""Pictures that differ by this show nothing of the same moment any more (see ``Alignment.differences``)."""
_AROUND = 12
"""Frames before and after a note that should have stayed too, or its own likeness is perhaps a coincidence."""
_NOISE = 12.0
"""Luminance below which a picture has no structure to be told by: compression alone makes as much."""
_LEVEL = 0.5
"""How much the mean luminance counts beside the structure; little, so that a grade changes no match."""
_ENDLESS = 2**31
"""Frames of sound alone, which has none to count."""
_WHOLE_SECONDS = Rational(1, 1)
_BY_SAMPLES, _BY_TIMECODE, _BY_NUMBER = 0.5, 0.3, 0.1
"""The most that can be said without the picture of each frame."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where frames are in the newer version, and how surely, 0..1. What is gone has the place where it was cut out, at 0."""

    at: FrameRange
    confidence: float

    @property
    def needs_eyes(self) -> bool:
        """Whether a person should look."""
        return self.confidence < NEEDS_EYES_BELOW


class Places(Protocol):
    """Says where frames of an older version are in a newer one."""

    def find(self, at: FrameRange) -> Place:
        """Return the place of a half-open range of frames."""
        ...


class SeenPlaces:
    """By the pictures of all frames of both."""

    def __init__(self, old: SignatureTable, new: SignatureTable) -> None:
        """Align the two; takes seconds for a long film."""
        self._alignment = align(_structure(old.luminances), _structure(new.luminances))
        self._frames = len(new)
        places = np.clip(self._alignment.frames, 0, max(0, len(new) - 1))
        same = (old.digests == new.digests[places]) if len(new) else np.zeros(len(old), np.bool_)
        likeness = np.clip(1 - self._alignment.differences / _ALIKE, 0, 1)
        likeness = np.maximum(np.where(same, 1.0, likeness), _middling(likeness))
        self._likeness = np.where(self._alignment.gone, 0.0, likeness)

    def find(self, at: FrameRange) -> Place:
        """Return where the frames that stayed are; none did where the confidence is 0."""
        frames, last = self._alignment.frames, len(self._likeness) - 1
        start, end = min(at.start, last), min(at.end, last + 1)
        own = self._likeness[start:end]
        stayed = frames[start:end][own > 0]
        if len(stayed) == 0:
            cut = int(np.clip(frames[start], 0, self._frames - 1))
            return Place(FrameRange(cut, cut + 1), 0.0)
        around = self._likeness[max(0, start - _AROUND) : end + _AROUND]
        confidence = float(own.mean() * (1 + (around > 0).mean()) / 2)
        return Place(FrameRange(int(stayed.min()), int(stayed.max()) + 1), round(confidence, 3))


class SampledPlaces:
    """By the embeddings of the frames that were sampled, some a second: near, and never sure."""

    def __init__(self, old: EmbeddingTable, new: EmbeddingTable, new_frames: int) -> None:
        """Align the samples of the two."""
        old_order, new_order = np.argsort(old.frames), np.argsort(new.frames)
        self._old, self._new = old.frames[old_order], new.frames[new_order]
        old_vectors, new_vectors = old.vectors[old_order], new.vectors[new_order]
        self._alignment: Alignment = align(*_spread(old_vectors, new_vectors))
        self._frames = new_frames

    def find(self, at: FrameRange) -> Place:
        """Return the place of the nearest sample, as far beside it as the note is."""
        nearest = int(np.abs(self._old - at.start).argmin())
        stayed = not self._alignment.gone[nearest]
        found = int(self._new[max(0, int(self._alignment.frames[nearest]))])
        likeness = float(np.clip(1 - self._alignment.differences[nearest] / _ALIKE, 0, 1)) if stayed else 0.0
        start = found + (at.start - int(self._old[nearest]) if stayed else 0)
        return Place(within(start, at.frames if stayed else 1, self._frames), round(_BY_SAMPLES * likeness, 3))


class NumberedPlaces:
    """By timecode where both versions have one, by the frames' numbers otherwise: hardly more than a guess.

    Of sounds the numbers are of the grain of each, which was a second once.
    """

    def __init__(self, old: MediaInfo, new: MediaInfo) -> None:
        self._offset, self._confidence = 0, _BY_NUMBER
        if old.start_timecode is not None and new.start_timecode is not None and old.frame_rate == new.frame_rate:
            self._offset = old.start_timecode.frame - new.start_timecode.frame
            self._confidence = _BY_TIMECODE
        self._frames = new.frames or _ENDLESS
        self._grains = Fraction(1)
        if new.width is None:
            old_grain, new_grain = old.frame_rate or _WHOLE_SECONDS, new.frame_rate or _WHOLE_SECONDS
            self._grains = new_grain.fraction / old_grain.fraction

    def find(self, at: FrameRange) -> Place:
        """Return the frames of the same timecode, or the same numbers; the nearest where there are none."""
        start = round(at.start * self._grains) + self._offset
        place = within(start, max(1, round(at.frames * self._grains)), self._frames)
        return Place(place, self._confidence if place.start == start else 0.0)


def _middling(likeness: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
    """Return the median of each five in a row: a frame that a retime skips is as surely in its place as those beside it."""
    padded = np.pad(likeness, 2, mode="edge")
    answer: NDArray[np.floating[Any]] = np.median(np.lib.stride_tricks.sliding_window_view(padded, 5), axis=1)
    return answer


def within(start: int, frames: int, all_frames: int) -> FrameRange:
    """Return a range of a version's frames, moved and cut so that it lies in it."""
    start = max(0, min(start, all_frames - 1))
    return FrameRange(start, max(start + 1, min(start + frames, all_frames)))


def _structure(luminances: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the signatures with brightness and contrast taken out, so that distances are 0 to about 1.4."""
    flat = luminances.reshape(len(luminances), luminances.shape[1] * luminances.shape[2]).astype(np.float32)
    mean = flat.mean(axis=1, keepdims=True)
    contrast = flat.std(axis=1, keepdims=True) + _NOISE
    structure = (flat - mean) / contrast / np.sqrt(flat.shape[1])
    answer: NDArray[np.float32] = np.concatenate([structure, _LEVEL * mean / 255], axis=1, dtype=np.float32)
    return answer


def _spread(old: NDArray[np.float32], new: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return vectors scaled so that two of different moments are about 1 apart, whatever the network makes of pictures."""
    every = np.concatenate([old, new])
    apart = np.linalg.norm(every - every.mean(axis=0), axis=1).mean() * np.sqrt(2)
    scale = np.float32(1 / max(float(apart), 1e-3))
    return old * scale, new * scale
