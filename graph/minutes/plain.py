"""Minutes as plain values, for programs."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from graph.minutes.addresses import Addresses
from graph.nodes.minutes import Drawing, Minutes, Moment, Note


def as_json(minutes: Minutes, addresses: Addresses) -> str:
    """Return minutes as a JSON object, indented."""
    return json.dumps(as_values(minutes, addresses), ensure_ascii=False, indent=2) + "\n"


def as_values(minutes: Minutes, addresses: Addresses) -> dict[str, Any]:
    """Return minutes as plain values; moments are ISO 8601, in UTC, ranges are half open."""
    return {
        "id": addresses.id_of("ReviewSession", minutes.session_id),
        "name": minutes.name,
        "project": minutes.project,
        "status": minutes.status.value,
        "openedAt": _when(minutes.opened_at),
        "openedBy": minutes.opened_by,
        "closedAt": _when(minutes.closed_at),
        "madeAt": _when(minutes.made_at),
        "seq": minutes.seq,
        "complete": minutes.complete,
        "people": [
            {"name": person.name, "cameAt": _when(person.came), "comments": person.comments} for person in minutes.people
        ],
        "versions": [
            {
                "id": addresses.id_of("Version", version.id),
                "title": version.title,
                "frames": version.frames,
                "status": version.status,
            }
            for version in minutes.versions
        ],
        "notes": [_note(note, addresses) for note in minutes.notes],
        "drawings": [_drawing(drawing, addresses) for drawing in minutes.drawings],
        "decisions": [
            {
                "version": one.version,
                "status": one.status,
                "reason": one.reason,
                "author": one.author,
                "at": _when(one.created_at),
            }
            for one in minutes.rulings
        ],
        "verdicts": [
            {
                "about": one.about,
                "kind": one.kind,
                "correction": one.correction,
                "reason": one.reason,
                "author": one.author,
                "at": _when(one.created_at),
            }
            for one in minutes.judgements
        ],
    }


def _note(note: Note, addresses: Addresses) -> dict[str, Any]:
    return {
        "id": addresses.of(note),
        **_moment(note.moment),
        "author": note.author,
        "at": _when(note.created_at),
        "text": note.text,
        "status": note.status.value,
        "deleted": note.deleted,
        "edited": note.edited,
        "resolvedBy": note.resolved_by,
        "mentions": list(note.mentions),
        "attachments": list(note.attachments),
        "carried": note.carried,
        "needsEyes": note.needs_eyes,
        "marks": note.marks,
        "picture": addresses.picture(note),
        "replies": [_note(reply, addresses) for reply in note.replies],
    }


def _drawing(drawing: Drawing, addresses: Addresses) -> dict[str, Any]:
    return {
        "id": addresses.of(drawing),
        **_moment(drawing.moment),
        "author": drawing.author,
        "at": _when(drawing.created_at),
        "marks": drawing.marks,
        "picture": addresses.picture(drawing),
    }


def _moment(moment: Moment) -> dict[str, Any]:
    return {
        "version": moment.version,
        "start": moment.at.start,
        "end": moment.at.end,
        "timecode": moment.timecode,
    }


def _when(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")
