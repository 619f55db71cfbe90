"""The feature store: Parquet files per run for what is too many for a graph: a box per frame, a vector per keyframe.

A file appears whole or not at all: it is written under a temporary name, synced, and renamed. The run's id names its folder
and is checked to be an id, so no caller can point outside. All methods block: call them from a thread.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from graph.errors import GoneError, InvalidError
from graph.nodes.time import FrameRange

FORMAT = "1"
ROW_GROUP = 16_384  # rows; boxes are sorted by track and frame, so a reader of one track skips all other groups

SIGNATURE = (9, 16)
"""Rows and columns of a frame's signature."""

_FORMAT_KEY, _RUN_KEY, _MODEL_KEY = b"reelgraph.format", b"reelgraph.run", b"reelgraph.model_version"


@dataclass(frozen=True, slots=True)
class BoxTable:
    """Boxes of one run, sorted by track and frame; all arrays have n rows.

    ``tracks`` holds track ordinals, int32; ``frames`` int64; ``confidences`` float32, 0..1; ``boxes`` float32, shape (n, 4),
    as x, y, width, height, 0..1 of the display picture, origin top left.
    ``labels`` are the tracks', ``detected`` what the detector called each box by itself; empty where that was not kept.
    """

    tracks: NDArray[np.int32]
    frames: NDArray[np.int64]
    labels: tuple[str, ...]
    confidences: NDArray[np.float32]
    boxes: NDArray[np.float32]
    detected: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True, slots=True)
class EmbeddingTable:
    """Vectors of one run: n rows, ``vectors`` float32 of unit length, shape (n, dimensions); ``frames`` int64.

    A row whose keyframe id is None belongs to a frame that was only sampled. ``plain`` says which frames show no picture,
    where somebody looked; it is not stored, since the signatures tell.
    """

    keyframe_ids: tuple[str | None, ...]
    shot_ids: tuple[str, ...]
    frames: NDArray[np.int64]
    vectors: NDArray[np.float32]
    plain: NDArray[np.bool_] | None = None

    def __len__(self) -> int:
        return len(self.shot_ids)

    @property
    def keyframes(self) -> EmbeddingTable:
        """The rows that belong to keyframes."""
        rows = [row for row, keyframe in enumerate(self.keyframe_ids) if keyframe is not None]
        return EmbeddingTable(
            tuple(self.keyframe_ids[row] for row in rows),
            tuple(self.shot_ids[row] for row in rows),
            self.frames[rows],
            self.vectors[rows],
            None if self.plain is None else self.plain[rows],
        )


@dataclass(frozen=True, slots=True)
class SignatureTable:
    """How each of a Version's n frames looks, in frame order: enough to find the same frame again in another Version.

    ``luminances`` uint8, shape (n, 9, 16), mean luminances of the display picture; ``digests`` uint64, of the picture at
    48 x 27, equal where it is the same to the bit.
    """

    luminances: NDArray[np.uint8]
    digests: NDArray[np.uint64]

    def __len__(self) -> int:
        return len(self.digests)


class FeatureStore:
    """Reads and writes the files of runs under ``root`` (``DATA/features``)."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def boxes_path(self, run_id: str) -> Path:
        """Return where the boxes of a run are, or would be; raises InvalidError for what is no id."""
        return self._folder(run_id) / "boxes.parquet"

    def embeddings_path(self, run_id: str) -> Path:
        """Return where the vectors of a run are, or would be; raises InvalidError for what is no id."""
        return self._folder(run_id) / "embeddings.parquet"

    def write_boxes(self, run_id: str, table: BoxTable) -> Path:
        """Write the boxes of a run, replacing what an earlier attempt wrote; returns the file.

        Raises InvalidError when the columns differ in length or a box is no four finite numbers.
        """
        _check_lengths("boxes", len(table), table.tracks, table.frames, table.confidences, table.boxes)
        if table.boxes.shape != (len(table), 4) or not np.isfinite(table.boxes).all():
            raise InvalidError(f"Boxes must be finite numbers, shape ({len(table)}, 4), not {table.boxes.shape}.")
        order = np.lexsort((table.frames, table.tracks))
        boxes = table.boxes.astype(np.float32)[order]
        columns: dict[str, Any] = {
            "track": pa.array(table.tracks[order], pa.int32()),
            "frame": pa.array(table.frames[order], pa.int64()),
            "label": pa.array([table.labels[row] for row in order], pa.string()).dictionary_encode(),
            "confidence": pa.array(table.confidences[order], pa.float32()),
        }
        if table.detected:
            _check_lengths("boxes", len(table), table.detected)
            detected = pa.array([table.detected[row] for row in order], pa.string())
            columns["detected"] = detected.dictionary_encode()
        columns |= {name: pa.array(boxes[:, place]) for place, name in enumerate(("x", "y", "w", "h"))}
        return self._write(self.boxes_path(run_id), pa.table(columns), {_RUN_KEY: run_id.encode()})

    def read_boxes(self, run_id: str, *, tracks: Sequence[int] | None = None, frames: FrameRange | None = None) -> BoxTable:
        """Return the boxes of some tracks (ordinals) within some frames, all by default; skips what it need not read.

        Raises GoneError when the run has no boxes here.
        """
        conditions: list[tuple[str, str, Any]] = []
        if tracks is not None:
            conditions.append(("track", "in", sorted(set(tracks))))
        if frames is not None:
            conditions += [("frame", ">=", frames.start), ("frame", "<", frames.end)]
        table = self._read(self.boxes_path(run_id), conditions, empty=tracks is not None and not tracks)
        boxes = np.stack([table[name].to_numpy() for name in ("x", "y", "w", "h")], axis=1)
        return BoxTable(
            table["track"].to_numpy(),
            table["frame"].to_numpy(),
            tuple(table["label"].to_pylist()),
            table["confidence"].to_numpy(),
            boxes.astype(np.float32, copy=False),
            tuple(table["detected"].to_pylist()) if "detected" in table.column_names else (),
        )

    def write_embeddings(self, run_id: str, table: EmbeddingTable, model_version_id: str) -> Path:
        """Write the vectors of a run with the ModelVersion they are of; returns the file.

        Raises InvalidError when the columns differ in length or a vector is not of unit length.
        """
        _check_lengths("embeddings", len(table), table.keyframe_ids, table.frames, table.vectors)
        if table.vectors.ndim != 2:
            raise InvalidError(f"Vectors must be an array of two dimensions, not {table.vectors.ndim}.")
        vectors = np.ascontiguousarray(table.vectors, dtype=np.float32)
        lengths = np.linalg.norm(vectors, axis=1)
        if not np.all(np.abs(lengths - 1) < 1e-2):
            row = int(np.argmax(~(np.abs(lengths - 1) < 1e-2)))
            raise InvalidError(
                f"The vector of frame {table.frames[row]} is {lengths[row]:.4g} long; vectors must be of unit length."
            )
        columns = {
            "keyframe": pa.array(table.keyframe_ids, pa.string()),
            "shot": pa.array(table.shot_ids, pa.string()),
            "frame": pa.array(table.frames, pa.int64()),
            "vector": pa.FixedSizeListArray.from_arrays(pa.array(vectors.ravel()), vectors.shape[1]),
        }
        metadata = {_RUN_KEY: run_id.encode(), _MODEL_KEY: model_version_id.encode()}
        return self._write(self.embeddings_path(run_id), pa.table(columns), metadata)

    def read_embeddings(self, run_id: str) -> EmbeddingTable:
        """Return the vectors of a run; raises GoneError when it has none here."""
        table = self._read(self.embeddings_path(run_id), [])
        column = table["vector"].combine_chunks()
        vectors = np.asarray(column.flatten().to_numpy(zero_copy_only=False), dtype=np.float32)
        return EmbeddingTable(
            tuple(table["keyframe"].to_pylist()),
            tuple(table["shot"].to_pylist()),
            table["frame"].to_numpy(),
            vectors.reshape(len(table), column.type.list_size),
        )

    def embedding_model(self, run_id: str) -> str:
        """Return the id of the ModelVersion that a run's vectors are of; raises GoneError when it has none here."""
        path = self.embeddings_path(run_id)
        try:
            metadata = pq.read_schema(path).metadata or {}
        except FileNotFoundError:
            raise _gone(path) from None
        except (pa.ArrowInvalid, OSError) as error:
            raise _damaged(path, error) from error
        return str(metadata.get(_MODEL_KEY, b"").decode())

    def signatures_path(self, run_id: str) -> Path:
        """Return where the signatures of a run are, or would be; raises InvalidError for what is no id."""
        return self._folder(run_id) / "signatures.parquet"

    def write_signatures(self, run_id: str, table: SignatureTable) -> Path:
        """Write the signatures of a run's frames; returns the file.

        Raises InvalidError when the columns differ in length or shape.
        """
        _check_lengths("signatures", len(table), table.luminances)
        if table.luminances.shape[1:] != SIGNATURE:
            raise InvalidError(f"Signatures are of {SIGNATURE} luminances, not {table.luminances.shape[1:]}.")
        flat = np.ascontiguousarray(table.luminances, dtype=np.uint8).reshape(-1)
        columns = {
            "luminance": pa.FixedSizeListArray.from_arrays(pa.array(flat), SIGNATURE[0] * SIGNATURE[1]),
            "digest": pa.array(table.digests, pa.uint64()),
        }
        return self._write(self.signatures_path(run_id), pa.table(columns), {_RUN_KEY: run_id.encode()})

    def read_signatures(self, run_id: str) -> SignatureTable:
        """Return the signatures of a run's frames; raises GoneError when it has none here."""
        table = self._read(self.signatures_path(run_id), [])
        flat = table["luminance"].combine_chunks().flatten().to_numpy(zero_copy_only=False)
        return SignatureTable(np.asarray(flat, np.uint8).reshape(-1, *SIGNATURE), table["digest"].to_numpy())

    def remove(self, run_id: str) -> None:
        """Delete what a run left here; it is no error when there is nothing."""
        shutil.rmtree(self._folder(run_id), ignore_errors=True)

    def _folder(self, run_id: str) -> Path:
        """Return the folder of a run. Only the canonical text of a UUID passes: no separator, no dot, no other case."""
        try:
            canonical = str(UUID(run_id))
        except ValueError:
            canonical = None
        if canonical != run_id:
            raise InvalidError(f"{run_id!r} is not the id of a run.")
        return self.root / run_id

    def _write(self, path: Path, table: pa.Table, metadata: Mapping[bytes, bytes]) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
        try:
            with temporary.open("wb") as file:
                pq.write_table(
                    table.replace_schema_metadata({_FORMAT_KEY: FORMAT.encode(), **metadata}),
                    file,
                    row_group_size=ROW_GROUP,
                    compression="zstd",
                )
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
        sync_folder(path.parent)
        return path

    def _read(self, path: Path, conditions: list[tuple[str, str, Any]], *, empty: bool = False) -> pa.Table:
        try:
            # The file is opened here, so that the reader sees one file and never guesses partitions from its folders.
            with path.open("rb") as file:
                if empty:
                    return pq.read_schema(file).empty_table()
                return pq.read_table(file, filters=conditions or None)
        except FileNotFoundError:
            raise _gone(path) from None
        except (pa.ArrowInvalid, OSError) as error:  # a page that does not unpack is an OSError to Arrow
            raise _damaged(path, error) from error


def sync_folder(folder: Path) -> None:
    """Make the names in a folder last through a power cut (fsync of the directory)."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _check_lengths(what: str, rows: int, *columns: Sequence[Any] | NDArray[Any]) -> None:
    if any(len(column) != rows for column in columns):
        raise InvalidError(f"The columns of {what} differ in length: {[rows, *(len(column) for column in columns)]}.")


def _gone(path: Path) -> GoneError:
    return GoneError(f"{path.parent.name}/{path.name} is not in the feature store; analyse the version again.")


def _damaged(path: Path, error: Exception) -> GoneError:
    said = f"{path.parent.name}/{path.name} in the feature store is damaged; analyse the version again."
    return GoneError(said, detail=str(error))
