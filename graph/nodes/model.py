"""Networks and their exact weights. "Model" never means a dataclass here: ours are nodes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

CHAMPION = "champion"


class AnalysisTask(StrEnum):
    """What a model is asked to do."""

    SHOTS = "SHOTS"
    DETECTION = "DETECTION"
    EMBEDDING = "EMBEDDING"
    LABELS = "LABELS"


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """Exact identity of a network: two workers with the same weights, preprocessing and parameters share it.

    ``source`` says where the weights came from (a wheel, a hub name, a file's name); it is no part of the digest.
    """

    task: AnalysisTask
    name: str
    weights_sha256: str
    preprocessing: Mapping[str, Any]
    parameters: Mapping[str, Any]
    source: str

    @property
    def digest(self) -> str:
        """SHA-256 over the canonical JSON of all but the source."""
        parts = [self.task, self.name, self.weights_sha256, dict(self.preprocessing), dict(self.parameters)]
        return hashlib.sha256(json.dumps(parts, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Model:
    """A named network, whatever its weights."""

    id: str
    name: str
    task: AnalysisTask


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """Exact weights, preprocessing and parameters of a Model."""

    id: str
    model_id: str
    identity: ModelIdentity
    aliases: tuple[str, ...] = ()
