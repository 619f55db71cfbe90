"""A folder of weights and its ``manifest.json``: which model for which task, and the SHA-256 of every file.

    {"format": 1,
     "models": {"DETECTION": {"name": "YOLO11m", "path": "detection/yolo11m.pt", "source": "where it came from"},
                "EMBEDDING": {"name": "ViT-B-32-SigLIP2-256", "path": "embedding", "source": "..."}},
     "files": {"detection/yolo11m.pt": "sha256 ...", "embedding/open_clip_model.safetensors": "sha256 ..."}}

A task that the folder has no model for is done by the bundled one. Whoever writes the manifest vouches for its pickles.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from analyzers.checksums import sha256_of
from graph.errors import InvalidError, UnavailableError
from graph.nodes.model import AnalysisTask

FORMAT = 1
NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class FolderModel:
    """A model of a folder; ``path`` is a file or a folder, relative to it."""

    name: str
    path: str
    source: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a folder of weights holds: ``files`` maps paths relative to it to their SHA-256."""

    models: Mapping[AnalysisTask, FolderModel]
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def listed(self) -> Mapping[str, str]:
        """The trusted SHA-256 of the files, with their names."""
        return {digest: name for name, digest in self.files.items()}


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a folder; raises UnavailableError where there is none, InvalidError where it is wrong."""
    path = folder / NAME
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise UnavailableError(
            f"The folder of weights {folder} has no readable {NAME} ({error.strerror}). "
            "Make one with: reelgraph models pull, or reelgraph models import."
        ) from error
    try:
        content = json.loads(text)
        if content["format"] != FORMAT:
            raise InvalidError(f"{path} has format {content['format']}, and this Reelgraph reads format {FORMAT}.")
        models = {
            AnalysisTask(task): FolderModel(str(one["name"]), _inside(one["path"]), str(one["source"]))
            for task, one in content["models"].items()
        }
        files = {_inside(name): str(digest) for name, digest in content["files"].items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InvalidError(f"{path} is no manifest of weights: {error!r}. Make the folder again.") from error
    return Manifest(models, files)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest of a folder, all or nothing."""
    content = {
        "format": FORMAT,
        "models": {
            task.value: {"name": one.name, "path": one.path, "source": one.source} for task, one in manifest.models.items()
        },
        "files": dict(sorted(manifest.files.items())),
    }
    temporary = folder / f"{NAME}.part"
    with temporary.open("w", encoding="utf-8") as file:
        json.dump(content, file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(folder / NAME)


def verify(folder: Path, manifest: Manifest) -> None:
    """Compare every file with its SHA-256; raises UnavailableError for a missing file, InvalidError for a changed one."""
    for name, expected in manifest.files.items():
        found = sha256_of(folder / name)
        if found != expected:
            raise InvalidError(f"{name} was changed or damaged: its SHA-256 is {found}, and the manifest says {expected}.")


def _inside(name: object) -> str:
    """Return a path that stays inside the folder; raises InvalidError for one that does not."""
    path = PurePosixPath(str(name))
    if path.is_absolute() or ".." in path.parts or not path.parts or "\\" in str(name):
        raise InvalidError(f"The manifest names the file {name!r}, which is not inside its folder.")
    return str(path)
