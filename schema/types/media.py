"""What a probe found in a file, and the files that stand for a version."""

from __future__ import annotations

import strawberry

from graph.nodes import asset as nodes
from graph.nodes.asset import RepresentationRole
from schema.ids import encode_id
from schema.scalars import ByteCount, Clock, FrameRange, Rational, Timecode


@strawberry.type(description="What a probe found in the file. Sizes are of the picture before rotation and pixel aspect.")
class MediaInfo:
    """GraphQL form of ``graph.nodes.asset.MediaInfo``."""

    container: str = strawberry.field(description="Container format.")
    video_codec: str | None = strawberry.field(description="Codec of the main video stream; null without one.")
    audio_codec: str | None = strawberry.field(description="Codec of the main audio stream; null without one.")
    width: int | None = strawberry.field(description="Width of the stored picture in pixels.")
    height: int | None = strawberry.field(description="Height of the stored picture in pixels.")
    pixel_aspect: Rational | None = strawberry.field(description="Width of a pixel over its height.")
    rotation: int = strawberry.field(description="Degrees clockwise that a player turns the picture: 0, 90, 180 or 270.")
    frame_rate: Rational | None = strawberry.field(description="Frames a second; the mean where the rate varies.")
    variable_frame_rate: bool = strawberry.field(description="Whether frames last differently long.")
    frames: int | None = strawberry.field(description="How many pictures the main video stream has; null without one.")
    range: FrameRange | None = strawberry.field(description="All frames, where their count is known.")
    seconds: float | None = strawberry.field(description="Duration as the file tells it.")
    start_timecode: Timecode | None = strawberry.field(description="Timecode of the first frame, where the file has one.")
    colour: str | None = strawberry.field(description="Colour space, transfer and range as the file tells them.")
    audio_channels: int | None = strawberry.field(description="Channels of the main audio stream.")
    audio_layout: str | None = strawberry.field(description="Which channel is which, such as `stereo` or `5.1`.")
    sample_rate: int | None = strawberry.field(description="Audio samples a second.")
    warnings: list[str] = strawberry.field(description="What is odd about the file, and what was done about it.")

    @classmethod
    def of(cls, media: nodes.MediaInfo) -> MediaInfo:
        """Return ``media`` for the answer."""
        clock = Clock.of(media)
        return cls(
            container=media.container,
            video_codec=media.video_codec,
            audio_codec=media.audio_codec,
            width=media.width,
            height=media.height,
            pixel_aspect=Rational.of(media.pixel_aspect),
            rotation=media.rotation,
            frame_rate=Rational.of(media.frame_rate),
            variable_frame_rate=media.variable_frame_rate,
            frames=media.frames,
            range=None if media.range is None else FrameRange.of(media.range, clock),
            seconds=media.duration_seconds,
            start_timecode=None if media.start_timecode is None else clock.timecode(0),
            colour=media.colour,
            audio_channels=media.audio_channels,
            audio_layout=media.audio_layout,
            sample_rate=media.sample_rate,
            warnings=list(media.warnings),
        )


@strawberry.type(description="One file form of a version.")
class Representation:
    """GraphQL form of ``graph.nodes.asset.Representation``."""

    role: RepresentationRole = strawberry.field(description="What the file is for.")
    url: str = strawberry.field(description="Address of the bytes, relative to this server; it serves ranges.")
    mime_type: str = strawberry.field(description="Media type of the bytes.")
    width: int | None = strawberry.field(description="Width in pixels; null for what is no picture.")
    height: int | None = strawberry.field(description="Height in pixels; null for what is no picture.")
    bytes: ByteCount = strawberry.field(description="Size of the file.")

    @classmethod
    def of(cls, representation: nodes.Representation) -> Representation:
        """Return ``representation`` for the answer."""
        return cls(
            role=representation.role,
            url=f"/media/{encode_id('Representation', representation.id)}",
            mime_type=representation.mime_type,
            width=representation.width,
            height=representation.height,
            bytes=ByteCount(representation.bytes),
        )
