"""Scalars, and the small values that everything is measured in: rational numbers, frame ranges, timecode."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NewType

import strawberry
from graphql import GraphQLError
from strawberry.scalars import JSON
from strawberry.types.scalar import ScalarDefinition

from graph.errors import InvalidError
from graph.nodes import time
from graph.nodes.asset import MediaInfo, Version

Timecode = NewType("Timecode", str)
ByteCount = NewType("ByteCount", int)


def _format_datetime(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _parse_datetime(value: object) -> datetime:
    try:
        parsed = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        parsed = None
    if parsed is None or parsed.tzinfo is None:
        raise GraphQLError("a DateTime is text as RFC 3339 has it, with its offset: 2026-01-31T18:00:00Z")
    return parsed.astimezone(UTC)


def _refuse(value: object) -> int:
    raise GraphQLError("a ByteCount is never asked for")


def _parse_timecode(value: object) -> str:
    if not isinstance(value, str):
        raise GraphQLError("a Timecode is text: HH:MM:SS:FF, or HH:MM:SS;FF for drop frame")
    return value


SCALARS: dict[object, ScalarDefinition] = {
    datetime: strawberry.scalar(
        name="DateTime",
        description="A moment in UTC, written as RFC 3339 has it: `2026-01-31T18:00:00Z`.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        serialize=_format_datetime,
        parse_value=_parse_datetime,
    ),
    Timecode: strawberry.scalar(
        name="Timecode",
        description="SMPTE ST 12 timecode, `HH:MM:SS:FF`; a `;` before the frames means drop frame.",
        serialize=str,
        parse_value=_parse_timecode,
    ),
    ByteCount: strawberry.scalar(
        name="ByteCount",
        description="A whole number of bytes, up to 2^53: files of film do not fit into 32 bits.",
        serialize=int,
        parse_value=_refuse,
    ),
    JSON: strawberry.scalar(
        name="JSON",
        description="Any JSON value.",
        specified_by_url="https://ecma-international.org/wp-content/uploads/ECMA-404_2nd_edition_december_2017.pdf",
        serialize=lambda value: value,
        parse_value=lambda value: value,
    ),
}


@strawberry.type(description="A ratio of two whole numbers in lowest terms, such as the frame rate 30000/1001.")
class Rational:
    """GraphQL form of ``graph.nodes.time.Rational``, which stands in answers as it is."""

    num: int = strawberry.field(description="The number above the line.")
    den: int = strawberry.field(description="The number below the line, never 0.")


@dataclass(frozen=True, slots=True)
class Clock:
    """What turns the frame numbers of a version into time. It looks at the version's medium when it is asked for a time."""

    of: Version | MediaInfo

    @property
    def _media(self) -> MediaInfo:
        return self.of if isinstance(self.of, MediaInfo) else self.of.media

    @property
    def rate(self) -> time.Rational | None:
        """Frames a second; None for a still picture, which has no duration."""
        return self._media.frame_rate

    @property
    def start(self) -> time.StartTimecode | None:
        """The timecode of the first frame, where the file has one."""
        return self._media.start_timecode

    def timecode(self, frame: int) -> Timecode:
        """Return the timecode of a frame; the frames of a still are counted one a second."""
        return Timecode(time.format_timecode(frame, self.rate or time.Rational(1, 1), self.start))


@strawberry.type(description="Frames from `start` up to but without `end`.")
class FrameRange:
    """GraphQL form of ``graph.nodes.time.FrameRange``, with its times."""

    frames: strawberry.Private[time.FrameRange]
    clock: strawberry.Private[Clock]
    start: int = strawberry.field(
        resolver=lambda self: self.frames.start, description="First frame; the version's first frame is 0."
    )
    end: int = strawberry.field(resolver=lambda self: self.frames.end, description="The frame after the last.")
    start_timecode: Timecode = strawberry.field(
        resolver=lambda self: self.clock.timecode(self.frames.start), description="Timecode of the first frame."
    )
    end_timecode: Timecode = strawberry.field(
        resolver=lambda self: self.clock.timecode(self.frames.end), description="Timecode of the frame after the last."
    )

    @strawberry.field(description="Duration at the version's frame rate; 0 for a still picture.")
    def seconds(self) -> float:
        """Count the frames at the clock's rate."""
        return 0.0 if self.clock.rate is None else self.frames.seconds(self.clock.rate)

    @classmethod
    def of(cls, frames: time.FrameRange, clock: Clock) -> FrameRange:
        """Return ``frames`` with the times that ``clock`` gives them."""
        return cls(frames=frames, clock=clock)


@strawberry.input(description="Frames from `start` up to but without `end`.")
class FrameRangeInput:
    """GraphQL input for ``graph.nodes.time.FrameRange``."""

    start: int = strawberry.field(description="First frame; the version's first frame is 0.")
    end: int = strawberry.field(description="The frame after the last.")

    def frames(self, *path: str) -> time.FrameRange:
        """Return the range; raises InvalidError, with the field's ``path``, unless 0 <= start < end."""
        if not 0 <= self.start < self.end:
            raise InvalidError(f"Frames {self.start} to {self.end} are no range. Give 0 <= start < end.", path=path)
        return time.FrameRange(self.start, self.end)
