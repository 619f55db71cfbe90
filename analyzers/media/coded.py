"""Coded pictures and sound of one file, demultiplexed in one pass and decoded; damaged packets are counted and skipped."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass

from av.audio.frame import AudioFrame
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame

from analyzers.media.colour import displayable
from analyzers.media.container import DECODER_ERRORS, is_decodable, open_decoder, open_media, reading
from analyzers.media.damage import Damage
from analyzers.media.deinterlace import Deinterlacer
from analyzers.media.source import MediaSource
from graph.nodes.asset import AssetKind


@dataclass(frozen=True, slots=True)
class RightSound:
    """Sound of the track that is played on the right, beside the main one on the left."""

    frame: AudioFrame


def coded_frames(source: MediaSource, damage: Damage, *, sound: bool) -> Generator[VideoFrame | AudioFrame | RightSound]:
    """Yield the decoded frames of the main streams: pictures in order of presentation, sound between them as it is stored.

    Raises UnsupportedMediaError or BrokenMediaError when the file cannot be opened; later damage only counts.
    """
    with open_media(source.path) as container, reading(source.path):
        streams = _main_streams(container, source, sound=sound)
        for stream in streams:
            open_decoder(stream)
        deinterlacer = Deinterlacer()
        single = source.kind is AssetKind.IMAGE
        for packet in _packets(container, streams, damage):
            for frame in decoded(packet, damage):
                if isinstance(frame, VideoFrame):
                    for whole in deinterlacer.push(frame):
                        yield displayable(whole)
                        if single:
                            return
                elif isinstance(frame, AudioFrame):
                    yield RightSound(frame) if packet.stream.index == source.media.right_audio_stream else frame
        for whole in deinterlacer.flush():
            yield displayable(whole)


def _main_streams(container: InputContainer, source: MediaSource, *, sound: bool) -> list[Stream]:
    wanted = [source.media.video_stream] if source.has_picture else []
    if sound:
        wanted += [source.media.audio_stream, source.media.right_audio_stream]
    streams = [container.streams[index] for index in wanted if index is not None and index < len(container.streams)]
    return [stream for stream in streams if is_decodable(stream)]


def _packets(container: InputContainer, streams: list[Stream], damage: Damage) -> Iterator[Packet[Stream]]:
    """Yield packets to the end of the file, then an empty one a stream, which makes its decoder give what it holds."""
    if not streams:
        return
    try:
        yield from container.demux(*streams)
    except DECODER_ERRORS:
        damage.ended_early = True
        for stream in streams:
            packet: Packet[Stream] = Packet()
            packet.stream = stream
            yield packet


def decoded(packet: Packet[Stream], damage: Damage) -> Iterator[object]:
    """Yield what a packet decodes to; one that cannot be decoded counts as damage."""
    try:
        yield from packet.decode()
    except DECODER_ERRORS:
        damage.packets += 1
