"""The first frame that can be decoded: whether there is any, and what only a decoder knows of it."""

from __future__ import annotations

from pathlib import Path

from av.audio.frame import AudioFrame
from av.video.frame import VideoFrame

from analyzers.media.coded import decoded
from analyzers.media.container import DECODER_ERRORS, open_decoder, open_media
from analyzers.media.damage import Damage

_PACKETS = 300


def first_picture(path: Path, stream: int) -> VideoFrame | None:
    """Return the first picture of a stream, or None where the first 300 packets give none."""
    frame = _first(path, stream)
    return frame if isinstance(frame, VideoFrame) else None


def first_sound(path: Path, stream: int) -> AudioFrame | None:
    """Return the first decoded sound of a stream, or None where the first 300 packets give none."""
    frame = _first(path, stream)
    return frame if isinstance(frame, AudioFrame) else None


def _first(path: Path, index: int) -> object | None:
    damage = Damage()
    with open_media(path) as container:
        stream = container.streams[index]
        open_decoder(stream)
        try:
            for count, packet in enumerate(container.demux(stream)):
                for frame in decoded(packet, damage):
                    return frame
                if count > _PACKETS:
                    break
        except DECODER_ERRORS:
            return None
    return None
