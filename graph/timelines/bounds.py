"""How large and how deep a timeline's file may be, and numbers from files that may say anything."""

from __future__ import annotations

import math
from fractions import Fraction

from graph.errors import InvalidError, TooLargeError
from graph.nodes.time import Rational

LARGEST_FILE = 32 * 1024 * 1024
DEEPEST = 100
MOST_ITEMS = 100_000
MOST_NOTES = 50
LONGEST_TEXT = 10_000
FARTHEST = 2**31 - 1
"""The last frame that a timeline or a medium may have: what GraphQL's Int holds, and months of film."""
FASTEST = 1_000
_NEAR = 0.005
BACKWARDS = "Clips that run backwards are read as running forwards."


class Budget:
    """Counts what a reader makes of a file, and collects what it has to say about it."""

    def __init__(self) -> None:
        self._left = MOST_ITEMS
        self._notes: dict[str, None] = {}

    def spend(self, items: int = 1) -> None:
        """Count items. Raises TooLargeError where a file holds more clips, gaps and markers than anybody cuts."""
        self._left -= items
        if self._left < 0:
            raise TooLargeError(f"The timeline holds more than {MOST_ITEMS} clips and markers. Split it.")

    def note(self, text: str) -> None:
        """Keep a sentence for people, once."""
        if len(self._notes) < MOST_NOTES:
            self._notes.setdefault(text)

    @property
    def notes(self) -> tuple[str, ...]:
        """What was noted, in order."""
        return tuple(self._notes)


def broken(format_name: str, why: str) -> InvalidError:
    """Return the answer to a file that is not what it should be."""
    return InvalidError(f"The timeline cannot be read as {format_name}: {why}", path=("timeline",))


def whole(value: float | Fraction, what: str) -> int:
    """Return the nearest whole number. Raises InvalidError for what is no number, or lies beyond any film."""
    if isinstance(value, float) and not math.isfinite(value):
        raise InvalidError(f"{what} is {value}, which is no frame.", path=("timeline",))
    if not -FARTHEST < value < FARTHEST:
        raise InvalidError(f"{what} is {float(value):.3g}, which is beyond any film.", path=("timeline",))
    return round(value)


def frame_rate(value: float) -> Rational:
    """Return the exact rate that a decimal number of frames a second means: 23.976, 23.98 and 29.97 are of the NTSC family.

    Raises InvalidError for rates of nothing that is filmed.
    """
    if not (math.isfinite(value) and 0 < value <= FASTEST):
        raise InvalidError(f"{value} frames a second is no rate.", path=("timeline",))
    nominal = round(value)
    if abs(value - nominal) < 1e-4:
        return Rational(max(1, nominal), 1)
    ntsc = Fraction(math.ceil(value) * 1000, 1001)
    if abs(value - ntsc) < _NEAR:
        return Rational.of(ntsc)
    exact = Fraction(value).limit_denominator(1001)
    return Rational.of(exact or Fraction(1, 1001))


def words(text: object) -> str:
    """Return what a file says, as one text of bounded length without control characters; nothing for what is no text."""
    if not isinstance(text, str):
        return ""
    kept = text[:LONGEST_TEXT]
    if kept.isprintable():
        return kept.strip()
    kept = kept.encode("utf-8", "replace").decode()
    return "".join(each for each in kept if each >= " " or each in "\n\t").strip()
