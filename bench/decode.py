"""One decode that feeds the taps of all networks, against decoding alone: goal, at most 1.10 x the wall time.

Peers: FFmpeg's own ``ffmpeg -f null -`` where that program is installed, and a bare PyAV loop that throws every picture
away. Beside the wall time stands the processor time, which other programs on the machine disturb less. The file is made
here, 1080p H.264 of shipped footage with grain, so that the entropy decoder has work to do.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import av
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter

from analyzers.media.frames import decode
from analyzers.media.probe import probe
from analyzers.media.source import MediaSource
from bench.machine import machine_line

FOOTAGE = Path(__file__).resolve().parents[1] / "server" / "footage" / "big-buck-bunny.mp4"
SIZE = (1920, 1080)
FRAMES = 250
REPEATS = 5


class Small:
    """Every frame at 48 x 27, as the shot detector takes them."""

    size = (48, 27)

    def __init__(self) -> None:
        self.taken = 0

    def wants(self, index: int, seconds: float) -> bool:
        return True

    def accept(self, index: int, seconds: float, picture: object) -> None:
        self.taken += 1


class Sampled(Small):
    """Five frames a second at 640 x 360, as detector and embedder take them."""

    size = (640, 360)

    def wants(self, index: int, seconds: float) -> bool:
        return seconds * 5 >= self.taken


def main() -> None:
    """Print the table."""
    print(machine_line(["av"]))
    with tempfile.TemporaryDirectory() as folder:
        path = make_footage(Path(folder) / "grain.mp4")
        found = probe(path)
        source = MediaSource(path, found.kind, found.media)
        routes: dict[str, Callable[[], None]] = {
            "PyAV, decode only": lambda: decode_only(path),
            "decode(), no tap": lambda: feed(source, []),
            "decode(), small tap": lambda: feed(source, [Small()]),
            "decode(), small and sampled taps": lambda: feed(source, [Small(), Sampled()]),
        }
        ffmpeg = shutil.which("ffmpeg")
        if ffmpeg is not None:
            routes["ffmpeg -f null"] = lambda: ffmpeg_null(ffmpeg, path)
        times = interleaved(routes)
    print(f"{SIZE[0]} x {SIZE[1]} H.264, {FRAMES} frames; median of {REPEATS} interleaved runs")
    peer_wall, peer_cpu = times["PyAV, decode only"].medians()
    null = times["ffmpeg -f null"].medians()[0] if ffmpeg is not None else None
    print(f"{'route':34} {'wall s':>7} {'frames/s':>9} {'x PyAV':>7} {'CPU s':>7} {'x PyAV':>7} {'x ffmpeg':>9}")
    for name, run in times.items():
        wall, cpu = run.medians()
        against = f"{wall / null:9.2f}" if null is not None else f"{'-':>9}"
        print(
            f"{name:34} {wall:7.2f} {FRAMES / wall:9.0f} {wall / peer_wall:7.2f} {cpu:7.2f} {cpu / peer_cpu:7.2f} {against}"
        )
    if ffmpeg is None:
        print("ffmpeg is not installed here: PyAV's loop, which runs the same decoder in this process, stands for it.")


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds of each run of a route: on the wall, and of all processors (of this process and its children)."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def medians(self) -> tuple[float, float]:
        return statistics.median(self.wall), statistics.median(self.cpu)


def interleaved(routes: dict[str, Callable[[], None]]) -> dict[str, Times]:
    """Run every route in turn, REPEATS times after a first round that does not count."""
    times = {name: Times() for name in routes}
    for round_ in range(REPEATS + 1):
        for name, route in routes.items():
            wall, cpu = time.perf_counter(), sum(os.times()[:4])
            route()
            if round_:
                times[name].wall.append(time.perf_counter() - wall)
                times[name].cpu.append(sum(os.times()[:4]) - cpu)
    return times


def decode_only(path: Path) -> None:
    """Decode every picture with all processors and throw it away."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        assert sum(1 for _ in container.decode(stream)) == FRAMES


def ffmpeg_null(program: str, path: Path) -> None:
    """Decode with FFmpeg's own program."""
    subprocess.run([program, "-v", "error", "-i", str(path), "-map", "0:v", "-f", "null", "-"], check=True)


def feed(source: MediaSource, taps: list[Small]) -> None:
    """Decode through the product's own path."""
    assert decode(source, taps).frames == FRAMES


def make_footage(path: Path) -> Path:
    """Write the footage: shipped pictures enlarged, with grain, about 8 Mb/s and a sync frame every 50."""
    grain = np.random.default_rng(1).integers(-6, 7, (8, SIZE[1], SIZE[0]), np.int16)
    scale = VideoReformatter()
    with av.open(str(FOOTAGE)) as original, av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=25, options={"preset": "veryfast", "b": "8000000", "g": "50"})
        video.width, video.height, video.pix_fmt = *SIZE, "yuv420p"
        for number, frame in enumerate(original.decode(video=0)):
            if number == FRAMES:
                break
            large = scale.reformat(frame, width=SIZE[0], height=SIZE[1], format="yuv420p")
            samples = np.asarray(large.to_ndarray(), np.int16)
            samples[: SIZE[1]] += grain[number % len(grain)]
            grainy = VideoFrame.from_ndarray(np.clip(samples, 16, 235).astype(np.uint8), format="yuv420p")
            grainy.pts = number
            container.mux(video.encode(grainy))
        container.mux(video.encode(None))
    return path


if __name__ == "__main__":
    main()
