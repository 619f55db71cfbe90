"""Groups: what waits is written together, what belongs to one line in its order, and one line keeps no other waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from graph.services.groups import Groups

DEADLINE_SECONDS = 30.0


class Desk:
    """Writes words, each group when it is let; the first letter of a word is its line."""

    def __init__(self, at_once: int = 2) -> None:
        self.written: list[list[str]] = []
        self.told: list[str] = []
        self.begun: asyncio.Queue[list[str]] = asyncio.Queue()
        self._let: dict[str, asyncio.Event] = {}
        self.groups = Groups[str, str](self._write, follow=self._tell, line=lambda word: word[0], at_once=at_once)

    async def _write(self, words: Sequence[str]) -> Sequence[str]:
        self.begun.put_nowait(list(words))
        async with asyncio.timeout(DEADLINE_SECONDS):
            await self._let.setdefault(words[0], asyncio.Event()).wait()
        if "broken" in words[0]:
            raise OSError(words[0])
        self.written.append(list(words))
        return [word.upper() for word in words]

    async def _tell(self, words: Sequence[str], answers: Sequence[str]) -> None:
        self.told += answers

    def let(self, word: str) -> None:
        self._let.setdefault(word, asyncio.Event()).set()

    def ask(self, word: str) -> asyncio.Task[str]:
        return asyncio.create_task(self.groups.add(word))

    async def next_begun(self) -> list[str]:
        async with asyncio.timeout(DEADLINE_SECONDS):
            return await self.begun.get()


async def test_a_line_that_is_busy_keeps_no_other_waiting() -> None:
    desk = Desk()
    slow = desk.ask("a1")
    assert await desk.next_begun() == ["a1"]
    later, other = desk.ask("a2"), desk.ask("b1")

    assert await desk.next_begun() == ["b1"]
    desk.let("b1")
    assert await other == "B1"
    assert not slow.done()
    assert not later.done()

    desk.let("a1")
    desk.let("a2")
    assert (await slow, await later) == ("A1", "A2")
    assert desk.written == [["b1"], ["a1"], ["a2"]]


async def test_who_comes_while_all_writers_are_busy_is_written_together() -> None:
    desk = Desk()
    first = [desk.ask("a1")]
    assert await desk.next_begun() == ["a1"]
    first.append(desk.ask("b1"))
    assert await desk.next_begun() == ["b1"]
    rest = [desk.ask(word) for word in ("c1", "d1", "a2", "c2")]
    await asyncio.sleep(0)

    desk.let("b1")
    assert await desk.next_begun() == ["c1", "d1", "c2"]
    desk.let("a1")
    assert await desk.next_begun() == ["a2"]
    desk.let("c1")
    desk.let("a2")
    await desk.groups.close()

    assert [task.result() for task in (*first, *rest)] == ["A1", "B1", "C1", "D1", "A2", "C2"]
    assert [word for word in desk.told if word.startswith("A")] == ["A1", "A2"]
    assert sorted(desk.told) == ["A1", "A2", "B1", "C1", "C2", "D1"]


async def test_a_group_that_fails_is_told_to_its_own_alone() -> None:
    desk = Desk(at_once=1)
    broken = desk.ask("a broken one")
    assert await desk.next_begun() == ["a broken one"]
    fine = desk.ask("a2")
    desk.let("a broken one")
    desk.let("a2")

    with pytest.raises(OSError, match="a broken one"):
        await broken
    assert await fine == "A2"
    assert desk.told == ["A2"]
