"""Frame rate from the times of the pictures themselves, since headers are often wrong or silent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

_STANDARD = tuple(
    Fraction(*rate)
    for rate in (
        (24000, 1001), (24, 1), (25, 1), (30000, 1001), (30, 1), (48000, 1001), (48, 1), (50, 1), (60000, 1001), (60, 1),
        (12, 1), (25, 2), (15000, 1001), (15, 1), (10, 1), (20, 1), (100, 1), (120000, 1001), (120, 1),
    )
)  # fmt: skip

_JITTER = Fraction(1, 10)
"""Part of a frame by which a duration may differ at a constant rate, beside the rounding of the file's time base."""


@dataclass(frozen=True, slots=True)
class FrameRate:
    """Frames a second, and whether the time between pictures varies (then it is the mean)."""

    value: Fraction
    variable: bool


def measure_rate(times: Sequence[int], time_base: Fraction, claimed: Sequence[Fraction]) -> FrameRate | None:
    """Return the rate of pictures shown at ``times`` (sorted, in units of ``time_base`` seconds).

    A rate is constant when frame N lies within half a frame of N / rate for every N and no two pictures are nearer or
    farther than a tenth of a frame from the mean: then a frame number names the same picture as its timecode. The rates
    the file claims are tried first, then the standard ones near the mean. None without two pictures and without a claim.
    """
    claims = [rate for rate in claimed if 0 < rate <= 1000]
    if len(times) < 2 or times[-1] == times[0]:
        return FrameRate(claims[0], variable=False) if claims else None
    mean = Fraction(len(times) - 1) / ((times[-1] - times[0]) * time_base)
    near = sorted((rate for rate in _STANDARD if abs(rate / mean - 1) < Fraction(1, 200)), key=lambda rate: abs(rate - mean))
    for rate in dict.fromkeys([*claims, *near, mean]):
        if _is_constant(times, time_base, rate):
            return FrameRate(_tidy(rate), variable=False)
    return FrameRate(_mean_claim(claims, mean), variable=True)


def _is_constant(times: Sequence[int], time_base: Fraction, rate: Fraction) -> bool:
    ticks = 1 / (rate * time_base)
    slack = max(ticks * _JITTER, Fraction(2) if ticks > 4 else ticks / 2)
    length, allowed, half = float(ticks), float(slack), float(ticks) / 2
    if any(abs(after - before - length) > allowed for before, after in pairwise(times)):
        return False
    return all(abs(time - times[0] - index * length) < half for index, time in enumerate(times))


def _tidy(rate: Fraction) -> Fraction:
    """Replace a mean such as 29.9701 by the standard rate that it is a rounding of."""
    best = min(_STANDARD, key=lambda standard: abs(standard - rate))
    return best if abs(best / rate - 1) < Fraction(1, 20_000) else rate.limit_denominator(100_000)


def _mean_claim(claims: Sequence[Fraction], mean: Fraction) -> Fraction:
    """Prefer the file's own mean where it is near the pictures': it knows how long the last one stays."""
    for claim in claims:
        if abs(claim / mean - 1) < Fraction(1, 10):
            return claim.limit_denominator(1_000_000)
    return mean.limit_denominator(100_000)
