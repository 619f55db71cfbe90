"""A second opinion on boxes: what a classifier calls the part of the picture inside.

A small detector is sure of a place, and at odd angles wrong about the name: cars from above look like telephones to it. A
classifier of other training data looks at the same part, with a margin for what surrounds it. Its classes are counted under
the detector's labels; ``analyzers.naming`` weighs both.

A thing is seen on many frames, and a few good looks at it say as much as all: while frames pass, boxes that follow each
other are taken for one thing, only its best parts are kept, and these alone are asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from analyzers.base import DetectedBox
from analyzers.colours import shares_of
from analyzers.vocabulary import imagenet_words

if TYPE_CHECKING:
    from numpy.typing import NDArray

MARGIN = 0.15  # of the box's size, on each side
LEAST = 0.3  # confidence from which a box is worth asking about
SMALLEST = 24  # pixels of the shorter side, below which a classifier only guesses
MOST = 12  # boxes a picture
KEPT = 0.02  # probability from which a label is an opinion
BEST = 6  # looks at one thing
LONGEST = 25  # samples after which a thing is looked at anew
UNSEEN = 2  # samples after which a thing has gone
CUT_OFF = 0.5  # worth of a look at a thing that the picture's edge cuts off
EDGE = 0.01  # of the picture
REACH = 0.5  # of a box's size, added on each side when it is compared with the one before
SIDE = 320  # pixels, about, to which a part is made smaller before it is kept

RANGES = {"bird": ((7, 25), (80, 101), (127, 147)), "dog": ((151, 269),), "cat": ((281, 286),), "bear": ((294, 298),)}
WORDS = {
    "airplane": ("airliner", "warplane"),
    "backpack": ("backpack",),
    "banana": ("banana",),
    "bench": ("park bench",),
    "bicycle": ("bicycle-built-for-two", "mountain bike"),
    "boat": ("canoe", "catamaran", "fireboat", "gondola", "lifeboat", "schooner", "speedboat", "trimaran", "yawl"),
    "bottle": ("beer bottle", "pill bottle", "pop bottle", "water bottle", "wine bottle"),
    "bowl": ("mixing bowl", "soup bowl"),
    "broccoli": ("broccoli",),
    "bus": ("minibus", "school bus", "trolleybus"),
    "car": ("beach wagon", "cab", "convertible", "jeep", "limousine", "minivan", "Model T", "racer", "sports car"),
    "cell phone": ("cellular telephone",),
    "chair": ("barber chair", "folding chair", "rocking chair"),
    "clock": ("analog clock", "digital clock", "wall clock"),
    "couch": ("studio couch",),
    "cow": ("ox",),
    "cup": ("coffee mug", "cup"),
    "dining table": ("dining table",),
    "elephant": ("Indian elephant", "African elephant"),
    "handbag": ("purse",),
    "horse": ("sorrel",),
    "hot dog": ("hotdog",),
    "keyboard": ("computer keyboard",),
    "laptop": ("laptop", "notebook"),
    "microwave": ("microwave",),
    "motorcycle": ("moped", "motor scooter"),
    "mouse": ("mouse",),
    "orange": ("orange",),
    "oven": ("stove",),
    "parking meter": ("parking meter",),
    "pizza": ("pizza",),
    "refrigerator": ("refrigerator",),
    "remote": ("remote control",),
    "sheep": ("ram", "bighorn"),
    "sink": ("washbasin",),
    "sports ball": ("basketball", "golf ball", "ping-pong ball", "rugby ball", "soccer ball", "tennis ball", "volleyball"),
    "teddy bear": ("teddy",),
    "tie": ("Windsor tie", "bow tie"),
    "toaster": ("toaster",),
    "toilet": ("toilet seat",),
    "traffic light": ("traffic light",),
    "train": ("bullet train", "electric locomotive", "steam locomotive", "passenger car"),
    "truck": ("fire engine", "garbage truck", "moving van", "pickup", "police van", "tow truck", "trailer truck"),
    "tv": ("television", "screen"),
    "umbrella": ("umbrella",),
    "vase": ("vase",),
    "zebra": ("zebra",),
}


def classes_of_labels() -> dict[str, NDArray[np.int64]]:
    """Return for each label of the detector the classes that are counted under it."""
    places: dict[str, list[int]] = {}
    for place, words in enumerate(imagenet_words()):
        places.setdefault(words[0], []).append(place)
    counted = {label: [place for word in words for place in places[word]] for label, words in WORDS.items()}
    counted |= {label: [place for first, last in parts for place in range(first, last)] for label, parts in RANGES.items()}
    return {label: np.array(classes, np.int64) for label, classes in counted.items()}


Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Look:
    """What a good look at a box says; as in ``analyzers.base.DetectedBox``."""

    opinions: tuple[tuple[str, float], ...]
    colours: tuple[tuple[str, float], ...]


@dataclass(eq=False)
class _Thing:
    """Boxes that follow each other. ``looks`` are the best parts, each with its worth and where its box is."""

    last: DetectedBox
    looks: list[tuple[float, Place, NDArray[np.uint8]]] = field(default_factory=list)
    samples: int = 0
    unseen: int = 0


class SecondLook:
    """Takes frames with their boxes as they pass; ``finish`` has the looks. Memory: a few small parts of what is in view.

    ``classify`` answers RGB parts with probabilities, shape (n, 1000); it is asked about ``batch`` at once.
    """

    def __init__(self, classify: Callable[[Sequence[NDArray[np.uint8]]], NDArray[np.float32]], batch: int = 8) -> None:
        self._classify = classify
        self._batch = batch
        self._classes = classes_of_labels()
        self._things: list[_Thing] = []
        self._waiting: list[tuple[Place, NDArray[np.uint8]]] = []
        self._looks: dict[Place, Look] = {}

    def take(self, frame: int, picture: NDArray[np.uint8], boxes: Sequence[DetectedBox]) -> None:
        """Take the boxes of the next frame."""
        for thing in self._things:
            thing.unseen += 1
        free = list(self._things)
        for column, box in enumerate(boxes[:MOST]):
            if box.confidence < LEAST:
                continue
            part = _part(picture, box)
            if min(part.shape[:2]) < SMALLEST:
                continue
            self._look(self._thing(free, box), box, (frame, column), part)
        self._end([one for one in self._things if one.unseen > UNSEEN or one.samples >= LONGEST])

    def finish(self) -> Mapping[Place, Look]:
        """Return the looks at the boxes that were asked about, by frame and place in its boxes."""
        self._end(self._things)
        self._ask()
        return self._looks

    def _thing(self, free: list[_Thing], box: DetectedBox) -> _Thing:
        """Return the thing that a box goes on with, taken from the free ones; else a new one."""
        nearest = max(free, key=lambda one: _nearness(one.last, box), default=None)
        if nearest is not None and _nearness(nearest.last, box) > 0:
            free.remove(nearest)
            return nearest
        self._things.append(_Thing(box))
        return self._things[-1]

    def _look(self, thing: _Thing, box: DetectedBox, place: Place, part: NDArray[np.uint8]) -> None:
        thing.last, thing.unseen = box, 0
        thing.samples += 1
        worth = box.confidence * box.box.area**0.5 * (CUT_OFF if _at_edge(box) else 1.0)
        if len(thing.looks) == BEST:
            least = min(range(BEST), key=lambda one: thing.looks[one][0])
            if worth <= thing.looks[least][0]:
                return
            del thing.looks[least]
        thing.looks.append((worth, place, _smaller(part)))

    def _end(self, things: Sequence[_Thing]) -> None:
        self._waiting += [(place, part) for thing in things for _, place, part in thing.looks]
        self._things = [thing for thing in self._things if thing not in things]
        if len(self._waiting) >= self._batch:
            self._ask()

    def _ask(self) -> None:
        while self._waiting:
            some, self._waiting = self._waiting[: self._batch], self._waiting[self._batch :]
            for (place, part), seen in zip(some, self._classify([part for _, part in some]), strict=True):
                sums = ((label, float(seen[classes].sum())) for label, classes in self._classes.items())
                opinions = tuple((label, round(value, 3)) for label, value in sums if value >= KEPT)
                self._looks[place] = Look(opinions, shares_of(part, MARGIN))


def _nearness(before: DetectedBox, now: DetectedBox) -> float:
    """Return the overlap of two boxes with what is around them, 0 where they can hardly be one thing."""
    a, b = before.box, now.box
    width = min(a.x + (1 + REACH) * a.width, b.x + (1 + REACH) * b.width) - max(a.x - REACH * a.width, b.x - REACH * b.width)
    height = min(a.y + (1 + REACH) * a.height, b.y + (1 + REACH) * b.height) - max(
        a.y - REACH * a.height, b.y - REACH * b.height
    )
    common = max(0.0, width) * max(0.0, height)
    overlap = common / ((1 + 2 * REACH) ** 2 * (a.area + b.area) - common)
    return overlap if before.label == now.label or overlap > 0.5 else 0.0


def _at_edge(box: DetectedBox) -> bool:
    area = box.box
    return min(area.x, area.y) < EDGE or max(area.x + area.width, area.y + area.height) > 1 - EDGE


def _part(picture: NDArray[np.uint8], box: DetectedBox) -> NDArray[np.uint8]:
    height, width = picture.shape[:2]
    area = box.box
    left, right = area.x - MARGIN * area.width, area.x + (1 + MARGIN) * area.width
    top, bottom = area.y - MARGIN * area.height, area.y + (1 + MARGIN) * area.height
    rows = slice(max(0, int(top * height)), min(height, int(np.ceil(bottom * height))))
    columns = slice(max(0, int(left * width)), min(width, int(np.ceil(right * width))))
    return picture[rows, columns]


def _smaller(part: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a copy, whose pixels are means of several where there are many."""
    step = max(1, max(part.shape[:2]) // SIDE)
    if step == 1:
        return part.copy()
    height, width = (size // step * step for size in part.shape[:2])
    blocks = part[:height, :width].reshape(height // step, step, width // step, step, 3)
    smaller: NDArray[np.uint8] = blocks.mean(axis=(1, 3)).astype(np.uint8)
    return smaller
