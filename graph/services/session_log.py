"""One writer per session and process: what waits is written as a group, with one statement (group commit).

Many people write into one session, and each of them would take its lock. One commit for all who wait is what keeps a busy
session quick; sessions do not wait for each other. Nothing here is a session's state: an entry that waits is a caller that
waits, and what is in the log may have been written by any process.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime

from graph.events import SessionLogged
from graph.nodes.log import Appended, LogEntry, Refusal
from graph.ports import EventBus
from graph.stores.log import SessionLogStore
from graph.stores.rows import text_of

LARGEST_GROUP = 200


@dataclass(frozen=True, slots=True)
class _Waiting:
    entry: LogEntry
    answer: asyncio.Future[Appended | Refusal]


class SessionLog:
    """Appends to the logs of sessions, and tells everyone after the commit."""

    def __init__(self, store: SessionLogStore, bus: EventBus) -> None:
        self._store = store
        self._bus = bus
        self._waiting: dict[str, deque[_Waiting]] = {}
        self._writers: set[asyncio.Task[None]] = set()

    async def append(self, session_id: str, project_id: str, entry: LogEntry) -> Appended | Refusal:
        """Write an entry with the next group, and return its number, or why it was not written.

        Raises UnavailableError where the graph cannot be reached: the entry may have been written all the same, which asking
        again with its key tells. The same holds for a caller that is cancelled.
        """
        waiting = _Waiting(entry, asyncio.get_running_loop().create_future())
        queue = self._waiting.get(session_id)
        if queue is None:
            queue = self._waiting[session_id] = deque()
            # In a context of its own: the group is not bound by the deadline of whoever came first.
            writer = asyncio.create_task(
                self._write(session_id, project_id, queue), name=f"log of {session_id}", context=contextvars.Context()
            )
            self._writers.add(writer)
            writer.add_done_callback(self._writers.discard)
        queue.append(waiting)
        return await waiting.answer

    async def close(self) -> None:
        """Wait until everything that was asked for is written and told."""
        await asyncio.gather(*self._writers)

    async def _write(self, session_id: str, project_id: str, queue: deque[_Waiting]) -> None:
        """Write group after group until nobody waits."""
        try:
            while queue:
                group = _next_group(session_id, queue)
                at = datetime.now(UTC)
                try:
                    answers = await self._store.append(session_id, project_id, [each.entry for each in group], at)
                except Exception as error:  # noqa: BLE001 -- those who wait are told, whatever it was; others go on
                    for each in group:
                        if not each.answer.done():
                            each.answer.set_exception(error)
                    continue
                await self._tell(session_id, project_id, at, list(zip(group, answers, strict=True)))
        finally:
            del self._waiting[session_id]
            for each in queue:
                each.answer.cancel()

    async def _tell(
        self, session_id: str, project_id: str, at: datetime, written: list[tuple[_Waiting, Appended | Refusal]]
    ) -> None:
        """Answer those who waited, then publish what is new, in order."""
        events = []
        for each, answer in written:
            if not each.answer.done():
                each.answer.set_result(answer)
            if isinstance(answer, Appended) and not answer.repeated:
                entry = each.entry
                events.append(
                    SessionLogged(
                        project_id,
                        session_id,
                        answer.seq,
                        entry.kind.value,
                        text_of(at),
                        entry.actor_id,
                        entry.payload,
                    )
                )
        if events:
            await self._bus.publish(*events)


def _next_group(session_id: str, queue: deque[_Waiting]) -> list[_Waiting]:
    """Take from the queue what one statement can judge: no key or target twice, a change of the session itself last."""
    group: list[_Waiting] = []
    seen: set[str] = set()
    while queue and len(group) < LARGEST_GROUP:
        entry = queue[0].entry
        names = {f"key {entry.key}"} | ({f"target {entry.target}"} if entry.target is not None else set())
        if names & seen:
            break
        seen |= names
        group.append(queue.popleft())
        if entry.target == session_id:
            break
    return group
