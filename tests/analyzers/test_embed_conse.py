from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from analyzers.base import DetectedBox
from analyzers.concepts import load_concepts, unit
from analyzers.detect import YoloDetector
from analyzers.embed import ConseEmbedder, Embedder
from analyzers.minilm import MiniLM
from analyzers.registry import Analyzers
from analyzers.vocabulary import coco_words, imagenet_words
from analyzers.wheels import minilm_folder
from graph.errors import UnavailableError
from graph.nodes.box import Box
from tests.analyzers.networks import pictures_at


@pytest.fixture(scope="session")
def sentences() -> MiniLM:
    return MiniLM(minilm_folder())


def test_sentences_that_mean_the_same_are_near_and_others_far(sentences: MiniLM) -> None:
    dog, puppy, tax = sentences.encode(["A dog runs over the grass", "a puppy playing on a lawn", "The tax form is due"])
    assert dog @ puppy > 0.5
    assert dog @ tax < 0.1


def test_a_text_has_the_same_vector_alone_and_beside_longer_ones(sentences: MiniLM) -> None:
    texts = ["dog", "two people are talking to each other in a dark kitchen at night", "", "x " * 500]
    together = sentences.encode(texts)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    for text, vector in zip(texts, together, strict=True):
        assert np.allclose(sentences.encode([text])[0], vector, atol=1e-5)


def test_the_numpy_encoder_answers_as_the_published_model(sentences: MiniLM) -> None:
    """The first values of what the published model answers in torch."""
    assert np.allclose(sentences.encode(["a red car"])[0][:4], [-0.040074, 0.032481, -0.059524, 0.058416], atol=2e-5)


def test_the_concept_vectors_that_ship_are_what_the_encoder_makes(sentences: MiniLM) -> None:
    shipped = load_concepts()
    for row, words in ((0, ("tench", "Tinca tinca")), (1, ("goldfish", "Carassius auratus"))):
        assert imagenet_words()[row] == words
        made = unit(sentences.encode([words[0], f"a photo of a {words[0]}", ", ".join(words)]).sum(axis=0))
        assert unit(made - shipped.mean) @ shipped.classes[row] > 0.999
    assert shipped.classes.shape == (1000, 384)
    assert shipped.labels.shape == (len(coco_words()), 384)


def test_pictures_are_unit_vectors_and_the_same_alone_and_in_a_batch(embedder: Embedder, footage: Path) -> None:
    pictures = list(pictures_at(footage / "big-buck-bunny.mp4", {100, 450}).values())
    vectors = embedder.predict(pictures)
    assert vectors.shape == (2, embedder.dimensions)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.allclose(embedder.predict(pictures[1:]), vectors[1:], atol=1e-3)
    assert embedder.predict([]).shape == (0, embedder.dimensions)


def test_a_detection_draws_a_picture_to_its_word(embedder: Embedder, footage: Path) -> None:
    picture = pictures_at(footage / "big-buck-bunny.mp4", {450})[450]
    word = embedder.encode_texts(["a dog"])[0]
    without, with_dog = (
        embedder.predict([picture], [boxes])[0] for boxes in ((), (DetectedBox("dog", 0.9, Box(0.1, 0.1, 0.5, 0.5)),))
    )
    assert with_dog @ word > without @ word + 0.1


def test_words_find_the_shipped_clip_that_shows_them(embedder: Embedder, detector: YoloDetector, footage: Path) -> None:
    clips = {
        "big-buck-bunny.mp4": {320, 450, 600},
        "car-traffic.mp4": {84, 204, 334},
        "nasa-telescope.mp4": {40, 170, 260},
    }
    pictures, owners = [], []
    for name, frames in clips.items():
        found = list(pictures_at(footage / name, frames).values())
        pictures += found
        owners += [name] * len(found)
    vectors = embedder.predict(pictures, detector.predict(pictures))
    expected = {
        "cars on a road": "car-traffic.mp4",
        "a car": "car-traffic.mp4",
        "a rabbit": "big-buck-bunny.mp4",
        "animals in a forest": "big-buck-bunny.mp4",
    }
    for query, clip in expected.items():
        assert owners[int(np.argmax(vectors @ embedder.encode_texts([query])[0]))] == clip, query


def test_identity_depends_on_whose_boxes_are_given(bundled: Analyzers) -> None:
    embedder = bundled.embedder
    assert isinstance(embedder, ConseEmbedder)
    other = ConseEmbedder(bundled.classifier, embedder._sentences, "another detector")
    assert other.identity.digest != embedder.identity.digest


def test_the_text_side_says_when_it_is_not_loaded(bundled: Analyzers) -> None:
    embedder = bundled.embedder
    assert isinstance(embedder, ConseEmbedder)
    with pytest.raises(UnavailableError, match="not loaded"):
        ConseEmbedder(bundled.classifier, embedder._sentences, "x").encode_texts(["dog"])


def test_captions_find_their_photos(embedder: Embedder, shared: Path) -> None:
    """A part of the recall table that bench/embedding.py prints in full: 100 photos, no detections, one caption each."""
    folder = shared / "media/captions500"
    with (folder / "captions.csv").open(newline="", encoding="utf-8") as file:
        captions = {row["image"]: row["caption"] for row in csv.DictReader(file) if row["caption_no"] == "0"}
    names = sorted(captions)[:100]
    vectors = embedder.predict([np.asarray(Image.open(folder / "images" / name).convert("RGB")) for name in names])
    scores = embedder.encode_texts([captions[name] for name in names]) @ vectors.T
    ranks = (scores > np.diag(scores)[:, None]).sum(axis=1)
    assert (ranks < 10).mean() >= 0.5
