"""Verdicts: people say whether a prediction is right. The prediction stays as it is; the verdict points at it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from graph.errors import GoneError, InvalidError
from graph.nodes.access import Viewer
from graph.nodes.ids import new_id
from graph.nodes.log import LogEntry, NewNode, Refusal, SessionEventKind
from graph.nodes.verdict import Verdict, VerdictKind, VerdictSubject
from graph.services import access
from graph.services.session_writing import SessionWriting, checked_words, entry_key, fingerprint, now
from graph.stores.reviews import verdict_from, verdict_row

_LONGEST = 500


class VerdictService(SessionWriting):
    """The rules of verdicts, given in a session (then they stand in its log) or outside of any."""

    async def give(
        self,
        viewer: Viewer,
        subject: VerdictSubject,
        subject_id: str,
        kind: VerdictKind,
        *,
        correction: str | None = None,
        reason: str | None = None,
        session_id: str | None = None,
        client_mutation_id: str | None = None,
    ) -> Verdict:
        """Judge a track, shot or entity. Needs REVIEWER.

        Raises NotFoundError for what the viewer may not see, InvalidError for a FIX without a correction or a correction
        without a FIX, and what writing into the session raises.
        """
        project_id, run_id = await self._judged(viewer, subject, subject_id)
        access.require(viewer, project_id, access.COMMENT, what=subject.value.lower())
        if (kind is VerdictKind.FIX) != (correction is not None):
            raise InvalidError("A FIX says what is right in `correction`; the other kinds do not.", path=("correction",))
        verdict = Verdict(
            id=new_id(),
            project_id=project_id,
            subject=subject,
            subject_id=subject_id,
            kind=kind,
            author_id=viewer.user.id,
            created_at=now(),
            correction=None if correction is None else checked_words(correction, _LONGEST, "correction"),
            reason=None if not reason else checked_words(reason, _LONGEST, "reason"),
            run_id=run_id,
            session_id=session_id,
        )
        if session_id is None:
            return await self._stores.reviews.give_verdict(verdict)
        session = await self.session(viewer, session_id, access.COMMENT)
        if session.project_id != project_id:
            raise access.missing(f"{subject.value.lower()} in this session's project", path=("id",))
        row = verdict_row(verdict)
        entry = LogEntry(
            key=entry_key(session.id, viewer, client_mutation_id),
            fingerprint=fingerprint("verdict", subject_id, kind.value, correction, reason),
            kind=SessionEventKind.VERDICT_GIVEN,
            actor_id=viewer.user.id,
            payload={"verdict": row},
            makes=(NewNode("Verdict", row),),
        )
        answer = await self.write(viewer, session, entry)
        if isinstance(answer, Refusal):
            raise GoneError("The session is gone.")
        return verdict_from(answer.payload["verdict"])

    async def visible(self, viewer: Viewer, ids: Sequence[str], only: Collection[str] | None = None) -> list[Verdict | None]:
        """Return the verdict of each id, None for what is not there or not the viewer's to see."""
        return await self._stores.only(verdict_from, only).reviews.verdicts_by_ids(ids, access.visible(viewer))

    async def _judged(self, viewer: Viewer, subject: VerdictSubject, subject_id: str) -> tuple[str, str | None]:
        """Return the project and the run of what is judged."""
        within = access.visible(viewer)
        if subject is VerdictSubject.ENTITY:
            (entity,) = await self._stores.entities.by_ids([subject_id], within)
            if entity is None:
                raise access.missing("entity", path=("id",))
            return entity.project_id, None
        seen = self._stores.tracks if subject is VerdictSubject.TRACK else self._stores.shots
        (found,) = await seen.by_ids([subject_id], within)
        if found is None:
            raise access.missing(subject.value.lower(), path=("id",))
        (version,) = await self._stores.versions.by_ids([found.version_id], within)
        if version is None:
            raise access.missing(subject.value.lower(), path=("id",))
        return version.project_id, found.run_id
