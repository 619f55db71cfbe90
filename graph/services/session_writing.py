"""What everything that is written into a session has in common: who may, the entry's key, and the answer to a refusal."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Awaitable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from graph.errors import ConflictError, GoneError, InvalidError, ReelgraphError
from graph.nodes.access import Viewer
from graph.nodes.asset import Version
from graph.nodes.ids import new_id
from graph.nodes.log import Appended, LogEntry, Refusal
from graph.nodes.review import ReviewSession
from graph.nodes.time import FrameRange
from graph.services import access
from graph.services.access import Action
from graph.services.lookups import Lookups
from graph.services.session_log import SessionLog
from graph.stores.registry import Stores
from graph.stores.rows import json_of

LONGEST_KEY = 200
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f]")

T = TypeVar("T")


class Written:
    """What came of an entry: its number, and the payload as it stands in the log, which a repeated request gets again."""

    __slots__ = ("payload", "seq")

    def __init__(self, seq: int, payload: Mapping[str, Any]) -> None:
        self.seq = seq
        self.payload = payload


class ChangedMeanwhileError(ConflictError):
    """Somebody changed the thing first. ``current`` is how it is now."""

    def __init__(self, message: str, current: object, *, path: tuple[str, ...] = ()) -> None:
        super().__init__(message, path=path)
        self.current = current


class SessionWriting:
    """Writes entries for viewers. The rules of each kind of thing stand in its own service."""

    def __init__(self, stores: Stores, log: SessionLog) -> None:
        self._stores = stores
        self._log = log
        self._lookups = Lookups(stores)

    async def session(self, viewer: Viewer, session_id: str, action: Action) -> ReviewSession:
        """Return a session that the viewer may do ``action`` in. Raises NotFoundError, NotAllowedError."""
        return _reached(viewer, await self._lookups.session(session_id), action)

    async def session_with(
        self, viewer: Viewer, session_id: str, version_id: str, action: Action
    ) -> tuple[ReviewSession, Version | None]:
        """Return a session as ``session`` does, with what there is of a version: ``version_in`` says whether it will do."""
        session, version = await self._lookups.place(session_id, version_id)
        return _reached(viewer, session, action), version

    async def earlier(self, key: str, asked: str) -> Written | None:
        """Return what an entry with a key came to when it was written before, None where it was not, or was another."""
        (event,) = await self._stores.log.by_keys([key])
        if event is None or event.fingerprint != asked:
            return None
        await self._log.repeat(event)
        return Written(event.seq, event.payload)

    async def checked(self, key: str, asked: str, checking: Awaitable[T]) -> T | Written:
        """Return what ``checking`` does; where it refuses now what was written before, what the entry came to then.

        A repeated request gets its answer again, although the version has left the playlist since.
        """
        try:
            return await checking
        except ReelgraphError:
            said = await self.earlier(key, asked)
            if said is None:
                raise
            return said

    async def write(self, viewer: Viewer, session: ReviewSession, entry: LogEntry) -> Written | Refusal:
        """Append an entry. TARGET_MISSING and TARGET_CHANGED are the caller's to explain; the rest raises."""
        answer = await self._log.append(session.id, session.project_id, entry)
        match answer:
            case Appended(repeated=False):
                return Written(answer.seq, entry.payload)
            case Appended():
                (event,) = await self._stores.log.by_keys([entry.key])
                if event is None:
                    return Written(answer.seq, entry.payload)
                await self._log.repeat(event)
                return Written(answer.seq, event.payload)
            case Refusal.SESSION_MISSING:
                raise access.missing("review session", path=("sessionId",))
            case Refusal.SESSION_CLOSED:
                raise ConflictError(f"The session {session.name!r} is closed. Ask whoever hosts it to open it again.")
            case Refusal.KEY_REUSED:
                raise ConflictError(
                    "This clientMutationId was used for something else in this session; take a new one.",
                    path=("clientMutationId",),
                )
        return answer


def version_in(session: ReviewSession, version_id: str, found: Version | None) -> Version:
    """Return the version that was found for an id. Raises NotFoundError unless it is in the session's playlist."""
    if version_id not in session.playlist:
        raise access.missing("version in this session", path=("versionId",))
    if found is None or found.project_id != session.project_id:
        raise GoneError("The version was deleted meanwhile.", path=("versionId",))
    return found


def _reached(viewer: Viewer, found: ReviewSession | None, action: Action) -> ReviewSession:
    if found is None or not access.follows(viewer, found.project_id, found.id):
        raise access.missing("review session", path=("sessionId",))
    access.require(viewer, found.project_id, action, what="review session")
    return found


def entry_key(session_id: str, viewer: Viewer, client_mutation_id: str | None) -> str:
    """Return what makes a request repeatable: the same author and clientMutationId in a session mean the same entry.

    Raises InvalidError for an id that is empty or too long.
    """
    if client_mutation_id is None:
        return new_id()
    if not 0 < len(client_mutation_id) <= LONGEST_KEY:
        raise InvalidError(f"A clientMutationId has 1 to {LONGEST_KEY} characters.", path=("clientMutationId",))
    # Its hash: a unique text with blanks or control characters at an end crashes the embedded engine.
    return f"{session_id}:{viewer.user.id}:{hashlib.sha256(client_mutation_id.encode()).hexdigest()}"


def fingerprint(*asked: object) -> str:
    """Return the hash of what was asked, of plain values."""
    return hashlib.sha256(json_of(asked).encode()).hexdigest()


def now() -> datetime:
    """Return the moment."""
    return datetime.now(UTC)


def checked_range(start: int, end: int, version: Version) -> FrameRange:
    """Return a half-open range of a version's frames. Raises InvalidError for one that is empty or outside."""
    last = version.media.frames
    if start == end:
        raise InvalidError(f"The range [{start}, {end}) is empty: its end is excluded; end one later.", path=("at",))
    if not 0 <= start < end or (last is not None and end > last):
        frames = "frames from 0" if last is None else f"frames 0 to {last}"
        raise InvalidError(
            f"The range [{start}, {end}) is not in the version, which has {frames}; its end is excluded.", path=("at",)
        )
    return FrameRange(start, end)


def checked_words(text: str, longest: int, path: str) -> str:
    """Return words without blanks around them. Raises InvalidError for none, too many, or control characters."""
    text = text.strip()
    if not text or len(text) > longest:
        raise InvalidError(f"Write 1 to {longest} characters.", path=(path,))
    if _CONTROLS.search(text):
        raise InvalidError("There is a control character in it; only line breaks and tabs may stand there.", path=(path,))
    return text
