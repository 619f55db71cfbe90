from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from analyzers.embed import ClipEmbedder
from graph.errors import InvalidError, UnavailableError
from tests.analyzers.networks import pictures_at

if TYPE_CHECKING:
    from numpy.typing import NDArray

MODEL: dict[str, Any] = {
    "embed_dim": 64,
    "vision_cfg": {"image_size": 64, "layers": 2, "width": 96, "patch_size": 16, "head_width": 32},
    "text_cfg": {"context_length": 32, "vocab_size": 49408, "width": 96, "heads": 4, "layers": 2},
}
PREPROCESS: dict[str, Any] = {
    "mean": [0.48, 0.46, 0.41],
    "std": [0.27, 0.26, 0.28],
    "interpolation": "bicubic",
    "resize_mode": "shortest",
}


def save_clip(folder: Path, model: dict[str, Any] = MODEL, preprocess: dict[str, Any] = PREPROCESS) -> Any:
    """Write a network of random weights the way open_clip publishes one, and return it."""
    import open_clip
    import torch
    from safetensors.torch import save_file

    folder.mkdir(exist_ok=True)
    torch.manual_seed(7)
    network = open_clip.CLIP(**model).eval()
    save_file(
        {name: value.contiguous() for name, value in network.state_dict().items()}, folder / "open_clip_model.safetensors"
    )
    (folder / "open_clip_config.json").write_text(json.dumps({"model_cfg": model, "preprocess_cfg": preprocess}))
    return network


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clip")
    save_clip(folder)
    return folder


@pytest.fixture(scope="module")
def clip(folder: Path) -> Iterator[ClipEmbedder]:
    embedder = ClipEmbedder(folder, "tiny ViT", "made here")
    embedder.load("cpu")
    yield embedder
    embedder.unload()


@pytest.fixture(scope="module")
def pictures(footage: Path) -> list[NDArray[np.uint8]]:
    return list(pictures_at(footage / "big-buck-bunny.mp4", {100, 300, 500}).values())


def test_both_sides_give_unit_vectors_of_one_length(clip: ClipEmbedder, pictures: list[NDArray[np.uint8]]) -> None:
    seen, said = clip.predict(pictures), clip.encode_texts(["a rabbit", "two birds on a tree"])
    assert seen.shape == (3, 64)
    assert said.shape == (2, 64)
    assert clip.dimensions == 64
    for vectors in (seen, said):
        assert vectors.dtype == np.float32
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_the_answer_does_not_depend_on_the_batch(clip: ClipEmbedder, pictures: list[NDArray[np.uint8]]) -> None:
    together = clip.predict(pictures)
    assert np.array_equal(together, clip.predict(pictures))
    assert np.allclose(together[1], clip.predict(pictures[1:2])[0], atol=1e-4)
    texts = [f"picture {number}" for number in range(70)]
    assert np.allclose(clip.encode_texts(texts)[66], clip.encode_texts(texts[66:67])[0], atol=1e-4)
    assert clip.predict([]).shape == clip.encode_texts([]).shape == (0, 64)


def test_pictures_are_prepared_as_open_clip_prepares_them(
    folder: Path, clip: ClipEmbedder, pictures: list[NDArray[np.uint8]]
) -> None:
    import open_clip
    import torch

    network, prepare = open_clip.create_model_from_pretrained(f"local-dir:{folder}")
    with torch.inference_mode():
        batch = torch.stack([prepare(Image.fromarray(picture)) for picture in pictures])
        theirs = network.eval().encode_image(batch, normalize=True).numpy()
    assert np.all(np.sum(theirs * clip.predict(pictures), axis=1) > 0.999)


def test_the_text_side_alone_encodes_words_and_no_pictures(
    folder: Path, clip: ClipEmbedder, pictures: list[NDArray[np.uint8]]
) -> None:
    side = ClipEmbedder(folder, "tiny ViT", "made here")
    side.load_text("cpu")
    assert np.allclose(side.encode_texts(["a dog"]), clip.encode_texts(["a dog"]), atol=1e-5)
    with pytest.raises(UnavailableError, match="text side"):
        side.predict(pictures)


def test_identity_is_of_weights_and_preprocessing(folder: Path, clip: ClipEmbedder, tmp_path: Path) -> None:
    save_clip(tmp_path / "other", preprocess={**PREPROCESS, "resize_mode": "squash"})
    other = ClipEmbedder(tmp_path / "other", "tiny ViT", "made here")
    assert other.identity.weights_sha256 == clip.identity.weights_sha256
    assert other.identity.digest != clip.identity.digest
    assert ClipEmbedder(folder, "tiny ViT", "elsewhere").identity.digest == clip.identity.digest


def test_a_folder_that_holds_no_embedder_says_so(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError, match="open_clip_config"):
        ClipEmbedder(tmp_path, "none", "nowhere")
    (tmp_path / "open_clip_config.json").write_text("{}")
    with pytest.raises(InvalidError, match="model_cfg"):
        ClipEmbedder(tmp_path, "none", "nowhere")
