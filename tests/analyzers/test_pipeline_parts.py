"""The parts of the pipeline that need no weights: sampling, the thread beside the decoder, keyframes, shots, tracks."""

from __future__ import annotations

import threading
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from analyzers.base import DetectedBox, FollowedThing, FrameDetections, ShotBoundary
from analyzers.pipeline.eyes import Seen
from analyzers.pipeline.features import embedding_table
from analyzers.pipeline.keyframes import MOST_PER_SHOT, SampledVectors, keyframes_of
from analyzers.pipeline.overlap import Overlap
from analyzers.pipeline.sampling import Sampler
from analyzers.pipeline.shots import choose_keyframes, clear_range, shots_of
from analyzers.pipeline.tracks import tracks_of
from graph.nodes.box import Box
from graph.nodes.ids import new_id
from graph.nodes.shot import Transition
from graph.nodes.time import FrameRange

RATE = Fraction(25)


def _axes(count: int, dimensions: int = 64) -> NDArray[np.float16]:
    return np.eye(dimensions, dtype=np.float16)[np.arange(count) % dimensions]


def test_a_constant_rate_is_sampled_at_equal_steps() -> None:
    sampler = Sampler(5.0)

    assert [n for n in range(50) if sampler.takes(Fraction(n, 25))] == list(range(0, 50, 5))


def test_a_rate_below_the_wanted_one_gives_every_frame() -> None:
    sampler = Sampler(5.0)

    assert all(sampler.takes(Fraction(n, 3)) for n in range(20))


@given(
    st.lists(st.fractions(min_value=0, max_value=20, max_denominator=1000), min_size=1, unique=True),
    st.sampled_from([0.5, 1.0, 5.0]),
)
def test_any_times_are_sampled_at_most_once_an_interval_and_no_interval_is_missed(
    times: list[Fraction], per_second: float
) -> None:
    sampler = Sampler(per_second)

    taken = [seconds for seconds in sorted(times) if sampler.takes(seconds)]

    intervals = [seconds * Fraction(per_second) // 1 for seconds in taken]
    assert intervals == sorted({seconds * Fraction(per_second) // 1 for seconds in times})


def test_work_beside_the_decoder_keeps_its_order_and_is_all_done_at_the_end() -> None:
    done: list[int] = []

    with Overlap("work", done.append, 2) as line:
        for number in range(20):
            line.put(number)

    assert done == list(range(20))


def test_an_error_beside_the_decoder_comes_out_and_nobody_hangs() -> None:
    def fail(number: int) -> None:
        raise ValueError(number)

    def put_much() -> None:
        with Overlap("work", fail, 1) as line:
            for number in range(100):
                line.put(number)

    with pytest.raises(ValueError, match="0"):
        put_much()


def test_leaving_by_an_error_drops_what_waits() -> None:
    begun, go_on = threading.Event(), threading.Event()
    done: list[int] = []

    def work(number: int) -> None:
        begun.set()
        go_on.wait(10)
        done.append(number)

    def leave() -> None:
        with Overlap("work", work, 10) as line:
            for number in range(5):
                line.put(number)
            begun.wait(10)
            threading.Timer(0.05, go_on.set).start()
            raise KeyError

    with pytest.raises(KeyError):
        leave()
    assert done == [0]


def test_a_short_shot_has_its_middle_alone() -> None:
    sampled = SampledVectors(np.arange(0, 50, 5), _axes(10))

    assert keyframes_of(FrameRange(0, 40), FrameRange(0, 40), sampled, RATE) == [20]


def test_a_long_shot_of_one_thing_has_its_middle_alone() -> None:
    sampled = SampledVectors(np.arange(0, 1000, 5), np.repeat(_axes(1), 200, axis=0))

    assert keyframes_of(FrameRange(0, 1000), FrameRange(0, 1000), sampled, RATE) == [500]


def test_a_long_shot_that_changes_has_more_keyframes_and_never_too_many() -> None:
    changing = SampledVectors(np.arange(0, 1000, 5), _axes(200))
    two_things = SampledVectors(np.arange(0, 1000, 5), np.repeat(_axes(2), 100, axis=0))

    many = keyframes_of(FrameRange(0, 1000), FrameRange(0, 1000), changing, RATE)
    two = keyframes_of(FrameRange(0, 1000), FrameRange(0, 1000), two_things, RATE)

    assert len(many) == MOST_PER_SHOT
    assert 500 in many
    assert many == sorted(many)
    assert len(two) == 2
    assert min(two) < 500 <= max(two)


def test_keyframes_beside_the_middle_mix_with_no_neighbour() -> None:
    sampled = SampledVectors(np.arange(0, 500, 5), _axes(100))

    frames = keyframes_of(FrameRange(0, 500), FrameRange(100, 400), sampled, RATE)

    assert all(100 <= frame < 400 for frame in frames)


def _boundaries() -> list[ShotBoundary]:
    nothing = FrameRange(0, 0)
    return [
        ShotBoundary(FrameRange(0, 100), Transition.START, nothing),
        ShotBoundary(FrameRange(100, 200), Transition.DISSOLVE, FrameRange(90, 110)),
        ShotBoundary(FrameRange(200, 206), Transition.CUT, FrameRange(200, 200)),
        ShotBoundary(FrameRange(206, 300), Transition.FADE, FrameRange(200, 212)),
    ]


def test_a_shot_is_clear_between_its_transitions_and_whole_where_nothing_is_clear() -> None:
    shots = shots_of(new_id(), new_id(), _boundaries())

    assert [clear_range(shots, index) for index in range(4)] == [
        FrameRange(0, 90),
        FrameRange(110, 200),
        FrameRange(200, 206),
        FrameRange(212, 300),
    ]


def test_a_second_attempt_gives_shots_and_keyframes_the_same_ids() -> None:
    run, version = new_id(), new_id()

    first, second = shots_of(run, version, _boundaries()), shots_of(run, version, _boundaries())

    assert first == second
    assert len({shot.id for shot in first}) == 4
    assert choose_keyframes(first, None, RATE) == choose_keyframes(second, None, RATE)
    assert [keyframe.frame for keyframe in choose_keyframes(first, None, RATE)] == [50, 150, 203, 253]


def _thing(label: str, frames: range, x: float = 0.1) -> FollowedThing:
    boxes = [FrameDetections(f, (DetectedBox(label, 0.5 + f / 1000, Box(x, 0.2, 0.3, 0.4)),)) for f in frames]
    return FollowedThing(label, boxes, 0.5)


def test_tracks_are_numbered_by_shot_and_first_frame_with_all_their_boxes() -> None:
    shots = shots_of(new_id(), new_id(), _boundaries()[:2])
    dog, cat, car = _thing("dog", range(10, 50, 5)), _thing("cat", range(0, 20, 5)), _thing("car", range(110, 200, 5))

    found = tracks_of(shots, [[dog, cat], [car]])
    again = tracks_of(shots, [[cat, dog], [car]])

    assert [(track.ordinal, track.label, track.shot_id) for track in found.tracks] == [
        (0, "cat", shots[0].id),
        (1, "dog", shots[0].id),
        (2, "car", shots[1].id),
    ]
    assert found.tracks == again.tracks
    assert found.tracks[1].range == FrameRange(10, 46)
    assert found.tracks[1].best_frame == 45
    assert found.tracks[1].detections == 8
    assert len(found.boxes) == 8 + 4 + 18
    assert found.boxes.boxes.shape == (30, 4)


def test_no_tracks_make_an_empty_table() -> None:
    found = tracks_of(shots_of(new_id(), new_id(), _boundaries()), [[], [], [], []])

    assert found.tracks == ()
    assert found.boxes.boxes.shape == (0, 4)


def _seen(frames: range) -> Seen:
    detections = tuple(FrameDetections(frame, ()) for frame in frames)
    return Seen(detections, _axes(len(frames)), _axes(len(frames), 8))


def test_what_was_seen_twice_is_one_in_order_of_frames() -> None:
    both = _seen(range(0, 100, 10)) + _seen(range(5, 100, 50))

    assert list(both.frames) == sorted([*range(0, 100, 10), 5, 55])
    assert both.vectors is not None
    assert both.vectors.shape == (12, 64)
    assert list(both.within(FrameRange(50, 61)).frames) == [50, 55, 60]


def test_every_keyframe_has_a_vector_and_every_other_frame_its_shot() -> None:
    shots = shots_of(new_id(), new_id(), _boundaries())
    keyframes = choose_keyframes(shots, None, RATE)
    seen = _seen(range(0, 300, 10)) + _seen(range(203, 254, 50))
    assert seen.sampled is not None

    table = embedding_table(shots, keyframes, seen.sampled)

    assert len(table) == 32
    assert table.keyframe_ids[:4] == tuple(keyframe.id for keyframe in keyframes)
    assert list(table.frames[:4]) == [50, 150, 203, 253]
    shot_of = {shot.id: shot.range for shot in shots}
    for shot_id, frame in zip(table.shot_ids, table.frames, strict=True):
        assert shot_of[shot_id].start <= frame < shot_of[shot_id].end
    assert np.allclose(np.linalg.norm(table.vectors, axis=1), 1)
