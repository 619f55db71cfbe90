"""Rational time: frame numbers, rational rates, half-open ranges, and SMPTE ST 12 timecode for people.

Seconds as floats never identify a frame here. Drop-frame counting follows SMPTE ST 12-1: at 30000/1001 (and 60000/1001)
two (four) frame numbers are skipped at the start of each minute but every tenth, and ``;`` stands before the frames.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

DROP_FRAME_RATES = {Fraction(30000, 1001): 2, Fraction(60000, 1001): 4}

_TIMECODE = re.compile(r"^(\d{2}):(\d{2}):(\d{2})([:;])(\d{2,3})$")


@dataclass(frozen=True, slots=True)
class Rational:
    """A ratio of two integers in lowest terms, such as a frame rate (30000/1001) or a pixel aspect (16/15)."""

    num: int
    den: int

    @classmethod
    def of(cls, value: Fraction | int) -> Rational:
        """Return ``value`` as a Rational."""
        fraction = Fraction(value)
        return cls(fraction.numerator, fraction.denominator)

    @property
    def fraction(self) -> Fraction:
        """The exact value."""
        return Fraction(self.num, self.den)


@dataclass(frozen=True, slots=True)
class FrameRange:
    """Frames ``start`` up to but without ``end``."""

    start: int
    end: int

    @property
    def frames(self) -> int:
        """How many frames the range holds."""
        return self.end - self.start

    @property
    def middle(self) -> int:
        """The frame in the middle, the later of two."""
        return self.start + self.frames // 2

    def seconds(self, rate: Rational) -> float:
        """Return the duration in seconds at ``rate`` frames a second."""
        return self.frames * rate.den / rate.num


@dataclass(frozen=True, slots=True)
class StartTimecode:
    """The timecode of a medium's frame 0, as a count of frames, and whether it counts drop frame."""

    frame: int
    drop_frame: bool


def format_timecode(frame: int, rate: Rational, start: StartTimecode | None = None) -> str:
    """Return the SMPTE timecode of ``frame`` (0 is the medium's first) as ``HH:MM:SS:FF``, or ``HH:MM:SS;FF`` drop frame.

    Numbers wrap after 24 hours. Rates are counted at their nominal whole number (24000/1001 counts 24 to the second). ST 12
    knows no timecode for other rates, such as 12.5: there the seconds are those of the clock, and each second counts the
    frames that begin in it.
    """
    counting = _counting(rate, start is not None and start.drop_frame)
    number = frame if start is None else frame + start.frame
    if counting is None:
        return _clock_timecode(number, rate.fraction)
    nominal, drop, day, mark = counting
    number %= day
    if drop:
        per_ten_minutes = 600 * nominal - 9 * drop
        per_minute = 60 * nominal - drop
        tens, rest = divmod(number, per_ten_minutes)
        number += 9 * drop * tens
        if rest >= drop:
            number += drop * ((rest - drop) // per_minute)
    seconds, frames = divmod(number, nominal)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    if nominal > 100:
        return f"{hours:02}:{minutes:02}:{seconds:02}{mark}{frames:03}"
    return f"{hours:02}:{minutes:02}:{seconds:02}{mark}{frames:02}"


def parse_timecode(text: str, rate: Rational) -> StartTimecode:
    """Return the frame count that ``text`` names at ``rate``.

    Raises ValueError when the text is no timecode, counts past its rate, or names a frame that drop-frame counting skips.
    """
    match = _TIMECODE.match(text)
    if match is None:
        raise ValueError(f"{text!r} is not a timecode; write HH:MM:SS:FF, or HH:MM:SS;FF for drop frame")
    hours, minutes, seconds, mark, frames = match.groups()
    counting = _counting(rate, mark == ";")
    whole_minutes, second, frame = int(hours) * 60 + int(minutes), int(seconds), int(frames)
    most = math.ceil(rate.fraction) if counting is None else counting.nominal
    if whole_minutes >= 24 * 60 or minutes > "59" or second > 59 or frame >= most:
        raise ValueError(f"{text!r} is not a timecode at {round(rate.fraction)} frames a second")
    if counting is None:
        if mark == ":":
            return StartTimecode(math.ceil((whole_minutes * 60 + second) * rate.fraction) + frame, drop_frame=False)
        raise ValueError(f"{text!r} is drop frame, which exists at 30000/1001 and 60000/1001 only")
    number = (whole_minutes * 60 + second) * counting.nominal + frame
    if mark == ":":
        return StartTimecode(number, drop_frame=False)
    drop = counting.drop
    if not drop:
        raise ValueError(f"{text!r} is drop frame, which exists at 30000/1001 and 60000/1001 only")
    if second == 0 and frame < drop and whole_minutes % 10:
        raise ValueError(f"{text!r} does not exist: drop-frame counting skips it")
    return StartTimecode(number - drop * (whole_minutes - whole_minutes // 10), drop_frame=True)


class _Counting(NamedTuple):
    """Frames a second as they are counted, labels dropped a minute, labels a day, and the sign before the frames."""

    nominal: int
    drop: int
    day: int
    mark: str


@lru_cache(maxsize=64)
def _counting(rate: Rational, drop_frame: bool) -> _Counting | None:
    """Return how a rate is counted, None where timecode does not know it; a page of shots asks thousands of times."""
    if not is_counted(rate.fraction):
        return None
    nominal = round(rate.fraction)
    drop = DROP_FRAME_RATES.get(rate.fraction, 0) if drop_frame else 0
    return _Counting(nominal, drop, 24 * 3600 * nominal - drop * (24 * 60 - 24 * 6), ";" if drop else ":")


def is_counted(rate: Fraction) -> bool:
    """Whether timecode counts a rate: a whole number of frames a second, or one of the NTSC family just below it."""
    return rate.denominator == 1 or rate * Fraction(1001, 1000) == round(rate)


def _clock_timecode(number: int, rate: Fraction) -> str:
    number %= math.floor(24 * 3600 * rate)
    seconds = math.floor(number / rate)
    frames = number - math.ceil(seconds * rate)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}:{frames:02}"
