"""Annotations: what can be drawn, and taking back what one drew oneself."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from graph.errors import ConflictError, InvalidError, NotAllowedError
from graph.nodes.access import Viewer
from graph.nodes.annotation import Annotation, Mark, MarkKind
from graph.nodes.asset import Version
from graph.nodes.ids import new_id
from graph.nodes.log import LogEntry, NewNode, Refusal, SessionEventKind
from graph.nodes.review import ReviewSession
from graph.nodes.time import FrameRange
from graph.services import access
from graph.services.session_writing import (
    SessionWriting,
    Written,
    checked_range,
    entry_key,
    fingerprint,
    now,
    version_in,
)
from graph.stores.annotations import annotation_from, annotation_row, mark_value
from graph.stores.rows import text_of

_MARKS, _POINTS, _WORDS = 200, 20_000, 1_000
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}([0-9A-Fa-f]{2})?")
_POINTS_OF = {MarkKind.ARROW: 2, MarkKind.BOX: 2, MarkKind.ELLIPSE: 2, MarkKind.TEXT: 1}


@dataclass(frozen=True, slots=True)
class NewAnnotation:
    """What somebody drew. ``start`` and ``end`` are a half-open range of frames."""

    session_id: str
    version_id: str
    start: int
    end: int
    marks: tuple[Mark, ...]
    comment_id: str | None = None


class AnnotationService(SessionWriting):
    """The rules of annotations: everyone who may comment may draw, and take back what they drew."""

    async def add(
        self, viewer: Viewer, asked: NewAnnotation, client_mutation_id: str | None = None
    ) -> tuple[Annotation, int]:
        """Draw something; return it and its number in the log. Needs REVIEWER. Raises as CommentService.add does."""
        session, version = await self.session_with(viewer, asked.session_id, asked.version_id, access.COMMENT)
        marks = checked_marks(asked.marks)
        if not marks:
            raise InvalidError("Draw at least one mark.", path=("marks",))
        said = [asked.version_id, asked.start, asked.end, asked.comment_id, [mark_value(mark) for mark in marks]]
        key, request = entry_key(session.id, viewer, client_mutation_id), fingerprint("annotation", said)
        annotation = await self.checked(key, request, self._new(viewer, session, version, asked))
        if isinstance(annotation, Written):
            return _written(annotation)
        row = annotation_row(annotation)
        entry = LogEntry(
            key=key,
            fingerprint=request,
            kind=SessionEventKind.ANNOTATION_ADDED,
            actor_id=viewer.user.id,
            payload={"annotation": row},
            makes=(NewNode("Annotation", row),),
        )
        return _written(await self.write(viewer, session, entry))

    async def remove(
        self, viewer: Viewer, annotation_id: str, client_mutation_id: str | None = None
    ) -> tuple[Annotation, int]:
        """Take a drawing away. Its author may, and a SUPERVISOR; ``restore`` brings it back."""
        session, annotation = await self._annotation(viewer, annotation_id)
        if annotation.author_id != viewer.user.id:
            access.require(viewer, session.project_id, access.DECIDE)
        return await self._set_deleted(viewer, session, annotation, True, client_mutation_id, annotation_id)

    async def restore(
        self, viewer: Viewer, annotation_id: str, client_mutation_id: str | None = None
    ) -> tuple[Annotation, int]:
        """Bring one's own drawing back. Raises NotAllowedError for somebody else's."""
        session, annotation = await self._annotation(viewer, annotation_id)
        if annotation.author_id != viewer.user.id:
            raise NotAllowedError("Only its author can bring a drawing back.", path=("id",))
        return await self._set_deleted(viewer, session, annotation, False, client_mutation_id, annotation_id)

    async def undo(self, viewer: Viewer, session_id: str, client_mutation_id: str | None = None) -> tuple[Annotation, int]:
        """Take back what one drew last in a session. Raises ConflictError where nothing is left."""
        session = await self.session(viewer, session_id, access.COMMENT)
        key, request = entry_key(session.id, viewer, client_mutation_id), _set_to("last", True)
        last = await self.checked(key, request, self._last(viewer, session))
        if isinstance(last, Written):
            return _written(last)
        return await self._set_deleted(viewer, session, last, True, client_mutation_id, "last")

    async def redo(self, viewer: Viewer, session_id: str, client_mutation_id: str | None = None) -> tuple[Annotation, int]:
        """Bring back what one took back last. Raises ConflictError where nothing was, or something newer was drawn since."""
        session = await self.session(viewer, session_id, access.COMMENT)
        key, request = entry_key(session.id, viewer, client_mutation_id), _set_to("last", False)
        taken = await self.checked(key, request, self._taken_back(viewer, session))
        if isinstance(taken, Written):
            return _written(taken)
        return await self._set_deleted(viewer, session, taken, False, client_mutation_id, "last")

    async def visible(
        self, viewer: Viewer, ids: Sequence[str], only: Collection[str] | None = None
    ) -> list[Annotation | None]:
        """Return the annotation of each id, None for what is not there or not the viewer's to see."""
        found = await self._stores.only(annotation_from, only).annotations.by_ids(ids, access.followed(viewer))
        return [each if each and access.in_reach(viewer, each.session_id) else None for each in found]

    async def _new(self, viewer: Viewer, session: ReviewSession, found: Version | None, asked: NewAnnotation) -> Annotation:
        version = version_in(session, asked.version_id, found)
        at = checked_range(asked.start, asked.end, version)
        if asked.comment_id is not None:
            comment = (await self._stores.comments.by_ids([asked.comment_id], [session.project_id]))[0]
            if comment is None or comment.session_id != session.id:
                raise access.missing("comment in this session", path=("commentId",))
        return new_annotation(viewer, session, version.id, at, asked.marks, comment_id=asked.comment_id)

    async def _last(self, viewer: Viewer, session: ReviewSession) -> Annotation:
        last = await self._stores.annotations.last_of(session.id, viewer.user.id, deleted=False)
        if last is None:
            raise ConflictError("There is no drawing of yours left to take back.")
        return last

    async def _taken_back(self, viewer: Viewer, session: ReviewSession) -> Annotation:
        taken = await self._stores.annotations.last_of(session.id, viewer.user.id, deleted=True)
        newest = await self._stores.annotations.last_of(session.id, viewer.user.id, deleted=False)
        if taken is None or (newest is not None and newest.id > taken.id):
            raise ConflictError("There is no drawing of yours to bring back.")
        return taken

    async def _annotation(self, viewer: Viewer, annotation_id: str) -> tuple[ReviewSession, Annotation]:
        found = (await self.visible(viewer, [annotation_id]))[0]
        if found is None:
            raise access.missing("annotation", path=("id",))
        return await self.session(viewer, found.session_id, access.COMMENT), found

    async def _set_deleted(
        self,
        viewer: Viewer,
        session: ReviewSession,
        before: Annotation,
        deleted: bool,
        client_mutation_id: str | None,
        asked: str,
    ) -> tuple[Annotation, int]:
        after = replace(before, deleted=deleted, version=before.version + 1)
        entry = LogEntry(
            key=entry_key(session.id, viewer, client_mutation_id),
            fingerprint=_set_to(asked, deleted),
            kind=SessionEventKind.ANNOTATION_REMOVED if deleted else SessionEventKind.ANNOTATION_RESTORED,
            actor_id=viewer.user.id,
            payload={"annotation": annotation_row(after)},
            target=before.id,
            expected=before.version,
            seen=annotation_row(before),
            changes={"deleted": deleted, "removedAt": text_of(now()) if deleted else None},
        )
        if before.deleted is deleted:
            said = await self.earlier(entry.key, entry.fingerprint)
            if said is None:
                raise ConflictError(f"The drawing was {'taken away' if deleted else 'brought back'} already.", path=("id",))
            return _written(said)
        answer = await self.write(viewer, session, entry)
        if answer is Refusal.TARGET_CHANGED:
            raise ConflictError("Somebody changed this drawing meanwhile; look again.", path=("id",))
        return _written(answer)


def _set_to(asked: str, deleted: bool) -> str:
    return fingerprint("deleted", asked, deleted)


def new_annotation(
    viewer: Viewer,
    session: ReviewSession,
    version_id: str,
    at: FrameRange,
    marks: tuple[Mark, ...],
    *,
    comment_id: str | None,
) -> Annotation:
    """Return a drawing by the viewer that nobody saw yet."""
    return Annotation(
        id=new_id(),
        session_id=session.id,
        project_id=session.project_id,
        version_id=version_id,
        author_id=viewer.user.id,
        at=at,
        marks=marks,
        created_at=now(),
        comment_id=comment_id,
    )


def checked_marks(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """Return marks that can be drawn. Raises InvalidError that names the first one that cannot."""
    if len(marks) > _MARKS or sum(len(mark.points) for mark in marks) > _POINTS:
        raise InvalidError(f"A drawing has at most {_MARKS} marks and {_POINTS} points in all.", path=("marks",))
    for place, mark in enumerate(marks):
        fault = _fault(mark)
        if fault is not None:
            raise InvalidError(f"Mark {place}: {fault}", path=("marks", str(place)))
    return tuple(marks)


def _fault(mark: Mark) -> str | None:
    wanted = _POINTS_OF.get(mark.kind)
    if wanted is not None and len(mark.points) != wanted:
        return f"{mark.kind.value} has {wanted} point{'s' if wanted > 1 else ''}, not {len(mark.points)}."
    if not mark.points:
        return "STROKE has at least one point."
    for point in mark.points:
        if not all(math.isfinite(value) and -1 <= value <= 2 for value in (point.x, point.y)):
            return "coordinates are 0 to 1 of the picture, and at most one picture beyond it."
        if not 0 <= point.pressure <= 1:
            return "pressure is 0 to 1."
    if not 0 < mark.width <= 1:
        return "width is above 0 and at most 1, a part of the picture's height."
    if not _COLOUR.fullmatch(mark.colour):
        return "colour is #RRGGBB or #RRGGBBAA."
    if (mark.kind is MarkKind.TEXT) != bool(mark.text):
        return "text belongs to TEXT, and TEXT needs it."
    if mark.text is not None and len(mark.text) > _WORDS:
        return f"text has at most {_WORDS} characters."
    return None


def _written(answer: Written | Refusal) -> tuple[Annotation, int]:
    if isinstance(answer, Refusal):
        raise access.missing("annotation", path=("id",))
    return annotation_from(answer.payload["annotation"]), answer.seq
