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


def test_the_classifier_answers_with_probabilities(classifier: EfficientNetLite, footage: Path) -> None:
    pictures = list(pictures_at(footage / "car-traffic.mp4", {204}).values())
    answer = classifier.predict([pictures[0], pictures[0][:100]])
    assert answer.shape == (2, 1000)
    assert np.allclose(answer.sum(axis=1), 1, atol=1e-4)
    assert classifier.predict([]).shape == (0, 1000)
