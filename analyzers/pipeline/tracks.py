"""From things followed through shots to Tracks for the graph and boxes for the feature store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analyzers.base import DetectedBox, FollowedThing
from graph.features import BoxTable
from graph.nodes.ids import derived_id
from graph.nodes.shot import Shot
from graph.nodes.time import FrameRange
from graph.nodes.track import Track


@dataclass(frozen=True, slots=True)
class TracksOfRun:
    """All tracks of a run, in order of their ordinals, with every box of each."""

    tracks: tuple[Track, ...]
    boxes: BoxTable


def tracks_of(shots: Sequence[Shot], followed: Sequence[Sequence[FollowedThing]]) -> TracksOfRun:
    """Return the tracks of all shots; ``followed`` holds what was followed through each shot, in the same order.

    Ordinals count through the run by shot, first frame and label, so that a second attempt numbers them alike.
    """
    tracks: list[Track] = []
    rows: list[tuple[int, int, DetectedBox]] = []
    for shot, things in zip(shots, followed, strict=True):
        for thing in sorted(things, key=_order):
            ordinal = len(tracks)
            seen = [(frame.frame, box) for frame in thing.detections for box in frame.boxes]
            tracks.append(_track(shot, ordinal, thing, seen))
            rows.extend((ordinal, frame, box) for frame, box in seen)
    return TracksOfRun(tuple(tracks), _table(rows))


def _order(thing: FollowedThing) -> tuple[int, str, float, float]:
    first = thing.detections[0]
    return (first.frame, thing.label, first.boxes[0].box.x, first.boxes[0].box.y)


def _track(shot: Shot, ordinal: int, thing: FollowedThing, seen: Sequence[tuple[int, DetectedBox]]) -> Track:
    best_frame, best = max(seen, key=lambda one: one[1].confidence * one[1].box.area ** 0.5)
    return Track(
        id=derived_id(shot.run_id, "track", ordinal),
        shot_id=shot.id,
        version_id=shot.version_id,
        run_id=shot.run_id,
        ordinal=ordinal,
        label=thing.label,
        confidence=thing.confidence,
        range=FrameRange(seen[0][0], seen[-1][0] + 1),
        best_frame=best_frame,
        best_box=best.box,
        detections=len(seen),
    )


def _table(rows: Sequence[tuple[int, int, DetectedBox]]) -> BoxTable:
    boxes = [(row.box.x, row.box.y, row.box.width, row.box.height) for _, _, row in rows]
    return BoxTable(
        tracks=np.array([ordinal for ordinal, _, _ in rows], dtype=np.int32),
        frames=np.array([frame for _, frame, _ in rows], dtype=np.int64),
        labels=tuple(row.label for _, _, row in rows),
        confidences=np.array([row.confidence for _, _, row in rows], dtype=np.float32),
        boxes=np.array(boxes, dtype=np.float32).reshape(len(rows), 4),
        detected=tuple(row.detected or row.label for _, _, row in rows),
    )
