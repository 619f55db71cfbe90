"""On an NVIDIA card every network answers as on the CPU, gives its memory back, and makes do with too little of it."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from analyzers.base import DetectedBox
from analyzers.cache import ModelCache
from analyzers.classify import EfficientNetLite
from analyzers.detect import REPORTED, YoloDetector
from analyzers.device import choose_device
from analyzers.embed import ClipEmbedder, Embedder
from analyzers.pipeline.session import AnalysisSession
from analyzers.pixels import prepared
from analyzers.registry import Analyzers, build_analyzers
from analyzers.shots import TransNetShots
from analyzers.wire import Configure
from graph.errors import InvalidError, UnavailableError
from graph.features import FeatureStore
from graph.files import DataFolder
from graph.nodes.box import Box
from graph.nodes.track import Track
from tests.analyzers.networks import pictures_at, small_frames
from tests.analyzers.test_embed_clip import PREPROCESS, save_clip
from tests.analyzers.test_pipeline import SHORT, Heard, _analyse, _request
from tests.reel import make_reel

if TYPE_CHECKING:
    from numpy.typing import NDArray

try:
    ctypes.CDLL("libcuda.so.1")
except OSError:
    pytest.skip("no NVIDIA driver here: what runs on CUDA is not tested", allow_module_level=True)

pytestmark = [pytest.mark.gpu, pytest.mark.weights]

CARD = "cuda:0"
ALIKE = 0.999  # cosine between the answers of bfloat16 and of the CPU
VIT_B_32 = {
    "embed_dim": 512,
    "vision_cfg": {"image_size": 224, "layers": 12, "width": 768, "patch_size": 32},
    "text_cfg": {"context_length": 77, "vocab_size": 49408, "width": 512, "heads": 8, "layers": 12},
}


@pytest.fixture(scope="module", autouse=True)
def card() -> None:
    """Skips where there is a driver, but no card."""
    import torch

    if not torch.cuda.is_available():
        pytest.skip("no NVIDIA card here: what runs on CUDA is not tested")


@pytest.fixture(scope="module")
def on_card(card: None) -> Iterator[Analyzers]:
    """The bundled analyzers, loaded on the card."""
    analyzers = build_analyzers("bundled", "cuda")
    loaded = (analyzers.shots, analyzers.detector, analyzers.classifier, analyzers.embedder)
    for one in loaded:
        one.load(analyzers.device)
    yield analyzers
    for one in loaded:
        one.unload()


@pytest.fixture(scope="module")
def pictures(footage: Path) -> list[NDArray[np.uint8]]:
    """Frames of three sizes."""
    return [
        *pictures_at(footage / "car-traffic.mp4", {84, 200, 260}).values(),
        *pictures_at(footage / "big-buck-bunny.mp4", {100, 300}).values(),
        *pictures_at(footage / "nasa-telescope.mp4", {40}).values(),
    ]


def test_shots_are_those_of_the_cpu_to_the_frame(
    on_card: Analyzers, shot_detector: TransNetShots, footage: Path, tmp_path: Path
) -> None:
    make_reel(footage, tmp_path / "reel.mp4")
    frames = small_frames(tmp_path / "reel.mp4")

    assert on_card.shots.predict(frames, 25.0) == shot_detector.predict(frames, 25.0)


def test_boxes_are_those_of_the_cpu_within_a_pixel(
    on_card: Analyzers, detector: YoloDetector, pictures: list[NDArray[np.uint8]]
) -> None:
    found, expected = on_card.detector.predict(pictures), detector.predict(pictures)

    assert sum(box.confidence >= REPORTED for boxes in expected for box in boxes) >= 3
    for picture, ours, theirs in zip(pictures, found, expected, strict=True):
        for box in theirs:
            if box.confidence >= REPORTED:
                assert any(_is_same(picture, box, other) for other in ours), (box, ours)
        for box in ours:
            if box.confidence >= REPORTED + 0.05:  # a box at the threshold may fall on either side of it
                assert any(_is_same(picture, box, other) for other in theirs), (box, theirs)


def _is_same(picture: NDArray[np.uint8], one: DetectedBox, other: DetectedBox) -> bool:
    height, width = picture.shape[:2]
    longest = max(width, height) / 640  # the network sees 640 pixels; a pixel of those
    return (
        one.label == other.label
        and abs(one.confidence - other.confidence) < 0.02
        and np.allclose(_corners(one.box) * (width, height), _corners(other.box) * (width, height), atol=max(1.0, longest))
    )


def _corners(box: Box) -> NDArray[np.float64]:
    return np.array([[box.x, box.y], [box.x + box.width, box.y + box.height]])


def test_probabilities_and_vectors_are_those_of_the_cpu(
    on_card: Analyzers, classifier: EfficientNetLite, embedder: Embedder, pictures: list[NDArray[np.uint8]]
) -> None:
    seen, expected = on_card.classifier.predict(pictures), classifier.predict(pictures)
    assert np.abs(seen - expected).max() < 0.03
    assert (seen.argmax(axis=1) == expected.argmax(axis=1)).all()

    boxes = [[DetectedBox("car", 0.8, Box(0.1, 0.1, 0.3, 0.3))] for _ in pictures]
    vectors, on_cpu = on_card.embedder.predict(pictures, boxes, seen), embedder.predict(pictures, boxes, expected)
    assert (vectors * on_cpu).sum(axis=1).min() > ALIKE
    alone = on_card.embedder.predict(pictures, boxes)  # it asks its own classifier, on the card too
    assert (alone * vectors).sum(axis=1).min() > ALIKE


def test_words_are_encoded_alike(on_card: Analyzers, embedder: Embedder) -> None:
    words = ["a red car", "two birds on a tree"]
    assert np.allclose(on_card.embedder.encode_texts(words), embedder.encode_texts(words), atol=1e-5)


def test_both_towers_of_clip_answer_as_on_the_cpu_in_float32(tmp_path: Path, pictures: list[NDArray[np.uint8]]) -> None:
    import open_clip
    import torch

    network = save_clip(tmp_path / "clip", VIT_B_32, PREPROCESS)
    clip = ClipEmbedder(tmp_path / "clip", "ViT-B-32", "made here")
    clip.load("cuda")
    words = ["a red car", "two birds on a tree"]
    try:
        with torch.inference_mode():
            seen = network.encode_image(prepared(pictures, "cpu", clip._prepare), normalize=True).numpy()
            said = network.encode_text(open_clip.get_tokenizer("ViT-B-32")(words), normalize=True).numpy()
        assert (clip.predict(pictures) * seen).sum(axis=1).min() > ALIKE
        assert (clip.encode_texts(words) * said).sum(axis=1).min() > ALIKE
    finally:
        clip.unload()


def test_a_batch_that_really_does_not_fit_is_halved_until_it_does(
    on_card: Analyzers, pictures: list[NDArray[np.uint8]]
) -> None:
    import torch

    cache, detector, many = ModelCache(), on_card.detector, pictures[:1] * 64
    asked: list[int] = []

    def predict(some: Sequence[NDArray[np.uint8]]) -> list[tuple[DetectedBox, ...]]:
        asked.append(len(some))
        return detector.predict(some)

    expected = detector.predict(many)
    _return_memory()
    before = torch.cuda.memory_allocated(CARD)
    torch.cuda.reset_peak_memory_stats(CARD)
    detector.predict(many)
    needed = torch.cuda.max_memory_allocated(CARD) - before
    _return_memory()
    whole = torch.cuda.get_device_properties(CARD).total_memory
    torch.cuda.set_per_process_memory_fraction((torch.cuda.memory_reserved(CARD) + 0.6 * needed) / whole, CARD)
    try:
        answers = cache.run(detector, CARD, many, predict)
        with pytest.raises(UnavailableError, match="set device to cpu"):
            cache.run_whole(CARD, lambda: torch.empty(2 * needed, dtype=torch.uint8, device=CARD))
    finally:
        torch.cuda.set_per_process_memory_fraction(1.0, CARD)

    assert asked[:2] == [64, 32]
    assert asked == sorted(asked, reverse=True)  # what did not fit is not asked again
    assert [[box.label for box in boxes] for boxes in answers] == [[box.label for box in boxes] for boxes in expected]


def _return_memory() -> None:
    import torch

    gc.collect()
    torch.cuda.empty_cache()


def test_networks_that_are_idle_give_the_cards_memory_back(pictures: list[NDArray[np.uint8]]) -> None:
    import torch

    fresh = build_analyzers("bundled", "cuda")
    now = 0.0
    cache = ModelCache(60, lambda: now)

    def use() -> int:
        nonlocal now
        with ExitStack() as stack:
            stack.enter_context(cache.use(fresh.shots, CARD)).predict(np.zeros((60, 27, 48, 3), np.uint8))
            stack.enter_context(cache.use(fresh.detector, CARD)).predict(pictures)
            stack.enter_context(cache.use(fresh.classifier, CARD)).predict(pictures)
            held = torch.cuda.memory_allocated(CARD)
        now += 60
        assert cache.unload_idle() == 3
        return held

    use()
    before = torch.cuda.memory_allocated(CARD)  # what the libraries keep to work in once they were asked stays
    held = use()

    assert held - before > 20 * 2**20
    assert torch.cuda.memory_allocated(CARD) <= before + 2**20


def test_a_card_that_is_not_there_is_named_with_the_number_of_those_that_are() -> None:
    import torch

    cards = torch.cuda.device_count()
    for name in (f"cuda:{cards}", "cuda:99", "cuda:x"):
        with pytest.raises(InvalidError, match=rf"no device '{name}' here, but the CPU and {cards} CUDA"):
            choose_device(name)
    assert choose_device("auto") == choose_device("cuda") == CARD


def test_a_whole_run_says_the_same_as_one_on_the_cpu(footage: Path, tmp_path: Path) -> None:
    make_reel(footage, tmp_path / "reel.mp4", SHORT)
    data = tmp_path / "data"
    sessions = [AnalysisSession.open(Configure(data, "bundled", None, device, 300, 5.0)) for device in ("cpu", "cuda")]
    assert [session.ready.device for session in sessions] == ["cpu", CARD]
    requests = [_request(session, tmp_path / "reel.mp4") for session in sessions]

    cpu, cuda = (_analyse(session, request)[1] for session, request in zip(sessions, requests, strict=True))

    assert [(one.range, one.transition_in) for one in cuda.shots.shots] == [
        (one.range, one.transition_in) for one in cpu.shots.shots
    ]
    for ours, theirs in zip(cuda.shots.shots, cpu.shots.shots, strict=True):
        found = {one.name: one.score for one in ours.labels}
        for label in theirs.labels[:3]:
            assert found[label.name] == pytest.approx(label.score, abs=0.05)
    assert [track.label for track in _sure(cuda)] == [track.label for track in _sure(cpu)]
    features = FeatureStore(DataFolder(data).features)
    tables = [features.read_embeddings(one.run_id) for one in requests]
    on_cpu, on_card = (dict(zip(table.frames.tolist(), table.vectors, strict=True)) for table in tables)
    both = on_card.keys() & on_cpu.keys()
    assert len(both) >= 14  # five a second of 70 frames
    assert min(float(on_card[frame] @ on_cpu[frame]) for frame in both) > 0.99  # labels of boxes are in them


def _sure(heard: Heard) -> list[Track]:
    return [track for track in heard.tracks if track.confidence >= 0.5]
