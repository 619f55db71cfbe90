"""ConSE (Norouzi et al. 2013, arXiv 1312.5650): pictures in a space of sentences, without training on pairs of both.

A picture's vector is the sum of the vectors of the classes that a classifier sees in it, weighted by their probabilities,
and of the labels that a detector found. Two things differ from the paper: the space is centred on the mean of all concepts,
and probabilities are flattened by a power below one, since a picture shows more than the one thing that ImageNet asked for.
``bench/embedding.py`` prints what each of them finds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from analyzers.base import DetectedBox
from analyzers.checksums import combined
from analyzers.classify import EfficientNetLite
from analyzers.concepts import FILE as CONCEPTS_FILE
from analyzers.concepts import Concepts, load_concepts, unit
from analyzers.minilm import DIMENSIONS, LONGEST, MiniLM
from analyzers.vocabulary import coco_words
from analyzers.weights_file import WeightsFile
from graph.errors import UnavailableError
from graph.nodes.model import AnalysisTask, ModelIdentity

if TYPE_CHECKING:
    from numpy.typing import NDArray

FLATTENING = 0.4  # power of the class probabilities; 0.3 to 0.6 find about the same
DETECTED = 0.4  # weight of a label found for certain, against all classes together; 0.2 to 0.6 find about the same
LEAST = 0.1  # confidence from which a detection counts


class ConseEmbedder:
    """The analyzer. ``classifier`` is its own; ``detector_digest`` says whose boxes ``predict`` is given."""

    def __init__(self, classifier: EfficientNetLite, sentences: WeightsFile, detector_digest: str) -> None:
        self._classifier = classifier
        self._sentences = sentences
        self._concepts_file = WeightsFile(CONCEPTS_FILE, "shipped with Reelgraph")
        self._detector_digest = detector_digest
        self._labels = {label: index for index, label in enumerate(coco_words())}
        self._device = "cpu"
        self._classifier_loaded = False
        self._encoder: MiniLM | None = None
        self._concepts: Concepts | None = None

    @property
    def identity(self) -> ModelIdentity:
        """Exact identity; hashes the weights once."""
        seen = self._classifier.identity
        return ModelIdentity(
            AnalysisTask.EMBEDDING,
            f"ConSE {seen.name} x MiniLM-L6",
            combined((seen.weights_sha256, self._sentences.sha256, self._concepts_file.sha256)),
            {"classifier": dict(seen.preprocessing), "pieces": LONGEST},
            {"flattening": FLATTENING, "detected": DETECTED, "least": LEAST, "detector": self._detector_digest},
            f"{seen.source}; {self._sentences.source}",
        )

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return DIMENSIONS

    @property
    def reads_labels(self) -> bool:
        """It is made of words alone."""
        return True

    def load(self, device: str) -> None:
        """Bring both sides into memory; the classifier follows with the first pictures that lack probabilities."""
        self._device = device
        self.load_text(device)

    def load_text(self, device: str) -> None:
        """Bring the text side into memory, which needs no torch."""
        self._encoder = MiniLM(self._sentences.path.parent)
        self._concepts = load_concepts()

    def unload(self) -> None:
        """Give the memory back."""
        if self._classifier_loaded:
            self._classifier.unload()
            self._classifier_loaded = False
        self._encoder = None
        self._concepts = None

    def predict(
        self,
        batch: Sequence[NDArray[np.uint8]],
        detections: Sequence[Sequence[DetectedBox]] | None = None,
        probabilities: NDArray[np.float32] | None = None,
    ) -> NDArray[np.float32]:
        """Return the vectors of pictures, shape (n, 384)."""
        concepts = self._loaded_concepts()
        seen = self._classified(batch) if probabilities is None else probabilities
        weights = np.power(seen, FLATTENING, dtype=np.float32)
        vectors = unit(weights @ concepts.classes)
        if detections is not None:
            labels = np.multiply(self._found(detections), DETECTED, dtype=np.float32)
            vectors = unit(np.add(vectors, labels @ concepts.labels, dtype=np.float32))
        return vectors

    def encode_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of texts, shape (n, 384)."""
        concepts = self._loaded_concepts()
        if self._encoder is None:
            raise UnavailableError("The embedder's text side is not loaded; call load_text first.")
        return unit(self._encoder.encode(texts) - concepts.mean)

    def _classified(self, batch: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
        if not self._classifier_loaded:
            self._classifier.load(self._device)
            self._classifier_loaded = True
        return self._classifier.predict(batch)

    def _loaded_concepts(self) -> Concepts:
        if self._concepts is None:
            raise UnavailableError("The embedder is not loaded; call load first.")
        return self._concepts

    def _found(self, detections: Sequence[Sequence[DetectedBox]]) -> NDArray[np.float32]:
        """Return the greatest confidence of each label on each picture, shape (n, 80)."""
        found = np.zeros((len(detections), len(self._labels)), np.float32)
        for row, boxes in enumerate(detections):
            for box in boxes:
                column = self._labels.get(box.label)
                if column is not None and box.confidence >= LEAST:
                    found[row, column] = max(found[row, column], box.confidence)
        return found
