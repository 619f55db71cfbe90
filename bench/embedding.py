"""Embedders: how often a caption finds its photo, and how fast pictures become vectors.

Recall: 500 photos with 5 captions each, that lie beside the checkout; every caption is asked against all 500 photos, and it
counts whether its own is the first, among 5, among 10. Give folders of open_clip weights to see them in the same table:
``python -m bench.embedding FOLDER...``. Speed is that of a ViT-B/32 with random weights, against open_clip's own, batch 16.
"""

from __future__ import annotations

import csv
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from analyzers.concepts import load_concepts, unit
from analyzers.embed import ClipEmbedder
from analyzers.minilm import MiniLM
from analyzers.registry import build_analyzers
from analyzers.wheels import minilm_folder
from bench.machine import machine_line

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

PHOTOS = Path(__file__).resolve().parents[2] / "shared" / "media" / "captions500"
BATCH = 16
REPEATS = 5


def main() -> None:
    print(machine_line())
    if PHOTOS.is_dir():
        recall_table([Path(name) for name in sys.argv[1:] if Path(name).is_dir()])
    else:
        print("no captioned photos beside the checkout: recall is not measured")
    speed_table()


def recall_table(folders: list[Path]) -> None:
    with (PHOTOS / "captions.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    names = sorted({row["image"] for row in rows})
    own = np.array([names.index(row["image"]) for row in rows])
    captions = [row["caption"] for row in rows]
    pictures = [np.asarray(Image.open(PHOTOS / "images" / name).convert("RGB")) for name in names]
    analyzers = build_analyzers("bundled", "cpu")
    for one in (analyzers.detector, analyzers.classifier, analyzers.embedder):
        one.load("cpu")
    boxes = [found for picture in pictures for found in analyzers.detector.predict([picture])]
    seen = np.concatenate([analyzers.classifier.predict(pictures[i : i + BATCH]) for i in range(0, len(pictures), BATCH)])
    print(f"{len(captions)} captions, {len(pictures)} photos; recall at 1 / 5 / 10 (chance .002 / .010 / .020)")
    said = MiniLM(minilm_folder()).encode(captions)
    concepts = load_concepts()
    centred = unit(said - concepts.mean)
    show("ConSE as published", said, unit(seen @ unit(concepts.classes + concepts.mean)), own)
    show("  centred", centred, unit(seen @ concepts.classes), own)
    show("  and flattened", centred, analyzers.embedder.predict(pictures, None, seen), own)
    show(
        "  and with detections",
        analyzers.embedder.encode_texts(captions),
        analyzers.embedder.predict(pictures, boxes, seen),
        own,
    )
    for folder in folders:
        clip = ClipEmbedder(folder, folder.name, "given")
        clip.load("cpu")
        vectors = np.concatenate([clip.predict(pictures[i : i + BATCH]) for i in range(0, len(pictures), BATCH)])
        show(folder.name, clip.encode_texts(captions), vectors, own)


def show(name: str, texts: Vectors, pictures: Vectors, own: NDArray[np.int64]) -> None:
    scores = texts @ pictures.T
    ranks = (scores > scores[np.arange(len(scores)), own][:, None]).sum(axis=1)
    recalls = " / ".join(f"{(ranks < top).mean():.3f}" for top in (1, 5, 10))
    print(f"  {name:32} {recalls}   median rank {int(np.median(ranks)) + 1}, {pictures.shape[1]} dimensions")


def speed_table() -> None:
    import open_clip
    import torch

    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        network = save_random_clip(folder)
        clip = ClipEmbedder(folder, "ViT-B-32", "random")
        clip.load("cpu")
        _, _, transform = open_clip.create_model_and_transforms(f"local-dir:{folder}")
        pictures = list(np.random.default_rng(1).integers(0, 255, (BATCH, 360, 640, 3), np.uint8))

        def theirs() -> Vectors:
            with torch.inference_mode():
                batch = torch.stack([transform(Image.fromarray(picture)) for picture in pictures])
                answer: Vectors = network.encode_image(batch, normalize=True).numpy()
            return answer

        seconds: dict[str, list[float]] = {"open_clip, eager, batch 16": [], "Reelgraph": []}
        expected, answered = theirs(), clip.predict(pictures)
        for _ in range(REPEATS):
            started = time.perf_counter()
            expected = theirs()
            seconds["open_clip, eager, batch 16"].append(time.perf_counter() - started)
            started = time.perf_counter()
            answered = clip.predict(pictures)
            seconds["Reelgraph"].append(time.perf_counter() - started)
    base = statistics.median(seconds["open_clip, eager, batch 16"])
    print(f"ViT-B/32, random weights; least cosine between the two: {float((expected * answered).sum(axis=1).min()):.4f}")
    for name, values in seconds.items():
        median = statistics.median(values)
        print(f"  {name:28} {BATCH / median:6.1f} pictures/s  {base / median:.2f} x")


def save_random_clip(folder: Path) -> Any:
    """Write a ViT-B/32 of random weights the way open_clip publishes one, and return it."""
    import open_clip
    from safetensors.torch import save_file

    folder.mkdir(exist_ok=True)
    network = open_clip.create_model("ViT-B-32").eval()
    prepare = {"mean": [0.48, 0.46, 0.41], "std": [0.27, 0.26, 0.28], "interpolation": "bicubic", "resize_mode": "shortest"}
    save_file(
        {name: value.contiguous() for name, value in network.state_dict().items()}, folder / "open_clip_model.safetensors"
    )
    config = {"model_cfg": open_clip.get_model_config("ViT-B-32"), "preprocess_cfg": prepare}
    (folder / "open_clip_config.json").write_text(json.dumps(config))
    return network


if __name__ == "__main__":
    main()
