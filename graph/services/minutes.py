"""The minutes of a session, gathered from what is kept of it. Whoever may follow the session may read them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from graph.nodes.access import Viewer
from graph.nodes.annotation import Annotation
from graph.nodes.asset import RepresentationRole, Version
from graph.nodes.comment import Comment
from graph.nodes.minutes import (
    Attendance,
    Attendee,
    Drawing,
    Judgement,
    Minutes,
    Moment,
    Note,
    ReviewedVersion,
    Ruling,
)
from graph.nodes.page import Page, PageRequest
from graph.nodes.review import Decision, ReviewSession
from graph.nodes.time import FrameRange, format_timecode
from graph.nodes.verdict import Verdict, VerdictSubject
from graph.services import access
from graph.services.session_writing import SessionWriting, now

MOST = 5_000
"""Of each kind of thing in the minutes of one session."""
_AT_ONCE = 500
"""So many are read before others have their turn: thousands in one piece would make every request wait."""
_PICTURED = frozenset({RepresentationRole.PROXY, RepresentationRole.POSTER})
_SOMEBODY = "somebody"

S = TypeVar("S", Comment, Annotation, Decision, Verdict)
Pages = Callable[[Sequence[str], PageRequest], Awaitable[list[Page[S]]]]


@dataclass(frozen=True, slots=True)
class _Names:
    """What people call users and versions, by id."""

    users: dict[str, str]
    versions: dict[str, Version]
    titles: dict[str, str]
    pictured: frozenset[str]
    attached: dict[str, tuple[str, ...]]

    def user(self, id_: str) -> str:
        return self.users.get(id_, _SOMEBODY)

    def moment(self, version_id: str, at: FrameRange) -> Moment:
        version = self.versions.get(version_id)
        timecode = None
        if version is not None and version.media.frame_rate is not None:
            timecode = format_timecode(at.start, version.media.frame_rate, version.media.start_timecode)
        return Moment(self.titles.get(version_id, "a version that is gone"), at, timecode)


class MinutesService(SessionWriting):
    """Reads a session whole."""

    async def of(self, viewer: Viewer, session_id: str) -> Minutes:
        """Return the minutes of a session. Raises NotFoundError for one that the viewer may not see."""
        session = await self.session(viewer, session_id, access.FOLLOW)
        stores = self._stores
        comments = await _everything(stores.comments.page_by_session, session.id)
        annotations = await _everything(stores.annotations.page_by_session, session.id)
        decisions = await _everything(stores.reviews.decisions_by_session, session.id)
        verdicts = await _everything(stores.reviews.verdicts_by_session, session.id)
        came = await self._stores.attendance.of_session(session.id, MOST)
        said: list[Comment | Annotation | Decision | Verdict] = [
            *comments.items,
            *annotations.items,
            *decisions.items,
            *verdicts.items,
        ]
        names = await self._names(session, comments.items, said)
        (project,) = await self._stores.projects.by_ids([session.project_id])
        return Minutes(
            session_id=session.id,
            name=session.name,
            project="" if project is None else project.name,
            status=session.status,
            opened_at=session.created_at,
            opened_by=names.user(session.opened_by),
            closed_at=session.closed_at,
            made_at=now(),
            seq=session.seq,
            people=_people(came, said, names),
            versions=_versions(session, decisions.items, names),
            notes=await asyncio.to_thread(_notes, comments.items, annotations.items, names),
            drawings=_drawings(annotations.items, names),
            rulings=tuple(
                Ruling(
                    names.titles.get(one.version_id, ""), one.status, one.reason, names.user(one.author_id), one.created_at
                )
                for one in decisions.items
            ),
            judgements=await self._judgements(verdicts.items, names),
            complete=not (comments.more or annotations.more or decisions.more or verdicts.more),
        )

    async def _names(
        self,
        session: ReviewSession,
        comments: Sequence[Comment],
        said: Sequence[Comment | Annotation | Decision | Verdict],
    ) -> _Names:
        users = {session.opened_by, *(one.author_id for one in said)}
        users |= {named for one in comments for named in (*one.mentions, one.resolved_by) if named is not None}
        known = [user for user in await self._stores.users.by_ids(sorted(users)) if user is not None]
        ids = dict.fromkeys([*session.playlist, *(one.version_id for one in said if not isinstance(one, Verdict))])
        versions = [one for one in await self._stores.versions.by_ids(list(ids), [session.project_id]) if one is not None]
        assets = await self._stores.assets.by_ids([version.asset_id for version in versions])
        forms = await self._stores.representations.by_version([version.id for version in versions])
        with_files = [one.id for one in comments if one.attachments]
        attached = await self._stores.attachments.by_comments(with_files)
        return _Names(
            users={user.id: user.shown_name for user in known},
            versions={version.id: version for version in versions},
            titles={
                version.id: f"{'' if asset is None else asset.name} v{version.number}".strip()
                for version, asset in zip(versions, assets, strict=True)
            },
            pictured=frozenset(
                version.id
                for version, made in zip(versions, forms, strict=True)
                if any(form.role in _PICTURED for form in made)
            ),
            attached={id_: tuple(each.name for each in files) for id_, files in zip(with_files, attached, strict=True)},
        )

    async def _judgements(self, verdicts: Sequence[Verdict], names: _Names) -> tuple[Judgement, ...]:
        about: dict[str, str] = {}
        of = {kind: [one.subject_id for one in verdicts if one.subject is kind] for kind in VerdictSubject}
        for track in await self._stores.tracks.by_ids(of[VerdictSubject.TRACK]):
            if track is not None:
                about[track.id] = f"track {track.label!r}, frames {track.range.start} to {track.range.end}"
        for shot in await self._stores.shots.by_ids(of[VerdictSubject.SHOT]):
            if shot is not None:
                about[shot.id] = f"shot {shot.index + 1}, frames {shot.range.start} to {shot.range.end}"
        for entity in await self._stores.entities.by_ids(of[VerdictSubject.ENTITY]):
            if entity is not None:
                about[entity.id] = f"entity {entity.name!r}"
        return tuple(
            Judgement(
                about.get(one.subject_id, one.subject.value.lower()),
                one.kind.value,
                one.correction,
                one.reason,
                names.user(one.author_id),
                one.created_at,
            )
            for one in verdicts
        )


async def _everything(page: Pages[S], session_id: str) -> Page[S]:
    """Return what a session has of one kind, up to ``MOST``."""
    items: list[S] = []
    request = PageRequest(_AT_ONCE)
    while True:
        (read,) = await page([session_id], request)
        items += read.items
        if not read.more or len(items) >= MOST:
            return Page(tuple(items[:MOST]), read.more or len(items) > MOST)
        request = PageRequest(_AT_ONCE, (read.items[-1].id,))


def _people(
    came: Sequence[Attendance], said: Iterable[Comment | Annotation | Decision | Verdict], names: _Names
) -> tuple[Attendee, ...]:
    """Return who came, in that order, then who did something without coming."""
    comments = Counter(one.author_id for one in said if isinstance(one, Comment) and not one.deleted)
    others = dict.fromkeys(one.author_id for one in said)
    present = {one.user_id for one in came}
    return (
        *(Attendee(one.name, one.first, comments[one.user_id]) for one in came),
        *(Attendee(names.user(user), None, comments[user]) for user in others if user not in present),
    )


def _versions(session: ReviewSession, decisions: Sequence[Decision], names: _Names) -> tuple[ReviewedVersion, ...]:
    """Return the playlist, then what was in it before."""
    decided = {one.version_id: one.status for one in decisions}
    order = [id_ for id_ in session.playlist if id_ in names.versions]
    order += [id_ for id_ in names.versions if id_ not in session.playlist]
    return tuple(
        ReviewedVersion(id_, names.titles[id_], names.versions[id_].media.frames, decided.get(id_)) for id_ in order
    )


def _notes(comments: Sequence[Comment], annotations: Sequence[Annotation], names: _Names) -> tuple[Note, ...]:
    """Return what began a thread, with its answers, by version and frame."""
    marks: Counter[str] = Counter()
    for one in annotations:
        if one.comment_id is not None:
            marks[one.comment_id] += len(one.marks)
    answers: dict[str, list[Comment]] = {}
    ids = {comment.id for comment in comments}
    for comment in comments:
        if comment.reply_to in ids:
            answers.setdefault(comment.reply_to or "", []).append(comment)

    def note(comment: Comment) -> Note:
        return Note(
            id=comment.id,
            moment=names.moment(comment.version_id, comment.at),
            author=names.user(comment.author_id),
            created_at=comment.created_at,
            text=comment.text,
            status=comment.status,
            deleted=comment.deleted,
            edited=comment.edited_at is not None,
            resolved_by=None if comment.resolved_by is None else names.user(comment.resolved_by),
            mentions=tuple(names.user(user) for user in comment.mentions),
            attachments=names.attached.get(comment.id, ()),
            carried=comment.carried_from is not None,
            needs_eyes=comment.needs_eyes,
            marks=marks[comment.id],
            pictured=comment.version_id in names.pictured and not comment.deleted,
        )

    def thread(comment: Comment) -> tuple[Note, ...]:
        """Return the answers to a comment and to these, flat and in order."""
        found: list[Comment] = []
        waiting = list(answers.get(comment.id, ()))
        while waiting:
            answer = waiting.pop()
            found.append(answer)
            waiting += answers.get(answer.id, ())
        return tuple(note(answer) for answer in sorted(found, key=lambda one: one.id))

    order = {id_: place for place, id_ in enumerate(names.versions)}
    began = [comment for comment in comments if comment.reply_to not in ids]
    began.sort(key=lambda one: (order.get(one.version_id, len(order)), one.at.start, one.id))
    return tuple(replace(note(comment), replies=thread(comment)) for comment in began)


def _drawings(annotations: Sequence[Annotation], names: _Names) -> tuple[Drawing, ...]:
    return tuple(
        Drawing(
            one.id,
            names.moment(one.version_id, one.at),
            names.user(one.author_id),
            one.created_at,
            len(one.marks),
            one.version_id in names.pictured,
        )
        for one in annotations
        if one.comment_id is None
    )
