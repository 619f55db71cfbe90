"""The room: a session's live state. It is in Redis alone, and ends with its people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from graph.nodes.access import Role

GONE_SECONDS = 15.0
"""After how long without a sign of life a participant is gone, and so is a driver's lease."""


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody in the room. ``id`` is the user's: the same person in two windows is one participant."""

    id: str
    display_name: str
    role: Role
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class View:
    """What of the picture is seen: its middle (0..1 of the picture) and magnification, 1 shows all of it."""

    x: float = 0.5
    y: float = 0.5
    zoom: float = 1.0


@dataclass(frozen=True, slots=True)
class Loop:
    """Frames played over and over, ``end`` excluded."""

    start: int
    end: int


class Comparison(StrEnum):
    """How two versions are shown at once."""

    SIDE_BY_SIDE = "SIDE_BY_SIDE"
    OVERLAY = "OVERLAY"
    WIPE = "WIPE"
    DIFFERENCE = "DIFFERENCE"


@dataclass(frozen=True, slots=True)
class Playhead:
    """Where the driver is. At ``moved_at``, by the server's clock, ``frame`` of the version was shown to the driver.

    While ``playing``, a follower extrapolates: ``rate`` times the version's own speed, negative backwards. ``compare_id`` is
    a second version beside it, in the mode that ``compare`` names.
    """

    version_id: str
    frame: int
    playing: bool = False
    rate: float = 1.0
    loop: Loop | None = None
    compare: Comparison | None = None
    compare_id: str | None = None
    view: View = View()
    moved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RoomState:
    """Who is there, who drives, and where the play head is, at ``at`` of the server's clock.

    ``revision`` grows with each change; a room that was left for a day counts anew.
    """

    session_id: str
    participants: tuple[Participant, ...]
    playhead: Playhead | None
    driver_id: str | None
    at: datetime
    revision: int


def state_value(state: RoomState) -> dict[str, Any]:
    """Return a room as plain values."""
    head = state.playhead
    return {
        "session": state.session_id,
        "participants": [participant_value(person) for person in state.participants],
        "playhead": None if head is None else playhead_value(head) | {"movedAt": _text(head.moved_at or state.at)},
        "driver": state.driver_id,
        "at": _text(state.at),
        "revision": state.revision,
    }


def state_from(value: Mapping[str, Any]) -> RoomState:
    """Return the room that plain values say."""
    head = value["playhead"]
    return RoomState(
        session_id=value["session"],
        participants=tuple(participant_from(person) for person in value["participants"]),
        playhead=None if head is None else playhead_from(head, datetime.fromisoformat(head["movedAt"])),
        driver_id=value["driver"],
        at=datetime.fromisoformat(value["at"]),
        revision=value["revision"],
    )


def participant_value(participant: Participant) -> dict[str, Any]:
    """Return a participant as plain values."""
    return {
        "id": participant.id,
        "name": participant.display_name,
        "role": participant.role.name,
        "joinedAt": _text(participant.joined_at),
    }


def participant_from(value: Mapping[str, Any]) -> Participant:
    """Return the participant that plain values say."""
    return Participant(value["id"], value["name"], Role[value["role"]], datetime.fromisoformat(value["joinedAt"]))


def playhead_value(playhead: Playhead) -> dict[str, Any]:
    """Return a play head as plain values, without its time."""
    return {
        "version": playhead.version_id,
        "frame": playhead.frame,
        "playing": playhead.playing,
        "rate": playhead.rate,
        "loop": None if playhead.loop is None else [playhead.loop.start, playhead.loop.end],
        "compare": None if playhead.compare is None else playhead.compare.value,
        "compareId": playhead.compare_id,
        "view": [playhead.view.x, playhead.view.y, playhead.view.zoom],
    }


def playhead_from(value: Mapping[str, Any], moved_at: datetime) -> Playhead:
    """Return the play head that plain values say."""
    loop = value.get("loop")
    return Playhead(
        version_id=value["version"],
        frame=value["frame"],
        playing=value["playing"],
        rate=value["rate"],
        loop=None if loop is None else Loop(*loop),
        compare=None if value.get("compare") is None else Comparison(value["compare"]),
        compare_id=value.get("compareId"),
        view=View(*value["view"]),
        moved_at=moved_at,
    )


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")
