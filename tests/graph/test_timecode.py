"""Timecode: every frame has one label, and the label says when it is."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.nodes.time import Rational, StartTimecode, format_timecode, parse_timecode

NTSC = Rational(30000, 1001)
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
