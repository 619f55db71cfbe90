"""The words that networks answer with: the 1,000 classes of ImageNet and the 80 of COCO.

A line of ``weights/imagenet.txt`` names one class by all the words of its WordNet synset, the most usual first.
"""

from __future__ import annotations

from pathlib import Path

WEIGHTS = Path(__file__).resolve().parent / "weights"


def imagenet_words() -> tuple[tuple[str, ...], ...]:
    """Return the words of each class, in the order of the networks' outputs."""
    lines = (WEIGHTS / "imagenet.txt").read_text(encoding="utf-8").splitlines()
    return tuple(tuple(word.strip() for word in line.split(",")) for line in lines)


def coco_words() -> tuple[str, ...]:
    """Return the labels of the detectors that were trained on COCO, in their order."""
    return tuple((WEIGHTS / "coco.txt").read_text(encoding="utf-8").splitlines())
