"""What a probe found in a file, and the files that stand for a version."""

from __future__ import annotations

import strawberry

from graph.nodes import asset as nodes
from graph.nodes.asset import RepresentationRole
from schema.ids import encode_id
from schema.scalars import ByteCount, Clock, FrameRange, Rational, Timecode


def _range(root: nodes.MediaInfo) -> FrameRange | None:
    return None if root.range is None else FrameRange.of(root.range, Clock(root))


def _start_timecode(root: nodes.MediaInfo) -> Timecode | None:
    return None if root.start_timecode is None else Clock(root).timecode(0)


@strawberry.type(description="What a probe found in the file. Sizes are of the picture before rotation and pixel aspect.")
class MediaInfo:
    """GraphQL form of ``graph.nodes.asset.MediaInfo``, which stands in answers as it is: ``self`` is one."""

    container: str = strawberry.field(description="Container format.")
    video_codec: str | None = strawberry.field(description="Codec of the main video stream; null without one.")
    audio_codec: str | None = strawberry.field(description="Codec of the main audio stream; null without one.")
    width: int | None = strawberry.field(description="Width of the stored picture in pixels.")
    height: int | None = strawberry.field(description="Height of the stored picture in pixels.")
    pixel_aspect: Rational | None = strawberry.field(description="Width of a pixel over its height.")
    rotation: int = strawberry.field(description="Degrees clockwise that a player turns the picture: 0, 90, 180 or 270.")
    frame_rate: Rational | None = strawberry.field(
        description="Frames a second; the mean where the rate varies, of sound alone the parts in which it is counted."
    )
    variable_frame_rate: bool = strawberry.field(description="Whether frames last differently long.")
    frames: int | None = strawberry.field(description="How many pictures the main video stream has; null without one.")
    range: FrameRange | None = strawberry.field(resolver=_range, description="All frames, where their count is known.")
    seconds: float | None = strawberry.field(
        resolver=lambda self: self.duration_seconds, description="Duration as the file tells it."
    )
    start_timecode: Timecode | None = strawberry.field(
        resolver=_start_timecode, description="Timecode of the first frame, where the file has one."
    )
    colour: str | None = strawberry.field(description="Colour space, transfer and range as the file tells them.")
    audio_channels: int | None = strawberry.field(description="Channels of the main audio stream.")
    audio_layout: str | None = strawberry.field(description="Which channel is which, such as `stereo` or `5.1`.")
    sample_rate: int | None = strawberry.field(description="Audio samples a second.")
    audio_tracks: int | None = strawberry.field(
        description="How many tracks of sound the file has; null without sound, and for versions from before this was told."
        " Of several mono tracks the first two are played left and right; a warning says which are played."
    )
    warnings: list[str] = strawberry.field(description="What is odd about the file, and what was done about it.")


def media_url(root: nodes.Representation) -> str:
    """Return the address of a version's file, relative to this server."""
    return f"/media/{encode_id('Representation', root.id)}"


@strawberry.type(description="One file form of a version.")
class Representation:
    """GraphQL form of ``graph.nodes.asset.Representation``, which stands in answers as it is: ``self`` is one."""

    role: RepresentationRole = strawberry.field(description="What the file is for.")
    url: str = strawberry.field(
        resolver=media_url,
        description="Address of the bytes, relative to this server; it serves ranges.",
    )
    mime_type: str = strawberry.field(description="Media type of the bytes.")
    width: int | None = strawberry.field(description="Width in pixels; null for what is no picture.")
    height: int | None = strawberry.field(description="Height in pixels; null for what is no picture.")
    bytes: ByteCount = strawberry.field(description="Size of the file.")
