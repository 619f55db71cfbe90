"""A thread beside the decoder: work is handed over through a bounded queue, so that neither side runs ahead of memory."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Generic, TypeVar

T = TypeVar("T")


class Overlap(Generic[T]):
    """Calls ``work`` with each thing that is put, in order, on one thread of its own.

    What ``work`` raises comes out of the next ``put``, or of the end of the ``with`` block. Leaving the block by an
    exception drops what is still in line; leaving it well waits for all of it.
    """

    def __init__(self, name: str, work: Callable[[T], None], waiting: int) -> None:
        self._work = work
        self._line: queue.Queue[T | None] = queue.Queue(waiting)
        self._error: BaseException | None = None
        self._dropping = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def __enter__(self) -> Overlap[T]:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._dropping = kind is not None
        self._line.put(None)
        self._thread.join()
        if self._error is not None and kind is None:
            raise self._error

    def put(self, thing: T) -> None:
        """Hand a thing over, waiting while the line is full; raises what the work raised."""
        if self._error is not None:
            raise self._error
        self._line.put(thing)

    def _run(self) -> None:
        while (thing := self._line.get()) is not None:
            if self._error is not None or self._dropping:
                continue  # keep taking, so that the other side is never stuck on a full line
            try:
                self._work(thing)
            except BaseException as error:  # noqa: BLE001 - carried over to the thread that put the work
                self._error = error
