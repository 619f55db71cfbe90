"""Clients of one review session that come and go: each has a copy of what it was told, and a queue of what it has to say."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from graph.errors import ReelgraphError
from graph.nodes.access import Viewer
from graph.nodes.comment import CommentStatus
from graph.nodes.page import Page, PageRequest
from graph.services.annotations import NewAnnotation
from graph.services.comments import NewComment
from graph.services.session_writing import ChangedMeanwhileError
from graph.stores.annotations import annotation_row
from graph.stores.comments import comment_row
from tests.graph.review_room import ARROW, ReviewRoom

RECENT = 12
PAGE = 1000

T = TypeVar("T")
Row = dict[str, Any]
Ask = Callable[[str], Awaitable[tuple[Any, int]]]


@dataclass
class Outcome:
    """What became of everything that was asked for. ``done`` maps keys to the number in the log that they were told."""

    done: dict[str, int] = field(default_factory=dict)
    changed: list[tuple[str, int]] = field(default_factory=list)
    conflicts: list[tuple[str, int, Row]] = field(default_factory=list)
    refused: int = 0
    resyncs: int = 0


@dataclass
class Client:
    """One of them. ``seq`` is the last event that it knows, ``copy`` what it thinks that the session holds."""

    room: ReviewRoom
    viewer: Viewer
    chance: random.Random
    outcome: Outcome
    seq: int = 0
    copy: dict[str, Row] = field(default_factory=dict)
    online: bool = True
    queue: list[tuple[str, Ask]] = field(default_factory=list)
    asked: int = 0
    known: list[str] = field(default_factory=list)

    async def act(self, times: int) -> None:
        """Do some things at once, as they look now: say them, or keep them for later where the link is lost."""
        if self.chance.random() < 0.15:
            self.online = not self.online
            if self.online:
                await self.come_back()
        elif self.online and self.chance.random() < 0.7:
            await self.look()
        for _ in range(times):
            self.asked += 1
            self.queue.append((f"{self.viewer.user.id}-{self.asked}", self._something()))
        if self.online:
            await self._say_all(times)

    async def come_back(self) -> None:
        """Say what was held back, then look."""
        self.online = True
        await self._say_all(20)
        await self.look()

    async def _say_all(self, at_once: int) -> None:
        while self.queue:
            some, self.queue = self.queue[:at_once], self.queue[at_once:]
            await asyncio.gather(*(self._send(*said) for said in some))

    async def look(self) -> None:
        """Learn what happened since, or where that is too much, how it is now."""
        reviews = self.room.services.reviews
        events = await reviews.events(self.viewer, self.room.session.id, self.seq)
        if events is None:
            await self._read_again()
            return
        for event in events:
            assert event.seq == self.seq + 1, "a gap or a double"
            self.seq = event.seq
            for row in (
                event.payload.get("comment"),
                event.payload.get("annotation"),
                *event.payload.get("annotations", ()),
            ):
                if row is not None:
                    self._learn(row)

    async def _read_again(self) -> None:
        self.outcome.resyncs += 1
        (session,) = await self.room.services.reviews.visible(self.viewer, [self.room.session.id])
        assert session is not None
        self.seq, self.copy, self.known = session.seq, {}, []
        stores = self.room.services.stores
        comments, drawings = stores.comments.page_by_session, stores.annotations.page_by_session
        for row in await _all(lambda request: comments([session.id], request), comment_row):
            self._learn(row)
        for row in await _all(lambda request: drawings([session.id], request), annotation_row):
            self._learn(row)

    def _learn(self, row: Row) -> None:
        """Take what a thing is like; what is read again may know more than the events that follow."""
        old = self.copy.get(row["id"])
        if old is None or old["version"] <= row["version"]:
            self.copy[row["id"]] = row
        if old is None and "text" in row:
            self.known.append(row["id"])

    async def _send(self, key: str, ask: Ask) -> None:
        """Ask for something, sometimes twice, as after a lost answer."""
        times = 2 if self.chance.random() < 0.1 else 1
        answers = await asyncio.gather(*(ask(key) for _ in range(times)), return_exceptions=True)
        for answer in answers:
            if isinstance(answer, ReelgraphError):
                self.outcome.refused += 1
            elif isinstance(answer, BaseException):
                raise answer
            else:
                assert self.outcome.done.setdefault(key, answer[1]) == answer[1], "one request, two numbers"

    def _something(self) -> Ask:
        """Return something to ask for, as it looks now to this client."""
        turn = self.chance.random()
        recent = [self.copy[one] for one in self.known[-RECENT:]]
        comments, annotations = self.room.services.comments, self.room.services.annotations
        session, version = self.room.session.id, self.room.version.id
        start = self.chance.randrange(250)
        if turn < 0.3 or not recent:
            reply = self.chance.choice(recent)["id"] if recent and turn < 0.1 else None
            said = NewComment(session, version, start, start + 2, f"note {self.asked}", reply_to=reply)
            return lambda key: comments.add(self.viewer, said, key)
        if turn < 0.4:
            drawn = NewAnnotation(session, version, start, start + 1, (ARROW,))
            return lambda key: annotations.add(self.viewer, drawn, key)
        if turn < 0.5:
            take = annotations.undo if turn < 0.46 else annotations.redo
            return lambda key: take(self.viewer, session, key)
        own = [row for row in recent if row["authorId"] == self.viewer.user.id] or recent
        seen = self.chance.choice(own if turn < 0.75 else recent)
        if turn < 0.75:
            return self._changing(seen, lambda key: comments.edit(self.viewer, seen["id"], seen["version"], key, key))
        if turn < 0.97:
            status = self.chance.choice(list(CommentStatus))
            return self._changing(
                seen, lambda key: comments.set_status(self.viewer, seen["id"], status, seen["version"], key)
            )
        return self._changing(seen, lambda key: comments.delete(self.viewer, seen["id"], seen["version"], key))

    def _changing(self, seen: Row, ask: Ask) -> Ask:
        """Note what becomes of a change that is made to a version that this client saw."""

        async def change(key: str) -> tuple[Any, int]:
            try:
                answer = await ask(key)
            except ChangedMeanwhileError as error:
                self.outcome.conflicts.append((seen["id"], seen["version"], comment_row(error.current)))  # type: ignore[arg-type]
                raise
            if key not in self.outcome.done:
                self.outcome.changed.append((seen["id"], seen["version"]))
                self.outcome.done[key] = answer[1]
            return answer

        return change


async def _all(read: Callable[[PageRequest], Awaitable[list[Page[T]]]], row_of: Callable[[T], Row]) -> list[Row]:
    """Read page after page."""
    found: list[Row] = []
    position: tuple[Any, ...] | None = None
    while True:
        (page,) = await read(PageRequest(PAGE, position))
        found += [row_of(item) for item in page.items]
        if not page.more:
            return found
        position = (found[-1]["id"],)
