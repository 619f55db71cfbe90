"""How minutes put things, the same in Markdown and on the page."""

from __future__ import annotations

from datetime import UTC, datetime

from graph.nodes.comment import CommentStatus
from graph.nodes.minutes import Attendee, Judgement, Minutes, Moment, Note, ReviewedVersion, Ruling

_JUDGED = {"ACCEPT": "right", "REJECT": "wrong", "FIX": "should be"}


def when(moment: datetime) -> str:
    """Return a moment for people, in UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def about(minutes: Minutes) -> str:
    """Return the line under the title."""
    ended = "still open" if minutes.closed_at is None else f"closed {when(minutes.closed_at)}"
    return f"{minutes.project}: opened {when(minutes.opened_at)} by {minutes.opened_by}, {ended}"


def ending(minutes: Minutes) -> str:
    """Return the last line."""
    rest = "" if minutes.complete else " There is more in the session than minutes hold."
    return f"Made {when(minutes.made_at)}, after event {minutes.seq}.{rest}"


def person(attendee: Attendee) -> str:
    """Return who somebody is, and what they did."""
    came = "was not in the room" if attendee.came is None else f"from {when(attendee.came)}"
    said = f", {attendee.comments} comment{'' if attendee.comments == 1 else 's'}" if attendee.comments else ""
    return f"{attendee.name} ({came}{said})"


def version(reviewed: ReviewedVersion) -> str:
    """Return what a version is, and what it was decided to be."""
    frames = "" if reviewed.frames is None else f", {reviewed.frames} frames"
    status = "no decision" if reviewed.status is None else reviewed.status
    return f"{reviewed.title}{frames}: {status}"


def place(moment: Moment) -> str:
    """Return where in a version something is."""
    last = moment.at.end - 1
    frames = f"frame {moment.at.start}" if last == moment.at.start else f"frames {moment.at.start} to {last}"
    return frames if moment.timecode is None else f"{moment.timecode} ({frames})"


def state(note: Note) -> str:
    """Return what else there is to know of a note."""
    said = [
        *(["deleted"] if note.deleted else []),
        *([f"resolved by {note.resolved_by}"] if note.status is CommentStatus.RESOLVED and note.resolved_by else []),
        *(["open"] if note.status is CommentStatus.OPEN and not note.deleted else []),
        *(["edited"] if note.edited and not note.deleted else []),
        *(["carried from an earlier version"] if note.carried else []),
        *(["needs eyes"] if note.needs_eyes else []),
        *([f"for {', '.join(note.mentions)}"] if note.mentions else []),
        *([f"with {', '.join(note.attachments)}"] if note.attachments else []),
        *([f"{note.marks} mark{'' if note.marks == 1 else 's'} drawn"] if note.marks else []),
    ]
    return ", ".join(said)


def ruling(one: Ruling) -> str:
    """Return a decision."""
    reason = f": {one.reason}" if one.reason else ""
    return f"{one.version} is {one.status}, says {one.author} ({when(one.created_at)}){reason}"


def judgement(one: Judgement) -> str:
    """Return a verdict."""
    correction = f" {one.correction!r}" if one.correction else ""
    reason = f": {one.reason}" if one.reason else ""
    return f"{one.about} is {_JUDGED.get(one.kind, one.kind)}{correction}, says {one.author}{reason}".replace(
        "is should be", "should be"
    )
