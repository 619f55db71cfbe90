"""Verdicts: what people say of what the models saw. A verdict never overwrites a prediction, it points at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class VerdictKind(StrEnum):
    """Whether a prediction is right, wrong, or would be right otherwise (which the correction says)."""

    ACCEPT = "ACCEPT"
    REJECT = "REJECT"
    FIX = "FIX"


class VerdictSubject(StrEnum):
    """What a verdict can be about; the values are labels of the graph."""

    TRACK = "Track"
    SHOT = "Shot"
    ENTITY = "Entity"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A person's judgement of one prediction. ``correction`` is what it should have been, in words (FIX alone).

    ``run_id`` is the run whose prediction it judges, so its model versions; None for entities, which people may have made.
    ``session_id`` is None outside of a session.
    """

    id: str
    project_id: str
    subject: VerdictSubject
    subject_id: str
    kind: VerdictKind
    author_id: str
    created_at: datetime
    correction: str | None = None
    reason: str | None = None
    run_id: str | None = None
    session_id: str | None = None
