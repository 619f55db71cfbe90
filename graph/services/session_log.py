"""One writer per session and process: what waits is written as a group, with one statement (group commit).

Many people write into one session, and each of them would take its lock. One commit for all who wait is what keeps a busy
session quick; sessions do not wait for each other. Nothing here is a session's state: an entry that waits is a caller that
waits, and what is in the log may have been written by any process.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

from graph.events import SessionLogged
from graph.nodes.log import Appended, LogEntry, LoggedEvent, Refusal
from graph.ports import EventBus
from graph.services.groups import Groups
from graph.stores.log import SessionLogStore
from graph.stores.rows import text_of

LARGEST_GROUP, LEAST_GROUP = 200, 40


class SessionLog:
    """Appends to the logs of sessions, and tells everyone after the commit."""

    def __init__(self, store: SessionLogStore, bus: EventBus) -> None:
        self._store = store
        self._bus = bus
        self._busy: dict[str, Groups[LogEntry, Appended | Refusal]] = {}

    async def append(self, session_id: str, project_id: str, entry: LogEntry) -> Appended | Refusal:
        """Write an entry with the next group, and return its number, or why it was not written.

        Raises UnavailableError where the graph cannot be reached: the entry may have been written all the same, which asking
        again with its key tells. The same holds for a caller that is cancelled.
        """
        groups = self._busy.get(session_id)
        if groups is None:
            groups = self._busy[session_id] = Groups(
                partial(self._write, session_id, project_id),
                _names,
                LARGEST_GROUP,
                LEAST_GROUP,
                closes=lambda entry: entry.target == session_id,
                follow=partial(self._tell, session_id, project_id),
            )
        try:
            return await groups.add(entry)
        finally:
            if groups.idle and self._busy.get(session_id) is groups:
                del self._busy[session_id]

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
        await asyncio.gather(*(groups.close() for groups in self._busy.values()))

    async def _write(self, session_id: str, project_id: str, entries: Sequence[LogEntry]) -> Sequence[Appended | Refusal]:
        return await self._store.append(session_id, project_id, entries, datetime.now(UTC))

    async def _tell(
        self, session_id: str, project_id: str, entries: Sequence[LogEntry], answers: Sequence[Appended | Refusal]
    ) -> None:
        """Publish what is new, in order."""
        events = [
            SessionLogged(
                project_id, session_id, answer.seq, entry.kind.value, text_of(answer.at), entry.actor_id, entry.payload
            )
            for entry, answer in zip(entries, answers, strict=True)
            if isinstance(answer, Appended) and not answer.repeated
        ]
        if events:
            await self._bus.publish(*events)


def _names(entry: LogEntry) -> tuple[str, ...]:
    """Return what no two entries of one statement may share: each is judged by what was there before all of them."""
    return (f"key {entry.key}",) if entry.target is None else (f"key {entry.key}", f"target {entry.target}")
