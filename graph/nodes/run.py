"""AnalysisRun: one execution of models over a Version; arq has *jobs*, of which a run may take several."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from graph.nodes.model import AnalysisTask


class RunStatus(StrEnum):
    """Where a run is; the last three are final."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"

    @property
    def final(self) -> bool:
        """Whether nothing can happen to the run any more."""
        return self in (RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.CANCELLED)


@dataclass(frozen=True, slots=True)
class RunFailure:
    """Why a run failed: a problem code (see graph.errors) and a sentence that says what to do; neither is ever empty."""

    code: str
    message: str

    def __post_init__(self) -> None:
        if not self.code or not self.message:
            raise ValueError("a failure has a code and a message")


@dataclass(frozen=True, slots=True)
class AnalysisRun:
    """One execution. ``attempt`` is the fencing token: a worker whose attempt is not the run's may write nothing.

    ``key`` is the identity of the work asked for (see ``run_key``); ``code_version``, ``device`` and ``metrics`` say how it
    was done. ``forced`` asks for the work although it was done before. ``same_as`` names the earlier run that holds this
    one's results: the worker's models turned out to be those that had been at work already. ``requested_by`` is a user's id.
    """

    id: str
    version_id: str
    project_id: str
    key: str
    status: RunStatus
    tasks: tuple[AnalysisTask, ...]
    parameters: Mapping[str, Any]
    created_at: datetime
    attempt: int = 0
    model_version_ids: tuple[str, ...] = ()
    started_at: datetime | None = None
    finished_at: datetime | None = None
    device: str | None = None
    code_version: str | None = None
    metrics: Mapping[str, Any] = field(default_factory=dict)
    failure: RunFailure | None = None
    forced: bool = False
    cancel_requested: bool = False
    same_as: str | None = None
    requested_by: str | None = None


@dataclass(frozen=True, slots=True)
class AnalysisStatus:
    """What is known of a Version's analysis: its newest run, and the run that is current for each task that has one."""

    version_id: str
    latest: AnalysisRun | None
    current: Mapping[AnalysisTask, str]


def run_key(version_sha256: str, model_digests: Iterable[str], parameters: Mapping[str, Any]) -> str:
    """Return the identity of (Version, ModelVersions, parameters): a run with it that succeeded need not be repeated."""
    parts = [version_sha256, sorted(model_digests), dict(parameters)]
    return hashlib.sha256(json.dumps(parts, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
