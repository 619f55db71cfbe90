"""What the reader and the writer of Final Cut Pro X's XML (``fcpxml``) share. Its times are seconds, as exact ratios."""

from __future__ import annotations

import re
from fractions import Fraction

NAME = "fcpxml of Final Cut Pro"
VERSION_KEY = "reelgraph-version"
"""Key of the metadata in which a written asset keeps the id of its version."""
FARTHEST_SECONDS = 2**31
_TIME = re.compile(r"\s*(-?\d{1,18})(?:/(\d{1,18})|(\.\d{1,9}))?s\s*")


def seconds_of(text: str | None) -> Fraction | None:
    """Return the seconds of ``1001/30000s``, ``5s`` or ``2.5s``; None for what is none, or lies beyond any film."""
    match = _TIME.fullmatch(text or "")
    if match is None or (match[2] is not None and not int(match[2])):
        return None
    seconds = Fraction(f"{match[1]}{match[3] or ''}") / int(match[2] or 1)
    return seconds if abs(seconds) < FARTHEST_SECONDS else None


def text_of(seconds: Fraction) -> str:
    """Return seconds as the format writes them."""
    return f"{seconds.numerator}s" if seconds.denominator == 1 else f"{seconds.numerator}/{seconds.denominator}s"
