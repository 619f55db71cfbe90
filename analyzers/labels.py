"""Labels of a shot: words for what its sampled frames show, from the classifier and from the detections.

A class of the classifier counts where it is seen in several frames or very surely in one: its score is the mean over the
frames of the surer half. Followed things are also counted, as many as are seen at once ("two people"), and called by their
colour where they have one of their own ("red car").
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from analyzers.base import FollowedThing, FrameDetections
from analyzers.colours import colour_of
from analyzers.detect import REPORTED
from analyzers.vocabulary import imagenet_words
from graph.nodes.box import Box
from graph.nodes.model import AnalysisTask
from graph.nodes.shot import Label

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST = 0.25  # score from which a class is said
MOST = 16  # labels a shot
COUNTS = {2: "two", 3: "three", 4: "four"}
MANY = "group of"  # more than anybody counts
SHORTEST_SIGHT = 2  # samples on which as many must be seen, or all of a shorter shot
SAME_PLACE = 0.6  # overlap of two boxes from which they are of one thing
PLURALS = {"person": "people", "mouse": "mice", "knife": "knives", "sheep": "sheep", "skis": "skis", "scissors": "scissors"}


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
    said = (
        *_followed(followed),
        *_coloured(followed),
        *_counted(followed, min(SHORTEST_SIGHT, max(1, len(detections)))),
        *_detected(detections, followed),
        *_classified(probabilities),
    )
    for label in said:
        known = scores.get(label.name)
        if known is None or label.score > known.score:
            scores[label.name] = label
    return tuple(sorted(scores.values(), key=lambda label: (-label.score, label.name))[:MOST])


def _followed(followed: Sequence[FollowedThing]) -> list[Label]:
    return [Label(thing.label, round(thing.confidence, 4), AnalysisTask.DETECTION) for thing in followed]


def _coloured(followed: Sequence[FollowedThing]) -> list[Label]:
    """Return what things are called with the colour that the good looks at them show."""
    found = []
    for thing in followed:
        boxes = [box for one in thing.detections for box in one.boxes]
        colour = colour_of([box.colours for box in boxes if box.colours or box.opinions])
        if colour is not None:
            score = round(thing.confidence * colour[1], 4)
            found.append(Label(f"{colour[0]} {thing.label}", score, AnalysisTask.DETECTION))
    return found


def _counted(followed: Sequence[FollowedThing], least: int) -> list[Label]:
    """Return how many things of a kind are seen at once, on ``least`` samples or more; as sure as the least sure of them."""
    kinds: dict[str, list[FollowedThing]] = defaultdict(list)
    for thing in followed:
        kinds[thing.label].append(thing)
    found = []
    for kind, things in kinds.items():
        at_once = Counter(one.frame for thing in things for one in thing.detections)
        often = sorted(at_once.values(), reverse=True)
        number = often[least - 1] if len(often) >= least else 0
        if number >= min(COUNTS):
            surest = sorted((thing.confidence for thing in things), reverse=True)
            many = COUNTS.get(number, MANY)
            found.append(Label(f"{many} {plural(kind)}", round(surest[number - 1], 4), AnalysisTask.DETECTION))
    return found


def plural(word: str) -> str:
    """Return the plural of a label of the detector."""
    if word in PLURALS:
        return PLURALS[word]
    return f"{word}es" if word.endswith(("s", "sh", "ch", "x")) else f"{word}s"


def _detected(detections: Sequence[FrameDetections], followed: Sequence[FollowedThing]) -> list[Label]:
    """Return the labels seen on a third of the frames or more, on things that could not be followed.

    One frame alone says nothing where there are others, and another name for a thing that is followed is none.
    """
    places: dict[int, list[Box]] = defaultdict(list)
    for thing in followed:
        for frame in thing.detections:
            places[frame.frame] += [box.box for box in frame.boxes]
    seen: dict[str, list[float]] = defaultdict(list)
    for frame in detections:
        best: dict[str, float] = {}
        for box in frame.boxes:
            if not any(box.box.overlap(place) > SAME_PLACE for place in places.get(frame.frame, ())):
                best[box.label] = max(best.get(box.label, 0.0), box.confidence)
        for name, confidence in best.items():
            if confidence >= REPORTED:
                seen[name].append(confidence)
    least = min(SHORTEST_SIGHT, len(detections))
    return [
        Label(name, round(sum(values) / len(values), 4), AnalysisTask.DETECTION)
        for name, values in seen.items()
        if len(values) >= least and len(values) * 3 >= len(detections)
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
