"""Detection and tracking: mAP50 on COCO photos that lie beside the checkout, and the cars of a shipped clip, followed.

mAP50 is COCO's: average precision at an IoU of 0.5 for each label, interpolated at 101 recalls, meant over the labels that
are there. Tracks are compared with points on each car that were set by eye: a switch is a car that changes its track.
"""

from __future__ import annotations

import itertools
import json
import time
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np
from PIL import Image

from analyzers.base import DetectedBox, FollowedThing, FrameDetections
from analyzers.classify import EfficientNetLite
from analyzers.detect import YoloDetector
from analyzers.opinion import SecondLook
from analyzers.registry import build_analyzers
from analyzers.track import follow
from bench.machine import machine_line
from graph.nodes.box import Box
from graph.nodes.time import FrameRange

if TYPE_CHECKING:
    from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
COCO = ROOT.parent / "shared" / "media" / "coco8_train4"
LABELS = Path(__file__).with_name("car-traffic.labels.json")
BATCH = 8
EVERY = 2  # frames: the clip has 12.5 a second


def main() -> None:
    print(machine_line())
    analyzers = build_analyzers("bundled", "cpu")
    analyzers.detector.load("cpu")
    analyzers.classifier.load("cpu")
    if COCO.is_dir():
        precise = YoloDetector(analyzers.detector._weights, confidence=0.001)
        precise.load("cpu")
        photos = len(list((COCO / "labels").iterdir()))
        print(f"mAP50 on the {photos} photos of {COCO.name}: {mean_precision(precise, COCO):.3f}")
    cars(analyzers.detector, analyzers.classifier)


def mean_precision(detector: YoloDetector, folder: Path) -> float:
    """Return mAP50 over a folder of images and YOLO labels."""
    truth: dict[str, dict[str, list[Box]]] = defaultdict(lambda: defaultdict(list))
    found: dict[str, list[tuple[float, str, Box]]] = defaultdict(list)
    for labels in sorted((folder / "labels").glob("*.txt")):
        (image,) = (folder / "images").glob(f"{labels.stem}.*")
        for line in labels.read_text().splitlines():
            number, x, y, width, height = (float(part) for part in line.split())
            truth[detector.labels[int(number)]][image.name].append(Box(x - width / 2, y - height / 2, width, height))
        for box in detector.predict([np.asarray(Image.open(image).convert("RGB"))])[0]:
            found[box.label].append((box.confidence, image.name, box.box))
    return float(np.mean([average_precision(found[label], places) for label, places in truth.items()]))


def average_precision(found: list[tuple[float, str, Box]], truth: dict[str, list[Box]]) -> float:
    free = {image: list(boxes) for image, boxes in truth.items()}
    right = []
    for _, image, box in sorted(found, key=lambda one: -one[0]):
        best = max(free.get(image, []), key=lambda other: overlap(box, other), default=None)
        hit = best is not None and overlap(box, best) >= 0.5
        if hit and best is not None:
            free[image].remove(best)
        right.append(hit)
    hits = np.cumsum(right)
    recall = hits / sum(len(boxes) for boxes in truth.values())
    precision = hits / (np.arange(len(hits)) + 1)
    points = list(zip(precision, recall, strict=True))
    best_from = [max((p for p, r in points if r >= at), default=0) for at in np.linspace(0, 1, 101)]
    return float(np.mean(best_from))


def overlap(a: Box, b: Box) -> float:
    width = min(a.x + a.width, b.x + b.width) - max(a.x, b.x)
    height = min(a.y + a.height, b.y + b.height) - max(a.y, b.y)
    common = max(0.0, width) * max(0.0, height)
    return common / (a.area + b.area - common)


def cars(detector: YoloDetector, classifier: EfficientNetLite) -> None:
    frames, pictures = sampled(ROOT / "server/footage/car-traffic.mp4")
    started = time.perf_counter()
    boxes: list[tuple[DetectedBox, ...]] = []
    look = SecondLook(classifier.predict, BATCH)
    for start in range(0, len(pictures), BATCH):
        some = pictures[start : start + BATCH]
        boxes += detector.predict(some)
        for frame, picture, found in zip(frames[start : start + BATCH], some, boxes[start:], strict=True):
            look.take(frame, picture, found)
    looks = look.finish()
    speed = len(pictures) / (time.perf_counter() - started)
    opinions = {place: one.opinions for place, one in looks.items()}
    samples = [
        FrameDetections(
            frame, tuple(replace(box, opinions=opinions.get((frame, place), ())) for place, box in enumerate(found))
        )
        for frame, found in zip(frames, boxes, strict=True)
    ]
    tracks = follow(FrameRange(0, frames[-1] + 1), samples)
    print(f"{len(pictures)} frames at {speed:.1f} a second, {len(tracks)} tracks:")
    for number, track in enumerate(tracks):
        first, last = track.detections[0].frame, track.detections[-1].frame
        print(f"  {number}: {track.label} {track.confidence:.2f}, frames {first} to {last}, {len(track.detections)} boxes")
    judge(tracks)


def judge(tracks: list[FollowedThing]) -> None:
    owners: dict[str, list[int | None]] = defaultdict(list)
    for frame, points in json.loads(LABELS.read_text())["frames"].items():
        for car, (x, y) in points.items():
            owners[car].append(next((n for n, track in enumerate(tracks) if covers(track, int(frame), x, y)), None))
    points = sum(len(one) for one in owners.values())
    missed = sum(number is None for one in owners.values() for number in one)
    switches = 0
    for numbers in owners.values():
        known = [number for number in numbers if number is not None]
        switches += sum(a != b for a, b in itertools.pairwise(known))
    on_track = points - missed
    print(f"{len(owners)} cars at {points} points set by eye: {on_track} on a track, {switches} identity switches")


def covers(track: FollowedThing, frame: int, x: float, y: float) -> bool:
    near = min(track.detections, key=lambda one: abs(one.frame - frame))
    box = near.boxes[0].box
    return abs(near.frame - frame) <= EVERY and box.x <= x <= box.x + box.width and box.y <= y <= box.y + box.height


def sampled(path: Path) -> tuple[list[int], list[NDArray[np.uint8]]]:
    frames, pictures = [], []
    with av.open(str(path)) as container:
        for index, frame in enumerate(container.decode(video=0)):
            if index % EVERY == 0:
                frames.append(index)
                pictures.append(frame.to_ndarray(format="rgb24").astype(np.uint8))
    return frames, pictures


if __name__ == "__main__":
    main()
