"""What happens in a project that its pages show: one log per project, each thing with its number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ProjectEventKind(StrEnum):
    """What can happen in a project, in the past tense."""

    ASSET_ADDED = "AssetAdded"
    VERSION_ADDED = "VersionAdded"
    ANALYSIS_ENDED = "AnalysisEnded"
    REVIEW_SESSION_UPDATED = "ReviewSessionUpdated"


@dataclass(frozen=True, slots=True)
class ProjectEvent:
    """One thing that happened to ``thing_id``: a version, a run or a session, by ``kind``. ``seq`` counts from 1.

    ``number`` is what the thing itself counts: a version's number, the last event of a session's log; 0 for a run.
    """

    project_id: str
    seq: int
    kind: ProjectEventKind
    thing_id: str
    number: int
    at: datetime
