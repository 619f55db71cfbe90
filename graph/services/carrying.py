"""Carrying notes forward: what is open on an earlier version comes along to a newer one, each note to its own frames."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import structlog

from graph.errors import ConflictError, GoneError, ReelgraphError, UnavailableError
from graph.features import EmbeddingTable, FeatureStore, SignatureTable
from graph.nodes.access import Viewer
from graph.nodes.annotation import Annotation
from graph.nodes.asset import Version
from graph.nodes.carry_ask import CarryAsk
from graph.nodes.comment import Comment
from graph.nodes.ids import new_id
from graph.nodes.log import Appended, LogEntry, NewNode, SessionEventKind
from graph.nodes.model import AnalysisTask
from graph.nodes.review import ReviewSession, SessionStatus
from graph.nodes.timeline import Timeline
from graph.services import access
from graph.services.carry_asks import CarryAsks, cuts_of
from graph.services.carry_marks import CarryMarks
from graph.services.cut_places import CutPlaces, SurestPlaces
from graph.services.matching import NumberedPlaces, Place, Places, SampledPlaces, SeenPlaces
from graph.services.session_log import SessionLog
from graph.services.session_writing import SessionWriting, fingerprint, now, version_in
from graph.stores.annotations import annotation_row
from graph.stores.comments import comment_row
from graph.stores.registry import Stores

log = structlog.get_logger(__name__)

NOTES_AT_ONCE = 1_000
"""So many notes are read with the first statement; where there are more, all are read again."""
FRAMES_AT_ONCE = 8_000
"""So many frames of all versions concerned are compared while somebody waits for an answer, in some tenths of a second; what
is longer is for a worker."""
_OF_TASKS = (AnalysisTask.SHOTS, AnalysisTask.EMBEDDING, AnalysisTask.DETECTION)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Carried:
    """What came of it: the new comments, with the numbers of their events; or that they are ``left`` to a worker."""

    comments: tuple[tuple[Comment, int], ...] = ()
    left: bool = False


class CarryService(SessionWriting):
    """The rules of carrying. A note is carried into a session once for each version; what is settled stays where it is."""

    def __init__(self, stores: Stores, log: SessionLog, features: FeatureStore) -> None:
        super().__init__(stores, log)
        self._features = features
        self._marks = CarryMarks(stores, log)
        self._asks = CarryAsks(stores)

    @property
    def marks(self) -> CarryMarks:
        """Where notes are on their way to."""
        return self._marks

    async def carry(
        self,
        viewer: Viewer,
        session_id: str,
        version_id: str,
        from_session_id: str | None = None,
        cuts: tuple[Timeline, Timeline] | None = None,
    ) -> Carried:
        """Bring the open notes on earlier versions of its asset along to a version of the playlist. Needs ARTIST.

        They are those of the session itself, or of another one of the project. ``cuts`` are the edit lists of the newest of
        those earlier versions, and of the version itself. It is done now, but between long films it is left to a worker.
        Raises NotFoundError, ConflictError, TooLargeError.
        """
        session, found = await self.session_with(viewer, session_id, version_id, access.HOST)
        if session.status is SessionStatus.CLOSED:
            raise ConflictError(f"The session {session.name!r} is closed. Ask whoever hosts it to open it again.")
        version = version_in(session, version_id, found)
        source = session.id
        if from_session_id is not None and from_session_id != session.id:
            other = await self.session(viewer, from_session_id, access.READ)
            if other.project_id != session.project_id:
                raise access.missing("review session in this project", path=("fromSessionId",))
            source = other.id
        (older,) = await self._stores.comments.versions_with_open_notes([version.id], source, session.id)
        if older and await self._frames(version, older) > FRAMES_AT_ONCE:
            own = source == session.id and cuts is None
            if own or await self._asks.leave(session.id, version.id, source, viewer.user.id, cuts):
                return Carried(left=await self._marks.mark(session.id, version.id, viewer.user.id) is not None)
        carried = await self._carry(session, version, source, viewer.user.id, cuts)
        if source == session.id:
            await self._marks.settle(session.id, version.id, viewer.user.id)
        return carried

    async def arrived(self, session: ReviewSession, actor_id: str) -> ReviewSession:
        """Bring notes along to the versions that a session marks, as many as are done at once; return it as it is then.

        What takes longer is left to ``carry_marked``: many frames, and versions that are being analysed.
        """
        (found,) = await self._stores.reviews.by_ids([session.id])  # whoever asks again is told how it is by now
        if found is None:
            return session
        session, frames, answer = found, FRAMES_AT_ONCE, found
        older = await self._stores.comments.versions_with_open_notes(session.carrying, session.id, session.id)
        versions = await self._stores.versions.by_ids(session.carrying)
        for version, earlier in zip(versions, older, strict=True):
            if version is None or await self._is_being_analysed(version) or await self._asks.of(session.id, version.id):
                continue
            frames -= await self._frames(version, earlier)
            if frames < 0:
                break
            await self._carry(session, version, session.id, actor_id)
            answer = await self._marks.settle(session.id, version.id, actor_id) or answer
        return answer

    async def analysed(self, version_id: str) -> None:
        """Bring notes along to a version whose analysis ended, in every open session that reviews it."""
        version = (await self._stores.versions.by_ids([version_id]))[0]
        if version is not None:
            for session in await self._stores.reviews.open_with(version_id):
                asks = await self._asks.of(session.id, version_id)
                await self._bring(session, version, asks)
                await self._settle(session.id, version_id, asks)

    async def carry_marked(self) -> int:
        """Bring notes along wherever they are on their way to a version that nobody analyses; return to how many versions.

        It is what a worker does from time to time. Where the notes of one version cannot be carried the mark goes all the
        same, and people can ask for it. Raises UnavailableError.
        """
        settled = 0
        for session in await self._stores.reviews.carrying():
            versions = await self._stores.versions.by_ids(session.carrying)
            for version_id, version in zip(session.carrying, versions, strict=True):
                if version is not None and await self._is_being_analysed(version):
                    continue
                asks = await self._asks.of(session.id, version_id)
                try:
                    if version is not None:
                        await self._bring(session, version, asks)
                except (UnavailableError, OSError):
                    raise
                except ReelgraphError as error:
                    log.warning("notes were not carried forward", version=version_id, reason=error.message)
                except Exception:  # two films that cannot be compared must not end each worker that tries
                    log.exception("comparing two versions broke", version=version_id)
                await self._settle(session.id, version_id, asks)
                settled += 1
        return settled

    async def _bring(self, session: ReviewSession, version: Version, asks: Sequence[CarryAsk]) -> None:
        """Bring along what is asked for, by the edit lists where there are some, and what else the session has."""
        for ask in asks:
            cuts = await asyncio.to_thread(cuts_of, ask)
            await self._carry(session, version, ask.source_id, ask.actor_id, cuts)
        await self._carry(session, version, session.id, "")

    async def _settle(self, session_id: str, version_id: str, asks: Sequence[CarryAsk]) -> None:
        """Take a mark away with what was asked for; where somebody asked for more meanwhile it is there again."""
        await self._asks.done(asks)
        await self._marks.settle(session_id, version_id, "")
        if more := await self._asks.of(session_id, version_id):
            await self._marks.mark(session_id, version_id, more[-1].actor_id)

    async def _carry(
        self,
        session: ReviewSession,
        version: Version,
        source: str,
        actor_id: str,
        cuts: tuple[Timeline, Timeline] | None = None,
    ) -> Carried:
        notes = await self._open_notes(session, version, source)
        drawn = dict(
            zip(
                (note.id for note in notes),
                await self._stores.annotations.by_comments([note.id for note in notes]),
                strict=True,
            )
        )
        written = []
        found = await self._stores.versions.by_ids(list(dict.fromkeys(note.version_id for note in notes)))
        earlier = [each for each in found if each is not None]
        newest = max(earlier, key=lambda each: each.number, default=None)
        for older in earlier:
            places = await self._places(older, version)
            if cuts is not None and older is newest:
                old_cut, new_cut = cuts
                by_cut = await asyncio.to_thread(CutPlaces, old_cut, older.media, new_cut, version.media)
                places = SurestPlaces(places, by_cut)
            entries = [
                _entry(session, version, note, drawn[note.id], places.find, actor_id)
                for note in notes
                if note.version_id == older.id
            ]
            answers = await asyncio.gather(
                *(self._log.append(session.id, session.project_id, entry) for entry, _ in entries)
            )
            written += [
                (comment, answer.seq)
                for (_, comment), answer in zip(entries, answers, strict=True)
                if isinstance(answer, Appended) and not answer.repeated
            ]
        return Carried(tuple(written))

    async def _open_notes(self, session: ReviewSession, version: Version, source: str) -> list[Comment]:
        """Return every note to carry: the mark goes afterwards, so one that is left out here would stay behind for good."""
        most = NOTES_AT_ONCE
        while True:
            notes = await self._stores.comments.open_notes(version.id, source, session.id, most)
            if len(notes) < most:
                return notes
            most *= 8

    async def _places(self, old: Version, new: Version) -> Places:
        """Return how frames of one are found in the other: by the best that is known of both."""
        runs = [await self._runs(version) for version in (old, new)]
        seen = [await self._first(ids, self._features.read_signatures) for ids in runs]
        if isinstance(seen[0], SignatureTable) and isinstance(seen[1], SignatureTable) and len(seen[1]):
            return await asyncio.to_thread(SeenPlaces, seen[0], seen[1])
        sampled = [await self._first(ids, self._features.read_embeddings) for ids in runs]
        if isinstance(sampled[0], EmbeddingTable) and isinstance(sampled[1], EmbeddingTable):
            alike = sampled[0].vectors.shape[1:] == sampled[1].vectors.shape[1:]
            if alike and len(sampled[0]) and len(sampled[1]):
                return await asyncio.to_thread(SampledPlaces, sampled[0], sampled[1], new.media.frames or 1)
        return NumberedPlaces(old.media, new.media)

    async def _runs(self, version: Version) -> list[str]:
        """Return the runs that may have looked at a version's frames, the best first."""
        (current,) = await self._stores.runs.current_by_version([version.id])
        runs = [current[task] for task in _OF_TASKS if task in current]
        return list(dict.fromkeys(run.same_as or run.id for run in runs))

    async def _first(self, run_ids: Sequence[str], read: Callable[[str], T]) -> T | None:
        for run_id in run_ids:
            try:
                return await asyncio.to_thread(read, run_id)
            except GoneError:  # it was analysed before such things were kept
                continue
        return None

    async def _frames(self, version: Version, earlier: Sequence[str]) -> int:
        """Return how many frames are compared to find the places of earlier versions' notes."""
        compared = [version, *await self._stores.versions.by_ids(earlier)]
        return sum(each.media.frames or 0 for each in compared if each is not None)

    async def _is_being_analysed(self, version: Version) -> bool:
        (status,) = await self._stores.runs.status_by_version([version.id])
        return not status.current and status.latest is not None and not status.latest.status.final


def _entry(
    session: ReviewSession,
    version: Version,
    note: Comment,
    drawn: Sequence[Annotation],
    find: Callable[..., Place],
    actor_id: str,
) -> tuple[LogEntry, Comment]:
    """Return what brings a note along, and the note as it will be. Its key lets that happen once, whoever does it."""
    place = find(note.at)
    comment = replace(
        note,
        id=new_id(),
        session_id=session.id,
        version_id=version.id,
        at=place.at,
        created_at=now(),
        attachments=(),
        edited_at=None,
        carried_from=note.id,
        confidence=place.confidence,
        needs_eyes=place.needs_eyes,
        version=1,
    )
    annotations = [
        replace(
            one,
            id=new_id(),
            session_id=session.id,
            version_id=version.id,
            at=find(one.at).at,
            created_at=comment.created_at,
            comment_id=comment.id,
            version=1,
        )
        for one in drawn
    ]
    row, rows = comment_row(comment), [annotation_row(one) for one in annotations]
    key = hashlib.sha256(f"carried:{note.id}:{version.id}".encode()).hexdigest()
    entry = LogEntry(
        key=f"{session.id}:carried:{key}",
        fingerprint=fingerprint("carried", note.id, version.id),
        kind=SessionEventKind.COMMENT_ADDED,
        actor_id=actor_id,
        payload={"comment": row, "annotations": rows},
        makes=(NewNode("Comment", row), *(NewNode("Annotation", each) for each in rows)),
    )
    return entry, comment
