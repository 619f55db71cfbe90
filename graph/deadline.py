"""How long the work in hand may still take: told once for an operation, known to every statement that is run for it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

GRACE_SECONDS = 0.25
"""A statement may run so much longer than its operation: whoever waits for it is told first."""


@dataclass(slots=True)
class Deadline:
    """A moment of the monotonic clock; None when the operation is over: work that it began goes on without one."""

    at: float | None


_current: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


@contextmanager
def deadline_in(seconds: float) -> Iterator[None]:
    """Give the work of this block, and the tasks that it starts, so many seconds."""
    deadline = Deadline(time.monotonic() + seconds)
    before = _current.set(deadline)
    try:
        yield
    finally:
        deadline.at = None
        _current.reset(before)


def seconds_left() -> float | None:
    """Return how many seconds a statement that begins now may take, never below the grace; None without a limit."""
    deadline = _current.get()
    if deadline is None or deadline.at is None:
        return None
    return max(deadline.at - time.monotonic(), 0.0) + GRACE_SECONDS
