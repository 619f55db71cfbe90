"""Networks in memory: loaded when first asked, kept while in use, unloaded when idle.

One network predicts at a time on a device, in the device's own thread, since two would fight for its memory. A batch that is
too large for the memory is halved until it fits, and the size that fitted is remembered.
"""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from analyzers.base import Analyzer
from analyzers.device import memory_ran_out
from analyzers.device_thread import DeviceThread
from graph.errors import UnavailableError
from graph.nodes.model import ModelIdentity

IDLE_SECONDS = 300.0


A = TypeVar("A", bound=Analyzer)
In = TypeVar("In")
Out = TypeVar("Out")
T = TypeVar("T")


@dataclass
class _Entry:
    analyzer: Any
    device: str
    users: int = 0
    loaded: bool = False
    last_used: float = 0.0
    largest_batch: int | None = None
    lock: threading.RLock = field(default_factory=threading.RLock)


class ModelCache:
    """Loaded networks by (identity, device). All methods may be called from any thread.

    ``clock`` gives seconds; ``start`` runs the thread that unloads, without it ``unload_idle`` is called by hand.
    """

    def __init__(self, idle_seconds: float = IDLE_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._idle_seconds = idle_seconds
        self._clock = clock
        self._entries: dict[tuple[str, str], _Entry] = {}
        self._devices: dict[str, DeviceThread] = {}
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the thread that unloads what is idle."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._watch, name="idle-models", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Stop the thread and unload everything; waits for predictions in hand."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
        for entry in self._all():
            with entry.lock:
                self._unload(entry)
        for thread in self._devices.values():
            thread.close()

    @contextmanager
    def use(self, analyzer: A, device: str) -> Iterator[A]:
        """Give the loaded network that has the identity of ``analyzer``; it stays loaded inside the block."""
        entry = self._entry(analyzer, device)
        with entry.lock:
            if not entry.loaded:
                self._device(device).call(lambda: entry.analyzer.load(device))
                entry.loaded = True
            entry.users += 1
        try:
            yield entry.analyzer
        finally:
            with entry.lock:
                entry.users -= 1
                entry.last_used = self._clock()

    def run(
        self, analyzer: Analyzer, device: str, items: Sequence[In], predict: Callable[[Sequence[In]], Sequence[Out]]
    ) -> list[Out]:
        """Return the answers to ``items`` in order, asked in batches as large as the device's memory allows.

        Raises UnavailableError when even a single item does not fit.
        """
        entry = self._entry(analyzer, device)
        return self._device(device).call(lambda: self._in_batches(entry, items, predict))

    def run_whole(self, device: str, predict: Callable[[], T]) -> T:
        """Return the answer of a prediction not asked in batches; UnavailableError where the device's memory ends."""
        try:
            return self._device(device).call(predict)
        except RuntimeError as error:
            if not memory_ran_out(error):
                raise
            raise UnavailableError(f"The memory of {device} ran out. Free memory there, or set device to cpu.") from error

    def loaded(self) -> list[tuple[ModelIdentity, str]]:
        """Return what is in memory now, and on which device."""
        return [(entry.analyzer.identity, entry.device) for entry in self._all() if entry.loaded]

    def unload_idle(self) -> int:
        """Unload what nobody has used for the idle time; returns how many were unloaded."""
        count = 0
        for entry in self._all():
            if not entry.lock.acquire(blocking=False):
                continue  # being loaded or handed out: not idle
            try:
                if entry.loaded and entry.users == 0 and self._clock() - entry.last_used >= self._idle_seconds:
                    self._unload(entry)
                    count += 1
            finally:
                entry.lock.release()
        return count

    def _in_batches(self, entry: _Entry, items: Sequence[In], predict: Callable[[Sequence[In]], Sequence[Out]]) -> list[Out]:
        answers: list[Out] = []
        while len(answers) < len(items):
            size = min(entry.largest_batch or len(items), len(items) - len(answers))
            try:
                answers.extend(predict(items[len(answers) : len(answers) + size]))
            except Exception as error:
                if not memory_ran_out(error):
                    raise
                self._remember_smaller(entry, size, error)
        return answers

    def _watch(self) -> None:
        while not self._stopping.wait(min(self._idle_seconds / 4, 10.0)):
            self.unload_idle()

    def _all(self) -> list[_Entry]:
        with self._lock:
            return list(self._entries.values())

    def _device(self, device: str) -> DeviceThread:
        with self._lock:
            if device not in self._devices:
                self._devices[device] = DeviceThread(device)
            return self._devices[device]

    def _entry(self, analyzer: Analyzer, device: str) -> _Entry:
        key = (analyzer.identity.digest, device)
        with self._lock:
            return self._entries.setdefault(key, _Entry(analyzer, device))

    def _unload(self, entry: _Entry) -> None:
        if entry.loaded:
            entry.analyzer.unload()
            entry.loaded = False
            gc.collect()  # ultralytics' networks hold themselves in circles
            _return_device_memory(entry.device)

    @staticmethod
    def _remember_smaller(entry: _Entry, size: int, error: Exception) -> None:
        _return_device_memory(entry.device)
        if size == 1:
            raise UnavailableError(
                f"{entry.analyzer.identity.name} does not fit into the memory of {entry.device}, not even with one picture. "
                "Free memory there, or set device to cpu."
            ) from error
        entry.largest_batch = size // 2


def _return_device_memory(device: str) -> None:
    if device.startswith("cuda"):
        import torch

        torch.cuda.empty_cache()
