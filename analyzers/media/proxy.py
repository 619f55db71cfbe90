"""The proxy: what browsers play, made so that every seek is exact.

H.264 (ITU-T H.264) in MP4 with an index in front, one picture for each of the original, first time 0, no B-pictures and a
closed group of pictures each second: such a file needs no edit list for its pictures, and each second starts with a picture
that needs no other. Turned the way a player shows it, square pixels, BT.709 limited range, at most 1280 x 720; the sound is
AAC in step with the pictures. The encoder is x264 (GPL-2.0-or-later, part of the PyAV wheel) with FFmpeg's own AAC encoder.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.packet import Packet
from av.video.frame import PictureType, VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray

from analyzers.media.container import reading
from analyzers.media.made_file import MadeFile, partial
from analyzers.media.proxy_clock import ProxyClock
from analyzers.media.scale import PlanarScaler
from analyzers.media.source import MediaSource, fitted
from analyzers.media.taps import SOUND_RATE
from graph.nodes.asset import RepresentationRole

BOX = (1280, 720)
_VIDEO_OPTIONS = {
    "preset": "veryfast",
    "crf": "23",
    "bf": "0",
    "sc_threshold": "0",
    "forced-idr": "1",
    "x264-params": "open-gop=0",
}
_LONGEST_GROUP = 600
_SOUND_BITS = 128_000


class ProxyTap:
    """Encodes every frame and all sound it is given; ``finish`` makes the file and its table appear."""

    def __init__(self, source: MediaSource, path: Path, table_path: Path) -> None:
        self._original = source.path
        self._path, self._table_path, self._partial = path, table_path, partial(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._clock = ProxyClock(source)
        self._container: OutputContainer = av.open(str(self._partial), "w", format="mp4", options={"movflags": "+faststart"})
        box = BOX if source.display_size[0] >= source.display_size[1] else BOX[::-1]
        self.size = fitted(source.display_size, box, even=True) if source.has_picture else None
        self._video = self._add_video(source, self.size) if self.size is not None else None
        self._scale = PlanarScaler(self.size, source.media.rotation) if self.size is not None else None
        self._audio = self._add_audio() if source.has_sound else None
        self._samples = 0
        self._group = -1
        self._closed = False

    def accept_frame(self, index: int, seconds: float, frame: VideoFrame) -> None:
        """Encode a picture; the first of each second starts a group of its own."""
        if self._video is None or self._scale is None:
            return
        with reading(self._original):
            picture = self._scale(frame)
        picture.pts = self._clock.next(seconds)
        picture.time_base = Fraction(1, self._clock.timescale)
        group = picture.pts // self._clock.timescale
        picture.pict_type = PictureType.I if group > self._group else PictureType.NONE
        self._group = group
        self._mux(self._video.encode(picture))

    def accept_sound(self, samples: NDArray[np.float32]) -> None:
        """Encode sound."""
        if self._audio is None:
            return
        frame = AudioFrame.from_ndarray(np.ascontiguousarray(samples), format="fltp", layout="stereo")
        frame.sample_rate = SOUND_RATE
        frame.pts = self._samples
        frame.time_base = Fraction(1, SOUND_RATE)
        self._samples += samples.shape[1]
        self._mux(self._audio.encode(frame))

    def finish(self) -> list[MadeFile]:
        """Write what the encoders hold, the index and the table; returns the files."""
        table = self._clock.table()
        if self._video is not None:
            packets = self._video.encode(None)
            for packet in packets:
                if packet.pts == table.pts[-1]:
                    packet.duration = table.last_duration
            self._mux(packets)
        if self._audio is not None:
            if self._samples == 0:
                self.accept_sound(np.zeros((2, SOUND_RATE // 50), np.float32))
            self._mux(self._audio.encode(None))
        self._close()
        self._partial.replace(self._path)
        kind = "video/mp4" if self._video is not None else "audio/mp4"
        made = [MadeFile.at(RepresentationRole.PROXY, self._path, kind, self.size)]
        if self._video is not None:
            table.write(self._table_path)
            made.append(MadeFile.at(RepresentationRole.PTS_TABLE, self._table_path, "application/json"))
        return made

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Leave nothing behind of a proxy that was not finished."""
        try:
            self._close()
        finally:
            self._partial.unlink(missing_ok=True)

    def _close(self) -> None:
        if not self._closed:
            self._closed = True
            self._container.close()

    def _mux(self, packets: list[Packet[VideoStream]] | list[Packet[AudioStream]]) -> None:
        for packet in packets:
            self._container.mux(packet)

    def _add_video(self, source: MediaSource, size: tuple[int, int]) -> VideoStream:
        stream = self._container.add_stream("libx264", rate=source.rate.fraction, options=_VIDEO_OPTIONS)
        context = stream.codec_context
        context.width, context.height = size
        context.pix_fmt = "yuv420p"
        context.time_base = stream.time_base = Fraction(1, self._clock.timescale)
        context.gop_size = _LONGEST_GROUP
        context.max_b_frames = 0
        context.color_range = 1
        context.colorspace = context.color_primaries = context.color_trc = 1
        context.thread_type = "AUTO"
        return stream

    def _add_audio(self) -> AudioStream:
        stream = self._container.add_stream("aac", rate=SOUND_RATE, layout="stereo")
        stream.codec_context.bit_rate = _SOUND_BITS
        return stream
