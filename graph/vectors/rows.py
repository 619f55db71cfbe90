"""What each vector of an index stands for: a keyframe of a shot, given by a run. Ids are packed, 16 bytes each."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from graph.errors import InvalidError


@dataclass(frozen=True, slots=True)
class IndexedRun:
    """A run whose keyframes are (or shall be) in the index of its embedding ModelVersion.

    ``shots_run_id`` is the run whose shots the keyframes stand for: another than their own where the shots that are current
    come from a run of other tasks. None where it is the same.
    """

    run_id: str
    version_id: str
    project_id: str
    model_version_id: str
    shots_run_id: str | None = None


@dataclass(frozen=True, slots=True)
class ShotSpans:
    """The shots of one run, in order of time: the first frame and the id of each. They follow each other without a gap."""

    starts: tuple[int, ...]
    shot_ids: tuple[str, ...]

    def at(self, frame: int) -> str:
        """Return the shot that a frame belongs to."""
        return self.shot_ids[max(0, bisect_right(self.starts, frame) - 1)]


@dataclass(frozen=True, slots=True)
class Rows:
    """n rows in the order of the vectors; ``keyframes`` and ``shots`` are packed ids, ``frames`` int64.

    ``plain`` rows are of frames that show no picture.

    Rows of a run stand together: run i of ``runs`` has ``sizes[i]`` rows, after those of the runs before it. Those of a run
    that is not ``alive`` are only kept because taking them out of a large structure would mean building it again.
    """

    runs: tuple[IndexedRun, ...]
    sizes: NDArray[np.int64]
    alive: NDArray[np.bool_]
    keyframes: NDArray[np.uint64]
    shots: NDArray[np.uint64]
    frames: NDArray[np.int64]
    plain: NDArray[np.bool_]

    @classmethod
    def none(cls) -> Rows:
        """No rows."""
        ids = np.empty((0, 2), np.uint64)
        return cls((), np.empty(0, np.int64), np.empty(0, bool), ids, ids, np.empty(0, np.int64), np.empty(0, bool))

    @classmethod
    def of_run(
        cls,
        run: IndexedRun,
        keyframe_ids: Sequence[str],
        shot_ids: Sequence[str],
        frames: NDArray[np.int64],
        plain: NDArray[np.bool_] | None = None,
    ) -> Rows:
        """Return the rows of one run; raises InvalidError where a keyframe or shot has no id."""
        plain = np.zeros(len(frames), bool) if plain is None else plain
        return cls((run,), np.array([len(frames)]), np.array([True]), pack(keyframe_ids), pack(shot_ids), frames, plain)

    def __len__(self) -> int:
        return len(self.frames)

    def then(self, other: Rows) -> Rows:
        """Return these rows followed by others."""
        return Rows(
            self.runs + other.runs,
            np.concatenate([self.sizes, other.sizes]),
            np.concatenate([self.alive, other.alive]),
            np.concatenate([self.keyframes, other.keyframes]),
            np.concatenate([self.shots, other.shots]),
            np.concatenate([self.frames, other.frames]),
            np.concatenate([self.plain, other.plain]),
        )

    def of_runs(self, keep: NDArray[np.bool_]) -> tuple[Rows, NDArray[np.bool_]]:
        """Return the rows of the runs to keep, and which rows those were."""
        kept = np.repeat(keep, self.sizes)
        runs = tuple(run for run, stays in zip(self.runs, keep, strict=True) if stays)
        ids = (self.keyframes[kept], self.shots[kept], self.frames[kept], self.plain[kept])
        return Rows(runs, self.sizes[keep], self.alive[keep], *ids), kept

    def run_of(self, rows: NDArray[np.int64]) -> list[IndexedRun]:
        """Return the run of each of some rows."""
        places = np.searchsorted(np.cumsum(self.sizes), rows, side="right")
        return [self.runs[place] for place in places]


def pack(ids: Sequence[str]) -> NDArray[np.uint64]:
    """Return ids (texts of UUIDs) as an array of shape (n, 2); raises InvalidError for what is no id."""
    try:
        data = bytes.fromhex("".join(ids).replace("-", ""))
    except ValueError:
        data = b""
    if len(data) != 16 * len(ids):
        raise InvalidError(
            "A keyframe or shot in the feature store has something else than an id; analyse its version again."
        )
    return np.frombuffer(data, ">u8").astype(np.uint64).reshape(-1, 2)


def unpack(packed: NDArray[np.uint64]) -> list[str]:
    """Return packed ids as texts."""
    data = np.ascontiguousarray(packed).astype(">u8").tobytes()
    return [str(UUID(bytes=data[place : place + 16])) for place in range(0, len(data), 16)]


def known(ids: Iterable[str]) -> list[str]:
    """Return those of some texts that are ids: a filter may name anything, and what is no id matches nothing."""
    return [text for text in ids if _is_id(text)]


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
