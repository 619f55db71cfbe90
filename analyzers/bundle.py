"""Air-gap bundles: a folder of weights as one tar file, out of one machine and into another."""

from __future__ import annotations

import shutil
import tarfile
import tempfile
from pathlib import Path

from analyzers.manifest import NAME, Manifest, read_manifest, verify
from graph.errors import ConflictError, InvalidError, UnavailableError


def export_bundle(folder: Path, target: Path) -> Manifest:
    """Write the folder's manifest and listed files to the tar ``target``, after verifying each; returns the manifest.

    Raises ConflictError where ``target`` exists, and what ``verify`` raises.
    """
    manifest = read_manifest(folder)
    verify(folder, manifest)
    if target.exists():
        raise ConflictError(f"{target} exists already. Name another file, or remove it first.")
    part = target.with_name(f"{target.name}.part")
    with tarfile.open(part, "w") as tar:
        for name in (NAME, *sorted(manifest.files)):
            tar.add(folder / name, arcname=name, recursive=False, filter=_anonymous)
    part.replace(target)
    return manifest


def import_bundle(source: Path, folder: Path) -> Manifest:
    """Unpack the tar ``source`` (or copy a folder) into ``folder`` after verifying every file; returns the manifest.

    Nothing is left behind where a file is missing, changed or outside the folder: then InvalidError or UnavailableError.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f"{folder.name}.", dir=folder.parent) as temporary:
        arrived = Path(temporary) / "weights"
        if source.is_dir():
            _copy_listed(source, arrived)
        else:
            _unpack(source, arrived)
        manifest = read_manifest(arrived)
        verify(arrived, manifest)
        before = Path(temporary) / "before"
        if folder.exists():
            folder.rename(before)
        arrived.rename(folder)
    return manifest


def _unpack(source: Path, arrived: Path) -> None:
    arrived.mkdir()
    try:
        with tarfile.open(source, "r:*") as tar:
            tar.extractall(arrived, filter="data")
    except tarfile.FilterError as error:
        raise InvalidError(
            f"{source.name} was not imported: a file in it would land outside its folder ({error})."
        ) from error
    except (tarfile.TarError, EOFError) as error:
        raise InvalidError(f"{source.name} is no complete bundle of weights: {error}. Copy it again.") from error
    except OSError as error:
        raise UnavailableError(f"{source} cannot be read: {error.strerror}.") from error


def _copy_listed(source: Path, arrived: Path) -> None:
    for name in (NAME, *read_manifest(source).files):
        target = arrived / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copyfile(source / name, target)
        except OSError as error:
            raise UnavailableError(f"{source / name} cannot be read: {error.strerror}.") from error


def _anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mode = 0o644
    return entry
