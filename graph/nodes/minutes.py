"""The minutes of a session: who came, what was looked at, said, drawn, judged and decided, ready to be written out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from graph.nodes.comment import CommentStatus
from graph.nodes.review import SessionStatus
from graph.nodes.time import FrameRange


@dataclass(frozen=True, slots=True)
class Attendance:
    """Somebody who entered the room: when first, and when last. ``user_id`` may be a guest's."""

    user_id: str
    name: str
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who came, said or did something. ``came`` is None for whoever never entered the room."""

    name: str
    came: datetime | None
    comments: int


@dataclass(frozen=True, slots=True)
class ReviewedVersion:
    """A version that was looked at, under the name that people know. ``status`` is what was decided last."""

    id: str
    title: str
    frames: int | None
    status: str | None


@dataclass(frozen=True, slots=True)
class Moment:
    """Frames of a version with their timecode; ``timecode`` is None where the version has no clock."""

    version: str
    at: FrameRange
    timecode: str | None


@dataclass(frozen=True, slots=True)
class Note:
    """Something said, with its answers. ``pictured`` says that it has a picture: its frame with what was drawn.

    ``text`` is empty for what was deleted.
    """

    id: str
    moment: Moment
    author: str
    created_at: datetime
    text: str
    status: CommentStatus
    deleted: bool
    edited: bool
    resolved_by: str | None
    mentions: tuple[str, ...]
    attachments: tuple[str, ...]
    carried: bool
    needs_eyes: bool
    marks: int
    pictured: bool
    replies: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawing:
    """Something drawn without words."""

    id: str
    moment: Moment
    author: str
    created_at: datetime
    marks: int
    pictured: bool


@dataclass(frozen=True, slots=True)
class Ruling:
    """What somebody decided a version to be."""

    version: str
    status: str
    reason: str
    author: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Judgement:
    """What somebody said of what a network said. ``about`` is a kind of thing, in words."""

    about: str
    kind: str
    correction: str | None
    reason: str | None
    author: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Minutes:
    """All of it. ``complete`` is False where there is more than minutes hold; ``seq`` is the number of the last event."""

    session_id: str
    name: str
    project: str
    status: SessionStatus
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None
    made_at: datetime
    seq: int
    people: tuple[Attendee, ...]
    versions: tuple[ReviewedVersion, ...]
    notes: tuple[Note, ...]
    drawings: tuple[Drawing, ...]
    rulings: tuple[Ruling, ...]
    judgements: tuple[Judgement, ...]
    complete: bool = True
