"""Following detected things through a shot.

Association in two stages as in ByteTrack (Zhang et al. 2022): sure boxes first, then the tracks left over with the unsure.
Since only about five frames a second are seen, boxes are compared with a margin around them (buffered IoU, Yang et al.
2023), which lets a small, fast thing meet its prediction again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import lap
import numpy as np
from numpy.typing import NDArray

from analyzers.base import DetectedBox, FollowedThing, FrameDetections
from analyzers.detect import REPORTED
from analyzers.motion_model import Motion
from analyzers.naming import names_of
from graph.nodes.time import FrameRange

SURE = 0.3  # confidence from which a box takes part in the first stage
STARTS = 0.35  # confidence from which an unmatched box starts a track
MARGINS = (0.15, 0.5)  # of the box's size, added on each side: first the near, then the far
LEAST_OVERLAP = 0.1  # buffered IoU below which nothing is matched
UNSURE_OVERLAP = 0.4  # the same for an unsure box, which must be where it is expected
OTHER_LABEL = 0.5  # IoU from which a box of another label may be the same thing
SAME_THING = 0.8  # IoU of two boxes of one frame, whatever their labels, from which they are one thing
LONGEST_GAP = 5  # samples a track may be unseen
LEAST_SEEN = 3  # samples a track must be seen on, or all of a shorter shot


@dataclass
class _Path:
    motion: Motion
    seen: list[tuple[int, DetectedBox]] = field(default_factory=list)
    unseen: int = 0

    @property
    def confidence(self) -> float:
        """Mean confidence of the surer half of the boxes."""
        values = sorted((box.confidence for _, box in self.seen), reverse=True)
        half = values[: (len(values) + 1) // 2]
        return sum(half) / len(half)


def follow(shot: FrameRange, frames: Sequence[FrameDetections]) -> list[FollowedThing]:
    """Return the things followed through ``shot``, in order of appearance; ``frames`` outside of it are left out.

    A thing seen on fewer than three samples (of a shot that has as many), or never surely, is taken for flicker.
    """
    samples = sorted((one for one in frames if shot.start <= one.frame < shot.end), key=lambda one: one.frame)
    alive: list[_Path] = []
    ended: list[_Path] = []
    for sample in samples:
        boxes = _without_doubles(sample.boxes)
        for path in alive:
            path.motion.predict(sample.frame)
        sure = [box for box in boxes if box.confidence >= SURE]
        unsure = [box for box in boxes if box.confidence < SURE]
        open_paths = list(alive)
        for margin in MARGINS:
            open_paths, sure = _match(open_paths, sure, sample.frame, margin, LEAST_OVERLAP)
        open_paths, _ = _match([p for p in open_paths if p.unseen == 0], unsure, sample.frame, MARGINS[0], UNSURE_OVERLAP)
        for path in alive:
            path.unseen = 0 if path.seen[-1][0] == sample.frame else path.unseen + 1
        ended += [path for path in alive if path.unseen > LONGEST_GAP]
        alive = [path for path in alive if path.unseen <= LONGEST_GAP]
        alive += [_Path(Motion(box.box, sample.frame), [(sample.frame, box)]) for box in sure if box.confidence >= STARTS]
    least = min(LEAST_SEEN, len(samples))
    kept = [path for path in ended + alive if len(path.seen) >= least and path.confidence >= REPORTED]
    kept.sort(key=lambda path: (path.seen[0][0], -path.confidence))
    names = names_of([[box for _, box in path.seen] for path in kept])
    return [_thing(path, name) for path, name in zip(kept, names, strict=True)]


def _thing(path: _Path, label: str) -> FollowedThing:
    detections = tuple(FrameDetections(frame, (replace(box, label=label, detected=box.label),)) for frame, box in path.seen)
    return FollowedThing(label, detections, path.confidence)


def _match(
    paths: list[_Path], boxes: list[DetectedBox], frame: int, margin: float, least: float
) -> tuple[list[_Path], list[DetectedBox]]:
    """Give each path its box, at the greatest total overlap; return the paths and the boxes left over."""
    if not paths or not boxes:
        return paths, boxes
    expected = np.array([path.motion.corners for path in paths])
    found = _corners(boxes)
    overlap = _overlap(_widened(expected, margin), _widened(found, margin))
    plain = _overlap(expected, found)
    same = np.array([[path.seen[-1][1].label == box.label for box in boxes] for path in paths])
    overlap = np.where(same, overlap, np.where(plain > OTHER_LABEL, overlap * 0.8, 0.0))
    _, box_of, _ = lap.lapjv(1.0 - overlap, extend_cost=True, cost_limit=1.0 - least)
    taken = set()
    left = []
    for path, column in zip(paths, box_of, strict=True):
        if column < 0:
            left.append(path)
            continue
        taken.add(int(column))
        path.motion.correct(boxes[column].box)
        path.seen.append((frame, boxes[column]))
    return left, [box for index, box in enumerate(boxes) if index not in taken]


def _without_doubles(boxes: Sequence[DetectedBox]) -> list[DetectedBox]:
    """Drop a box that a surer one of any label covers: a detector often calls one van both car and truck."""
    kept: list[DetectedBox] = []
    for box in sorted(boxes, key=lambda one: -one.confidence):
        if not kept or _overlap(_corners([box]), _corners(kept)).max() < SAME_THING:
            kept.append(box)
    return kept


def _corners(boxes: Sequence[DetectedBox]) -> NDArray[np.float64]:
    return np.array([(b.box.x, b.box.y, b.box.x + b.box.width, b.box.y + b.box.height) for b in boxes])


def _widened(corners: NDArray[np.float64], margin: float) -> NDArray[np.float64]:
    size = np.concatenate([corners[:, 2:] - corners[:, :2]] * 2, axis=1) * margin
    wide: NDArray[np.float64] = corners + size * np.array([-1, -1, 1, 1])
    return wide


def _overlap(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the intersection over union of all pairs, shape (len(a), len(b))."""
    low = np.maximum(a[:, None, :2], b[None, :, :2])
    high = np.minimum(a[:, None, 2:], b[None, :, 2:])
    common = np.prod(np.clip(high - low, 0, None), axis=2)
    areas = [np.prod(boxes[:, 2:] - boxes[:, :2], axis=1) for boxes in (a, b)]
    answer: NDArray[np.float64] = common / np.maximum(areas[0][:, None] + areas[1][None] - common, 1e-12)
    return answer
