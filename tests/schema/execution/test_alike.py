from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
import strawberry

from graph.nodes.access import Role
from schema.alike import alike
from schema.execution.executor import planned
from schema.execution.plans import Plans
from schema.ids import encode_id
from schema.review_objects import ReviewObjects
from tests.graph.review_room import make_review_room
from tests.schema.desk import Desk


async def name_of(self: Thing, info: strawberry.Info[list[str | None], None]) -> str | None:
    info.context.append(self.owner)
    if self.owner == "nobody":
        raise LookupError("nobody has no name")
    return self.owner and self.owner.upper()


@strawberry.type
class Thing:
    owner: strawberry.Private[str | None]
    name: str | None = strawberry.field(resolver=name_of, metadata=alike(lambda self: self.owner))


@strawberry.type
class Query:
    @strawberry.field
    def things(self) -> list[Thing]:
        return [Thing(owner=owner) for owner in ("ada", None, "ada", "nobody", "bo", None, "nobody")]


async def test_alike_objects_are_asked_once_and_all_get_the_answer_or_the_error() -> None:
    asked: list[str | None] = []

    stock = await strawberry.Schema(Query).execute("{ things { name } }", context_value=[])
    ours = await strawberry.Schema(Query, execution_context_class=planned(Plans())).execute(
        "{ things { name } }", context_value=asked
    )

    assert sorted(asked, key=str) == [None, "ada", "bo", "nobody"]
    assert ours.data == stock.data
    assert ours.data == {"things": [{"name": name} for name in ("ADA", None, "ADA", None, "BO", None, None)]}
    assert [(each.message, each.path) for each in ours.errors or ()] == [
        (each.message, each.path) for each in stock.errors or ()
    ]
    assert [each.path for each in ours.errors or ()] == [["things", 3, "name"], ["things", 6, "name"]]


async def test_a_page_of_comments_that_answer_nobody_asks_nothing_for_each(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await make_review_room(desk.scene)
    first, _ = await room.say("the first")
    for number in range(6):
        await room.say(f"comment {number}", reply_to=first.id if number == 5 else None)
    asked: list[object] = []
    find, mentioned = ReviewObjects.comment, ReviewObjects.some_users

    async def comment(self: ReviewObjects, comment_id: str | None) -> Any:
        asked.append(comment_id)
        return await find(self, comment_id)

    async def users(self: ReviewObjects, ids: Sequence[str]) -> Any:
        asked.append(tuple(ids))
        return await mentioned(self, ids)

    monkeypatch.setattr(ReviewObjects, "comment", comment)
    monkeypatch.setattr(ReviewObjects, "some_users", users)
    query = """query ($id: ID!) { reviewSession(id: $id) { comments { edges { node {
        text author { name } at { start end } on { id } replyTo { text } mentions { name } resolvedBy { name } } } } } }"""

    found = await desk.ask(query, room[Role.REVIEWER], id=encode_id("ReviewSession", room.session.id))

    assert sorted(asked, key=str) == [(), first.id, None]
    nodes = [edge["node"] for edge in found["reviewSession"]["comments"]["edges"]]
    assert [node["replyTo"] for node in nodes] == [None] * 6 + [{"text": "the first"}]
    assert len({node["author"]["name"] for node in nodes}) == 1
