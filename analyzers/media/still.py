"""One still image as one frame."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from av.video.frame import VideoFrame

from analyzers.media.colour import describe, displayable
from analyzers.media.container import container_name, open_decoder, open_media, reading
from analyzers.media.streams import main_video
from graph.errors import BrokenMediaError


@dataclass(frozen=True, slots=True)
class Still:
    """A decoded image. ``frame`` is displayable; ``colour`` describes the numbers in the file."""

    frame: VideoFrame
    container: str
    codec: str
    stream: int
    pixel_aspect: Fraction | None
    colour: str


def read_still(path: Path) -> Still:
    """Return the picture of an image file; raises UnsupportedMediaError or BrokenMediaError."""
    with open_media(path) as container, reading(path):
        stream = main_video(container)
        if stream is None:
            raise BrokenMediaError(f"{path.name} holds no picture that can be decoded. Export or copy it again.")
        open_decoder(stream)
        for frame in container.decode(stream):
            return Still(
                frame=displayable(frame),
                container=container_name(path, container),
                codec=stream.codec_context.name,
                stream=stream.index,
                pixel_aspect=stream.sample_aspect_ratio,
                colour=describe(frame),
            )
    raise BrokenMediaError(f"{path.name} holds no picture that can be decoded. Export or copy it again.")
