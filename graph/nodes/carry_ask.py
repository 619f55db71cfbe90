"""What somebody asked a worker to carry."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CarryAsk:
    """Notes of the session ``source_id`` are to come to a version in a session.

    ``cuts`` are the edit lists of the earlier version and of this one, as the text of OpenTimelineIO.
    """

    id: str
    session_id: str
    version_id: str
    source_id: str
    actor_id: str
    cuts: tuple[str, str] | None = None
