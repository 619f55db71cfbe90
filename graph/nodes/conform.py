"""Conforming: which Version each clip of a timeline was cut from, or why that cannot be told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from graph.nodes.time import FrameRange
from graph.nodes.timeline import Clip, Timeline, TimelineTrack


class MatchedBy(StrEnum):
    """What told that a clip was cut from a Version, the surest first."""

    VERSION = "VERSION"
    CONTENT = "CONTENT"
    PATH = "PATH"
    MEDIA_NAME = "MEDIA_NAME"
    CLIP_NAME = "CLIP_NAME"


class Mismatch(StrEnum):
    """Why a clip was matched with no Version."""

    NO_NAME = "NO_NAME"
    NOT_FOUND = "NOT_FOUND"
    AMBIGUOUS = "AMBIGUOUS"
    OUT_OF_RANGE = "OUT_OF_RANGE"


@dataclass(frozen=True, slots=True)
class ConformedClip:
    """A clip at ``place`` (its first frame on the timeline), and the frames of the Version that it shows.

    ``version_id`` and ``matched_by`` are there when it was matched, ``mismatch`` and ``reason`` when it was not;
    ``candidates`` are Versions that it could have been. ``frames`` is None for a match that has no frames, such as sound.
    """

    track: TimelineTrack
    place: int
    clip: Clip
    version_id: str | None = None
    matched_by: MatchedBy | None = None
    frames: FrameRange | None = None
    mismatch: Mismatch | None = None
    reason: str = ""
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conformed:
    """A timeline, and what each of its clips was matched with, in order of time."""

    timeline: Timeline
    clips: tuple[ConformedClip, ...]

    @property
    def matched(self) -> int:
        """How many clips were matched."""
        return sum(1 for clip in self.clips if clip.version_id is not None)

    @property
    def playlist(self) -> tuple[str, ...]:
        """The Versions that are shown, each once, in the order in which they first are."""
        return tuple(dict.fromkeys(self._shown()))

    def _shown(self) -> Iterator[str]:
        for each in self.clips:
            if each.version_id is not None and each.clip.enabled:
                yield each.version_id
