from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from analyzers.transitions import find_shots
from graph.nodes.shot import Transition
from graph.nodes.time import FrameRange

if TYPE_CHECKING:
    from numpy.typing import NDArray

ROWS, COLUMNS = 9, 16


def still(seed: int) -> NDArray[np.float32]:
    """A picture with contrast, different for each seed."""
    return np.random.default_rng(seed).uniform(20, 235, (ROWS, COLUMNS)).astype(np.float32)


def clip(*parts: NDArray[np.float32]) -> NDArray[np.uint8]:
    return np.concatenate(parts).astype(np.uint8)


def hold(picture: NDArray[np.float32], frames: int) -> NDArray[np.float32]:
    return np.repeat(picture[None], frames, axis=0)


def mixed(old: NDArray[np.float32], new: NDArray[np.float32], frames: int) -> NDArray[np.float32]:
    parts = ((np.arange(frames) + 1) / (frames + 1)).astype(np.float32)
    answer: NDArray[np.float32] = old * (1 - parts[:, None, None]) + new * parts[:, None, None]
    return answer


def wiped(old: NDArray[np.float32], new: NDArray[np.float32], frames: int, axis: int) -> NDArray[np.float32]:
    size = old.shape[axis]
    edges = np.round((np.arange(frames) + 1) / (frames + 1) * size)
    place = np.arange(size).reshape((-1, 1) if axis == 0 else (1, -1))
    return np.stack([np.where(place < edge, new, old) for edge in edges])


def answers(frames: int, *changes: tuple[int, int, int]) -> NDArray[np.float32]:
    """Probabilities with a transition ``(peak, first, last)`` each."""
    probabilities = np.zeros((frames, 2), np.float32)
    for peak, first, last in changes:
        probabilities[peak, 0] = 0.9
        probabilities[first : last + 1, 1] = 0.9
    return probabilities


def test_a_cut_starts_a_shot_after_the_frame_that_the_network_points_at() -> None:
    luminance = clip(hold(still(1), 30), hold(still(2), 20))
    shots = find_shots(answers(50, (29, 29, 29)), luminance, 25.0)
    assert [(shot.range, shot.transition_in, shot.transition) for shot in shots] == [
        (FrameRange(0, 30), Transition.START, FrameRange(0, 0)),
        (FrameRange(30, 50), Transition.CUT, FrameRange(30, 30)),
    ]


@pytest.mark.parametrize("pointed_at", [28, 29, 30])
def test_a_cut_is_where_the_picture_leaps_although_the_network_points_one_frame_beside(pointed_at: int) -> None:
    luminance = clip(hold(still(1), 30), hold(still(2), 20))
    shots = find_shots(answers(50, (pointed_at, pointed_at, pointed_at)), luminance, 25.0)
    assert [shot.range for shot in shots] == [FrameRange(0, 30), FrameRange(30, 50)]


def test_a_dissolve_is_shared_at_its_middle() -> None:
    luminance = clip(hold(still(1), 30), mixed(still(1), still(2), 20), hold(still(2), 30))
    shots = find_shots(answers(80, (41, 30, 49)), luminance, 25.0)
    assert shots[1].transition_in is Transition.DISSOLVE
    assert shots[1].transition == FrameRange(30, 50)
    assert shots[0].range == FrameRange(0, 40)


def test_fading_out_and_in_is_one_transition_whichever_side_the_network_points_at() -> None:
    black = np.zeros((ROWS, COLUMNS), np.float32)
    luminance = clip(
        hold(still(1), 40), mixed(still(1), black, 12), hold(black, 3), mixed(black, still(2), 12), hold(still(2), 40)
    )
    for peak, first, last in ((45, 40, 51), (62, 55, 66)):
        shots = find_shots(answers(len(luminance), (peak, first, last)), luminance, 25.0)
        assert [shot.transition_in for shot in shots] == [Transition.START, Transition.FADE]
        assert abs(shots[1].range.start - 53) <= 2


def test_fades_with_a_long_black_between_are_two_transitions() -> None:
    black = np.zeros((ROWS, COLUMNS), np.float32)
    luminance = clip(
        hold(still(1), 40), mixed(still(1), black, 12), hold(black, 40), mixed(black, still(2), 12), hold(still(2), 40)
    )
    shots = find_shots(answers(len(luminance), (45, 40, 51), (97, 92, 103)), luminance, 25.0)
    assert [shot.transition_in for shot in shots] == [Transition.START, Transition.FADE, Transition.FADE]


def test_a_fade_in_at_the_start_is_the_first_shots_own() -> None:
    black = np.zeros((ROWS, COLUMNS), np.float32)
    luminance = clip(hold(black, 5), mixed(black, still(1), 20), hold(still(1), 30))
    shots = find_shots(answers(55, (15, 6, 24)), luminance, 25.0)
    assert len(shots) == 1
    assert shots[0].transition_in is Transition.FADE
    assert shots[0].transition == FrameRange(6, 25)


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("frames", [9, 14, 25, 45])
def test_a_wipe_is_seen_where_the_network_sees_nothing(axis: int, frames: int) -> None:
    luminance = clip(hold(still(1), 60), wiped(still(1), still(2), frames, axis), hold(still(2), 60))
    shots = find_shots(answers(len(luminance)), luminance, 25.0)
    assert [shot.transition_in for shot in shots] == [Transition.START, Transition.WIPE]
    assert abs(shots[1].range.start - (60 + frames // 2)) <= 3


def test_a_slow_pan_and_noise_are_no_transition() -> None:
    wide = np.random.default_rng(5).uniform(20, 235, (ROWS, 400)).astype(np.float32)
    smooth = np.stack([np.convolve(row, np.ones(9) / 9, "same") for row in wide]).astype(np.float32)
    panned = np.stack([smooth[:, offset : offset + COLUMNS] for offset in range(150)])
    noisy = panned + np.random.default_rng(6).normal(0, 4, panned.shape).astype(np.float32)
    assert len(find_shots(answers(150), clip(noisy.clip(0, 255)), 25.0)) == 1


def test_two_transitions_in_one_run_are_split_between_their_peaks() -> None:
    luminance = clip(mixed(still(1), still(2), 20), mixed(still(2), still(3), 20), hold(still(3), 20))
    probabilities = answers(60, (9, 2, 37), (29, 2, 37))
    probabilities[19, 1] = 0.55
    shots = find_shots(probabilities, luminance, 25.0)
    assert [shot.transition for shot in shots[1:]] == [FrameRange(2, 19), FrameRange(19, 38)]


def test_a_transition_at_the_very_last_frame_starts_no_shot() -> None:
    luminance = clip(hold(still(1), 30))
    assert len(find_shots(answers(30, (29, 29, 29)), luminance, 25.0)) == 1


def plain(*levels: float) -> NDArray[np.float32]:
    """Frames of one colour, of these levels."""
    return np.stack([np.full((ROWS, COLUMNS), level, np.float32) for level in levels])


def test_frames_of_one_colour_are_cut_in_the_black_and_not_on_the_ramps_where_the_network_points() -> None:
    turn = 127.5 * (1 - np.cos(np.arange(201) / 100 * 2 * np.pi))  # black at 0, 100 and 200, white between
    probabilities = answers(201, (25, 20, 30), (75, 70, 80), (125, 120, 130), (175, 170, 180))

    shots = find_shots(probabilities, clip(plain(*turn)), 25.0)

    assert [(shot.range.start, shot.transition_in) for shot in shots] == [(0, Transition.START), (100, Transition.FADE)]
    assert shots[1].transition.start < 60
    assert shots[1].transition.end > 140


def test_a_dissolve_between_two_colours_that_hold_stays_where_it_is() -> None:
    luminance = clip(plain(*[40.0] * 30), plain(*np.linspace(40, 200, 20)), plain(*[200.0] * 30))

    shots = find_shots(answers(80, (39, 30, 49)), luminance, 25.0)

    assert [shot.range.start for shot in shots] == [0, 40]


def test_black_between_two_plain_frames_that_are_cut_is_no_fade() -> None:
    luminance = clip(plain(*[120.0] * 30), plain(*[0.0] * 6), plain(*[180.0] * 30))

    shots = find_shots(answers(66, (29, 29, 29), (35, 35, 35)), luminance, 25.0)

    assert [(shot.range.start, shot.transition_in) for shot in shots[1:]] == [(30, Transition.CUT), (36, Transition.CUT)]
