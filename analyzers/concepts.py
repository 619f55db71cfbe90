"""Concept vectors: where the classes of the networks lie in the space of sentences.

A concept's vector is the mean of what MiniLM says to its usual word, to a caption with it, and to all its synonyms together,
less the mean over all concepts: what every class has in common tells nothing. The vectors are a file beside the weights,
since encoding 3,000 texts at each start would take a minute; ``python -m analyzers.concepts`` makes it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analyzers.vocabulary import WEIGHTS, coco_words, imagenet_words

if TYPE_CHECKING:
    from analyzers.minilm import MiniLM

FILE = WEIGHTS / "concepts.npz"

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Concepts:
    """Unit vectors of the classes (1000, 384) and the detector's labels (80, 384), and the ``mean`` taken off both."""

    classes: Array
    labels: Array
    mean: Array


def load_concepts() -> Concepts:
    """Return the concept vectors that ship with the weights."""
    with np.load(FILE, allow_pickle=False) as file:
        return Concepts(*(file[name].astype(np.float32) for name in ("classes", "labels", "mean")))


def build_concepts(encoder: MiniLM) -> Concepts:
    """Calculate the concept vectors."""
    classes = _mean_vectors(encoder, imagenet_words())
    labels = _mean_vectors(encoder, [(word,) for word in coco_words()])
    mean: Array = classes.mean(axis=0)
    return Concepts(unit(classes - mean), unit(labels - mean), mean)


def unit(vectors: Array) -> Array:
    """Return the vectors, each divided by its length; a vector of zeros stays one."""
    answer: Array = vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)
    return answer


def _mean_vectors(encoder: MiniLM, concepts: Sequence[Sequence[str]]) -> Array:
    usual = encoder.encode([words[0] for words in concepts])
    caption = encoder.encode([f"a photo of a {words[0]}" for words in concepts])
    synonyms = encoder.encode([", ".join(words) for words in concepts])
    return unit(usual + caption + synonyms)


def main() -> None:
    """Write the concept vectors anew, as float16: an error of one in two thousand."""
    from analyzers.minilm import MiniLM
    from analyzers.wheels import minilm_folder

    concepts = build_concepts(MiniLM(minilm_folder()))
    arrays = {name: getattr(concepts, name).astype(np.float16) for name in ("classes", "labels", "mean")}
    np.savez_compressed(FILE, allow_pickle=False, **arrays)


if __name__ == "__main__":
    main()
