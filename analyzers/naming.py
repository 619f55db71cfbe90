"""What a followed thing is called: the detector's votes, a classifier's second opinion, and how the thing moves.

Each is a likelihood, and they are multiplied. A label that the classifier has no class for is backed by what the classifier
cannot explain otherwise; only people are not doubted for what they carry, wear or ride. What crosses the picture is rarely a
thing that cannot move by itself, unless the whole picture moves; so that alone changes no name, but tips the scale where the
classifier disagrees with the detector already. A detector that errs on a thing errs on its like, seen from the same place:
what it took other things of a shot for, and they were not, makes it doubtful there.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from analyzers.base import DetectedBox
from analyzers.opinion import RANGES, WORDS

DOUBT = 0.05  # how often a detector is wrong about the name, given to every other label
SILENT = 0.3  # likelihood of a label that the classifier cannot say, where it says nothing else
LEAST_SILENT = 0.2  # of that, where the classifier explains all by labels that it can say
UNHEARD = 0.02  # the least likelihood of one that it can
CARRIED = 0.2  # likelihood that a thing which does not move by itself crosses the picture
CROSSED = 1.5  # of its own size, from which a thing has crossed
PERSON = "person"
NO_CONFUSIONS: Mapping[str, float] = {}
EXPRESSIBLE = frozenset(WORDS) | frozenset(RANGES)
MOVES = frozenset((
    "person", "bicycle", "car", "motorcycle", "airplane", "bus", "train", "truck", "boat",
    "bird", "cat", "dog", "horse", "sheep", "cow", "elephant", "bear", "zebra", "giraffe",
    "skateboard", "surfboard", "skis", "snowboard", "kite", "frisbee", "sports ball",
))  # fmt: skip


def names_of(things: Sequence[Sequence[DetectedBox]]) -> list[str]:
    """Return the most likely label of each thing of one shot, given its boxes in order of time."""
    voted = [_voted(boxes) for boxes in things]
    names = [name_of(boxes) for boxes in things]
    return [
        name_of(boxes, _confusions([(voted[n], names[n]) for n in range(len(things)) if n != place], voted[place]))
        for place, boxes in enumerate(things)
    ]


def name_of(boxes: Sequence[DetectedBox], confusions: Mapping[str, float] = NO_CONFUSIONS) -> str:
    """Return the most likely label of the boxes of one thing, in order of time; without opinions, the detector's votes.

    ``confusions`` say how often things here that the detector calls as this one were found to be something else.
    """
    votes = _votes(boxes)
    asked = [box for box in boxes if box.opinions]
    if not asked:
        return _voted(boxes)
    total = sum(votes.values())
    heard = sum(box.confidence for box in asked)
    said: dict[str, float] = defaultdict(float)
    for box in asked:
        for label, probability in box.opinions:
            said[label] += probability * box.confidence / heard
    unexplained = SILENT * max(LEAST_SILENT, 1 - sum(said.values()))
    still = CARRIED if _crossed(boxes) else 1.0

    def belief(label: str) -> float:
        silent = SILENT if label == PERSON else unexplained
        opinion = said.get(label, 0.0) + UNHEARD if label in EXPRESSIBLE else silent
        motion = 1.0 if label in MOVES else still
        return (votes.get(label, 0.0) / total + max(DOUBT, confusions.get(label, 0.0))) * opinion * motion

    return max({*votes, *said}, key=lambda name: (belief(name), name))


def _votes(boxes: Sequence[DetectedBox]) -> dict[str, float]:
    votes: dict[str, float] = defaultdict(float)
    for box in boxes:
        votes[box.label] += box.confidence
    return votes


def _voted(boxes: Sequence[DetectedBox]) -> str:
    votes = _votes(boxes)
    return max(votes, key=lambda name: (votes[name], name))


def _confusions(others: Sequence[tuple[str, str]], word: str) -> dict[str, float]:
    """Return the share of other things, (voted, named), that were called ``word`` and are something else; one is no rule."""
    named = Counter(name for voted, name in others if voted == word)
    return {name: count / (named.total() + 1) for name, count in named.items() if name != word and count > 1}


def _crossed(boxes: Sequence[DetectedBox]) -> bool:
    centres = [(box.box.x + box.box.width / 2, box.box.y + box.box.height / 2) for box in boxes]
    size = math.sqrt(max(box.box.area for box in boxes))
    return max(abs(x - centres[0][0]) + abs(y - centres[0][1]) for x, y in centres) > CROSSED * size
