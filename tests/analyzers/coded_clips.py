"""Small clips whose every picture carries its number as a bar code, so that a test can read which picture it was given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from analyzers.media.probe import probe
from analyzers.media.source import MediaSource

if TYPE_CHECKING:
    from analyzers.base import Picture

BITS = 10
SIZE = (160, 96)
RATE = 48_000
FAST = {"preset": "ultrafast", "crf": "18"}


def number_picture(number: int, size: tuple[int, int] = SIZE) -> Picture:
    """Return a picture with ``number`` in its upper half, a bar per bit, and a red square at the lower left."""
    width, height = size
    picture = np.full((height, width, 3), 60, np.uint8)
    bar = width // BITS
    for bit in range(BITS):
        picture[: height // 2, bit * bar : (bit + 1) * bar] = 235 if number >> bit & 1 else 16
    picture[height * 2 // 3 :, : width // 4] = (220, 20, 20)
    return picture


def read_number(picture: Picture) -> int:
    """Return the number in a picture that ``number_picture`` made, whatever its size now."""
    height, width = picture.shape[:2]
    row = picture[height // 8 : height * 3 // 8].mean(axis=(0, 2))
    bar = width / BITS
    return sum(1 << bit for bit in range(BITS) if row[int((bit + 0.3) * bar) : int((bit + 0.7) * bar) + 1].mean() > 125)


def make_clip(
    path: Path,
    frames: int = 50,
    *,
    rate: Fraction = Fraction(25),
    codec: str = "libx264",
    times: Sequence[Fraction] | None = None,
    options: dict[str, str] | None = None,
    pixel_aspect: Fraction | None = None,
    sound: Callable[[float], float] | None = None,
    sound_start: float = 0.0,
    timecode: str | None = None,
    rotation: int = 0,
) -> Path:
    """Write a clip of numbered pictures; ``times`` (seconds) instead of a constant rate, ``sound`` as a function of time."""
    with av.open(str(path), "w") as container:
        if timecode is not None:
            container.metadata["timecode"] = timecode
        video = container.add_stream(codec, rate=rate, options=FAST if options is None else options)
        assert isinstance(video, VideoStream)
        context = video.codec_context
        context.width, context.height, context.pix_fmt = *SIZE, "yuvj420p" if codec == "mjpeg" else "yuv420p"
        context.time_base = Fraction(1, 90_000) if times is not None else 1 / rate
        if pixel_aspect is not None:
            context.sample_aspect_ratio = pixel_aspect
        audio = container.add_stream("aac", rate=RATE, layout="mono") if sound is not None else None
        for number in range(frames):
            frame = VideoFrame.from_ndarray(number_picture(number), format="rgb24")
            frame.time_base = context.time_base
            frame.pts = number if times is None else round(times[number] * 90_000)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        if audio is not None and sound is not None:
            seconds = float(frames / rate)
            at = np.arange(round(sound_start * RATE), round(seconds * RATE)) / RATE
            samples = np.array([sound(one) for one in at], np.float32)
            for start in range(0, samples.size, 1024):
                block = AudioFrame.from_ndarray(samples[None, start : start + 1024].copy(), format="fltp", layout="mono")
                block.sample_rate = RATE
                block.time_base = Fraction(1, RATE)
                block.pts = round(sound_start * RATE) + start
                container.mux(audio.encode(block))
            container.mux(audio.encode(None))
    if rotation:
        _turn(path, rotation)
    return path


def _turn(path: Path, rotation: int) -> None:
    """Write a display matrix that turns the picture clockwise into the track header (ISO/IEC 14496-12, 8.3.2)."""
    one, corner = 0x10000, 0x40000000
    a, b, c, d = {90: (0, one, -one, 0), 180: (-one, 0, 0, -one), 270: (0, -one, one, 0)}[rotation]
    data = bytearray(path.read_bytes())
    matrix = data.index(b"tkhd") + 4 + 40
    for place, value in enumerate((a, b, 0, c, d, 0, 0, 0, corner)):
        data[matrix + 4 * place : matrix + 4 * place + 4] = value.to_bytes(4, "big", signed=True)
    path.write_bytes(data)


def source_of(path: Path) -> MediaSource:
    """Probe a path and return it as something to decode."""
    found = probe(path)
    return MediaSource(path.parent if found.files and not path.is_dir() else path, found.kind, found.media, found.files)


class Collector:
    """A tap that keeps every picture."""

    def __init__(self, size: tuple[int, int] = SIZE) -> None:
        self.size = size
        self.indices: list[int] = []
        self.seconds: list[float] = []
        self.pictures: list[Picture] = []

    def wants(self, index: int, seconds: float) -> bool:
        return True

    def accept(self, index: int, seconds: float, picture: Picture) -> None:
        self.indices.append(index)
        self.seconds.append(seconds)
        self.pictures.append(picture)

    @property
    def numbers(self) -> list[int]:
        return [read_number(picture) for picture in self.pictures]
