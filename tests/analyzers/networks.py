"""Fixtures of the networks' tests: each network is loaded once for the whole session, with the weights that ship."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np
import pytest

from analyzers.classify import EfficientNetLite
from analyzers.detect import YoloDetector
from analyzers.embed import ConseEmbedder, Embedder
from analyzers.registry import Analyzers, build_analyzers
from analyzers.shots import TransNetShots
from analyzers.vocabulary import WEIGHTS

if TYPE_CHECKING:
    from numpy.typing import NDArray


@pytest.fixture(scope="session")
def bundled() -> Analyzers:
    """The analyzers of the bundled profile, not loaded."""
    return build_analyzers("bundled", "cpu")


@pytest.fixture(scope="session")
def shot_detector(bundled: Analyzers) -> Iterator[TransNetShots]:
    bundled.shots.load("cpu")
    yield bundled.shots
    bundled.shots.unload()


@pytest.fixture(scope="session")
def detector(bundled: Analyzers) -> Iterator[YoloDetector]:
    bundled.detector.load("cpu")
    yield bundled.detector
    bundled.detector.unload()


@pytest.fixture(scope="session")
def classifier(bundled: Analyzers) -> Iterator[EfficientNetLite]:
    bundled.classifier.load("cpu")
    yield bundled.classifier
    bundled.classifier.unload()


@pytest.fixture(scope="session")
def embedder(bundled: Analyzers) -> Iterator[Embedder]:
    assert isinstance(bundled.embedder, ConseEmbedder)
    bundled.embedder.load("cpu")
    yield bundled.embedder
    bundled.embedder.unload()


def small_frames(path: Path) -> NDArray[np.uint8]:
    """Return all frames of a clip as the shot detector takes them, shape (n, 27, 48, 3)."""
    with av.open(str(path)) as container:
        frames = [frame.reformat(48, 27, "rgb24", interpolation="AREA").to_ndarray() for frame in container.decode(video=0)]
    return np.stack(frames).astype(np.uint8)


def pictures_at(path: Path, indices: set[int]) -> dict[int, NDArray[np.uint8]]:
    """Return some frames of a clip as pictures of full size."""
    found: dict[int, NDArray[np.uint8]] = {}
    with av.open(str(path)) as container:
        for index, frame in enumerate(container.decode(video=0)):
            if index in indices:
                found[index] = frame.to_ndarray(format="rgb24").astype(np.uint8)
            if len(found) == len(indices):
                break
    return found


@pytest.fixture(scope="session")
def bundled_weights() -> Path:
    """The detector's weights that ship."""
    return WEIGHTS / "yolo11n.pt"
