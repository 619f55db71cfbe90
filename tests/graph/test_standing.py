"""Work that breaks is begun again, and says that it broke."""

from __future__ import annotations

import asyncio

from structlog.testing import capture_logs

from graph.standing import StandingWork


async def test_work_that_breaks_is_begun_again_and_its_trace_is_kept() -> None:
    begun: list[bool] = []
    holds = asyncio.Event()

    async def work() -> None:
        begun.append(standing.broken)
        if len(begun) < 3:
            raise ArithmeticError("nobody foresaw this")
        holds.set()
        await asyncio.Event().wait()

    standing = StandingWork("counting", work, pause_seconds=0.001)
    with capture_logs() as lines:
        running = asyncio.create_task(standing.run())
        await asyncio.wait_for(holds.wait(), 60)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    assert begun == [False, True, True]
    assert standing.broken
    assert running.cancelled()
    assert [(line["work"], str(line["exc_info"])) for line in lines] == [("counting", "nobody foresaw this")] * 2


async def test_work_that_ends_by_itself_is_not_begun_again() -> None:
    begun = 0

    async def work() -> None:
        nonlocal begun
        begun += 1

    standing = StandingWork("once", work)
    await standing.run()

    assert begun == 1
    assert not standing.broken
