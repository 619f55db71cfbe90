"""Timelines from outside, and what their clips were matched with."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import strawberry

from graph.errors import InvalidError
from graph.nodes import conform as nodes
from graph.nodes import time
from graph.nodes.conform import MatchedBy, Mismatch
from graph.nodes.time import format_timecode
from graph.nodes.timeline import Timeline as TimelineNode
from graph.nodes.timeline import TimelineFormat, TrackKind
from schema.directives import ListSize
from schema.ids import encode_id
from schema.scalars import FrameRange, Rational, Timecode
from schema.types.version import Version


@strawberry.input(description="A ratio of two whole numbers above 0, such as the frame rate 30000/1001.")
class RationalInput:
    """GraphQL input for ``graph.nodes.time.Rational``."""

    num: int = strawberry.field(description="The number above the line.")
    den: int = strawberry.field(default=1, description="The number below the line.")

    def ratio(self, *path: str) -> time.Rational:
        """Return the ratio in lowest terms; raises InvalidError, with the field's ``path``, unless both are above 0."""
        if self.num <= 0 or self.den <= 0:
            raise InvalidError(f"{self.num}/{self.den} is no rate; both numbers are above 0", path=path)
        return time.Rational.of(Fraction(self.num, self.den))


@strawberry.input(description="A timeline's file: a finished upload or its text, one of them.")
class TimelineInput:
    """Which bytes to read as a timeline, and how."""

    upload_id: strawberry.ID | None = strawberry.field(
        default=None, description="A finished upload: the last segment of its address."
    )
    text: str | None = strawberry.field(default=None, description="The file's text, where it is small.")
    format: TimelineFormat | None = strawberry.field(
        default=None, description="What it is; told by its first bytes unless given."
    )
    rate: RationalInput | None = strawberry.field(
        default=None, description="Frames a second of an edit list's timecodes, which most lists do not say."
    )


@strawberry.type(description="A timeline as it was read.")
class Timeline:
    """GraphQL form of ``graph.nodes.timeline.Timeline``, without its clips."""

    name: str = strawberry.field(description="Its name; may be empty.")
    rate: Rational = strawberry.field(description="Frames a second.")
    start: Timecode = strawberry.field(description="Timecode of its first frame.")
    frames: int = strawberry.field(description="How many frames it has.")
    tracks: int = strawberry.field(description="How many tracks it has.")
    markers: int = strawberry.field(description="How many markers there are on it and its clips.")
    notes: list[str] = strawberry.field(description="What the file says and is not kept, in sentences.")

    @classmethod
    def of(cls, timeline: TimelineNode) -> Timeline:
        """Return ``timeline`` for the answer."""
        return cls(
            name=timeline.name,
            rate=Rational(num=timeline.rate.num, den=timeline.rate.den),
            start=Timecode(format_timecode(0, timeline.rate, timeline.start)),
            frames=timeline.frames,
            tracks=len(timeline.tracks),
            markers=len(timeline.markers) + sum(len(clip.markers) for _, _, clip in timeline.clips()),
            notes=list(timeline.notes),
        )


@strawberry.type(description="A clip of a timeline, and what it was matched with.")
class ConformedClip:
    """GraphQL form of ``graph.nodes.conform.ConformedClip``."""

    name: str = strawberry.field(description="The clip's name; may be empty.")
    media: str = strawberry.field(description="What the file says it was cut from; may be empty.")
    track: str = strawberry.field(description="The name of its track.")
    kind: TrackKind = strawberry.field(description="What its track carries.")
    place: int = strawberry.field(description="Its first frame on the timeline, from 0.")
    frames: int = strawberry.field(description="How many frames of the timeline it lasts.")
    timecode: Timecode = strawberry.field(description="Timecode of its first frame on the timeline.")
    source: Timecode = strawberry.field(description="Timecode of its first frame in the medium, as the file says it.")
    version: Version | None = strawberry.field(description="The version it was cut from; null where none was matched.")
    range: FrameRange | None = strawberry.field(
        description="The version's frames that it shows; null without a match, and for versions without frames."
    )
    matched_by: MatchedBy | None = strawberry.field(description="What told the version; null where none was matched.")
    mismatch: Mismatch | None = strawberry.field(description="Why none was matched; null where one was.")
    reason: str | None = strawberry.field(description="Why none was matched, in a sentence; null where one was.")
    candidates: list[strawberry.ID] = strawberry.field(description="Ids of versions that it could have been cut from.")

    @classmethod
    def of(cls, clip: nodes.ConformedClip, timeline: TimelineNode, versions: Mapping[str, Version]) -> ConformedClip:
        """Return ``clip`` for the answer; ``versions`` are those that were matched, by their own ids."""
        source = time.StartTimecode(0, clip.clip.drop_frame)
        version = None if clip.version_id is None else versions[clip.version_id]
        return cls(
            name=clip.clip.name,
            media=clip.clip.media.name,
            track=clip.track.name,
            kind=clip.track.kind,
            place=clip.place,
            frames=clip.clip.frames,
            timecode=Timecode(format_timecode(clip.place, timeline.rate, timeline.start)),
            source=Timecode(format_timecode(clip.clip.source.start, clip.clip.rate, source)),
            version=version,
            range=None if version is None or clip.frames is None else FrameRange.of(clip.frames, version.clock),
            matched_by=clip.matched_by,
            mismatch=clip.mismatch,
            reason=clip.reason or None,
            candidates=[strawberry.ID(encode_id("Version", each)) for each in clip.candidates],
        )


CLIPS = ListSize(assumed_size=5_000)
"""How many clips an answer holds at most: ``graph.services.conform.MOST_CLIPS``."""
