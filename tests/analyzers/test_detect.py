from __future__ import annotations

import itertools
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from analyzers.base import FrameDetections
from analyzers.detect import REPORTED, YoloDetector
from analyzers.track import follow
from analyzers.weights_file import WeightsFile
from graph.errors import InvalidError, UnavailableError
from graph.nodes.time import FrameRange
from tests.analyzers.networks import pictures_at


def test_a_passing_car_is_found_and_followed(detector: YoloDetector, footage: Path) -> None:
    frames = pictures_at(footage / "car-traffic.mp4", set(range(74, 100, 3)))

    boxes = detector.predict(list(frames.values()))

    things = follow(FrameRange(70, 105), [FrameDetections(n, b) for n, b in zip(frames, boxes, strict=True)])
    assert len(things) == 1
    tops = [one.boxes[0].box.y for one in things[0].detections]
    assert len(tops) >= 7
    assert all(later <= earlier + 0.01 for earlier, later in itertools.pairwise(tops))  # it drives up the picture


def test_a_batch_of_several_sizes_answers_each_picture_as_if_alone(detector: YoloDetector, footage: Path) -> None:
    car = pictures_at(footage / "car-traffic.mp4", {84})[84]
    blank = np.full((200, 320, 3), 90, np.uint8)

    together = detector.predict([car, blank, car[:, 100:600]])

    alone = detector.predict([car])[0]
    assert [round(box.confidence, 2) for box in together[0]] == [round(box.confidence, 2) for box in alone]
    assert [box for box in together[1] if box.confidence >= REPORTED] == []
    best, cropped = alone[0].box, together[2][0].box
    assert abs(best.x * car.shape[1] - 100 - cropped.x * 500) < 15
    assert detector.predict([]) == []


def test_boxes_lie_inside_the_picture_and_the_surest_comes_first(detector: YoloDetector, footage: Path) -> None:
    boxes = detector.predict([pictures_at(footage / "car-traffic.mp4", {200})[200]])[0]
    assert boxes
    assert [box.confidence for box in boxes] == sorted((box.confidence for box in boxes), reverse=True)
    for box in boxes:
        assert 0 <= box.box.x <= box.box.x + box.box.width <= 1 + 1e-6
        assert 0 <= box.box.y <= box.box.y + box.box.height <= 1 + 1e-6
    assert len(detector.labels) == 80


def test_weights_whose_checksum_is_not_listed_are_never_opened(tmp_path: Path, bundled_weights: Path) -> None:
    changed = tmp_path / "yolo11n.pt"
    shutil.copyfile(bundled_weights, changed)
    with changed.open("ab") as file:
        file.write(b"x")
    with pytest.raises(InvalidError, match="unlisted SHA-256"):
        YoloDetector(WeightsFile(changed, "a stranger")).load("cpu")


def test_weights_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError, match=r"gone\.pt"):
        YoloDetector(WeightsFile(tmp_path / "gone.pt", "nowhere")).load("cpu")


def test_identity_is_known_without_loading_and_changes_with_parameters(bundled_weights: Path) -> None:
    weights = WeightsFile(bundled_weights, "here")
    assert YoloDetector(weights).identity.digest != YoloDetector(weights, size=320).identity.digest
    assert YoloDetector(weights).identity.digest == YoloDetector(WeightsFile(bundled_weights, "there")).identity.digest


def test_photos_of_coco_are_read_right(detector: YoloDetector, shared: Path) -> None:
    folder = shared / "media/coco8_train4"
    names = detector.labels
    found = expected = 0
    for labels in sorted((folder / "labels").glob("*.txt")):
        (image,) = (folder / "images").glob(f"{labels.stem}.*")
        wanted = {names[int(line.split()[0])] for line in labels.read_text().splitlines()}
        boxes = detector.predict([np.asarray(Image.open(image).convert("RGB"))])[0]
        got = {box.label for box in boxes if box.confidence >= REPORTED}
        expected += len(wanted)
        found += len(wanted & got)
    assert found >= 0.7 * expected
