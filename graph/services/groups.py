"""Group commit: what many ask for at once is written with one statement, and each gets its own answer.

A few groups are on their way at a time; who comes meanwhile waits for the next. What belongs to one line, such as the log of
a session, is in one group on its way at most, so it is written in the order in which it came. What follows a write, such as
telling others of it, happens in the order of the writes, while the next group is written already. It keeps nothing but
callers that wait.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class _Waiting(Generic[T, R]):
    item: T
    answer: asyncio.Future[R]


class Groups(Generic[T, R]):
    """Writes items in groups. ``write`` answers one result an item, in order; a group holds each of ``keys`` once.

    Up to ``at_once`` groups are on their way, no two of them with items of the same ``line``. An item that ``closes`` its
    group is the last of it. Of many who wait a group takes half, but ``least`` of them: while it is written, those of the
    one before get their answers, and come with more. ``follow`` is done after each write with its items and answers, before
    anybody gets one; the groups follow one another.
    """

    def __init__(
        self,
        write: Callable[[Sequence[T]], Awaitable[Sequence[R]]],
        keys: Callable[[T], Collection[Hashable]] = lambda item: (),
        largest: int = 500,
        least: int = 500,
        closes: Callable[[T], bool] = lambda item: False,
        follow: Callable[[Sequence[T], Sequence[R]], Awaitable[None]] | None = None,
        line: Callable[[T], Hashable] = lambda item: None,
        at_once: int = 1,
    ) -> None:
        self._write = write
        self._keys = keys
        self._largest = largest
        self._least = least
        self._closes = closes
        self._follow = follow
        self._line = line
        self._at_once = at_once
        self._waiting: deque[_Waiting[T, R]] = deque()
        self._busy: set[Hashable] = set()
        self._writers: set[asyncio.Task[None]] = set()
        self._following: asyncio.Task[None] | None = None

    async def add(self, item: T) -> R:
        """Write an item with the next group and return its answer; raises what writing the group raised."""
        waiting: _Waiting[T, R] = _Waiting(item, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if len(self._writers) < self._at_once and self._line(item) not in self._busy:
            # In a context of its own: the group is not bound by the deadline of whoever came first.
            self._writers.add(asyncio.create_task(self._run(), context=contextvars.Context()))
        return await waiting.answer

    async def close(self) -> None:
        """Return once everything that was asked for is written, and what follows is done."""
        while self._writers:
            await asyncio.wait(self._writers)
        if self._following is not None:
            await self._following

    async def _run(self) -> None:
        """Write groups until nothing waits but what another writer will take."""
        try:
            while group := self._next():
                lines = {self._line(each.item) for each in group}
                self._busy |= lines
                try:
                    answers = await self._write([each.item for each in group])
                except Exception as error:  # noqa: BLE001 -- those who wait are told, whatever it was; others go on
                    _fail(group, error)
                    continue
                finally:
                    self._busy -= lines
                if self._follow is None:
                    _answer(group, answers)
                else:
                    self._following = asyncio.create_task(_followed(self._following, self._follow, group, answers))
        finally:
            writer = asyncio.current_task()
            assert writer is not None  # noqa: S101 -- add makes a task of it
            self._writers.discard(writer)
            if not self._writers:  # there is somebody only where the writer was cancelled
                for each in self._waiting:
                    each.answer.cancel()

    def _next(self) -> list[_Waiting[T, R]]:
        """Take the next group from those who wait; what has a key that is in it already, or a busy line, waits on."""
        group: list[_Waiting[T, R]] = []
        later: deque[_Waiting[T, R]] = deque()
        seen: set[Hashable] = set()
        size = min(self._largest, max(self._least, len(self._waiting) // 2))
        while self._waiting and len(group) < size:
            each = self._waiting.popleft()
            if each.answer.cancelled():
                continue
            keys = self._keys(each.item)
            late = self._line(each.item) in self._busy or not seen.isdisjoint(keys)
            (later if late else group).append(each)
            seen.update(keys)
            if not late and self._closes(each.item):
                break
        self._waiting.extendleft(reversed(later))
        return group


async def _followed(
    before: asyncio.Task[None] | None,
    follow: Callable[[Sequence[T], Sequence[R]], Awaitable[None]],
    group: Sequence[_Waiting[T, R]],
    answers: Sequence[R],
) -> None:
    """Do what follows a write, after what follows the one before, and give everyone their answer."""
    if before is not None:
        await before
    try:
        await follow([each.item for each in group], answers)
    except Exception as error:  # noqa: BLE001 -- those who wait are told, whatever it was; others go on
        _fail(group, error)
    else:
        _answer(group, answers)


def _answer(group: Sequence[_Waiting[T, R]], answers: Sequence[R]) -> None:
    for each, answer in zip(group, answers, strict=True):
        if not each.answer.done():
            each.answer.set_result(answer)


def _fail(group: Sequence[_Waiting[T, R]], error: Exception) -> None:
    for each in group:
        if not each.answer.done():
            each.answer.set_exception(error)
