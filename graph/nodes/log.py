"""The log of a session: what happened in it, in one order, each thing with its number.

The log is the session's truth for whoever follows it; the nodes beside it are the same truth to walk and to search.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class SessionEventKind(StrEnum):
    """What can happen in a session, in the past tense."""

    SESSION_OPENED = "SessionOpened"
    SESSION_CHANGED = "SessionChanged"
    SESSION_CLOSED = "SessionClosed"
    SESSION_REOPENED = "SessionReopened"
    PLAYLIST_CHANGED = "PlaylistChanged"
    COMMENT_ADDED = "CommentAdded"
    COMMENT_EDITED = "CommentEdited"
    COMMENT_STATUS_CHANGED = "CommentStatusChanged"
    COMMENT_DELETED = "CommentDeleted"
    ANNOTATION_ADDED = "AnnotationAdded"
    ANNOTATION_REMOVED = "AnnotationRemoved"
    ANNOTATION_RESTORED = "AnnotationRestored"
    VERSION_DECIDED = "VersionDecided"
    VERDICT_GIVEN = "VerdictGiven"


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """One thing that happened. ``payload`` is the thing as it was right after, as plain values; ``seq`` counts from 1.

    ``fingerprint`` is the hash of the request that it came from.
    """

    session_id: str
    project_id: str
    seq: int
    kind: SessionEventKind
    at: datetime
    actor_id: str
    payload: Mapping[str, Any]
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class NewNode:
    """A node that an entry makes. ``properties`` has its ``id``, and the ids of what it belongs to."""

    label: str
    properties: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A change that is asked for: it is written whole, with its event, or not at all.

    ``key`` makes it repeatable: an entry whose key is in the log already is not written again. ``fingerprint`` is the hash
    of what was asked, so that the same key for something else is noticed. ``target`` is the id of a thing of this session
    that ``changes`` (properties) apply to, if its version is still ``expected`` and it is as it was ``seen``, with all its
    properties, when the payload was made of it; the version then counts one up.
    ``playlist`` replaces the session's. ``decided`` is a (version id, review status). ``while_closed`` lets it into a
    closed session.
    """

    key: str
    fingerprint: str
    kind: SessionEventKind
    actor_id: str
    payload: Mapping[str, Any]
    makes: tuple[NewNode, ...] = ()
    target: str | None = None
    expected: int | None = None
    seen: Mapping[str, Any] = field(default_factory=dict)
    changes: Mapping[str, Any] = field(default_factory=dict)
    playlist: tuple[str, ...] | None = None
    decided: tuple[str, str] | None = None
    while_closed: bool = False


class Refusal(StrEnum):
    """Why an entry was not written."""

    SESSION_MISSING = "SESSION_MISSING"
    SESSION_CLOSED = "SESSION_CLOSED"
    TARGET_MISSING = "TARGET_MISSING"
    TARGET_CHANGED = "TARGET_CHANGED"
    KEY_REUSED = "KEY_REUSED"


@dataclass(frozen=True, slots=True)
class Appended:
    """An entry that is in the log, with its number; ``repeated`` when it had been there before."""

    seq: int
    at: datetime
    repeated: bool = False
