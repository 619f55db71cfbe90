"""What stage a run is in, how far, how fast, and how long it will take yet."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from analyzers.wire import Message, Progressed

SETTLE_SECONDS = 1.0  # before that, rate and remaining time say nothing


class Stages:
    """Times the stages of one run and tells how far each is."""

    def __init__(self, emit: Callable[[Message], None], check: Callable[[], None]) -> None:
        self._emit = emit
        self._check = check
        self._began = 0.0
        self._name = ""
        self._total = 0
        self._done = 0
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str, total: int) -> Iterator[None]:
        """A stage of ``total`` steps (0: not known), ended well or badly."""
        self._name, self._total, self._began = name, total, time.monotonic()
        self.reached(0)
        try:
            yield
        finally:
            self.seconds[name] = round(time.monotonic() - self._began, 3)
        if self._done != total:  # a header may have said another number
            self._emit(Progressed(name, total, total))

    def reached(self, done: int) -> None:
        """Tell how many steps are done; raises RunCancelledError once the run is to stop."""
        self._check()
        self._done = done
        elapsed = time.monotonic() - self._began
        rate = done / elapsed if done and elapsed > SETTLE_SECONDS else None
        left = None if rate is None or not self._total else max(0.0, (self._total - done) / rate)
        self._emit(Progressed(self._name, min(done, self._total) if self._total else done, self._total, rate, left))
