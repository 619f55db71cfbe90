"""Comments: words about frames of a Version, said in a session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from graph.nodes.time import FrameRange


class CommentStatus(StrEnum):
    """Whether somebody still has to act on it."""

    OPEN = "OPEN"
    RESOLVED = "RESOLVED"


@dataclass(frozen=True, slots=True)
class Comment:
    """Words on a half-open range of frames. ``version`` is the optimistic lock.

    A deleted comment stays as a tombstone: its words are gone, its place and its replies are not. ``mentions`` are the ids
    of users, ``carried_from`` names the comment on an earlier Version that this one carries forward, with how surely its
    frames were found again, 0..1, in ``confidence``; below the threshold of ``needs_eyes`` a person has to look.
    """

    id: str
    session_id: str
    project_id: str
    version_id: str
    author_id: str
    text: str
    at: FrameRange
    created_at: datetime
    status: CommentStatus = CommentStatus.OPEN
    reply_to: str | None = None
    mentions: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    edited_at: datetime | None = None
    resolved_by: str | None = None
    deleted: bool = False
    carried_from: str | None = None
    confidence: float | None = None
    needs_eyes: bool = False
    version: int = 1
