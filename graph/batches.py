"""Rows in batches: one statement for many rows is what makes writing fast on both engines."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]

IN_FLIGHT = 2
"""Batches on their way at once: while the engine works on one, the next is encoded and sent."""


def split(rows: Sequence[Row], size: int) -> list[list[Row]]:
    """Return ``rows`` in order as lists of at most ``size``; raises ValueError for a size below 1."""
    if size < 1:
        raise ValueError(f"a batch holds at least one row, not {size}")
    return [list(rows[start : start + size]) for start in range(0, len(rows), size)]


async def write_in_batches(write: Callable[[list[Row]], Awaitable[object]], rows: Sequence[Row], size: int) -> int:
    """Call ``write`` for each batch, two at a time, and return how many there were.

    The first failure is raised once nothing is on its way any more; batches that were written by then stay written.
    """
    batches = split(rows, size)
    waiting = iter(batches)

    async def work() -> None:
        for batch in waiting:
            await write(batch)

    tasks = [asyncio.create_task(work()) for _ in batches[:IN_FLIGHT]]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return len(batches)
