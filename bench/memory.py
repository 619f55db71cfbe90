"""Peak memory of the analysis process over files of one footage repeated to different lengths: it should not grow with them.

``python -m bench.memory [MINUTES ...] [--samples-per-second RATE]`` takes 1, 5 and 30 minutes at 5 samples a second by
default. A lower rate ends sooner; what the process keeps for each sample then weighs less, so the table names the rate.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import av
import psutil

from analyzers.child import AnalysisChild, ChildLimits
from analyzers.media.probe import probe
from analyzers.wire import AnalysisRequest, Configure, Finished, Result
from bench.machine import machine_line
from graph.nodes.ids import new_id
from graph.nodes.model import AnalysisTask

FOOTAGE = Path(__file__).resolve().parents[1] / "server" / "footage" / "big-buck-bunny.mp4"
MINUTES = (1.0, 5.0, 30.0)
SAMPLES_PER_SECOND = 5.0  # what a worker takes by default
EVERY_SECONDS = 0.2
MIB = 2**20


@dataclass(frozen=True)
class Measured:
    """One file: memory is resident, in MiB; ``half`` is the peak of the first half of the run, after loading."""

    minutes: float
    frames: int
    peak: float
    half: float
    seconds: float


def repeat(source: Path, target: Path, minutes: float) -> None:
    """Write the pictures of ``source`` again and again, without encoding them anew."""
    with av.open(str(target), "w") as out, av.open(str(source)) as first:
        stream = first.streams.video[0]
        made = out.add_stream_from_template(stream)
        packets = [packet for packet in first.demux(stream) if packet.dts is not None and packet.pts is not None]
        start, last = packets[0].dts or 0, packets[-1]
        lap_ticks = (last.dts or 0) + (last.duration or 1) - start
        laps = max(1, round(minutes * 60 / float(lap_ticks * (last.time_base or 1))))
        for lap in range(laps):
            with av.open(str(source)) as again:
                for packet in again.demux(again.streams.video[0]):
                    if packet.dts is None or packet.pts is None:
                        continue
                    packet.pts, packet.dts = packet.pts + lap * lap_ticks, packet.dts + lap * lap_ticks
                    packet.stream = made
                    out.mux(packet)


async def measure(path: Path, minutes: float, data: Path, per_second: float) -> Measured:
    """Analyse a file in a fresh analysis process, looking at its memory all the while."""
    configuration = Configure(data, "bundled", None, "cpu", 300, per_second)
    child = AnalysisChild(configuration, ChildLimits(memory_mb=2**20, seconds=86_400))
    ready = await child.start()
    probed = probe(path)
    versions = {model.task: new_id() for model in ready.models}
    tasks = tuple(AnalysisTask)
    request = AnalysisRequest(new_id(), 1, new_id(), probed.kind, path, probed.media, tasks, model_versions=versions)
    history: list[float] = []

    async def ignore(_: Result) -> None:
        pass

    async def watch() -> None:
        while child.pid is not None:
            history.append(psutil.Process(child.pid).memory_info().rss / MIB)
            await asyncio.sleep(EVERY_SECONDS)

    began = time.monotonic()
    watching = asyncio.create_task(watch())
    end = await child.analyse(request, ignore)
    seconds = time.monotonic() - began
    watching.cancel()
    await child.stop()
    if not isinstance(end, Finished):
        raise SystemExit(f"{path.name}: {end}")
    return Measured(minutes, int(end.metrics["frames"]), max(history), max(history[: len(history) // 2]), seconds)


def main(arguments: Sequence[str] = ()) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.memory")
    parser.add_argument("minutes", nargs="*", type=float)
    parser.add_argument("--samples-per-second", type=float, default=SAMPLES_PER_SECOND)
    asked = parser.parse_args(arguments)
    print(machine_line(["torch", "av"]))
    print(f"{FOOTAGE.name} repeated, {asked.samples_per_second:g} samples a second, all tasks, all files made\n")
    print("| minutes | frames | peak MiB | peak of the first half | frames/s |\n|---|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for length in asked.minutes or MINUTES:
            path = Path(folder) / f"{length:g}.mp4"
            repeat(FOOTAGE, path, length)
            one = asyncio.run(measure(path, length, Path(folder) / "data", asked.samples_per_second))
            rate = one.frames / one.seconds
            print(f"| {one.minutes:g} | {one.frames} | {one.peak:.0f} | {one.half:.0f} | {rate:.1f} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
