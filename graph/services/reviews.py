"""Review sessions: opening and closing them, their playlists, and what is decided in them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from graph.errors import ConflictError, GoneError, InvalidError
from graph.nodes.access import Viewer
from graph.nodes.asset import Version
from graph.nodes.ids import new_id
from graph.nodes.log import LogEntry, LoggedEvent, NewNode, Refusal, SessionEventKind
from graph.nodes.review import DEFAULT_REVIEW_STATUSES, Decision, ReviewSession, SessionStatus
from graph.services import access
from graph.services.carrying import CarryService
from graph.services.projects import checked_name
from graph.services.session_log import SessionLog
from graph.services.session_writing import (
    ChangedMeanwhileError,
    SessionWriting,
    Written,
    checked_words,
    entry_key,
    fingerprint,
    now,
    version_in,
)
from graph.stores.registry import Stores
from graph.stores.reviews import carrying_changes, decision_from, decision_row, session_from, session_row
from graph.stores.rows import maybe_text

LONGEST_PLAYLIST = 1_000
LONGEST_REPLAY = 5_000
_LONGEST_REASON = 2_000
_LONGEST_STATUS, _MOST_STATUSES = 40, 30


class ReviewService(SessionWriting):
    """The rules of sessions: artists may open them, supervisors decide in them, whoever sees the project may follow."""

    def __init__(self, stores: Stores, log: SessionLog, carrying: CarryService) -> None:
        super().__init__(stores, log)
        self._carrying = carrying

    async def open(
        self,
        viewer: Viewer,
        project_id: str,
        name: str,
        version_ids: Sequence[str],
        client_mutation_id: str | None = None,
    ) -> ReviewSession:
        """Open a session over some versions of a project, in their order. Needs ARTIST.

        Raises NotFoundError for a project or version that the viewer may not see, InvalidError for a name or playlist that
        cannot be.
        """
        access.require(viewer, project_id, access.HOST)
        playlist = await self._playlist(project_id, version_ids)
        moment = now()
        session = ReviewSession(
            new_id(), project_id, checked_name(name), SessionStatus.OPEN, playlist, viewer.user.id, moment, seq=1
        )
        asked = fingerprint("open", session.name, list(playlist))
        entry = LogEntry(
            key=entry_key(project_id, viewer, client_mutation_id),
            fingerprint=asked,
            kind=SessionEventKind.SESSION_OPENED,
            actor_id=viewer.user.id,
            payload={"session": session_row(session)},
        )
        opened = await self._stores.reviews.open(session, entry, moment)
        if opened.id == session.id:
            await self._log.opened(opened.id, project_id, entry, moment)
            return opened
        said = await self.earlier(entry.key, asked)
        if said is None:
            raise ConflictError(
                "This clientMutationId was used for another session; take a new one.", path=("clientMutationId",)
            )
        return session_from(said.payload["session"])

    async def arrange(
        self,
        viewer: Viewer,
        session_id: str,
        name: str | None,
        version_ids: Sequence[str] | None,
        client_mutation_id: str | None = None,
    ) -> ReviewSession:
        """Rename a session or replace its playlist, one of them. Needs ARTIST."""
        if (name is None) == (version_ids is None):
            raise InvalidError("Give either `name` or `versions`.", path=("name",))
        if name is not None:
            return (await self.rename(viewer, session_id, name, client_mutation_id))[0]
        return (await self.set_playlist(viewer, session_id, version_ids or (), client_mutation_id))[0]

    async def rename(
        self, viewer: Viewer, session_id: str, name: str, client_mutation_id: str | None = None
    ) -> tuple[ReviewSession, int]:
        """Give a session another name. Needs ARTIST."""
        session = await self.session(viewer, session_id, access.HOST)
        after = replace(session, name=checked_name(name))
        return await self._change(
            viewer, session, after, SessionEventKind.SESSION_CHANGED, {"name": after.name}, client_mutation_id
        )

    async def set_playlist(
        self, viewer: Viewer, session_id: str, version_ids: Sequence[str], client_mutation_id: str | None = None
    ) -> tuple[ReviewSession, int]:
        """Replace a session's playlist. Needs ARTIST. What was said about versions that leave it stays.

        Versions that come into it bring the open notes on earlier versions of their assets along.
        """
        session = await self.session(viewer, session_id, access.HOST)
        playlist = await self._playlist(session.project_id, version_ids)
        after = replace(session, playlist=playlist, carrying=await self._carrying.marks.awaited(session, playlist))
        changed, seq = await self._change(
            viewer,
            session,
            after,
            SessionEventKind.PLAYLIST_CHANGED,
            {"playlist": list(playlist)},
            client_mutation_id,
            playlist=playlist,
            follows=carrying_changes(after),
        )
        return (await self._carrying.arrived(changed, viewer.user.id) if changed.carrying else changed), seq

    async def close(
        self, viewer: Viewer, session_id: str, client_mutation_id: str | None = None
    ) -> tuple[ReviewSession, int]:
        """End a session: nothing more can be said in it. Whoever opened it may, and a SUPERVISOR."""
        return await self._set_status(viewer, session_id, SessionStatus.CLOSED, client_mutation_id)

    async def reopen(
        self, viewer: Viewer, session_id: str, client_mutation_id: str | None = None
    ) -> tuple[ReviewSession, int]:
        """Open a closed session again. Whoever opened it may, and a SUPERVISOR."""
        return await self._set_status(viewer, session_id, SessionStatus.OPEN, client_mutation_id)

    async def decide(
        self,
        viewer: Viewer,
        session_id: str,
        version_id: str,
        status: str,
        reason: str = "",
        client_mutation_id: str | None = None,
    ) -> tuple[Decision, int]:
        """Decide what a version of the playlist is, one of the project's statuses. Needs SUPERVISOR."""
        session, version = await self.session_with(viewer, session_id, version_id, access.DECIDE)
        key = entry_key(session.id, viewer, client_mutation_id)
        asked = fingerprint("decide", version_id, status, reason)
        decision = await self.checked(key, asked, self._decided(viewer, session, version_id, version, status, reason))
        if isinstance(decision, Written):
            return decision_from(decision.payload["decision"]), decision.seq
        row = decision_row(decision)
        entry = LogEntry(
            key=key,
            fingerprint=asked,
            kind=SessionEventKind.VERSION_DECIDED,
            actor_id=viewer.user.id,
            payload={"decision": row},
            makes=(NewNode("Decision", row),),
            decided=(decision.version_id, status),
        )
        answer = await self.write(viewer, session, entry)
        if isinstance(answer, Refusal):
            raise access.missing("review session", path=("sessionId",))
        return decision_from(answer.payload["decision"]), answer.seq

    async def set_statuses(self, viewer: Viewer, project_id: str, statuses: Sequence[str]) -> tuple[str, ...]:
        """Say what versions of a project can be decided to be. Needs ADMIN. What was decided before stays as it is."""
        access.require(viewer, project_id, access.MANAGE)
        said = tuple(dict.fromkeys(checked_words(status, _LONGEST_STATUS, "statuses") for status in statuses))
        if not 0 < len(said) <= _MOST_STATUSES:
            raise InvalidError(f"A project has 1 to {_MOST_STATUSES} review statuses.", path=("statuses",))
        await self._stores.reviews.set_statuses(project_id, said)
        return said

    async def statuses(self, project_id: str) -> tuple[str, ...]:
        """Return what versions of a project can be decided to be."""
        return (await self.statuses_of([project_id]))[0]

    async def statuses_of(self, project_ids: Sequence[str]) -> list[tuple[str, ...]]:
        """Return what versions of each project can be decided to be, for projects that the viewer was shown."""
        return [said or DEFAULT_REVIEW_STATUSES for said in await self._stores.reviews.statuses(project_ids)]

    async def visible(
        self, viewer: Viewer, ids: Sequence[str], only: Collection[str] | None = None
    ) -> list[ReviewSession | None]:
        """Return the session of each id, None for what is not there or not the viewer's to see."""
        found = await self._stores.only(session_from, only).reviews.by_ids(ids, access.followed(viewer))
        return [session if session and access.in_reach(viewer, session.id) else None for session in found]

    async def visible_decisions(
        self, viewer: Viewer, ids: Sequence[str], only: Collection[str] | None = None
    ) -> list[Decision | None]:
        """Return the decision of each id, None for what is not there or not the viewer's to see."""
        found = await self._stores.only(decision_from, only).reviews.decisions_by_ids(ids, access.followed(viewer))
        return [each if each and access.in_reach(viewer, each.session_id) else None for each in found]

    async def events(self, viewer: Viewer, session_id: str, after: int) -> list[LoggedEvent] | None:
        """Return what happened in a session after an event, all of it; None where that is too much to replay.

        Whoever gets None reads the session as it is, and follows from its ``seq``. Raises NotFoundError.
        """
        session = await self.session(viewer, session_id, access.FOLLOW)
        if session.seq - after > LONGEST_REPLAY or after > session.seq or after < 0:
            return None
        return await self._stores.log.events(session.id, after, LONGEST_REPLAY + 1)

    async def _decided(
        self, viewer: Viewer, session: ReviewSession, version_id: str, found: Version | None, status: str, reason: str
    ) -> Decision:
        version = version_in(session, version_id, found)
        statuses = await self.statuses(session.project_id)
        if status not in statuses:
            raise InvalidError(f"{status!r} is none of this project's statuses: {', '.join(statuses)}.", path=("status",))
        if reason:
            reason = checked_words(reason, _LONGEST_REASON, "reason")
        return Decision(new_id(), session.id, session.project_id, version.id, status, reason, viewer.user.id, now())

    async def _set_status(
        self, viewer: Viewer, session_id: str, status: SessionStatus, client_mutation_id: str | None
    ) -> tuple[ReviewSession, int]:
        session = await self.session(viewer, session_id, access.COMMENT)
        if session.opened_by != viewer.user.id:
            access.require(viewer, session.project_id, access.DECIDE)
        closed_at = now() if status is SessionStatus.CLOSED else None
        after = replace(session, status=status, closed_at=closed_at)
        kind = SessionEventKind.SESSION_REOPENED if closed_at is None else SessionEventKind.SESSION_CLOSED
        changes = {"status": status.value, "closedAt": maybe_text(closed_at)}
        return await self._change(viewer, session, after, kind, changes, client_mutation_id, while_closed=True)

    async def _change(
        self,
        viewer: Viewer,
        before: ReviewSession,
        after: ReviewSession,
        kind: SessionEventKind,
        changes: dict[str, Any],
        client_mutation_id: str | None,
        *,
        playlist: tuple[str, ...] | None = None,
        follows: Mapping[str, Any] | None = None,
        while_closed: bool = False,
    ) -> tuple[ReviewSession, int]:
        after = replace(after, version=before.version + 1)
        asked = {name: value for name, value in changes.items() if name != "closedAt"}
        entry = LogEntry(
            key=entry_key(before.id, viewer, client_mutation_id),
            fingerprint=fingerprint(kind.value, asked),
            kind=kind,
            actor_id=viewer.user.id,
            payload={"session": session_row(after)},
            target=before.id,
            expected=before.version,
            seen=session_row(before),
            changes={**changes, **(follows or {})},
            playlist=playlist,
            while_closed=while_closed,
        )
        answer = await self.write(viewer, before, entry)
        if answer is Refusal.TARGET_CHANGED:
            current = (await self._stores.reviews.by_ids([before.id]))[0]
            raise ChangedMeanwhileError("Somebody changed this session meanwhile; look again.", current)
        if not isinstance(answer, Written):
            raise GoneError("The session is gone.")
        return replace(session_from(answer.payload["session"]), seq=answer.seq), answer.seq

    async def _playlist(self, project_id: str, version_ids: Sequence[str]) -> tuple[str, ...]:
        playlist = tuple(dict.fromkeys(version_ids))
        if not 0 < len(playlist) <= LONGEST_PLAYLIST:
            raise InvalidError(f"A session has 1 to {LONGEST_PLAYLIST} versions.", path=("versions",))
        found = await self._stores.versions.by_ids(playlist, [project_id])
        if None in found:
            raise access.missing("version in this project", path=("versions", str(found.index(None))))
        return playlist
