"""Review sessions: what is said, drawn and decided, who may, and how it stands in the log."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise

import pytest

from graph.errors import ConflictError, InvalidError, NotAllowedError, NotFoundError
from graph.events import SessionLogged
from graph.nodes.access import Role
from graph.nodes.annotation import Mark, MarkKind, MarkPoint
from graph.nodes.comment import Comment, CommentStatus
from graph.nodes.ids import new_id
from graph.nodes.log import Appended, LogEntry, Refusal, SessionEventKind
from graph.nodes.page import PageRequest
from graph.nodes.review import DEFAULT_REVIEW_STATUSES, SessionStatus
from graph.nodes.verdict import VerdictKind, VerdictSubject
from graph.services.annotations import NewAnnotation
from graph.services.session_writing import ChangedMeanwhileError
from graph.stores.comments import comment_row
from tests.graph.review_room import ARROW, ReviewRoom, make_review_room
from tests.graph.scene import Scene


@pytest.fixture
async def room(scene: Scene) -> ReviewRoom:
    return await make_review_room(scene)


async def log(room: ReviewRoom, after: int = 0) -> list[tuple[int, str]]:
    events = await room.services.reviews.events(room[Role.VIEWER], room.session.id, after)
    assert events is not None
    return [(event.seq, event.kind.value) for event in events]


async def test_a_session_is_opened_with_its_playlist_and_the_first_event(room: ReviewRoom) -> None:
    (session,) = await room.services.reviews.visible(room[Role.VIEWER], [room.session.id])

    assert session == room.session
    assert (session.status, session.seq, session.playlist) == (SessionStatus.OPEN, 1, (room.version.id, room.other.id))
    assert await log(room) == [(1, "SessionOpened")]
    listed = await room.scene.client.read(
        "MATCH (:ReviewSession {id: $id})-[r:REVIEWS]->(v:Version) RETURN v.id AS id ORDER BY r.order", id=session.id
    )
    assert [row["id"] for row in listed] == list(session.playlist)


async def test_the_same_client_mutation_id_opens_one_session(room: ReviewRoom) -> None:
    host, project, playlist = room[Role.SUPERVISOR], room.scene.project.id, [room.version.id]

    opened = await asyncio.gather(*(room.services.reviews.open(host, project, "Cut 2", playlist, "m1") for _ in range(8)))

    assert len({session.id for session in opened}) == 1
    with pytest.raises(ConflictError, match="clientMutationId"):
        await room.services.reviews.open(host, project, "Cut 3", playlist, "m1")


async def test_a_comment_is_a_node_an_event_and_a_message(room: ReviewRoom) -> None:
    comment, seq = await room.say("too dark", marks=(ARROW,))

    assert seq == 2
    assert await room.services.comments.visible(room[Role.VIEWER], [comment.id]) == [comment]
    (drawn,) = (await room.services.stores.annotations.by_comments([comment.id]))[0]
    assert (drawn.marks, drawn.comment_id, drawn.at) == ((ARROW,), comment.id, comment.at)
    told = room.scene.bus.events[-1]
    assert isinstance(told, SessionLogged)
    assert (told.seq, told.kind, told.payload["comment"]["text"]) == (2, "CommentAdded", "too dark")
    replayed = await room.services.reviews.events(room[Role.VIEWER], room.session.id, 1)
    assert replayed is not None
    assert replayed[0].payload == told.payload
    tied = await room.scene.client.read(
        "MATCH (c:Comment {id: $id})-[o:ON]->(v:Version) MATCH (c)-[:WRITTEN_BY]->(u:User) "
        "RETURN v.id AS version, o.start AS start, o.end AS end, u.id AS author",
        id=comment.id,
    )
    assert tied == [{"version": room.version.id, "start": 10, "end": 12, "author": room[Role.REVIEWER].user.id}]


async def test_a_comment_sent_twice_is_said_once_and_other_words_under_its_id_are_refused(room: ReviewRoom) -> None:
    first = await room.say("hello", key="k")

    again = await asyncio.gather(*(room.say("hello", key="k") for _ in range(10)))

    assert set(again) == {first}
    assert await room.scene.count("Comment") == 1
    with pytest.raises(ConflictError, match="clientMutationId"):
        await room.say("something else", key="k")


async def test_a_repeated_request_is_told_again_since_its_server_may_have_died_before_it_told(room: ReviewRoom) -> None:
    comment, seq = await room.say("hello", key="k")
    told = len(room.scene.bus.events)

    await room.say("hello", key="k")

    (event,) = room.scene.bus.events[told:]
    assert isinstance(event, SessionLogged)
    assert (event.seq, event.payload["comment"]["id"]) == (seq, comment.id)


async def test_many_writers_get_numbers_without_gap_or_double(room: ReviewRoom) -> None:
    said = await asyncio.gather(*(room.say(f"note {place}") for place in range(120)))

    assert sorted(seq for _, seq in said) == list(range(2, 122))
    assert [seq for seq, _ in await log(room)] == list(range(1, 122))
    told = [event.seq for event in room.scene.bus.events if isinstance(event, SessionLogged)]
    assert told == sorted(told)
    page = (await room.services.stores.comments.page_by_session([room.session.id], PageRequest(200)))[0]
    assert {comment.id for comment in page.items} == {comment.id for comment, _ in said}


async def test_an_edit_of_an_old_state_is_refused_with_the_words_that_are_there(room: ReviewRoom) -> None:
    comment, _ = await room.say("one")
    author, comments = room[Role.REVIEWER], room.services.comments

    edited, seq = await comments.edit(author, comment.id, 1, "two", "e1")

    assert (edited.text, edited.version, seq) == ("two", 2, 3)
    with pytest.raises(ChangedMeanwhileError) as refused:
        await comments.edit(author, comment.id, 1, "three")
    assert refused.value.current == edited
    assert await comments.edit(author, comment.id, 1, "two", "e1") == (edited, 3)
    assert await log(room, after=2) == [(3, "CommentEdited")]


async def test_of_two_edits_at_once_one_is_written(room: ReviewRoom) -> None:
    comment, _ = await room.say("one")

    answers = await asyncio.gather(
        *(room.services.comments.edit(room[Role.REVIEWER], comment.id, 1, f"words {place}") for place in range(5)),
        return_exceptions=True,
    )

    written = [answer for answer in answers if not isinstance(answer, BaseException)]
    assert len(written) == 1
    assert sum(isinstance(answer, ChangedMeanwhileError) for answer in answers) == 4
    assert await room.services.comments.visible(room[Role.VIEWER], [comment.id]) == [written[0][0]]


async def test_what_an_event_says_of_a_thing_is_not_made_of_two_of_its_states(room: ReviewRoom) -> None:
    """On Neo4j a reader may get the newest version with the words of the one before."""
    comment, _ = await room.say("one")
    edited, seq = await room.services.comments.edit(room[Role.REVIEWER], comment.id, 1, "two")
    torn = replace(edited, text="one", edited_at=None)

    def resolving(seen: Comment) -> LogEntry:
        return LogEntry(
            key=new_id(),
            fingerprint="resolved",
            kind=SessionEventKind.COMMENT_STATUS_CHANGED,
            actor_id=room[Role.REVIEWER].user.id,
            payload={"comment": comment_row(replace(seen, status=CommentStatus.RESOLVED, version=3))},
            target=comment.id,
            expected=2,
            seen=comment_row(seen),
            changes={"status": "RESOLVED"},
        )

    store, at = room.services.stores.log, edited.created_at
    assert await store.append([(room.session.id, resolving(torn))], at) == [Refusal.TARGET_CHANGED]
    assert await store.append([(room.session.id, resolving(edited))], at) == [Appended(seq + 1, at)]


async def test_two_who_change_a_comment_and_the_session_at_once_are_told_what_both_have_come_to(room: ReviewRoom) -> None:
    comment, _ = await room.say("one")
    author, host, comments, reviews = (
        room[Role.REVIEWER],
        room[Role.SUPERVISOR],
        room.services.comments,
        room.services.reviews,
    )
    playlists = ([room.version.id], [room.version.id, room.other.id])

    async def change(*asking: Callable[[int], Awaitable[object]]) -> None:
        for turn in range(8):
            for ask in asking:
                with suppress(ConflictError):
                    await ask(turn)

    async def edit(turn: int) -> None:
        (seen,) = await comments.visible(author, [comment.id])
        assert seen is not None
        await comments.edit(author, comment.id, seen.version, f"words {turn}")

    await asyncio.gather(
        change(edit),
        change(lambda turn: comments.set_status(author, comment.id, list(CommentStatus)[turn % 2])),
        change(lambda turn: reviews.rename(host, room.session.id, f"Cut {turn}")),
        change(lambda turn: reviews.set_playlist(host, room.session.id, playlists[turn % 2])),
    )

    # then every event says of what it did not change what the one before it said
    events = await reviews.events(author, room.session.id, 0)
    assert events is not None
    changed = {
        SessionEventKind.COMMENT_EDITED: {"text", "editedAt"},
        SessionEventKind.COMMENT_STATUS_CHANGED: {"status", "resolvedBy"},
        SessionEventKind.SESSION_CHANGED: {"name", "seq"},
        SessionEventKind.PLAYLIST_CHANGED: {"playlist", "seq"},
    }
    for thing in ("comment", "session"):
        told = [event for event in events if thing in event.payload]
        for before, after in pairwise(told):
            old, new = before.payload[thing], after.payload[thing]
            differ = {name for name in {*old, *new} if old.get(name) != new.get(name)}
            assert differ <= {"version", *changed[after.kind]}, (old, new)


async def test_what_comes_after_a_number_that_is_not_there_yet_is_told_later(room: ReviewRoom) -> None:
    for place in range(3):
        await room.say(f"note {place}")
    await room.scene.client.write("MATCH (e:Event {sessionId: $id, seq: 3}) DETACH DELETE e", id=room.session.id)

    assert [seq for seq, _ in await log(room)] == [1, 2]
    assert [seq for seq, _ in await log(room, after=3)] == [4]


async def test_resolving_and_deleting_leave_their_marks(room: ReviewRoom) -> None:
    comment, _ = await room.say("fix the edge")
    reply, _ = await room.say("done", who=Role.ARTIST, reply_to=comment.id)
    comments = room.services.comments

    resolved, _ = await comments.set_status(room[Role.ARTIST], comment.id, CommentStatus.RESOLVED)
    reopened, _ = await comments.set_status(room[Role.REVIEWER], comment.id, CommentStatus.OPEN)
    gone, _ = await comments.delete(room[Role.SUPERVISOR], comment.id, None, "d")

    assert (resolved.status, resolved.resolved_by) == (CommentStatus.RESOLVED, room[Role.ARTIST].user.id)
    assert (reopened.status, reopened.resolved_by) == (CommentStatus.OPEN, None)
    assert (gone.deleted, gone.text, gone.version) == (True, "", 4)
    assert await comments.delete(room[Role.SUPERVISOR], comment.id, None, "d") == (gone, 6)
    with pytest.raises(ConflictError, match="deleted"):
        await comments.edit(room[Role.REVIEWER], comment.id, 4, "back")
    page = (await room.services.stores.comments.page_of_replies([comment.id], PageRequest(5)))[0]
    assert page.items == (reply,)


async def test_drawings_are_taken_back_and_brought_back_by_their_author(room: ReviewRoom) -> None:
    author, drawing = room[Role.REVIEWER], room.services.annotations
    asked = NewAnnotation(room.session.id, room.version.id, 5, 6, (ARROW,))
    first, _ = await drawing.add(author, asked)
    second, _ = await drawing.add(author, asked)

    undone, _ = await drawing.undo(author, room.session.id, "u1")
    assert (undone.id, undone.deleted) == (second.id, True)
    assert (await drawing.undo(author, room.session.id, "u1"))[0] == undone
    assert (await drawing.undo(author, room.session.id))[0].id == first.id
    with pytest.raises(ConflictError, match="left"):
        await drawing.undo(author, room.session.id)

    assert (await drawing.redo(author, room.session.id))[0].id == first.id
    assert (await drawing.redo(author, room.session.id))[0].id == second.id
    with pytest.raises(ConflictError, match="bring back"):
        await drawing.redo(author, room.session.id)
    with pytest.raises(NotAllowedError):
        await drawing.remove(room[Role.ARTIST], first.id)
    page = (await room.services.stores.annotations.page_by_session([room.session.id], PageRequest(5)))[0]
    assert {annotation.id for annotation in page.items} == {first.id, second.id}


async def test_what_cannot_be_drawn_is_named(room: ReviewRoom) -> None:
    for mark, word in (
        (Mark(MarkKind.STROKE, (), "#000000", 0.1), "STROKE"),
        (Mark(MarkKind.BOX, (MarkPoint(0, 0),), "#000000", 0.1), "BOX has 2"),
        (Mark(MarkKind.ARROW, (MarkPoint(0, 0), MarkPoint(float("nan"), 1)), "#000000", 0.1), "coordinates"),
        (Mark(MarkKind.STROKE, (MarkPoint(0, 0, 2),), "#000000", 0.1), "pressure"),
        (Mark(MarkKind.STROKE, (MarkPoint(0, 0),), "red", 0.1), "colour"),
        (Mark(MarkKind.STROKE, (MarkPoint(0, 0),), "#000000", 0), "width"),
        (Mark(MarkKind.TEXT, (MarkPoint(0, 0),), "#000000", 0.1), "text"),
    ):
        asked = NewAnnotation(room.session.id, room.version.id, 5, 6, (mark,))
        with pytest.raises(InvalidError, match=word):
            await room.services.annotations.add(room[Role.REVIEWER], asked)


async def test_a_decision_names_its_author_and_sets_the_status_of_the_version(room: ReviewRoom) -> None:
    supervisor, reviews = room[Role.SUPERVISOR], room.services.reviews

    decision, seq = await reviews.decide(supervisor, room.session.id, room.version.id, "approved", "lovely", "d1")

    assert (decision.status, decision.reason, decision.author_id, seq) == ("approved", "lovely", supervisor.user.id, 2)
    assert (await reviews.decide(supervisor, room.session.id, room.version.id, "approved", "lovely", "d1"))[0] == decision
    with pytest.raises(InvalidError, match="in review"):
        await reviews.decide(supervisor, room.session.id, room.version.id, "splendid")
    with pytest.raises(NotAllowedError, match="SUPERVISOR"):
        await reviews.decide(room[Role.ARTIST], room.session.id, room.version.id, "approved")
    page = (await room.services.stores.reviews.decisions_by_version([room.version.id], PageRequest(5)))[0]
    assert page.items == (decision,)
    status = await room.scene.client.read("MATCH (v:Version {id: $id}) RETURN v.reviewStatus AS s", id=room.version.id)
    assert status == [{"s": "approved"}]


async def test_a_project_has_review_statuses_of_its_own(room: ReviewRoom) -> None:
    reviews, project = room.services.reviews, room.scene.project.id
    assert await reviews.statuses(project) == DEFAULT_REVIEW_STATUSES

    await reviews.set_statuses(room[Role.ADMIN], project, ["wip", "final"])

    assert await reviews.statuses(project) == ("wip", "final")
    decision, _ = await reviews.decide(room[Role.SUPERVISOR], room.session.id, room.version.id, "final")
    assert decision.status == "final"
    with pytest.raises(NotAllowedError):
        await reviews.set_statuses(room[Role.SUPERVISOR], project, ["x"])


async def test_a_closed_session_takes_nothing_until_it_is_opened_again(room: ReviewRoom) -> None:
    reviews = room.services.reviews
    closed, _ = await reviews.close(room[Role.SUPERVISOR], room.session.id, "c")
    assert (closed.status, closed.version) == (SessionStatus.CLOSED, 2)
    assert closed.closed_at is not None

    with pytest.raises(ConflictError, match="closed"):
        await room.say()

    opened, _ = await reviews.reopen(room[Role.SUPERVISOR], room.session.id)
    assert (opened.status, opened.closed_at) == (SessionStatus.OPEN, None)
    await room.say()
    assert [kind for _, kind in await log(room)] == ["SessionOpened", "SessionClosed", "SessionReopened", "CommentAdded"]


async def test_a_playlist_is_replaced_and_what_left_it_takes_no_more_comments(room: ReviewRoom) -> None:
    after, _ = await room.services.reviews.set_playlist(room[Role.ARTIST], room.session.id, [room.other.id])

    assert after.playlist == (room.other.id,)
    with pytest.raises(NotFoundError, match="version"):
        await room.say()
    listed = await room.scene.client.read(
        "MATCH (:ReviewSession {id: $id})-[:REVIEWS]->(v:Version) RETURN v.id AS id", id=room.session.id
    )
    assert listed == [{"id": room.other.id}]


async def test_a_verdict_points_at_the_prediction_and_its_run(room: ReviewRoom) -> None:
    ingested = await room.scene.ingest(room.scene.file("three.mov", "VIDEO three"))
    run = await room.scene.analysed(ingested)
    track = (await room.services.stores.tracks.page_by_version([ingested.version.id], PageRequest(1)))[0].items[0]
    verdicts = room.services.verdicts

    given = await verdicts.give(
        room[Role.REVIEWER],
        VerdictSubject.TRACK,
        track.id,
        VerdictKind.FIX,
        correction="a wolf",
        session_id=room.session.id,
        client_mutation_id="v",
    )

    assert (given.run_id, given.correction, given.session_id) == (run.id, "a wolf", room.session.id)
    assert await room.services.stores.reviews.verdicts_by_subject([track.id]) == [[given]]
    assert (await log(room))[-1] == (2, SessionEventKind.VERDICT_GIVEN.value)
    (same,) = await room.services.stores.tracks.by_ids([track.id])
    assert same == track
    alone = await verdicts.give(room[Role.REVIEWER], VerdictSubject.TRACK, track.id, VerdictKind.REJECT)
    assert (await room.services.stores.reviews.verdicts_by_subject([track.id]))[0] == [given, alone]
    pointed = await room.scene.client.read(
        "MATCH (:Verdict {id: $id})-[:ABOUT]->(t:Track)-[:FROM_RUN]->(r:AnalysisRun) RETURN r.id AS run", id=given.id
    )
    assert pointed == [{"run": run.id}]


async def test_viewers_follow_and_say_nothing_and_strangers_find_nothing(room: ReviewRoom) -> None:
    comment, _ = await room.say()

    with pytest.raises(NotAllowedError, match="REVIEWER"):
        await room.say(who=Role.VIEWER)
    stranger = room.scene.stranger
    with pytest.raises(NotFoundError):
        await room.services.reviews.events(stranger, room.session.id, 0)
    assert await room.services.comments.visible(stranger, [comment.id]) == [None]
    assert await room.services.reviews.visible(stranger, [room.session.id]) == [None]
    with pytest.raises(NotFoundError):
        await room.services.comments.edit(stranger, comment.id, 1, "x")


async def test_ranges_replies_and_mentions_are_held_to_what_is_there(room: ReviewRoom) -> None:
    for start, end in ((5, 5), (-1, 3), (0, 10**6)):
        with pytest.raises(InvalidError, match="range"):
            await room.say(start=start, end=end)
    with pytest.raises(NotFoundError, match="comment in this session"):
        await room.say(reply_to=room.version.id)
    with pytest.raises(NotFoundError, match="member"):
        await room.say(mentions=(room.scene.stranger.user.id,))
    with pytest.raises(InvalidError):
        await room.say("  \n ")
    mentioned, _ = await room.say(mentions=(room[Role.ARTIST].user.id,))
    assert mentioned.mentions == (room[Role.ARTIST].user.id,)


async def test_what_is_too_old_is_not_replayed(room: ReviewRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.services.reviews.LONGEST_REPLAY", 3)
    for place in range(4):
        await room.say(str(place))
    reviews, viewer = room.services.reviews, room[Role.VIEWER]

    assert await reviews.events(viewer, room.session.id, 0) is None
    assert await reviews.events(viewer, room.session.id, 99) is None
    later = await reviews.events(viewer, room.session.id, 3)
    assert later is not None
    assert [event.seq for event in later] == [4, 5]


async def test_any_client_mutation_id_is_good_as_long_as_it_is_the_same(room: ReviewRoom) -> None:
    for key in (" ", "a ", "\tb\n", "\x00", "é\u202e", "x" * 200):
        first = await room.say("hello", key=key)
        assert await room.say("hello", key=key) == first
    assert await room.scene.count("Comment") == 6


async def test_a_repeated_request_is_answered_as_at_first_although_it_could_not_be_asked_any_more(room: ReviewRoom) -> None:
    host, author, reviews = room[Role.SUPERVISOR], room[Role.REVIEWER], room.services.reviews
    project, playlist = room.scene.project.id, [room.version.id]
    opened = await reviews.open(host, project, "Cut 2", playlist, "m")
    await reviews.rename(host, opened.id, "Cut 3")
    said = await room.say("hello", key="k")
    decided = await reviews.decide(host, room.session.id, room.version.id, "approved", "fine", "d")
    drawing = NewAnnotation(room.session.id, room.version.id, 5, 6, (ARROW,))
    drawn = await room.services.annotations.add(author, drawing, "a")
    undone = await room.services.annotations.undo(author, room.session.id, "u")
    await reviews.set_playlist(host, room.session.id, [room.other.id])

    assert await reviews.open(host, project, "Cut 2", playlist, "m") == opened
    assert await room.say("hello", key="k") == said
    assert await reviews.decide(host, room.session.id, room.version.id, "approved", "fine", "d") == decided
    assert await room.services.annotations.add(author, drawing, "a") == drawn
    assert await room.services.annotations.undo(author, room.session.id, "u") == undone
    with pytest.raises(NotFoundError):
        await room.say("something else", key="k")
