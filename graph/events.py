"""What happened, in the past tense: frozen, versioned, published after the commit that made it true.

On the wire an event is a map with ``type`` and ``v`` beside its fields. A reader that meets an unknown type or a newer
version skips it: a rolling upgrade has both on the bus.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeAlias

from graph.tracing import Origin

Topic: TypeAlias = tuple[str, str]
"""Something that events are about: ("run", its id), ("project", its id); or ("event", the name of their type)."""


@dataclass(frozen=True, slots=True)
class Event:
    """The base of all events. ``project_id`` decides who may be told.

    ``origin`` is what it stems from (see graph.tracing): the bus writes it beside the fields, and nobody is shown it.
    """

    VERSION: ClassVar[int] = 1

    project_id: str
    origin: Origin = field(default_factory=dict, kw_only=True, compare=False, repr=False)

    def to_wire(self) -> dict[str, Any]:
        """Return the event as a map of plain values."""
        wire: dict[str, Any] = {"type": type(self).__name__, "v": self.VERSION}
        wire.update((name, getattr(self, name)) for name in self.__match_args__)  # all but ``origin``
        return wire

    @property
    def topics(self) -> tuple[Topic, ...]:
        """What the event is about: its own type, and each thing that it names by id."""
        named = [name for name in self.__match_args__ if name.endswith("_id")]
        return (("event", type(self).__name__), *((name.removesuffix("_id"), getattr(self, name)) for name in named))

    @property
    def outdates(self) -> Hashable | None:
        """What it shares with the older events that are worth nothing beside it; None where each one counts."""
        return None


@dataclass(frozen=True, slots=True)
class VersionIngested(Event):
    """A Version entered the graph."""

    asset_id: str
    version_id: str
    created: bool


@dataclass(frozen=True, slots=True)
class RunQueued(Event):
    """A run was asked for."""

    run_id: str
    version_id: str


@dataclass(frozen=True, slots=True)
class RunStarted(Event):
    """A worker took a run; ``attempt`` counts from 1."""

    run_id: str
    version_id: str
    attempt: int


@dataclass(frozen=True, slots=True)
class RunProgressed(Event):
    """How far a run is: ``done`` of ``total`` frames in ``stage``; ``eta`` and rate where they can be told."""

    run_id: str
    version_id: str
    stage: str
    done: int
    total: int
    frames_per_second: float | None = None
    eta_seconds: float | None = None

    @property
    def outdates(self) -> Hashable | None:
        """Who is behind wants to know where the run is, not where it was."""
        return ("progress", self.run_id)


@dataclass(frozen=True, slots=True)
class RunFinished(Event):
    """A run reached its final ``status`` (see graph.nodes.run.RunStatus)."""

    run_id: str
    version_id: str
    status: str


@dataclass(frozen=True, slots=True)
class AccessChanged(Event):
    """What a user may do, or one of their tokens, changed: who serves them asks the graph again before the next answer.

    ``project_id`` is the project where a role changed; empty where a token, a session or the user themself is meant. It
    names people and is for servers alone: no subscription shows it.
    """

    user_id: str


@dataclass(frozen=True, slots=True)
class SessionLogged(Event):
    """Something happened in a review session: an event of its log (see graph.nodes.log.LoggedEvent), with its number."""

    session_id: str
    seq: int
    kind: str
    at: str
    actor_id: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RoomChanged(Event):
    """Who is in a session's room, who drives, or where the play head is, changed: ``state`` is the room as it is now."""

    session_id: str
    state: Mapping[str, Any]

    @property
    def outdates(self) -> Hashable | None:
        """Only the newest state is worth anything."""
        return ("room", self.session_id)


@dataclass(frozen=True, slots=True)
class RoomSignalled(Event):
    """Something passing was shown in a room: a pointer, a stroke while it is drawn. It is kept nowhere."""

    session_id: str
    participant_id: str
    kind: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ProjectLogged(Event):
    """Something got its number in a project's log (see graph.nodes.project_event.ProjectEvent)."""

    seq: int
    kind: str
    thing_id: str
    number: int
    at: str

    @property
    def topics(self) -> tuple[Topic, ...]:
        """The log alone: who follows it shall not be woken by everything else in the project."""
        return (("event", type(self).__name__), self.topic(self.project_id))

    @staticmethod
    def topic(project_id: str) -> Topic:
        """Return what the events of a project's log are about."""
        return ("project log", project_id)


@dataclass(frozen=True, slots=True)
class EventsLost(Event):
    """A subscriber fell behind, or the bus was away: what it knows may be old, so it reads again. Never on the wire."""

    project_id: str = ""


EVENTS: Mapping[str, type[Event]] = {
    kind.__name__: kind
    for kind in (
        VersionIngested,
        RunQueued,
        RunStarted,
        RunProgressed,
        RunFinished,
        AccessChanged,
        SessionLogged,
        RoomChanged,
        RoomSignalled,
        ProjectLogged,
    )
}


def from_wire(wire: Mapping[str, Any]) -> Event | None:
    """Return the event a map says, or None for a type or version that this code does not know.

    Raises KeyError for a field that is not there, ValueError for an id that is no text.
    """
    named_kind = wire.get("type")
    kind = EVENTS.get(named_kind) if isinstance(named_kind, str) else None
    if kind is None or wire.get("v") != kind.VERSION:
        return None
    origin = wire.get("origin")
    named = {name: wire[name] for name in kind.__match_args__}
    if not all(isinstance(value, str) for name, value in named.items() if name.endswith("_id")):
        raise ValueError(f"{kind.__name__} names something by what is no id")
    return kind(**named, origin=origin if isinstance(origin, dict) else {})
