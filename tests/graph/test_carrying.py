"""Open notes go along to a newer version: which of them, where to, how surely, and once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import numpy as np
import pytest

from graph.errors import ConflictError, InvalidError, NotAllowedError, NotFoundError
from graph.features import SignatureTable
from graph.nodes.access import Role
from graph.nodes.annotation import Mark
from graph.nodes.asset import Version
from graph.nodes.comment import Comment, CommentStatus
from graph.nodes.page import PageRequest
from graph.nodes.time import FrameRange
from graph.services.comments import NewComment
from graph.services.matching import SeenPlaces
from tests.graph.review_room import ARROW, ReviewRoom, make_review_room
from tests.graph.scene import ALL_MODELS, Scene
from tests.graph.test_cut_places import timeline

TRIMMED = 30
_PICTURES = np.random.default_rng(5).integers(0, 255, (300, 9, 16), np.uint8)


def looks(first: int) -> SignatureTable:
    """300 frames of a film, all different, less those before ``first``."""
    return SignatureTable(_PICTURES[first:], np.arange(first, 300, dtype=np.uint64))


@dataclass
class Takes:
    room: ReviewRoom
    first: Version

    async def next(self, name: str = "again", trimmed: int = TRIMMED, *, analysed: bool = True) -> Version:
        """Ingest another version of the first's asset, without its first frames."""
        scene = self.room.scene
        path = scene.file(f"{name}.mov", f"VIDEO {name}")
        ingested = await scene.ingest(path, version_of=self.first.asset_id)
        if analysed:
            await self.analyse(ingested.version, trimmed)
        return ingested.version

    async def analyse(self, version: Version, trimmed: int) -> None:
        scene = self.room.scene
        run = await scene.services.analysis.request(scene.artist, version.id)
        run, attempt = await scene.services.analysis.begin(run.id, "worker", "cpu", ALL_MODELS)
        scene.services.features.write_signatures(run.id, looks(trimmed))
        await scene.services.analysis.finish(run, attempt, {})

    async def say(
        self, frame: int, text: str = "too dark", *, marks: tuple[Mark, ...] = (), reply_to: str | None = None
    ) -> Comment:
        asked = NewComment(self.room.session.id, self.first.id, frame, frame + 2, text, reply_to, marks=marks)
        return (await self.room.services.comments.add(self.room[Role.REVIEWER], asked))[0]

    async def arrange(self, *versions: Version) -> None:
        ids = [version.id for version in versions]
        await self.room.services.reviews.set_playlist(self.room[Role.ARTIST], self.room.session.id, ids)

    async def marked(self) -> tuple[str, ...]:
        (session,) = await self.room.services.stores.reviews.by_ids([self.room.session.id])
        assert session is not None
        return session.carrying

    async def on(self, version: Version) -> list[Comment]:
        return list((await self.room.services.stores.comments.page_by_version([version.id], PageRequest(100)))[0].items)


@pytest.fixture
async def takes(scene: Scene) -> Takes:
    room = await make_review_room(scene)
    takes = Takes(room, room.version)
    await takes.analyse(room.version, 0)
    return takes


async def test_a_version_that_comes_into_the_playlist_brings_the_open_notes_along(takes: Takes) -> None:
    room = takes.room
    kept = await takes.say(100, marks=(ARROW,))
    gone = await takes.say(10, "the title")
    settled = await takes.say(120, "done")
    await room.services.comments.set_status(room[Role.ARTIST], settled.id, CommentStatus.RESOLVED)
    await takes.say(100, "I agree", reply_to=kept.id)
    await room.services.comments.delete(room[Role.REVIEWER], (await takes.say(130)).id)
    newer = await takes.next()

    await takes.arrange(takes.first, newer)

    lost, found = await takes.on(newer)
    assert (found.text, found.at, found.carried_from) == ("too dark", FrameRange(70, 72), kept.id)
    assert (found.confidence, found.needs_eyes, found.author_id) == (1.0, False, kept.author_id)
    assert (lost.text, lost.at, lost.carried_from) == ("the title", FrameRange(0, 1), gone.id)
    assert (lost.confidence, lost.needs_eyes) == (0.0, True)
    (drawn,) = (await room.services.stores.annotations.by_comments([found.id]))[0]
    assert (drawn.marks, drawn.at, drawn.version_id) == ((ARROW,), FrameRange(70, 72), newer.id)
    events = await room.services.reviews.events(room[Role.VIEWER], room.session.id, 0)
    assert events is not None
    arranged, *_, told, over = events[-4:]
    assert [event.kind.value for event in events[-4:]] == [
        "PlaylistChanged",
        "CommentAdded",
        "CommentAdded",
        "SessionChanged",
    ]
    assert told.payload["annotations"][0]["id"] == drawn.id
    assert told.actor_id == room[Role.ARTIST].user.id
    assert [event.payload["session"]["carrying"] for event in (arranged, over)] == [[newer.id], []]
    tied = await room.scene.client.read(
        "MATCH (c:Comment {id: $id})-[:CARRIED_FROM]->(o:Comment) MATCH (c)-[r:ON]->(v:Version) "
        "RETURN o.id AS origin, v.id AS version, r.start AS start",
        id=found.id,
    )
    assert tied == [{"origin": kept.id, "version": newer.id, "start": 70}]


async def test_all_notes_come_along_where_there_are_more_than_are_read_at_once(
    takes: Takes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.services.carrying.NOTES_AT_ONCE", 2)
    said = [await takes.say(100 + frame) for frame in range(9)]
    newer = await takes.next()

    await takes.arrange(takes.first, newer)

    assert {comment.carried_from for comment in await takes.on(newer)} == {comment.id for comment in said}
    assert await takes.marked() == ()


async def test_notes_are_carried_once_however_often_and_by_whom_it_is_asked(takes: Takes) -> None:
    await takes.say(100)
    newer = await takes.next()
    await takes.arrange(takes.first, newer)
    room, carrying = takes.room, takes.room.services.carrying

    again = await asyncio.gather(
        *(carrying.carry(room[Role.ARTIST], room.session.id, newer.id) for _ in range(3)),
    )
    await carrying.analysed(newer.id)
    await takes.arrange(takes.first)
    await takes.arrange(newer)

    assert [carried.comments for carried in again] == [(), (), ()]
    assert len(await takes.on(newer)) == 1


async def test_a_version_that_is_being_analysed_gets_its_notes_after_that(takes: Takes) -> None:
    await takes.say(100)
    newer = await takes.next(analysed=False)

    await takes.arrange(takes.first, newer)
    nobody = await takes.room.services.carrying.carry_marked()
    before, marked = await takes.on(newer), await takes.marked()
    await takes.analyse(newer, TRIMMED)
    await takes.room.services.carrying.analysed(newer.id)

    (found,) = await takes.on(newer)
    assert (nobody, before, marked, await takes.marked()) == (0, [], (newer.id,), ())
    assert (found.at, found.confidence) == (FrameRange(70, 72), 1.0)
    events = await takes.room.services.reviews.events(takes.room[Role.VIEWER], takes.room.session.id, 0)
    assert events is not None
    assert [(event.kind.value, event.actor_id) for event in events[-2:]] == [("CommentAdded", ""), ("SessionChanged", "")]


async def test_what_takes_long_to_compare_is_left_to_a_worker_and_marked_meanwhile(
    takes: Takes, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, carrying = takes.room, takes.room.services.carrying
    await takes.say(100)
    newer = await takes.next()
    monkeypatch.setattr("graph.services.carrying.FRAMES_AT_ONCE", 10)

    asked = [newer.id, takes.first.id]
    answered, _ = await room.services.reviews.set_playlist(room[Role.ARTIST], room.session.id, asked, "arrange")
    before = await takes.on(newer)
    await room.services.reviews.rename(room[Role.ARTIST], room.session.id, "Renamed")
    await room.services.reviews.close(room[Role.SUPERVISOR], room.session.id)
    while_closed = await carrying.carry_marked()
    await room.services.reviews.reopen(room[Role.SUPERVISOR], room.session.id)
    settled = [await carrying.carry_marked(), await carrying.carry_marked()]
    repeated, _ = await room.services.reviews.set_playlist(room[Role.ARTIST], room.session.id, asked, "arrange")

    assert (answered.carrying, before, while_closed, settled) == ((newer.id,), [], 0, [1, 0])
    assert [note.at for note in await takes.on(newer)] == [FrameRange(70, 72)]
    assert await takes.marked() == ()
    assert (repeated.playlist, repeated.carrying) == (answered.playlist, ())


async def test_what_is_asked_for_by_hand_and_takes_long_is_left_to_a_worker_too(
    takes: Takes, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, carrying = takes.room, takes.room.services.carrying
    newer = await takes.next()
    await takes.arrange(newer, takes.first)
    await takes.say(100)
    monkeypatch.setattr("graph.services.carrying.FRAMES_AT_ONCE", 10)

    asked = [await carrying.carry(room[Role.ARTIST], room.session.id, newer.id) for _ in range(2)]
    before, marked = await takes.on(newer), await takes.marked()
    settled = await carrying.carry_marked()
    nothing_left = await carrying.carry(room[Role.ARTIST], room.session.id, newer.id)

    assert [(each.comments, each.left) for each in asked] == [((), True), ((), True)]
    assert (before, marked, settled) == ([], (newer.id,), 1)
    assert [note.at for note in await takes.on(newer)] == [FrameRange(70, 72)]
    assert await takes.marked() == ()
    assert (nothing_left.comments, nothing_left.left) == ((), False)


async def test_notes_of_another_session_and_edit_lists_are_left_to_a_worker_too(
    takes: Takes, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given notes of two sessions on a take, and a newer one whose pictures nobody kept
    room, carrying, host = takes.room, takes.room.services.carrying, takes.room[Role.ARTIST]
    newer, analysis = await takes.next(analysed=False), room.services.analysis
    run, attempt = await analysis.begin((await analysis.request(host, newer.id)).id, "worker", "cpu", ALL_MODELS)
    await analysis.finish(run, attempt, {})
    await takes.arrange(newer, takes.first)
    await takes.say(100)
    other = await room.services.reviews.open(host, room.scene.project.id, "Yesterday", [takes.first.id])
    await room.services.comments.add(host, NewComment(other.id, takes.first.id, 150, 152, "yesterday"))
    monkeypatch.setattr("graph.services.carrying.FRAMES_AT_ONCE", 10)

    # when a host asks for the one by edit lists, that say what was trimmed, and for the other
    cuts = (timeline([("a", 0, 240)]), timeline([("a", 60, 240)]))
    asked = [
        await carrying.carry(host, room.session.id, newer.id, cuts=cuts),
        await carrying.carry(host, room.session.id, newer.id, other.id),
    ]
    before, marked = await takes.on(newer), await takes.marked()
    settled = [await carrying.carry_marked(), await carrying.carry_marked()]

    assert [(each.comments, each.left) for each in asked] == [((), True), ((), True)]
    assert (before, marked, settled) == ([], (newer.id,), [1, 0])
    assert {note.text: note.at.start for note in await takes.on(newer)} == {"too dark": 40, "yesterday": 150}
    assert await takes.marked() == ()
    assert await room.services.stores.carry_asks.of(room.session.id, newer.id) == []


async def test_films_whose_comparison_breaks_are_left_and_the_others_are_compared(
    takes: Takes, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer, newest = await takes.next("newer"), await takes.next("newest", 50)
    await takes.say(100)
    monkeypatch.setattr("graph.services.carrying.FRAMES_AT_ONCE", 0)
    await takes.arrange(takes.first, newer, newest)
    compared: list[object] = []

    def compare(*films: object) -> SeenPlaces:
        compared.append(films)
        if len(compared) == 1:
            raise MemoryError
        return SeenPlaces(*films)  # type: ignore[arg-type]

    monkeypatch.setattr("graph.services.carrying.SeenPlaces", compare)
    settled = await takes.room.services.carrying.carry_marked()

    assert (settled, await takes.marked()) == (2, ())
    assert sorted([len(await takes.on(newer)), len(await takes.on(newest))]) == [0, 1]


async def test_a_version_that_leaves_the_playlist_is_marked_no_more(takes: Takes) -> None:
    await takes.say(100)
    newer = await takes.next(analysed=False)
    await takes.arrange(takes.first, newer)

    await takes.arrange(takes.first)

    assert await takes.marked() == ()
    assert await takes.room.services.carrying.carry_marked() == 0


async def test_a_third_version_continues_the_second_and_what_was_settled_there_stays_settled(takes: Takes) -> None:
    await takes.say(100, "one")
    await takes.say(140, "two")
    second = await takes.next("second", 30)
    await takes.arrange(takes.first, second)
    one, two = await takes.on(second)
    await takes.room.services.comments.set_status(takes.room[Role.ARTIST], two.id, CommentStatus.RESOLVED)
    third = await takes.next("third", 50)

    await takes.arrange(takes.first, second, third)

    (carried,) = await takes.on(third)
    assert (carried.text, carried.carried_from, carried.at) == ("one", one.id, FrameRange(50, 52))


async def test_without_pictures_a_note_is_carried_by_timecode_for_somebody_to_look_at(scene: Scene) -> None:
    room = await make_review_room(scene)
    takes = Takes(room, room.version)
    await takes.say(100)
    newer = await takes.next(analysed=False)

    carried = await room.services.carrying.carry(room[Role.ARTIST], room.session.id, room.other.id)
    await room.services.reviews.set_playlist(room[Role.ARTIST], room.session.id, [room.version.id, newer.id])
    by_hand = await room.services.carrying.carry(room[Role.ARTIST], room.session.id, newer.id)

    assert carried.comments == ()
    ((found, _),) = by_hand.comments
    assert (found.at, found.confidence, found.needs_eyes) == (FrameRange(100, 102), 0.3, True)


async def test_whoever_looked_puts_a_note_in_its_place(takes: Takes) -> None:
    room, comments = takes.room, takes.room.services.comments
    await takes.say(10, marks=(ARROW,))
    newer = await takes.next()
    await takes.arrange(takes.first, newer)
    (lost,) = await takes.on(newer)

    placed, _ = await comments.place(room[Role.ARTIST], lost.id, 1, FrameRange(40, 45), "p")

    assert await takes.on(newer) == [placed]
    assert (placed.at, placed.needs_eyes, placed.version) == (FrameRange(40, 45), False, 2)
    assert (await room.services.stores.annotations.by_comments([lost.id]))[0][0].at == FrameRange(40, 45)
    tied = await room.scene.client.read(
        "MATCH (:Comment {id: $id})-[r:ON]->(:Version) RETURN r.start AS start, r.end AS end", id=lost.id
    )
    assert tied == [{"start": 40, "end": 45}]
    assert (await comments.place(room[Role.ARTIST], lost.id, 1, FrameRange(40, 45), "p"))[0] == placed
    with pytest.raises(ConflictError):
        await comments.place(room[Role.REVIEWER], lost.id, 1, FrameRange(1, 2))
    with pytest.raises(InvalidError, match="range"):
        await comments.place(room[Role.REVIEWER], lost.id, 2, FrameRange(400, 401))
    with pytest.raises(InvalidError, match="either"):
        await comments.change(room[Role.REVIEWER], lost.id, 2, "words", CommentStatus.OPEN)


async def test_notes_of_another_session_come_where_somebody_asks_for_them(takes: Takes) -> None:
    room = takes.room
    note = await takes.say(100)
    newer = await takes.next()
    host = room[Role.ARTIST]
    later = await room.services.reviews.open(host, room.scene.project.id, "Tomorrow", [newer.id])

    nothing = await room.services.carrying.carry(host, later.id, newer.id)
    carried = await room.services.carrying.carry(host, later.id, newer.id, room.session.id)

    assert nothing.comments == ()
    ((found, seq),) = carried.comments
    assert (found.session_id, found.carried_from, seq) == (later.id, note.id, 2)


async def test_only_hosts_carry_and_only_what_is_theirs_to_see(takes: Takes) -> None:
    room, carrying = takes.room, takes.room.services.carrying
    newer = await takes.next()
    with pytest.raises(NotFoundError, match="version in this session"):
        await carrying.carry(room[Role.ARTIST], room.session.id, newer.id)
    with pytest.raises(NotAllowedError, match="ARTIST"):
        await carrying.carry(room[Role.REVIEWER], room.session.id, room.version.id)
    with pytest.raises(NotFoundError):
        await carrying.carry(room.scene.stranger, room.session.id, room.version.id)
    with pytest.raises(NotFoundError, match="session"):
        await carrying.carry(room[Role.ARTIST], room.session.id, room.version.id, newer.id)
    await room.services.reviews.close(room[Role.SUPERVISOR], room.session.id)
    with pytest.raises(ConflictError, match="closed"):
        await carrying.carry(room[Role.ARTIST], room.session.id, room.version.id)
    await carrying.analysed(room.version.id)
