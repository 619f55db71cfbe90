"""Waiting for processes and for facts, with a deadline instead of a sleep."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import psutil

DEADLINE_SECONDS = 60.0


def gone(pid: int) -> bool:
    """Tell whether a process has ended; one that only waits for its parent to ask has."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def wait_until(fact: Callable[[], bool], what: str) -> None:
    """Return once ``fact`` is true; fails the test after 60 s."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not fact():
        assert time.monotonic() < deadline, f"not within {DEADLINE_SECONDS:.0f} s: {what}"
        time.sleep(0.02)


async def wait_until_async(fact: Callable[[], bool], what: str) -> None:
    """Return once ``fact`` is true, letting other tasks run; fails the test after 60 s."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not fact():
        assert time.monotonic() < deadline, f"not within {DEADLINE_SECONDS:.0f} s: {what}"
        await asyncio.sleep(0.02)
