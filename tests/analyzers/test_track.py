from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers.base import DetectedBox, FrameDetections
from analyzers.motion_model import Motion
from analyzers.track import follow
from graph.nodes.box import Box
from graph.nodes.time import FrameRange

SHOT = FrameRange(0, 100)


def seen(frame: int, *boxes: tuple[str, float, float, float]) -> FrameDetections:
    """Boxes of a tenth of the picture: label, confidence, left, top."""
    return FrameDetections(frame, tuple(DetectedBox(label, sure, Box(x, y, 0.1, 0.1)) for label, sure, x, y in boxes))


def test_a_thing_that_crosses_its_own_width_between_samples_is_one_track() -> None:
    frames = [seen(5 * i, ("car", 0.9, 0.05 + 0.12 * i, 0.4)) for i in range(7)]
    (track,) = follow(SHOT, frames)
    assert track.label == "car"
    assert [one.frame for one in track.detections] == [0, 5, 10, 15, 20, 25, 30]


def test_two_things_that_pass_each_other_keep_their_tracks() -> None:
    frames = [seen(5 * i, ("car", 0.9, 0.05 + 0.08 * i, 0.40), ("car", 0.9, 0.85 - 0.08 * i, 0.46)) for i in range(11)]
    tracks = follow(SHOT, frames)
    assert len(tracks) == 2
    for track in tracks:
        lefts = [one.boxes[0].box.x for one in track.detections]
        assert lefts == sorted(lefts) or lefts == sorted(lefts, reverse=True)


def test_an_unsure_box_carries_a_track_but_starts_none() -> None:
    sures = [0.9, 0.8, 0.15, 0.12, 0.8, 0.9]
    frames = [seen(5 * i, ("dog", sure, 0.3, 0.3), ("cat", 0.2, 0.7, 0.7)) for i, sure in enumerate(sures)]
    (track,) = follow(SHOT, frames)
    assert len(track.detections) == 6


def test_a_thing_that_was_hidden_for_a_moment_comes_back_as_itself() -> None:
    frames = [seen(5 * i, *([] if i in (3, 4) else [("person", 0.9, 0.1 + 0.03 * i, 0.3)])) for i in range(9)]
    (track,) = follow(SHOT, frames)
    assert [one.frame for one in track.detections] == [0, 5, 10, 25, 30, 35, 40]


def test_flicker_is_no_track() -> None:
    frames = [seen(5 * i, *([("bird", 0.9, 0.5, 0.5)] if i == 3 else [])) for i in range(9)]
    assert follow(SHOT, frames) == []


def test_the_label_is_the_one_with_the_most_confidence_over_all_boxes() -> None:
    labels = [("truck", 0.5), ("car", 0.9), ("car", 0.8), ("truck", 0.6), ("car", 0.9)]
    frames = [seen(5 * i, (label, sure, 0.3, 0.3)) for i, (label, sure) in enumerate(labels)]
    (track,) = follow(SHOT, frames)
    assert track.label == "car"
    assert {one.boxes[0].label for one in track.detections} == {"car"}


def test_one_thing_under_two_labels_on_one_frame_is_one_track() -> None:
    frames = [seen(5 * i, ("car", 0.9, 0.3, 0.3), ("truck", 0.5, 0.305, 0.3)) for i in range(5)]
    assert len(follow(SHOT, frames)) == 1


def test_boxes_outside_of_the_shot_are_left_out() -> None:
    frames = [seen(5 * i, ("car", 0.9, 0.3, 0.3)) for i in range(10)]
    (track,) = follow(FrameRange(10, 31), frames)
    assert [one.frame for one in track.detections] == [10, 15, 20, 25, 30]


def test_a_shot_of_one_sample_keeps_what_was_seen_surely() -> None:
    assert [track.label for track in follow(SHOT, [seen(50, ("cup", 0.8, 0.1, 0.1), ("cat", 0.36, 0.6, 0.6))])] == ["cup"]
    assert follow(SHOT, []) == []


def test_motion_learns_a_speed_and_carries_it_on() -> None:
    motion = Motion(Box(0.1, 0.1, 0.1, 0.1), 0)
    for frame in range(4, 24, 4):
        motion.predict(frame)
        motion.correct(Box(0.1 + 0.01 * frame, 0.1, 0.1, 0.1))
    motion.predict(30)
    assert np.allclose(motion.corners, [0.4, 0.1, 0.5, 0.2], atol=0.02)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.lists(
            st.tuples(st.sampled_from(["a", "b"]), st.floats(0.1, 1), st.floats(0, 0.9), st.floats(0, 0.9)), max_size=5
        ),
        max_size=12,
    )
)
def test_no_box_is_in_two_tracks_and_frames_ascend(samples: list[list[tuple[str, float, float, float]]]) -> None:
    frames = [seen(4 * i, *boxes) for i, boxes in enumerate(samples)]
    used: list[tuple[int, Box]] = []
    for track in follow(SHOT, frames):
        numbers = [one.frame for one in track.detections]
        assert numbers == sorted(set(numbers))
        used += [(one.frame, one.boxes[0].box) for one in track.detections]
    available = [(frame.frame, box.box) for frame in frames for box in frame.boxes]
    assert all(used.count(one) <= available.count(one) for one in used)
