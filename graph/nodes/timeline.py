"""Timelines: which frames of which media stand where in a cut. All that an edit list or an editor's file says, in one form.

Positions on a timeline are frames at its rate, 0 its first. Positions in a medium are frames at the medium's rate, counted
from timecode zero: what an edit list writes as 01:00:00:00 at 25 is frame 90,000, whatever the medium begins with.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from graph.nodes.time import FrameRange, Rational, StartTimecode


class TimelineFormat(StrEnum):
    """How a timeline, or what was said about its footage, is written down."""

    OTIO = "OTIO"
    EDL = "EDL"
    XMEML = "XMEML"
    FCPXML = "FCPXML"
    """The former name of ``XMEML``, and the same."""
    FCPX = "FCPX"
    AAF = "AAF"
    ALE = "ALE"
    CSV = "CSV"
    JSONLD = "JSONLD"


class TrackKind(StrEnum):
    """What a track of a timeline carries."""

    VIDEO = "VIDEO"
    AUDIO = "AUDIO"


@dataclass(frozen=True, slots=True)
class Marker:
    """Words on some frames: of the medium on a clip, of the timeline on a timeline. ``name`` is often who said them.

    ``created_at`` is RFC 3339 text; ``status`` and ``colour`` are as the file has them.
    """

    at: FrameRange
    comment: str = ""
    name: str = ""
    colour: str = ""
    created_at: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Media:
    """What a clip was cut from, as far as a file says. ``start`` is its first frame, None where the file does not know.

    ``version_id`` and ``sha256`` are there in files that were written here.
    """

    name: str = ""
    url: str = ""
    start: int | None = None
    frames: int | None = None
    version_id: str | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Clip:
    """Frames ``source`` of a medium at ``rate``, shown for ``frames`` of the timeline.

    ``drop_frame`` says how the medium's timecode counts.
    """

    name: str
    source: FrameRange
    rate: Rational
    frames: int
    media: Media = Media()
    drop_frame: bool = False
    markers: tuple[Marker, ...] = ()
    enabled: bool = True

    def lasting(self, rate: Rational) -> int:
        """Return how many frames of a timeline at ``rate`` the source fills when it runs at its own speed, 1 at least."""
        return max(1, round(self.source.frames * rate.fraction / self.rate.fraction))

    def shows(self, frames: FrameRange) -> FrameRange:
        """Return the frames from the clip's first on, on the timeline, that show any of some frames of the source."""
        start, end = (
            Fraction((each - self.source.start) * self.frames, self.source.frames) for each in (frames.start, frames.end)
        )
        return FrameRange(math.floor(start), max(math.floor(start) + 1, math.ceil(end)))


@dataclass(frozen=True, slots=True)
class Gap:
    """Nothing, for some frames of the timeline."""

    frames: int


Item = Clip | Gap


@dataclass(frozen=True, slots=True)
class TimelineTrack:
    """Items one after the other."""

    name: str
    kind: TrackKind
    items: tuple[Item, ...]

    def placed(self) -> Iterator[tuple[int, Item]]:
        """Yield each item with its first frame on the timeline."""
        start = 0
        for item in self.items:
            yield start, item
            start += item.frames

    @property
    def frames(self) -> int:
        """How many frames its items fill."""
        return sum(item.frames for item in self.items)


@dataclass(frozen=True, slots=True)
class Timeline:
    """Tracks over one another, the lowest first. ``start`` is the timecode of its first frame.

    ``notes`` say what a reader found in a file and could not keep, for people.
    """

    name: str
    rate: Rational
    start: StartTimecode
    tracks: tuple[TimelineTrack, ...] = ()
    markers: tuple[Marker, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def frames(self) -> int:
        """How many frames its longest track fills."""
        return max((track.frames for track in self.tracks), default=0)

    def clips(self) -> Iterator[tuple[TimelineTrack, int, Clip]]:
        """Yield every clip with its track and its first frame on the timeline."""
        for track in self.tracks:
            for start, item in track.placed():
                if isinstance(item, Clip):
                    yield track, start, item
