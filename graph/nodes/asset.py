"""Projects, and the things with a history that they hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from graph.nodes.time import FrameRange, Rational, StartTimecode


class AssetKind(StrEnum):
    """What an asset is made of."""

    VIDEO = "VIDEO"
    AUDIO = "AUDIO"
    IMAGE = "IMAGE"
    IMAGE_SEQUENCE = "IMAGE_SEQUENCE"
    TIMELINE = "TIMELINE"


class StorageMode(StrEnum):
    """What a project does with an ingested file: copy it into the data folder, or leave it where it is."""

    COPY = "COPY"
    REFERENCE = "REFERENCE"


@dataclass(frozen=True, slots=True)
class Project:
    """A body of work whose members share its assets."""

    id: str
    key: str
    name: str
    storage: StorageMode
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Asset:
    """A thing with a history: its Versions. ``version`` is the optimistic lock."""

    id: str
    project_id: str
    name: str
    kind: AssetKind
    tags: tuple[str, ...]
    created_at: datetime
    version: int = 1


class AssetOrder(StrEnum):
    """How assets are listed. Sort keys: (id,) by age, since ids sort by time; (name in lower case, id) by name."""

    NEWEST = "NEWEST"
    OLDEST = "OLDEST"
    NAME = "NAME"


@dataclass(frozen=True, slots=True)
class AssetFilter:
    """What an asset must satisfy; all given conditions hold together, within one condition any value does.

    ``name`` is a part of the name, in any case; ``created_before`` is excluded. ``statuses`` are names of RunStatus: of the
    newest run of the newest version.
    """

    kinds: tuple[AssetKind, ...] | None = None
    tags: tuple[str, ...] | None = None
    name: str | None = None
    created_after: datetime | None = None
    created_before: datetime | None = None
    statuses: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class ProjectCounts:
    """How much a project holds: assets, and of the newest version of each its current shots, seconds, and newest run."""

    assets: int = 0
    shots: int = 0
    seconds: float = 0.0
    working: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """What a probe found. Width and height are of the stored picture, before rotation and pixel aspect are applied.

    ``rotation`` is in degrees clockwise that a player turns the picture (0, 90, 180, 270). ``frames`` counts the pictures of
    the main video stream; an audio file has none, but ``duration_seconds``, and a ``frame_rate`` as the grain in which it is
    counted (None, one a second, in versions from before there was one). ``audio_tracks`` counts the sound
    streams; where ``right_audio_stream`` is set, it is played on the right and ``audio_stream`` on the left: both are mono.
    """

    container: str
    video_codec: str | None = None
    audio_codec: str | None = None
    width: int | None = None
    height: int | None = None
    pixel_aspect: Rational | None = None
    rotation: int = 0
    frame_rate: Rational | None = None
    variable_frame_rate: bool = False
    frames: int | None = None
    duration_seconds: float | None = None
    start_timecode: StartTimecode | None = None
    colour: str | None = None
    audio_channels: int | None = None
    audio_layout: str | None = None
    sample_rate: int | None = None
    audio_tracks: int | None = None
    video_stream: int | None = None
    audio_stream: int | None = None
    right_audio_stream: int | None = None
    warnings: tuple[str, ...] = ()

    @property
    def range(self) -> FrameRange | None:
        """All frames, where the count is known."""
        return None if self.frames is None else FrameRange(0, self.frames)

    @property
    def seconds(self) -> float:
        """How long it lasts, as the file tells or the frames say; 0 for what does not last."""
        if self.duration_seconds is not None:
            return self.duration_seconds
        return 0.0 if self.frames is None or self.frame_rate is None else float(self.frames / self.frame_rate.fraction)

    @property
    def display_size(self) -> tuple[int, int] | None:
        """Width and height as shown: pixel aspect applied to the width, then rotation."""
        if self.width is None or self.height is None:
            return None
        width = self.width if self.pixel_aspect is None else round(self.width * self.pixel_aspect.fraction)
        return (self.height, width) if self.rotation in (90, 270) else (width, self.height)


@dataclass(frozen=True, slots=True)
class Version:
    """One published state of an Asset: the same bytes (``sha256``) in a project are the same Version.

    ``location`` is where the original is: a path relative to the data folder (copied), or an absolute one (referenced). For
    an image sequence it is the folder, and ``files`` names the frames in order, where these were asked for.
    """

    id: str
    asset_id: str
    project_id: str
    number: int
    sha256: str
    location: str
    bytes: int
    media: MediaInfo
    created_at: datetime
    files: tuple[str, ...] = ()


class RepresentationRole(StrEnum):
    """What a file of a Version is for."""

    ORIGINAL = "ORIGINAL"
    PROXY = "PROXY"
    PTS_TABLE = "PTS_TABLE"
    POSTER = "POSTER"
    THUMBNAIL = "THUMBNAIL"
    SPRITE = "SPRITE"
    SPRITE_INDEX = "SPRITE_INDEX"
    WAVEFORM = "WAVEFORM"


SPRITE_COLUMNS = 10
"""Tiles in a row of a sprite sheet; fewer where it has fewer tiles."""


@dataclass(frozen=True, slots=True)
class Representation:
    """One file form of a Version. ``path`` is relative to the data folder unless absolute.

    ``frames`` are for a SPRITE alone: the frame that each of its tiles shows, row by row.
    """

    id: str
    version_id: str
    role: RepresentationRole
    path: str
    mime_type: str
    bytes: int
    width: int | None = None
    height: int | None = None
    frames: tuple[int, ...] = ()
