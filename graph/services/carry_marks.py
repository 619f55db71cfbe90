"""Which versions of a playlist notes are still on their way to: kept with the session, so that nobody's death forgets them.

A mark is set by the statement that puts a version into the playlist, and taken away by an event of its own once the notes
are there: whoever follows the session sees both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from graph.nodes.ids import new_id
from graph.nodes.log import LogEntry, Refusal, SessionEventKind
from graph.nodes.review import ReviewSession
from graph.services.session_log import SessionLog
from graph.services.session_writing import fingerprint
from graph.stores.registry import Stores
from graph.stores.reviews import carrying_changes, session_row


class CarryMarks:
    """Says where notes are on their way to."""

    def __init__(self, stores: Stores, log: SessionLog) -> None:
        self._stores = stores
        self._log = log

    async def awaited(self, session: ReviewSession, playlist: Sequence[str]) -> tuple[str, ...]:
        """Return the versions of a new playlist to mark: those that are marked now, and those that come and have notes."""
        comes = [version_id for version_id in playlist if version_id not in session.playlist]
        noted = await self._stores.comments.versions_with_open_notes(comes, session.id, session.id) if comes else []
        awaited = {version_id for version_id, older in zip(comes, noted, strict=True) if older}
        return tuple(each for each in dict.fromkeys(playlist) if each in awaited or each in session.carrying)

    async def mark(self, session_id: str, version_id: str, actor_id: str) -> ReviewSession | None:
        """Mark a version, and return the session as it is then; None where it is gone."""
        return await self._set(session_id, version_id, True, actor_id)

    async def settle(self, session_id: str, version_id: str, actor_id: str) -> ReviewSession | None:
        """Take a mark away, and return the session as it is then; None where it is gone."""
        return await self._set(session_id, version_id, False, actor_id)

    async def _set(self, session_id: str, version_id: str, marked: bool, actor_id: str) -> ReviewSession | None:
        while True:
            (session,) = await self._stores.reviews.by_ids([session_id])
            if session is None or (version_id in session.carrying) is marked:
                return session
            rest = tuple(each for each in session.carrying if each != version_id)
            after = replace(session, carrying=(*rest, version_id) if marked else rest, version=session.version + 1)
            entry = LogEntry(
                key=new_id(),
                fingerprint=fingerprint("carrying" if marked else "carried", session_id, version_id),
                kind=SessionEventKind.SESSION_CHANGED,
                actor_id=actor_id,
                payload={"session": session_row(after)},
                target=session_id,
                expected=session.version,
                seen=session_row(session),
                changes=carrying_changes(after),
                while_closed=True,
            )
            answer = await self._log.append(session_id, session.project_id, entry)
            if answer is not Refusal.TARGET_CHANGED:  # somebody changed the session meanwhile: look again
                return None if isinstance(answer, Refusal) else replace(after, seq=answer.seq)
