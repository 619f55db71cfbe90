"""ReviewSessions: people over the same Versions, and what they decided. The live state of a session is its *room*."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

DEFAULT_REVIEW_STATUSES = ("in review", "changes", "approved", "on hold")
"""What a Version can be decided to be, in a project that says nothing else."""


class SessionStatus(StrEnum):
    """Whether things can still be said in a session."""

    OPEN = "OPEN"
    CLOSED = "CLOSED"


@dataclass(frozen=True, slots=True)
class ReviewSession:
    """A review of some Versions in an order. ``version`` is the optimistic lock, ``seq`` the number of its last event.

    ``playlist`` holds the ids of its Versions, ``carrying`` those of them that the open notes on earlier Versions are still
    on their way to; ``opened_by`` is a user's id.
    """

    id: str
    project_id: str
    name: str
    status: SessionStatus
    playlist: tuple[str, ...]
    opened_by: str
    created_at: datetime
    closed_at: datetime | None = None
    seq: int = 0
    version: int = 1
    carrying: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided a Version to be, in a session, and why. ``status`` is one of the project's own list."""

    id: str
    session_id: str
    project_id: str
    version_id: str
    status: str
    reason: str
    author_id: str
    created_at: datetime
