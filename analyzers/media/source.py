"""What a decoder needs to know of a version: where it is and what the probe said."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from graph.nodes.asset import AssetKind, MediaInfo
from graph.nodes.time import Rational

SEQUENCE_RATE = Rational(24, 1)
"""Frames a second of an image sequence, which carries no rate of its own."""


@dataclass(frozen=True, slots=True)
class ProbedMedia:
    """What a probe found. ``files`` names the frames of an image sequence in order, relative to its folder."""

    kind: AssetKind
    media: MediaInfo
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MediaSource:
    """A medium to decode: ``path`` is the file, or the folder of an image sequence whose frames ``files`` names in order."""

    path: Path
    kind: AssetKind
    media: MediaInfo
    files: tuple[str, ...] = ()

    @property
    def rate(self) -> Rational:
        """Frames a second; for a variable rate, the mean."""
        return self.media.frame_rate or SEQUENCE_RATE

    @property
    def display_size(self) -> tuple[int, int]:
        """Width and height of the picture as shown, in square pixels; (0, 0) where there is no picture."""
        return self.media.display_size or (0, 0)

    @property
    def has_picture(self) -> bool:
        """Whether there is anything to see."""
        return self.kind is not AssetKind.AUDIO

    @property
    def has_sound(self) -> bool:
        """Whether there is anything to hear."""
        return self.media.audio_stream is not None


def fitted(size: tuple[int, int], box: tuple[int, int], *, even: bool = False) -> tuple[int, int]:
    """Return ``size`` made to fit into ``box``, never enlarged, aspect kept; with even sides where a codec wants them."""
    scale = min(1.0, box[0] / max(size[0], 1), box[1] / max(size[1], 1))
    step = 2 if even else 1
    width, height = (max(step, round(side * scale / step) * step) for side in size)
    return width, height
