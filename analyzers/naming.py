"""What a followed thing is called: the detector's votes, a classifier's second opinion, and how the thing moves.

Each is a likelihood, and they are multiplied. A label that the classifier has no class for is neither backed nor doubted by
it. What crosses the picture is rarely a thing that cannot move by itself, unless the whole picture moves; so that alone
changes no name, but tips the scale where the classifier disagrees with the detector already.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

from analyzers.base import DetectedBox
from analyzers.opinion import RANGES, WORDS

DOUBT = 0.05  # how often a detector is wrong about the name, given to every other label
SILENT = 0.3  # likelihood of a label that the classifier cannot say
UNHEARD = 0.02  # the least likelihood of one that it can
CARRIED = 0.2  # likelihood that a thing which does not move by itself crosses the picture
CROSSED = 1.5  # of its own size, from which a thing has crossed
EXPRESSIBLE = frozenset(WORDS) | frozenset(RANGES)
MOVES = frozenset((
    "person", "bicycle", "car", "motorcycle", "airplane", "bus", "train", "truck", "boat",
    "bird", "cat", "dog", "horse", "sheep", "cow", "elephant", "bear", "zebra", "giraffe",
    "skateboard", "surfboard", "skis", "snowboard", "kite", "frisbee", "sports ball",
))  # fmt: skip


def name_of(boxes: Sequence[DetectedBox]) -> str:
    """Return the most likely label of the boxes of one thing, in order of time; without opinions, the detector's votes."""
    votes: dict[str, float] = defaultdict(float)
    for box in boxes:
        votes[box.label] += box.confidence
    asked = [dict(box.opinions) for box in boxes if box.opinions]
    if not asked:
        return max(votes, key=lambda name: (votes[name], name))
    total = sum(votes.values())
    said: dict[str, float] = defaultdict(float)
    for opinions in asked:
        for label, probability in opinions.items():
            said[label] += probability / len(asked)
    crossed = _crossed(boxes)

    def belief(label: str) -> float:
        opinion = said[label] + UNHEARD if label in EXPRESSIBLE else SILENT
        motion = CARRIED if crossed and label not in MOVES else 1.0
        return (votes.get(label, 0.0) / total + DOUBT) * opinion * motion

    return max({*votes, *said}, key=lambda name: (belief(name), name))


def _crossed(boxes: Sequence[DetectedBox]) -> bool:
    centres = [(box.box.x + box.box.width / 2, box.box.y + box.box.height / 2) for box in boxes]
    size = math.sqrt(max(box.box.area for box in boxes))
    return max(abs(x - centres[0][0]) + abs(y - centres[0][1]) for x, y in centres) > CROSSED * size
