"""A second opinion on boxes: what a classifier calls the part of the picture inside.

A small detector is sure of a place, and at odd angles wrong about the name: cars from above look like telephones to it. A
classifier of other training data looks at the same part, with a margin for what surrounds it. Its classes are counted under
the detector's labels; the tracker weighs both (``analyzers.track``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from analyzers.base import DetectedBox
from analyzers.vocabulary import imagenet_words

if TYPE_CHECKING:
    from numpy.typing import NDArray

MARGIN = 0.15  # of the box's size, on each side
LEAST = 0.3  # confidence from which a box is worth asking about
SMALLEST = 24  # pixels of the shorter side, below which a classifier only guesses
MOST = 6  # boxes a picture
KEPT = 0.02  # probability from which a label is an opinion

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


def second_opinions(
    pictures: Sequence[NDArray[np.uint8]],
    boxes: Sequence[tuple[DetectedBox, ...]],
    classify: Callable[[Sequence[NDArray[np.uint8]]], NDArray[np.float32]],
) -> list[tuple[DetectedBox, ...]]:
    """Return the boxes of each picture with opinions where one could be had; ``classify`` answers with probabilities."""
    parts: list[NDArray[np.uint8]] = []
    asked: list[tuple[int, int]] = []
    for row, (picture, found) in enumerate(zip(pictures, boxes, strict=True)):
        for column, box in enumerate(found[:MOST]):
            part = _part(picture, box)
            if box.confidence >= LEAST and min(part.shape[:2]) >= SMALLEST:
                parts.append(part)
                asked.append((row, column))
    answer = [list(found) for found in boxes]
    if parts:
        counted = classes_of_labels()
        for (row, column), seen in zip(asked, classify(parts), strict=True):
            sums = ((label, float(seen[classes].sum())) for label, classes in counted.items())
            opinions = tuple((label, round(value, 3)) for label, value in sums if value >= KEPT)
            answer[row][column] = replace(answer[row][column], opinions=opinions)
    return [tuple(found) for found in answer]


def _part(picture: NDArray[np.uint8], box: DetectedBox) -> NDArray[np.uint8]:
    height, width = picture.shape[:2]
    area = box.box
    left, right = area.x - MARGIN * area.width, area.x + (1 + MARGIN) * area.width
    top, bottom = area.y - MARGIN * area.height, area.y + (1 + MARGIN) * area.height
    rows = slice(max(0, int(top * height)), min(height, int(np.ceil(bottom * height))))
    columns = slice(max(0, int(left * width)), min(width, int(np.ceil(right * width))))
    return picture[rows, columns]
