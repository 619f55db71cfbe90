"""An index on disk: files named by generation, and a manifest that names them; renaming the manifest is the commit.

Whatever moment the writer dies at, the manifest names files that were whole and synced before it was. A file that is torn,
missing or of another format fails its checksum: ``load`` answers None, and the index is made again from the feature store.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from graph.features import sync_folder
from graph.vectors.index import VectorIndex
from graph.vectors.ivf import InvertedLists
from graph.vectors.rows import IndexedRun, Rows

FORMAT = 2  # 1 did not know which frames are plain
MANIFEST = "manifest.json"
COLUMNS = ("sizes", "alive", "keyframes", "shots", "frames", "plain")  # of Rows, in their order there


def save(index: VectorIndex, folder: Path) -> bool:
    """Write an index; returns False, having written nothing, while another process writes there."""
    folder.mkdir(parents=True, exist_ok=True)
    with _writer_lock(folder) as held:
        if not held:
            return False
        prefix = f"{index.generation}-{secrets.token_hex(4)}"
        files = _write_files(index, folder, prefix)
        manifest = {
            "format": FORMAT,
            "generation": index.generation,
            "modelVersionId": index.model_version_id,
            "dimensions": index.dimensions,
            "count": len(index),
            "rows": len(index.rows),
            "base": len(index.base),
            "effort": [index.lists.probes, index.lists.refined] if index.lists is not None else None,
            "runs": [asdict(run) for run in index.rows.runs],
            "files": files,
        }
        temporary = folder / f".{prefix}.{MANIFEST}"
        temporary.write_text(json.dumps(manifest, indent=1))
        _sync(temporary)
        temporary.replace(folder / MANIFEST)
        sync_folder(folder)
        for stale in folder.iterdir():
            if stale.name not in files and stale.name not in (MANIFEST, "lock"):
                stale.unlink(missing_ok=True)
    return True


def load(folder: Path, model_version_id: str) -> VectorIndex | None:
    """Read an index back; None when there is none, or when what is there is not whole or not of this ModelVersion."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
        if manifest["format"] != FORMAT or manifest["modelVersionId"] != model_version_id:
            return None
        if any(_fingerprint(folder / Path(name).name) != expected for name, expected in manifest["files"].items()):
            return None
        return _read_files(folder, manifest)
    except (OSError, ValueError, KeyError, TypeError, RuntimeError):
        return None  # each of these says the same: not an index that this code wrote whole


def mapped(index: VectorIndex, folder: Path) -> VectorIndex:
    """Return the index with its base read from disk on demand, where what is on disk is this generation."""
    on_disk = load(folder, index.model_version_id) if index.lists is not None else None
    if on_disk is None or on_disk.generation != index.generation or len(on_disk.base) != len(index.base):
        return index
    return replace(index, base=on_disk.base)


def _write_files(index: VectorIndex, folder: Path, prefix: str) -> dict[str, dict[str, Any]]:
    files = {}
    for kind, vectors in (("base", index.base), ("fresh", index.fresh)):
        path = folder / f"{prefix}.{kind}.npy"
        np.save(path, vectors)
        files[path.name] = path
    path = folder / f"{prefix}.rows.npz"
    rows = index.rows
    np.savez(path, **{name: getattr(rows, name) for name in COLUMNS})
    files[path.name] = path
    if index.lists is not None:
        path = folder / f"{prefix}.index.faiss"
        index.lists.save(path)
        files[path.name] = path
    for path in files.values():
        _sync(path)
    return {name: _fingerprint(path) for name, path in files.items()}


def _read_files(folder: Path, manifest: dict[str, Any]) -> VectorIndex:
    kinds = {name.split(".", 1)[1]: folder / Path(name).name for name in manifest["files"]}
    with np.load(kinds["rows.npz"], allow_pickle=False) as arrays:
        runs = tuple(IndexedRun(**run) for run in manifest["runs"])
        columns = (arrays[name] for name in COLUMNS)
        rows = Rows(runs, *columns)
    base = np.load(kinds["base.npy"], mmap_mode="r" if manifest["base"] else None, allow_pickle=False)
    fresh = np.load(kinds["fresh.npy"], allow_pickle=False)
    lists = InvertedLists.load(kinds["index.faiss"], *manifest["effort"]) if manifest["base"] else None
    if len(base) + len(fresh) != len(rows) or len(rows) != manifest["rows"] or len(rows.sizes) != len(runs):
        raise ValueError(f"the manifest in {folder} counts other rows than its files hold")
    return VectorIndex(manifest["modelVersionId"], manifest["dimensions"], manifest["generation"], rows, base, lists, fresh)


def _fingerprint(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return {"bytes": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


@contextmanager
def _writer_lock(folder: Path) -> Iterator[bool]:
    """Hold the folder's lock while writing; the system lets go of it when the process dies."""
    with (folder / "lock").open("wb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
