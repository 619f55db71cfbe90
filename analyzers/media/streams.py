"""Which streams of a file are the main ones."""

from __future__ import annotations

from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from analyzers.media.container import is_decodable


def main_video(container: InputContainer) -> VideoStream | None:
    """Return the first video stream that is footage: cover art and previews are not."""
    pictures = Disposition.attached_pic | Disposition.timed_thumbnails
    for stream in container.streams.video:
        if is_decodable(stream) and not stream.disposition & pictures:
            return stream
    return None


def main_audio(container: InputContainer) -> AudioStream | None:
    """Return the first audio stream marked as default, else the first."""
    streams = [stream for stream in container.streams.audio if is_decodable(stream)]
    return next((stream for stream in streams if stream.disposition & Disposition.default), streams[0] if streams else None)
