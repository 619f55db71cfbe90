from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analyzers.base import DetectedBox, FrameDetections
from analyzers.classify import EfficientNetLite
from analyzers.naming import name_of, names_of
from analyzers.opinion import BEST, SecondLook, classes_of_labels
from analyzers.track import follow
from analyzers.vocabulary import coco_words
from graph.nodes.box import Box
from graph.nodes.time import FrameRange
from tests.analyzers.networks import pictures_at


def thing(label: str, opinions: tuple[tuple[str, float], ...], *, moving: bool) -> list[DetectedBox]:
    return [DetectedBox(label, 0.9, Box(0.1, 0.1 + 0.1 * i * moving, 0.1, 0.1), opinions) for i in range(5)]


def test_a_telephone_that_crosses_the_picture_and_looks_like_a_car_is_a_car() -> None:
    assert name_of(thing("cell phone", (("car", 0.45), ("cell phone", 0.08)), moving=True)) == "car"


def test_a_telephone_that_lies_still_and_looks_like_one_stays_one() -> None:
    assert name_of(thing("cell phone", (("cell phone", 0.5), ("remote", 0.2)), moving=False)) == "cell phone"
    assert name_of(thing("cell phone", (("cell phone", 0.3), ("car", 0.1)), moving=True)) == "cell phone"


def test_a_person_is_a_person_whatever_is_in_their_hands() -> None:
    assert name_of(thing("person", (("tie", 0.6), ("cell phone", 0.3)), moving=True)) == "person"


def test_without_opinions_the_detector_decides() -> None:
    assert name_of(thing("cell phone", (), moving=True)) == "cell phone"


def test_opinions_use_only_labels_of_the_detector_and_known_classes() -> None:
    classes = classes_of_labels()
    assert set(classes) <= set(coco_words())
    assert all(0 <= place < 1000 for places in classes.values() for place in places)
    everything = [int(place) for places in classes.values() for place in places]
    assert len(everything) == len(set(everything))


def test_a_classifier_sees_the_cars_that_the_detector_found(classifier: EfficientNetLite, footage: Path) -> None:
    picture = pictures_at(footage / "car-traffic.mp4", {208})[208]
    car = DetectedBox("cell phone", 0.9, Box(0.41, 0.26, 0.2, 0.6))
    tiny = DetectedBox("cell phone", 0.9, Box(0.41, 0.26, 0.01, 0.01))

    look = SecondLook(classifier.predict)
    look.take(7, picture, (car, tiny))
    look.take(8, picture, ())
    looks = look.finish()

    assert set(looks) == {(7, 0)}
    assert dict(looks[7, 0].opinions).get("car", 0) > 0.3


def test_only_the_best_looks_at_a_thing_are_asked_about() -> None:
    asked: list[int] = []

    def classify(parts: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
        asked.extend(part.shape[0] for part in parts)
        return np.zeros((len(parts), 1000), np.float32)

    look = SecondLook(classify, batch=4)
    picture = np.zeros((400, 400, 3), np.uint8)
    for frame in range(20):
        size = 0.2 + 0.01 * frame
        look.take(
            frame,
            picture,
            (DetectedBox("car", 0.9, Box(0.3, 0.3, size, size)), DetectedBox("dog", 0.9, Box(0, 0, 0.1, 0.1))),
        )
    looks = look.finish()

    assert sorted(frame for frame, place in looks if place == 0) == list(range(20 - BEST, 20))
    assert sum(place == 1 for _, place in looks) == BEST
    assert len(asked) == 2 * BEST


def test_a_thing_that_comes_back_elsewhere_is_looked_at_anew() -> None:
    look = SecondLook(lambda parts: np.full((len(parts), 1000), 0.001, np.float32))
    picture = np.zeros((400, 400, 3), np.uint8)
    for frame in range(40):
        place = 0.1 if frame < 20 else 0.7
        look.take(frame, picture, (DetectedBox("car", 0.9, Box(place, place, 0.2, 0.2)),))
    asked = {frame >= 20 for frame, _ in look.finish()}
    assert asked == {False, True}


def test_nothing_to_ask_about_asks_nobody() -> None:
    def never(_: object) -> NDArray[np.float32]:
        raise AssertionError("the classifier was asked")

    look = SecondLook(never)
    look.take(0, np.zeros((50, 50, 3), np.uint8), ())
    assert look.finish() == {}


def test_what_the_detector_took_like_things_for_makes_it_doubtful_of_this_one() -> None:
    clear = thing("cell phone", (("car", 0.45), ("cell phone", 0.05)), moving=True)
    unclear = thing("cell phone", (("car", 0.2), ("cell phone", 0.2)), moving=True)
    real = thing("cell phone", (("cell phone", 0.5),), moving=False)

    assert name_of(unclear) == "cell phone"
    assert names_of([clear, clear, unclear]) == ["car", "car", "car"]
    assert names_of([clear, unclear]) == ["car", "cell phone"]
    assert names_of([clear, clear, real]) == ["car", "car", "cell phone"]


def test_a_label_that_the_classifier_cannot_say_gives_way_where_it_explains_what_it_sees() -> None:
    votes = [DetectedBox(label, 0.4, Box(0.1, 0.1, 0.5, 0.5), (("bird", 0.5),)) for label in ("giraffe", "giraffe", "bird")]
    unexplained = [replace(box, opinions=(("bird", 0.02),)) for box in votes]
    assert name_of(votes) == "bird"
    assert name_of(unexplained) == "giraffe"


def test_boxes_of_a_track_carry_its_label_and_the_detectors_own_word() -> None:
    boxes = thing("cell phone", (("car", 0.45), ("cell phone", 0.05)), moving=True)
    samples = [FrameDetections(5 * place, (box,)) for place, box in enumerate(boxes)]
    (track,) = follow(FrameRange(0, 100), samples)
    assert {(one.boxes[0].label, one.boxes[0].detected) for one in track.detections} == {("car", "cell phone")}
