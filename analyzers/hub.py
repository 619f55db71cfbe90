"""Weights from their hub: is it there, and fetch what the production profile needs.

Everything comes through huggingface_hub, whose answer names the SHA-256 of each large file before it is fetched; what
arrives is compared with it and then listed in the manifest. Nothing is sent but the requests themselves.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from analyzers.checksums import sha256_of
from analyzers.manifest import NAME, FolderModel, Manifest, read_manifest, write_manifest
from graph.errors import InvalidError, UnavailableError
from graph.nodes.model import AnalysisTask

PROBE_SECONDS = 1.5


@dataclass(frozen=True, slots=True)
class HubModel:
    """A model on the hub: which files of which repository make it."""

    task: AnalysisTask
    name: str
    repository: str
    files: tuple[str, ...]
    optional: tuple[str, ...] = ()


PRODUCTION = (
    HubModel(AnalysisTask.DETECTION, "YOLO11m", "Ultralytics/YOLO11", ("yolo11m.pt",)),
    HubModel(
        AnalysisTask.EMBEDDING,
        "ViT-B-32-SigLIP2-256",
        "timm/ViT-B-32-SigLIP2-256",
        ("open_clip_config.json", "open_clip_model.safetensors"),
        ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "tokenizer.model"),
    ),
)

Progress = Callable[[str], None]


def is_reachable(seconds: float = PROBE_SECONDS) -> bool:
    """Whether the hub accepts a connection; answers within ``seconds``, even where looking up its name hangs."""
    from huggingface_hub import constants

    if constants.is_offline_mode():
        return False
    address = urlsplit(constants.ENDPOINT)
    port = address.port or (443 if address.scheme == "https" else 80)
    answered = threading.Event()

    def knock() -> None:
        try:
            with socket.create_connection((address.hostname, port), timeout=seconds):
                answered.set()
        except OSError:
            return  # not reachable: that is the answer

    thread = threading.Thread(target=knock, name="hub-probe", daemon=True)
    thread.start()
    thread.join(seconds)
    return answered.is_set()


def is_pulled(folder: Path) -> bool:
    """Whether a folder holds all production models already, so that the hub is not needed."""
    if not (folder / NAME).is_file():
        return False
    manifest = read_manifest(folder)
    return all(model.task in manifest.models for model in PRODUCTION) and all(
        (folder / name).is_file() for name in manifest.files
    )


def pull(folder: Path, say: Progress = lambda _: None) -> Manifest:
    """Fetch the production models into ``folder`` and list them in its manifest; what is there already is not fetched again.

    Raises UnavailableError where the hub fails, InvalidError where a file is not what the hub announced.
    """
    folder.mkdir(parents=True, exist_ok=True)
    models: dict[AnalysisTask, FolderModel] = {}
    files: dict[str, str] = {}
    with _alone_in(folder):
        for model in PRODUCTION:
            place = model.task.value.lower()
            for name in (*model.files, *model.optional):
                digest = _fetch(model, name, folder / place / name, say)
                if digest is not None:
                    files[f"{place}/{name}"] = digest
            path = f"{place}/{model.files[0]}" if len(model.files) == 1 else place
            models[model.task] = FolderModel(model.name, path, f"hub: {model.repository}")
        manifest = Manifest(models, files)
        write_manifest(folder, manifest)
    return manifest


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Wait for others that fetch into the folder: a server and its workers begin with the same empty one."""
    with (folder / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _fetch(model: HubModel, name: str, target: Path, say: Progress) -> str | None:
    from huggingface_hub import get_hf_file_metadata, hf_hub_download, hf_hub_url
    from huggingface_hub.errors import EntryNotFoundError, HfHubHTTPError, LocalEntryNotFoundError, OfflineModeIsEnabled

    try:
        announced = get_hf_file_metadata(hf_hub_url(model.repository, name), timeout=20).etag
        if target.is_file():
            found = sha256_of(target)
            if announced == found or (announced is not None and len(announced) != 64):
                return found
        say(f"{model.name}: {name}")
        part = target.parent / ".fetching"
        fetched = Path(hf_hub_download(model.repository, name, local_dir=part))
    except LocalEntryNotFoundError as error:
        raise UnavailableError(f"The hub cannot be reached for {name} of {model.repository}: {error}.") from error
    except EntryNotFoundError as error:
        if name in model.optional:
            return None
        raise UnavailableError(f"The hub has no {name} of {model.repository} any more.") from error
    except (HfHubHTTPError, OfflineModeIsEnabled, OSError) as error:
        raise UnavailableError(
            f"The hub did not give {name} of {model.repository}: {error}. Try again, or use the bundled profile."
        ) from error
    found = sha256_of(fetched)
    if announced is not None and len(announced) == 64 and announced != found:
        raise InvalidError(f"{name} of {model.repository} arrived with SHA-256 {found}, and the hub announced {announced}.")
    os.replace(fetched, target)  # noqa: PTH105 - both are in one folder's tree
    shutil.rmtree(part, ignore_errors=True)
    return found
