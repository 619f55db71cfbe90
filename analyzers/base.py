"""The Analyzer protocol and the typed results that analyzers give.

An analyzer is one network with its exact weights. Pictures are RGB uint8 arrays of the display picture (rotation and pixel
aspect applied), shape (height, width, 3); batches are sequences of them, or one array (n, height, width, 3) where the sizes
are equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from graph.nodes.box import Box
from graph.nodes.model import ModelIdentity
from graph.nodes.shot import Transition
from graph.nodes.time import FrameRange

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]


class Analyzer(Protocol):
    """A network: known by its identity before it is loaded, loaded once, asked in batches, unloaded when idle."""

    @property
    def identity(self) -> ModelIdentity:
        """Exact identity; computing it may hash the weights file, never loads it."""
        ...

    def load(self, device: str) -> None:
        """Bring the weights into memory on a device (``cpu``, ``cuda:0``)."""
        ...

    def predict(self, batch: Any) -> Any:
        """Answer a batch; blocking. Each analyzer narrows the types."""
        ...

    def unload(self) -> None:
        """Give the memory back."""
        ...


@dataclass(frozen=True, slots=True)
class DetectedBox:
    """One box that a detector saw on one picture.

    ``opinions`` are labels with the probabilities that a classifier gives the part of the picture inside; none if not asked.
    ``colours`` are the colours that stand out in that part, with their shares. ``detected`` is the detector's own word where
    ``label`` is the track's.
    """

    label: str
    confidence: float
    box: Box
    opinions: tuple[tuple[str, float], ...] = ()
    colours: tuple[tuple[str, float], ...] = ()
    detected: str | None = None


@dataclass(frozen=True, slots=True)
class ShotBoundary:
    """The start of a shot: ``range`` is half open, ``transition`` the frames that mix with the shot before."""

    range: FrameRange
    transition_in: Transition
    transition: FrameRange


@dataclass(frozen=True, slots=True)
class FrameDetections:
    """What a detector saw on one sampled frame."""

    frame: int
    boxes: tuple[DetectedBox, ...]


@dataclass(frozen=True, slots=True)
class FollowedThing:
    """A thing followed through a shot: its boxes in frame order, all with the track's label."""

    label: str
    detections: Sequence[FrameDetections]
    confidence: float
