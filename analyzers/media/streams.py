"""Which streams of a file are the main ones."""

from __future__ import annotations

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class SoundTracks:
    """The sound streams of a file in order, at least one. ``main`` is played, with ``right`` beside it where that is set."""

    every: tuple[AudioStream, ...]
    main: AudioStream
    right: AudioStream | None = None

    @property
    def all_mono(self) -> bool:
        """Whether each has a single channel."""
        return all(_is_mono(stream) for stream in self.every)


def sound_tracks(container: InputContainer) -> SoundTracks | None:
    """Return the sound that can be decoded, or None where there is none.

    The main track is the first that is marked as default, else the first. Cameras and editing systems write each channel
    as a track of its own, so the first two, where mono, are the two sides of one sound, unless their languages differ.
    """
    streams = tuple(stream for stream in container.streams.audio if is_decodable(stream))
    if not streams:
        return None
    main = next((stream for stream in streams if stream.disposition & Disposition.default), streams[0])
    paired = main is streams[0] and len(streams) > 1 and all(_is_mono(stream) for stream in streams[:2])
    right = streams[1] if paired and _language(streams[0]) == _language(streams[1]) else None
    return SoundTracks(streams, main, right)


def _is_mono(stream: AudioStream) -> bool:
    return stream.codec_context.layout.nb_channels == 1


def _language(stream: AudioStream) -> str:
    return stream.metadata.get("language", "und")
