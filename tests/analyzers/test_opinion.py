from __future__ import annotations

from pathlib import Path

import numpy as np

from analyzers.base import DetectedBox
from analyzers.classify import EfficientNetLite
from analyzers.naming import name_of
from analyzers.opinion import classes_of_labels, second_opinions
from analyzers.vocabulary import coco_words
from graph.nodes.box import Box
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

    ((seen, unseen), none) = second_opinions([picture, picture], [(car, tiny), ()], classifier.predict)

    assert dict(seen.opinions).get("car", 0) > 0.3
    assert (seen.label, seen.box) == (car.label, car.box)
    assert unseen == tiny
    assert none == ()


def test_nothing_to_ask_about_asks_nobody() -> None:
    def never(_: object) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        raise AssertionError("the classifier was asked")

    assert second_opinions([np.zeros((50, 50, 3), np.uint8)], [()], never) == [()]
