"""Tracks: things followed through a Shot."""

from __future__ import annotations

from dataclasses import dataclass

from graph.nodes.box import Box
from graph.nodes.time import FrameRange


@dataclass(frozen=True, slots=True)
class Detection:
    """One box on one frame; kept in the feature store, not in the graph."""

    frame: int
    box: Box
    confidence: float


@dataclass(frozen=True, slots=True)
class TrackFilter:
    """What a track must satisfy; all given conditions hold together. ``frames`` is overlapped, not contained."""

    labels: tuple[str, ...] | None = None
    entity_id: str | None = None
    min_confidence: float | None = None
    frames: FrameRange | None = None


@dataclass(frozen=True, slots=True)
class Track:
    """A thing followed through a Shot. ``ordinal`` counts within the run and names its rows in the feature store."""

    id: str
    shot_id: str
    version_id: str
    run_id: str
    ordinal: int
    label: str
    confidence: float
    range: FrameRange
    best_frame: int
    best_box: Box
    detections: int
