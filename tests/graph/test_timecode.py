"""Timecode: every frame has one label, and the label says when it is."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from fractions import Fraction
from multiprocessing import get_context

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentimelineio import opentime

from graph.nodes.time import Rational, StartTimecode, format_timecode, parse_timecode

NTSC = Rational(30000, 1001)
DROPPING = StartTimecode(0, drop_frame=True)
FRAMES_OF_A_DROP_FRAME_DAY = 2_589_408
RATES = [
    Rational(24, 1),
    Rational(25, 1),
    Rational(24000, 1001),
    NTSC,
    Rational(50, 1),
    Rational(25, 2),
    Rational(2997, 200),
]


@given(st.integers(0, 80_000), st.sampled_from(RATES))
def test_a_timecode_names_its_frame_alone(frame: int, rate: Rational) -> None:
    assert parse_timecode(format_timecode(frame, rate), rate) == StartTimecode(frame, drop_frame=False)


@given(st.integers(0, FRAMES_OF_A_DROP_FRAME_DAY - 1))
def test_a_drop_frame_timecode_names_its_frame_alone(frame: int) -> None:
    label = format_timecode(frame, NTSC, StartTimecode(0, drop_frame=True))

    assert parse_timecode(label, NTSC) == StartTimecode(frame, drop_frame=True)


@given(st.integers(0, 200_000), st.sampled_from([Rational(25, 2), Rational(2997, 200), Rational(10, 3)]))
def test_a_rate_that_timecode_does_not_know_keeps_the_clock(frame: int, rate: Rational) -> None:
    hours, minutes, seconds, _ = (int(part) for part in format_timecode(frame, rate).split(":"))

    assert (hours * 60 + minutes) * 60 + seconds == frame / Fraction(rate.num, rate.den) // 1


def test_drop_frame_skips_two_labels_a_minute_but_every_tenth() -> None:
    start = StartTimecode(0, drop_frame=True)

    assert format_timecode(1799, NTSC, start) == "00:00:59;29"
    assert format_timecode(1800, NTSC, start) == "00:01:00;02"
    assert format_timecode(17982, NTSC, start) == "00:10:00;00"


@pytest.mark.parametrize("text", ["00:01:00;00", "24:00:00:00", "00:00:00:30", "now", "00:00:60:00"])
def test_a_label_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"timecode|drop"):
        parse_timecode(text, NTSC)


@pytest.mark.timeout(900)
def test_every_frame_of_a_drop_frame_day_comes_back_and_opentimelineio_agrees() -> None:
    """All 2,589,408 of them: OpenTimelineIO is asked for the label of each, and for the frame of each tenth label."""
    an_hour = FRAMES_OF_A_DROP_FRAME_DAY // 24
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as processes:
        wrong = list(processes.map(wrong_frames, [(hour * an_hour, (hour + 1) * an_hour) for hour in range(24)]))

    assert wrong == [[]] * 24
    assert format_timecode(FRAMES_OF_A_DROP_FRAME_DAY, NTSC, DROPPING) == "00:00:00;00"


def wrong_frames(frames: tuple[int, int]) -> list[int]:
    """Return those frames that do not come back, or that OpenTimelineIO calls otherwise."""
    rate = NTSC.num / NTSC.den
    time, spoken, heard = opentime.RationalTime, opentime.to_timecode, opentime.from_timecode
    return [
        frame
        for frame in range(*frames)
        if parse_timecode(label := format_timecode(frame, NTSC, DROPPING), NTSC).frame != frame
        or spoken(time(frame, rate), rate, True) != label
        or (frame % 10 == 0 and heard(label, rate).value != frame)
    ]
