from __future__ import annotations

from pathlib import Path

import numpy as np

from analyzers.base import DetectedBox, FollowedThing, FrameDetections
from analyzers.classify import EfficientNetLite
from analyzers.labels import label_shot
from analyzers.vocabulary import imagenet_words
from graph.nodes.box import Box
from tests.analyzers.networks import pictures_at

BOX = Box(0.1, 0.1, 0.2, 0.2)


def probabilities(*frames: dict[str, float]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    words = [one[0].lower() for one in imagenet_words()]
    answer = np.zeros((len(frames), 1000), np.float32)
    for row, frame in enumerate(frames):
        for word, value in frame.items():
            answer[row, words.index(word)] = value
    return answer


def test_a_class_seen_in_several_frames_is_a_label_and_a_single_glimpse_is_none() -> None:
    seen = probabilities({"goldfish": 0.8}, {"goldfish": 0.6, "tench": 0.3}, {"goldfish": 0.1}, {})
    (label,) = label_shot(seen, [], [])
    assert label.name == "goldfish"
    assert abs(label.score - 0.7) < 1e-3
    assert label.source == "LABELS"


def test_what_was_followed_is_a_label_with_its_own_confidence() -> None:
    thing = FollowedThing("person", (FrameDetections(0, (DetectedBox("person", 0.8, BOX),)),), 0.8)
    (label,) = label_shot(probabilities(), [], [thing])
    assert (label.name, label.score, label.source) == ("person", 0.8, "DETECTION")


def test_a_word_from_two_sources_is_said_once_with_the_better_score() -> None:
    detections = [FrameDetections(n, (DetectedBox("goldfish", 0.9, BOX),)) for n in range(3)]
    labels = label_shot(probabilities({"goldfish": 0.5}), detections, [])
    assert [(label.name, label.score) for label in labels] == [("goldfish", 0.9)]


def test_a_box_on_one_frame_of_many_is_no_label() -> None:
    detections = [FrameDetections(n, (DetectedBox("bird", 0.9, BOX),) if n == 0 else ()) for n in range(10)]
    assert label_shot(probabilities(), detections, []) == ()


def test_a_box_on_one_frame_of_few_is_a_label_of_a_shot_of_one_frame_alone() -> None:
    once = FrameDetections(0, (DetectedBox("cell phone", 0.9, BOX),))
    assert [label.name for label in label_shot(probabilities(), [once], [])] == ["cell phone"]
    assert label_shot(probabilities(), [once, FrameDetections(1, ()), FrameDetections(2, ())], []) == ()


def test_another_name_for_a_thing_that_is_followed_is_no_label() -> None:
    near, beside = Box(0.11, 0.1, 0.2, 0.2), Box(0.6, 0.6, 0.2, 0.2)
    detections = [
        FrameDetections(n, (DetectedBox("cell phone", 0.9, near), DetectedBox("kite", 0.8, beside))) for n in range(3)
    ]
    labels = label_shot(probabilities(), detections, [sighted("car", range(3), 0.7)])
    assert {label.name for label in labels} == {"car", "kite"}


def test_the_classifier_answers_with_probabilities(classifier: EfficientNetLite, footage: Path) -> None:
    pictures = list(pictures_at(footage / "car-traffic.mp4", {204}).values())
    answer = classifier.predict([pictures[0], pictures[0][:100]])
    assert answer.shape == (2, 1000)
    assert np.allclose(answer.sum(axis=1), 1, atol=1e-4)
    assert classifier.predict([]).shape == (0, 1000)


def sighted(label: str, frames: range, confidence: float, colours: tuple[tuple[str, float], ...] = ()) -> FollowedThing:
    boxes = tuple(FrameDetections(n, (DetectedBox(label, confidence, BOX, colours=colours),)) for n in frames)
    return FollowedThing(label, boxes, confidence)


def test_a_thing_with_a_colour_of_its_own_is_called_by_it() -> None:
    labels = label_shot(probabilities(), [], [sighted("car", range(3), 0.8, (("red", 0.4), ("black", 0.1)))])
    assert [(label.name, label.score) for label in labels] == [("car", 0.8), ("red car", 0.64)]


def test_things_are_counted_as_many_as_are_seen_at_once() -> None:
    detections = [FrameDetections(n, ()) for n in range(20)]
    people = [sighted("person", range(10), 0.9), sighted("person", range(5, 15), 0.7), sighted("person", range(14, 20), 0.6)]
    labels = {label.name: label.score for label in label_shot(probabilities(), detections, people)}
    assert labels == {"person": 0.9, "two people": 0.7}
    crowd = [sighted("person", range(10), 0.5) for _ in range(9)]
    assert "group of people" in {label.name for label in label_shot(probabilities(), detections, crowd)}
