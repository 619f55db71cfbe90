"""Everything that can be done in a review session x everybody who could try: as the table in docs/review.md says."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from redis.asyncio import Redis

from graph.errors import LeaseHeldError, NotAllowedError, NotFoundError
from graph.nodes.access import Role, Viewer
from graph.nodes.annotation import Annotation
from graph.nodes.comment import Comment, CommentStatus
from graph.nodes.page import PageRequest
from graph.nodes.room import Playhead
from graph.nodes.verdict import VerdictKind, VerdictSubject
from graph.ports import GraphClient
from graph.services import access
from graph.services.access import Action
from graph.services.annotations import NewAnnotation
from graph.services.comments import NewComment
from tests.access.world import Studio, open_studio
from tests.graph.review_room import ARROW

RESOLVED = CommentStatus.RESOLVED


@dataclass
class Case:
    """A session that an ADMIN opened, for one try: whoever may take part in it is in the room, and nobody drives."""

    studio: Studio
    viewer: Viewer
    session: str
    version: str
    other: Comment
    drawing: Annotation

    async def own(self) -> Comment:
        return (await self.studio.services.comments.add(self.viewer, self.words()))[0]

    async def drawn(self) -> Annotation:
        return (await self.studio.services.annotations.add(self.viewer, self.marks()))[0]

    def words(self, reply_to: str | None = None) -> NewComment:
        return NewComment(self.session, self.version, 0, 1, "words", reply_to=reply_to)

    def marks(self) -> NewAnnotation:
        return NewAnnotation(self.session, self.version, 0, 1, (ARROW,))

    def head(self) -> Playhead:
        return Playhead(self.version, 1)


Try = Callable[[Case], Awaitable[object]]


async def resolve_own(case: Case) -> object:
    own = await case.own()
    return await case.studio.services.comments.set_status(case.viewer, own.id, RESOLVED)


async def edit_own(case: Case) -> object:
    own = await case.own()
    return await case.studio.services.comments.edit(case.viewer, own.id, 1, "other words")


async def delete_own(case: Case) -> object:
    own = await case.own()
    return await case.studio.services.comments.delete(case.viewer, own.id)


async def take_back_own(case: Case) -> object:
    annotations = case.studio.services.annotations
    own = await case.drawn()
    await annotations.remove(case.viewer, own.id)
    await annotations.restore(case.viewer, own.id)
    await annotations.undo(case.viewer, case.session)
    return await annotations.redo(case.viewer, case.session)


async def judge(case: Case) -> object:
    track = case.studio.own.ids["Track"]
    return await case.studio.services.verdicts.give(
        case.viewer, VerdictSubject.TRACK, track, VerdictKind.ACCEPT, session_id=case.session
    )


async def hand_over(case: Case) -> object:
    rooms = case.studio.services.rooms
    await rooms.take_control(case.viewer, case.session)
    return await rooms.hand_over(case.viewer, case.session, None)


async def take_over(case: Case) -> object:
    rooms, driver = case.studio.services.rooms, case.studio.admin
    await rooms.join(driver, case.session)
    await rooms.take_control(driver, case.session)
    try:
        return await rooms.take_control(case.viewer, case.session)
    except LeaseHeldError as error:
        raise NotAllowedError(error.message) from error


async def close_others(case: Case) -> object:
    reviews = case.studio.services.reviews
    await reviews.close(case.viewer, case.session)
    return await reviews.reopen(case.viewer, case.session)


async def close_own(case: Case) -> object:
    reviews = case.studio.services.reviews
    own = await reviews.open(case.viewer, case.studio.own.project.id, "Own", [case.version])
    await reviews.close(case.viewer, own.id)
    return await reviews.reopen(case.viewer, own.id)


async def see(case: Case) -> object:
    """Raise NotFoundError where any part of the session is not to be seen."""
    services, viewer = case.studio.services, case.viewer
    shown = [
        *await services.reviews.visible(viewer, [case.session]),
        *await services.comments.visible(viewer, [case.other.id]),
        *await services.annotations.visible(viewer, [case.drawing.id]),
    ]
    seen = [each for each in shown if each is not None]
    assert len(seen) in (0, len(shown)), "all of it or nothing"
    if not seen:
        raise NotFoundError("nothing is seen")
    assert None not in await services.projects.visible_versions(viewer, [case.version])
    return await services.reviews.events(viewer, case.session, 0)


TRIES: tuple[tuple[Action, Try], ...] = (
    (access.FOLLOW, see),
    (access.FOLLOW, lambda case: case.studio.services.rooms.state(case.viewer, case.session)),
    (access.FOLLOW, lambda case: case.studio.services.rooms.join(case.viewer, case.session)),
    (access.FOLLOW, lambda case: case.studio.services.rooms.heartbeat(case.viewer, case.session)),
    (access.FOLLOW, lambda case: case.studio.services.rooms.leave(case.viewer, case.session)),
    (access.COMMENT, lambda case: case.own()),
    (access.COMMENT, lambda case: case.studio.services.comments.add(case.viewer, case.words(case.other.id))),
    (access.COMMENT, edit_own),
    (access.COMMENT, resolve_own),
    (access.COMMENT, delete_own),
    (access.COMMENT, lambda case: case.drawn()),
    (access.COMMENT, take_back_own),
    (access.COMMENT, judge),
    (access.COMMENT, lambda case: case.studio.services.rooms.move(case.viewer, case.session, case.head())),
    (access.COMMENT, lambda case: case.studio.services.rooms.take_control(case.viewer, case.session)),
    (access.COMMENT, hand_over),
    (access.COMMENT, lambda case: case.studio.services.rooms.signal(case.viewer, case.session, "clear", {})),
    (access.HOST, close_own),
    (access.HOST, lambda case: case.studio.services.reviews.rename(case.viewer, case.session, "Renamed")),
    (access.HOST, lambda case: case.studio.services.reviews.set_playlist(case.viewer, case.session, [case.version])),
    (access.HOST, lambda case: case.studio.services.comments.set_status(case.viewer, case.other.id, RESOLVED)),
    (access.DECIDE, lambda case: case.studio.services.reviews.decide(case.viewer, case.session, case.version, "approved")),
    (access.DECIDE, lambda case: case.studio.services.comments.delete(case.viewer, case.other.id)),
    (access.DECIDE, lambda case: case.studio.services.annotations.remove(case.viewer, case.drawing.id)),
    (access.DECIDE, close_others),
    (access.DECIDE, take_over),
    (access.INVITE, lambda case: case.studio.services.guests.page(case.viewer, case.studio.own.project.id, PageRequest(1))),
    (
        access.INVITE,
        lambda case: case.studio.services.guests.invite(
            case.viewer,
            case.studio.own.project.id,
            "x",
            Role.VIEWER,
            datetime.now(UTC) + timedelta(days=1),
            session_id=case.session,
        ),
    ),
    (
        access.MANAGE,
        lambda case: case.studio.services.reviews.set_statuses(case.viewer, case.studio.own.project.id, ["approved"]),
    ),
)
"""What can be done, and the line of the table that says who may."""

BEYOND_A_SESSION = {judge}
"""What guests of one session may not, though its line lets them: the predictions that it is about lie outside."""


@pytest.fixture
async def studio(embedded_graph: GraphClient, redis: Redis, tmp_path: Path) -> AsyncIterator[Studio]:
    async with open_studio(embedded_graph, redis, tmp_path) as opened:
        yield opened


async def test_everybody_may_do_in_a_session_what_the_table_says_and_nothing_else(studio: Studio) -> None:
    wrong = []
    for action, attempt in TRIES:
        for name, viewer in studio.viewers.items():
            if viewer is None:
                continue
            case = await prepare(studio, viewer)
            allowed = access.may(viewer, action, studio.own.project.id)
            if viewer.session_id is not None and attempt in BEYOND_A_SESSION:
                allowed = False
            try:
                await attempt(case)
            except (NotAllowedError, NotFoundError) as error:
                if allowed:
                    wrong.append(f"{name} may {action.name}, and was refused {attempt.__name__}: {error}")
                elif name == "stranger" and isinstance(error, NotAllowedError):
                    wrong.append(f"a stranger is told of what they may not {action.name}: {error}")
            else:
                if not allowed:
                    wrong.append(f"{name} may not {action.name}, and did {attempt.__name__}")
    assert not wrong, "\n".join(wrong)


async def test_a_guest_of_one_session_finds_no_other(studio: Studio) -> None:
    looker, speaker = studio.viewers["guest of a session who looks"], studio.viewers["guest of a session who comments"]
    assert looker is not None
    assert speaker is not None
    for action, attempt in TRIES:
        if action not in (access.FOLLOW, access.COMMENT):
            continue
        for viewer in (looker, speaker):
            case = await prepare(studio, viewer, session=None)
            with pytest.raises((NotFoundError, NotAllowedError)):
                await attempt(case)


async def prepare(studio: Studio, viewer: Viewer, session: str | None = "") -> Case:
    """Make a fresh session; for guests of one session it is theirs, unless ``session`` is None."""
    services, admin, version = studio.services, studio.admin, studio.own.ids["Version"]
    opened = await services.reviews.open(admin, studio.own.project.id, "Dailies", [version])
    if viewer.session_id is not None and session is not None:
        viewer = Viewer(viewer.user, viewer.roles, viewer.credential, opened.id)
    other, _ = await services.comments.add(admin, NewComment(opened.id, version, 0, 1, "theirs"))
    drawing, _ = await services.annotations.add(admin, NewAnnotation(opened.id, version, 0, 1, (ARROW,)))
    case = Case(studio, viewer, opened.id, version, other, drawing)
    if session is not None and access.follows(viewer, opened.project_id, opened.id):
        await services.rooms.join(viewer, opened.id)
    return case
