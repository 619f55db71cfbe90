"""The Range header of RFC 9110, section 14: what part of a file is asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SPECIFIER = re.compile(r"(\d{0,19})-(\d{0,19})")
MOST_RANGES = 16


class UnsatisfiableRangeError(ValueError):
    """No byte of the file lies in any of the ranges: the answer is 416."""


@dataclass(frozen=True, slots=True)
class ByteRange:
    """Bytes ``start`` up to but without ``end``."""

    start: int
    end: int

    @property
    def length(self) -> int:
        """How many bytes."""
        return self.end - self.start

    def content_range(self, size: int) -> str:
        """Return the value of Content-Range."""
        return f"bytes {self.start}-{self.end - 1}/{size}"


def parse_range(header: str, size: int) -> tuple[ByteRange, ...] | None:
    """Return the ranges that the header asks for, clipped to ``size``; None where the header is to be ignored.

    Ignored (section 14.2) are other units and malformed values. Ranges that overlap or touch are joined, and more than
    MOST_RANGES are ignored, as section 17.15 advises. Raises UnsatisfiableRangeError.
    """
    unit, equals, rest = header.partition("=")
    if not equals or unit.strip().lower() != "bytes":
        return None
    specifiers = [part.strip() for part in rest.split(",") if part.strip()]
    if not specifiers or len(specifiers) > MOST_RANGES:
        return None
    ranges: list[ByteRange] = []
    for specifier in specifiers:
        match = _SPECIFIER.fullmatch(specifier)
        if match is None or specifier == "-":
            return None
        first, last = match.groups()
        if first and last and int(last) < int(first):
            return None
        start = int(first) if first else max(0, size - int(last))
        end = size if not (first and last) else min(size, int(last) + 1)
        if start < end:
            ranges.append(ByteRange(start, end))
    if not ranges:
        raise UnsatisfiableRangeError(header)
    return _joined(ranges)


def _joined(ranges: list[ByteRange]) -> tuple[ByteRange, ...]:
    """Join ranges that overlap or touch; others stay in the order they were asked for (section 15.3.7.2)."""
    kept: list[ByteRange] = []
    for new in ranges:
        merged = new
        for old in [old for old in kept if old.start <= merged.end and merged.start <= old.end]:
            kept.remove(old)
            merged = ByteRange(min(old.start, merged.start), max(old.end, merged.end))
        kept.append(merged)
    return tuple(kept)
