"""The one thread in which a device works: what predicts there waits in line for it, and runs where the last one ran.

PyTorch keeps cuDNN's plans of how to convolve for each thread that made them, since they are not safe to share, and making
those of a network takes longer than hundreds of its answers: a thread that lives as long as the device makes them once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


class DeviceThread:
    """A line of one for a device. May be called from any thread, from its own too."""

    def __init__(self, device: str) -> None:
        self._executor = ThreadPoolExecutor(1, thread_name_prefix=f"device-{device}", initializer=self._begin)
        self._thread: int | None = None

    def call(self, function: Callable[[], T]) -> T:
        """Return what ``function`` returns, or raise what it raises, once it was its turn."""
        if threading.get_ident() == self._thread:
            return function()
        return self._executor.submit(function).result()

    def close(self) -> None:
        """End the thread, after what is in line; the next call would raise RuntimeError."""
        self._executor.shutdown()

    def _begin(self) -> None:
        self._thread = threading.get_ident()
