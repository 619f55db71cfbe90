"""Labels of a shot: words for what its sampled frames show, from the classifier and from the detections.

A class of the classifier counts where it is seen in several frames or very surely in one: its score is the mean over the
frames of the surer half. Probabilities of neighbours (two breeds of dog) are added under the word they share.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from analyzers.base import FollowedThing, FrameDetections
from analyzers.detect import REPORTED
from analyzers.vocabulary import imagenet_words
from graph.nodes.model import AnalysisTask
from graph.nodes.shot import Label

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST = 0.25  # score from which a class is said
MOST = 10  # labels a shot


def label_shot(
    probabilities: NDArray[np.float32],
    detections: Sequence[FrameDetections],
    followed: Sequence[FollowedThing],
) -> tuple[Label, ...]:
    """Return the labels of one shot, best first, each word once.

    ``probabilities`` are the classifier's over the shot's sampled frames, shape (n, 1000); ``detections`` those of the same
    frames; ``followed`` the things followed through the shot.
    """
    scores: dict[str, Label] = {}
    for label in (*_followed(followed), *_detected(detections, followed), *_classified(probabilities)):
        known = scores.get(label.name)
        if known is None or label.score > known.score:
            scores[label.name] = label
    return tuple(sorted(scores.values(), key=lambda label: (-label.score, label.name))[:MOST])


def _followed(followed: Sequence[FollowedThing]) -> list[Label]:
    return [Label(thing.label, round(thing.confidence, 4), AnalysisTask.DETECTION) for thing in followed]


def _detected(detections: Sequence[FrameDetections], followed: Sequence[FollowedThing]) -> list[Label]:
    """Return the labels seen on a third of the frames or more, on things that could not be followed."""
    known = {(frame.frame, box.box) for thing in followed for frame in thing.detections for box in frame.boxes}
    seen: dict[str, list[float]] = defaultdict(list)
    for frame in detections:
        best: dict[str, float] = {}
        for box in frame.boxes:
            if (frame.frame, box.box) not in known:
                best[box.label] = max(best.get(box.label, 0.0), box.confidence)
        for name, confidence in best.items():
            if confidence >= REPORTED:
                seen[name].append(confidence)
    return [
        Label(name, round(sum(values) / len(values), 4), AnalysisTask.DETECTION)
        for name, values in seen.items()
        if len(values) * 3 >= len(detections)
    ]


def _classified(probabilities: NDArray[np.float32]) -> list[Label]:
    if len(probabilities) == 0:
        return []
    surer = np.sort(probabilities, axis=0)[-((len(probabilities) + 1) // 2) :].mean(axis=0)
    words = imagenet_words()
    return [
        Label(words[index][0].lower(), round(float(surer[index]), 4), AnalysisTask.LABELS)
        for index in np.flatnonzero(surer >= LEAST)
    ]
