"""Review sessions, decisions and verdicts <-> nodes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from graph.cypher import carrying
from graph.cypher import reviews as cypher
from graph.nodes.asset import Version
from graph.nodes.log import LogEntry
from graph.nodes.page import Page, PageRequest
from graph.nodes.review import Decision, ReviewSession, SessionStatus
from graph.nodes.verdict import Verdict, VerdictKind, VerdictSubject
from graph.ports import GraphClient
from graph.stores.log import event_row, log_key
from graph.stores.parts import Parts, part
from graph.stores.rows import many_each, maybe_text, maybe_time, one_each, read_by_id, read_pages, text_of, texts_of, time_of
from graph.stores.versions import version_from

_UNDER_WAY = "UNDER_WAY"
"""The ``carryState`` of a session that notes are on their way in; others have none."""


session_from = Parts(
    ReviewSession,
    id="id",
    project_id="projectId",
    name="name",
    status=part(SessionStatus, "status"),
    playlist=part(texts_of, "playlist"),
    opened_by="openedBy",
    created_at=part(time_of, "createdAt"),
    closed_at=part(maybe_time, "closedAt"),
    seq="seq",
    version="version",
    carrying=part(texts_of, "carrying"),
)


def session_row(session: ReviewSession) -> dict[str, Any]:
    """Return a session as plain values: the properties of its node, and the payload of its events."""
    return {
        "id": session.id,
        "projectId": session.project_id,
        "name": session.name,
        "status": session.status.value,
        "playlist": list(session.playlist),
        "openedBy": session.opened_by,
        "createdAt": text_of(session.created_at),
        "closedAt": maybe_text(session.closed_at),
        "seq": session.seq,
        "version": session.version,
        "carrying": list(session.carrying),
    }


def carrying_changes(session: ReviewSession) -> dict[str, Any]:
    """Return the properties that say where notes are on their way to, with the one that such sessions are found by."""
    return {"carrying": list(session.carrying), "carryState": _UNDER_WAY if session.carrying else None}


decision_from = Parts(
    Decision,
    keys=("id", "session_id"),
    id="id",
    session_id="sessionId",
    project_id="projectId",
    version_id="versionId",
    status="status",
    reason="reason",
    author_id="authorId",
    created_at=part(time_of, "createdAt"),
)


def decision_row(decision: Decision) -> dict[str, Any]:
    """Return a decision as plain values."""
    return {
        "id": decision.id,
        "sessionId": decision.session_id,
        "projectId": decision.project_id,
        "versionId": decision.version_id,
        "status": decision.status,
        "reason": decision.reason,
        "authorId": decision.author_id,
        "createdAt": text_of(decision.created_at),
        "version": 1,
    }


verdict_from = Parts(
    Verdict,
    id="id",
    project_id="projectId",
    subject=part(VerdictSubject, "subject"),
    subject_id="subjectId",
    kind=part(VerdictKind, "kind"),
    author_id="authorId",
    created_at=part(time_of, "createdAt"),
    correction="correction",
    reason="reason",
    run_id="runId",
    session_id="sessionId",
)


def verdict_row(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict as plain values. The id of its subject stands under the subject's own name too, for the relation."""
    return {
        "id": verdict.id,
        "projectId": verdict.project_id,
        "subject": verdict.subject.value,
        "subjectId": verdict.subject_id,
        f"{verdict.subject.value.lower()}Id": verdict.subject_id,
        "kind": verdict.kind.value,
        "authorId": verdict.author_id,
        "createdAt": text_of(verdict.created_at),
        "correction": verdict.correction,
        "reason": verdict.reason,
        "runId": verdict.run_id,
        "sessionId": verdict.session_id,
        "version": 1,
    }


class ReviewStore:
    """Reads sessions and what was decided in them; opens sessions. All else is written by the log."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client

    async def open(self, session: ReviewSession, entry: LogEntry, at: datetime) -> ReviewSession:
        """Let a session in with the first event of its log; the entry's key decides whether it is there already."""
        event = {
            **event_row(session.id, session.project_id, entry),
            "seq": 1,
            "at": text_of(at),
            "logKey": log_key(session.id, 1),
        }
        made = {**session_row(session), "seq": 1, "openKey": entry.key, "untoldIn": session.project_id}
        await self._client.write(cypher.SESSION_OPEN, session=made, event=event)
        rows = await self._client.read(cypher.SESSIONS_BY_OPEN_KEY, key=entry.key)
        return session_from(rows[0]["item"])

    async def statuses(self, project_ids: Sequence[str]) -> list[tuple[str, ...]]:
        """Return what each project says its versions can be decided to be; nothing where it says nothing."""
        rows = await self._client.read(cypher.STATUSES_OF_PROJECTS, projects=list(dict.fromkeys(project_ids)))
        found = {row["key"]: tuple(row["statuses"] or ()) for row in rows}
        return [found.get(project, ()) for project in project_ids]

    async def set_statuses(self, project_id: str, statuses: Sequence[str]) -> None:
        """Say what a project's versions can be decided to be."""
        await self._client.write(cypher.STATUSES_SET, project=project_id, statuses=list(statuses))

    async def give_verdict(self, verdict: Verdict) -> Verdict:
        """Write a verdict that was given outside of any session; writing it again is writing it once."""
        nothing = dict.fromkeys(("trackId", "shotId", "entityId"))
        rows = await self._client.write(cypher.VERDICT_GIVE, verdict={**nothing, **verdict_row(verdict)})
        return verdict_from(rows[0]["item"])

    async def by_ids(self, ids: Sequence[str], within: Sequence[str] | None = None) -> list[ReviewSession | None]:
        """Return the session of each id, of the projects in ``within`` alone unless that is None."""
        return await read_by_id(self._client, cypher.SESSIONS_BY_ID, ids, within, session_from)

    async def with_versions(
        self, session_ids: Sequence[str], version_ids: Sequence[str]
    ) -> tuple[list[ReviewSession | None], list[Version | None]]:
        """Return the session of each id, and the version of each of the others, read with one statement."""
        rows = await self._client.read(
            cypher.SESSIONS_AND_VERSIONS,
            sessions=list(dict.fromkeys(session_ids)),
            versions=list(dict.fromkeys(version_ids)),
        )
        return (
            one_each(session_ids, rows, lambda row: session_from(row["item"])),
            one_each(version_ids, rows, lambda row: version_from(row["item"])),
        )

    async def open_with(self, version_id: str) -> list[ReviewSession]:
        """Return the open sessions that have a version in their playlists."""
        rows = await self._client.read(carrying.SESSIONS_REVIEWING, version=version_id)
        return [session_from(row["item"]) for row in rows]

    async def carrying(self) -> list[ReviewSession]:
        """Return the open sessions that notes are on their way in."""
        rows = await self._client.read(carrying.SESSIONS_CARRYING, state=_UNDER_WAY)
        return [session_from(row["item"]) for row in rows]

    async def page_by_project(
        self, project_ids: Sequence[str], request: PageRequest, status: SessionStatus | None = None
    ) -> list[Page[ReviewSession]]:
        """Return a page of each project's sessions, newest first. Sort keys: (id,)."""
        return await read_pages(
            self._client,
            cypher.SESSIONS_BY_PROJECT,
            project_ids,
            request,
            session_from,
            status=None if status is None else status.value,
        )

    async def decisions_by_ids(self, ids: Sequence[str], within: Sequence[str] | None = None) -> list[Decision | None]:
        """Return the decision of each id, of the projects in ``within`` alone unless that is None."""
        return await read_by_id(self._client, cypher.DECISIONS_BY_ID, ids, within, decision_from)

    async def verdicts_by_ids(self, ids: Sequence[str], within: Sequence[str] | None = None) -> list[Verdict | None]:
        """Return the verdict of each id, of the projects in ``within`` alone unless that is None."""
        return await read_by_id(self._client, cypher.VERDICTS_BY_ID, ids, within, verdict_from)

    async def decisions_by_session(self, session_ids: Sequence[str], request: PageRequest) -> list[Page[Decision]]:
        """Return a page of what was decided in each session, oldest first. Sort keys: (id,)."""
        return await read_pages(self._client, cypher.DECISIONS_BY_SESSION, session_ids, request, decision_from)

    async def decisions_by_version(self, version_ids: Sequence[str], request: PageRequest) -> list[Page[Decision]]:
        """Return a page of what each version was decided to be, newest first. Sort keys: (id,)."""
        return await read_pages(self._client, cypher.DECISIONS_BY_VERSION, version_ids, request, decision_from)

    async def verdicts_by_session(self, session_ids: Sequence[str], request: PageRequest) -> list[Page[Verdict]]:
        """Return a page of what was judged in each session, oldest first. Sort keys: (id,)."""
        return await read_pages(self._client, cypher.VERDICTS_BY_SESSION, session_ids, request, verdict_from)

    async def verdicts_by_subject(self, subject_ids: Sequence[str]) -> list[list[Verdict]]:
        """Return what people said of each track, shot or entity, oldest first."""
        rows = await self._client.read(cypher.VERDICTS_BY_SUBJECT, subjects=list(dict.fromkeys(subject_ids)))
        return many_each(subject_ids, rows, lambda row: verdict_from(row["item"]))
