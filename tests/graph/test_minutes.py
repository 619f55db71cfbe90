"""The minutes of a session: who came, what was said, drawn and decided, and that words stay words in every form."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest
from redis.asyncio import Redis

from graph.errors import NotFoundError
from graph.minutes.addresses import Addresses
from graph.minutes.forms import FORMS, ReportFormat
from graph.minutes.markdown import plain
from graph.nodes.access import Role
from graph.nodes.comment import CommentStatus
from graph.nodes.minutes import Minutes
from graph.nodes.verdict import VerdictKind, VerdictSubject
from graph.rooms import RedisRooms
from graph.services.annotations import NewAnnotation
from graph.services.rooms import RoomService
from schema.ids import encode_id
from tests.graph.review_room import ARROW, ReviewRoom, make_review_room
from tests.graph.scene import Scene

HOSTILE = "<script>alert(1)</script> [x](javascript:alert(1)) `a` **b**\n# not a heading\n- nor | a list & \"so\" 'on'"


@pytest.fixture
async def room(scene: Scene) -> ReviewRoom:
    return await make_review_room(scene)


async def held(room: ReviewRoom, redis: Redis) -> Minutes:
    """A session with everything in it."""
    services = room.services
    rooms = RoomService(services.stores, services.session_log, RedisRooms(redis, 600), room.scene.bus)
    await rooms.join(room[Role.VIEWER], room.session.id, "Vera <b>")
    await rooms.join(room[Role.SUPERVISOR], room.session.id)
    note, _ = await room.say(HOSTILE, marks=(ARROW,), mentions=(room[Role.ARTIST].user.id,))
    reply, _ = await room.say("done", who=Role.ARTIST, reply_to=note.id)
    await room.say("and again", who=Role.ARTIST, reply_to=reply.id)
    await services.comments.set_status(room[Role.ARTIST], note.id, CommentStatus.RESOLVED)
    await services.comments.delete(room[Role.REVIEWER], (await room.say("never mind", start=3, end=4))[0].id)
    await services.annotations.add(room[Role.REVIEWER], NewAnnotation(room.session.id, room.other.id, 7, 8, (ARROW, ARROW)))
    await services.reviews.decide(room[Role.SUPERVISOR], room.session.id, room.version.id, "approved", HOSTILE)
    await room.scene.analysed(await room.scene.ingest(room.scene.file("three.mov", "VIDEO three")))
    rows = await room.scene.client.read("MATCH (t:Track) RETURN t.id AS id ORDER BY t.id LIMIT 1")
    await services.verdicts.give(
        room[Role.REVIEWER],
        VerdictSubject.TRACK,
        rows[0]["id"],
        VerdictKind.FIX,
        correction="a wolf",
        session_id=room.session.id,
    )
    return await services.minutes.of(room[Role.VIEWER], room.session.id)


async def test_minutes_say_who_came_what_was_said_drawn_judged_and_decided(room: ReviewRoom, redis: Redis) -> None:
    minutes = await held(room, redis)

    assert [person.name for person in minutes.people[:2]] == ["Vera <b>", room[Role.SUPERVISOR].user.name]
    assert {(person.name, person.came is None, person.comments) for person in minutes.people[2:]} == {
        (room[Role.REVIEWER].user.name, True, 1),
        (room[Role.ARTIST].user.name, True, 2),
    }
    assert [(version.title, version.status) for version in minutes.versions] == [("one v1", "approved"), ("two v1", None)]
    gone, note = minutes.notes
    assert (gone.deleted, gone.text, gone.pictured) == (True, "", False)
    assert (note.text, note.marks, note.moment.timecode) == (HOSTILE, 1, "01:00:00;10")
    assert (note.status, note.resolved_by) == (CommentStatus.RESOLVED, room[Role.ARTIST].user.name)
    assert note.mentions == (room[Role.ARTIST].user.name,)
    assert [reply.text for reply in note.replies] == ["done", "and again"]
    assert [(one.moment.version, one.moment.at.start, one.marks) for one in minutes.drawings] == [("two v1", 7, 2)]
    assert [(one.version, one.status) for one in minutes.rulings] == [("one v1", "approved")]
    assert [(one.about[:5], one.kind, one.correction) for one in minutes.judgements] == [("track", "FIX", "a wolf")]
    assert minutes.complete
    with pytest.raises(NotFoundError):
        await room.services.minutes.of(room.scene.stranger, room.session.id)


async def test_the_json_says_all_of_it_and_the_page_and_the_text_make_no_markup_of_words(
    room: ReviewRoom, redis: Redis
) -> None:
    minutes = await held(room, redis)
    written = {format_: FORMS[format_].write(minutes, Addresses(encode_id)) for format_ in ReportFormat}

    said = json.loads(written[ReportFormat.JSON])
    assert said["notes"][1]["text"] == HOSTILE
    assert said["notes"][1]["replies"][1]["text"] == "and again"
    assert (said["decisions"][0]["status"], said["verdicts"][0]["correction"]) == ("approved", "a wolf")
    page = Page(written[ReportFormat.HTML])
    assert page.tags <= {"html", "meta", "title", "link", "main", "h1", "h2", "h3", "p", "ul", "li", "article", "div"} | {
        "span",
        "strong",
        "em",
        "footer",
        "img",
    }
    assert page.attributes <= {"lang", "charset", "name", "content", "rel", "href", "class", "src", "alt", "loading"}
    assert HOSTILE in page.text
    assert "Vera <b>" in page.text
    text = written[ReportFormat.MARKDOWN]
    assert "<" not in text
    assert r"\[x\](javascript:alert(1))" in text
    assert "01:00:00;10 (frames 10 to 11)" in text
    assert not any(
        line.startswith(("# not", "- nor")) or "> # not" in line or "> - nor" in line for line in text.split("\n")
    )


async def test_minutes_that_leave_something_out_say_so(room: ReviewRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in range(3):
        await room.say(f"note {place}")
    monkeypatch.setattr("graph.services.minutes.MOST", 2)

    minutes = await room.services.minutes.of(room[Role.VIEWER], room.session.id)

    assert ([note.text for note in minutes.notes], minutes.complete) == (["note 0", "note 1"], False)
    assert "There is more" in FORMS[ReportFormat.MARKDOWN].write(minutes, Addresses(encode_id))


@pytest.mark.parametrize("count", [4, 5])
async def test_minutes_that_are_read_in_parts_have_all_of_them(
    room: ReviewRoom, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    monkeypatch.setattr("graph.services.minutes._AT_ONCE", 2)
    for number in range(count):
        await room.say(f"note {number}", start=number, end=number + 1)

    minutes = await room.services.minutes.of(room[Role.VIEWER], room.session.id)

    assert ([note.text for note in minutes.notes], minutes.complete) == ([f"note {number}" for number in range(count)], True)


def test_markdown_shows_words_as_they_are() -> None:
    for hostile, shown in (
        ("1. x", r"1\. x"),
        ("123) x", r"123\) x"),
        ("+ x", r"\+ x"),
        ("====", r"\===="),
        ("![a](b)", r"!\[a\](b)"),
        ("<i>&amp;", "&lt;i&gt;&amp;amp;"),
        ("http://example.org", r"http\://example.org"),
        ("a\n\n# b", "a # b"),
        ("$x$ ~y~ |z|", r"\$x\$ \~y\~ \|z\|"),
    ):
        assert plain(hostile) == shown


class Page(HTMLParser):
    """Which elements and attributes a document has, and its text."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(document)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data
