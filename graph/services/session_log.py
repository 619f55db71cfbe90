"""What waits to be written into the logs of sessions is written as a group, with one statement (group commit).

Many people write into one session, and each of them would take its lock; a process has many sessions, and each statement
costs a commit. One commit for all who wait is what keeps both quick. A session is in one group at a time, and there are
two at once, so a busy session keeps no other waiting. Nothing here is a session's state: an entry that waits is a caller
that waits, and what is in the log may have been written by any process.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from graph.events import SessionLogged
from graph.nodes.log import Appended, LogEntry, LoggedEvent, Refusal
from graph.ports import EventBus
from graph.services.groups import Groups
from graph.stores.log import SessionLogStore
from graph.stores.rows import text_of

LARGEST_GROUP, LEAST_GROUP = 200, 40
GROUPS_AT_ONCE = 2
"""While one group is written, who speaks in other sessions need not wait for it."""


@dataclass(frozen=True, slots=True)
class _Asked:
    session_id: str
    project_id: str
    entry: LogEntry


class SessionLog:
    """Appends to the logs of sessions, and tells everyone after the commit."""

    def __init__(self, store: SessionLogStore, bus: EventBus) -> None:
        self._store = store
        self._bus = bus
        self._groups = Groups(
            self._write,
            _names,
            LARGEST_GROUP,
            LEAST_GROUP,
            closes=lambda asked: asked.entry.target == asked.session_id,
            follow=self._tell,
            line=lambda asked: asked.session_id,
            at_once=GROUPS_AT_ONCE,
        )

    async def append(self, session_id: str, project_id: str, entry: LogEntry) -> Appended | Refusal:
        """Write an entry with the next group, and return its number, or why it was not written.

        Raises UnavailableError where the graph cannot be reached: the entry may have been written all the same, which asking
        again with its key tells. The same holds for a caller that is cancelled.
        """
        return await self._groups.add(_Asked(session_id, project_id, entry))

    async def opened(self, session_id: str, project_id: str, entry: LogEntry, at: datetime) -> None:
        """Tell everyone of the first event of a log, which was written together with its session."""
        await self._bus.publish(
            SessionLogged(project_id, session_id, 1, entry.kind.value, text_of(at), entry.actor_id, entry.payload)
        )

    async def repeat(self, event: LoggedEvent) -> None:
        """Tell everyone of an event again: who wrote it may have died before it was told. Whoever knows it hears nothing."""
        await self._bus.publish(
            SessionLogged(
                event.project_id,
                event.session_id,
                event.seq,
                event.kind.value,
                text_of(event.at),
                event.actor_id,
                event.payload,
            )
        )

    async def close(self) -> None:
        """Wait until everything that was asked for is written and told."""
        await self._groups.close()

    async def _write(self, group: Sequence[_Asked]) -> Sequence[Appended | Refusal]:
        return await self._store.append([(asked.session_id, asked.entry) for asked in group], datetime.now(UTC))

    async def _tell(self, group: Sequence[_Asked], answers: Sequence[Appended | Refusal]) -> None:
        """Publish what is new, in order."""
        events = [
            SessionLogged(
                asked.project_id,
                asked.session_id,
                answer.seq,
                asked.entry.kind.value,
                text_of(answer.at),
                asked.entry.actor_id,
                asked.entry.payload,
            )
            for asked, answer in zip(group, answers, strict=True)
            if isinstance(answer, Appended) and not answer.repeated
        ]
        if events:
            await self._bus.publish(*events)


def _names(asked: _Asked) -> tuple[str, ...]:
    """Return what no two entries of one statement may share: each is judged by what was there before all of them."""
    entry = asked.entry
    return (f"key {entry.key}",) if entry.target is None else (f"key {entry.key}", f"target {entry.target}")
