"""The packets of a stream, counted and timed without decoding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream

from analyzers.media.container import DECODER_ERRORS

_VP8_SHOWN = 0x10


@dataclass(frozen=True, slots=True)
class PacketTable:
    """What demultiplexing a stream told.

    ``times`` are the sorted presentation times in units of the stream's time base: of video all, of audio the first.

    ``end`` is the end of the last packet that says its duration; ``backwards`` counts decoding times that do not grow.
    """

    count: int
    times: tuple[int, ...]
    end: int | None
    backwards: int
    corrupt: int
    broke_off: bool


class _Counter:
    """Counts the packets of one stream."""

    def __init__(self, stream: Stream) -> None:
        self.is_video = stream.type == "video"
        self._hidden_exist = self.is_video and stream.codec_context.name == "vp8"
        self.times: list[int] = []
        self.count = self.backwards = self.corrupt = 0
        self.end: int | None = None
        self._last: int | None = None
        self._started = not self.is_video

    def take(self, packet: Packet[Stream]) -> None:
        self._started = self._started or packet.is_keyframe
        if not self._started or packet.is_discard or (self._hidden_exist and not _is_shown(memoryview(packet)[0])):
            return
        self.count += 1
        self.corrupt += packet.is_corrupt
        if packet.dts is not None:
            self.backwards += self._last is not None and packet.dts <= self._last
            self._last = packet.dts
        if packet.pts is None:
            return
        if self.is_video or not self.times:
            self.times.append(packet.pts)
        if packet.duration:
            self.end = max(packet.pts if self.end is None else self.end, packet.pts + packet.duration)

    def table(self, *, broke_off: bool) -> PacketTable:
        return PacketTable(self.count, tuple(sorted(self.times)), self.end, self.backwards, self.corrupt, broke_off)


def read_packets(container: InputContainer, streams: Sequence[Stream]) -> dict[int, PacketTable]:
    """Read the packets of ``streams`` to the end of the file, in one pass; returns a table for each stream's index.

    Packets before the first sync frame, ones that an edit list leaves out, and pictures that are never shown do not count.
    """
    counters = {stream.index: _Counter(stream) for stream in streams}
    broke_off = False
    try:
        for packet in container.demux(*streams):
            if packet.size:
                counters[packet.stream.index].take(packet)
    except DECODER_ERRORS:
        broke_off = True
    return {index: counter.table(broke_off=broke_off) for index, counter in counters.items()}


def _is_shown(first_byte: int) -> bool:
    """Read show_frame of a VP8 frame tag (RFC 6386, 9.1)."""
    return bool(first_byte & _VP8_SHOWN)
