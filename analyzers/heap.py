"""The heap of the analysis process, kept as small as what is in use.

Frames, tensors and packets come and go by the hundred megabyte, on a dozen threads. Left alone, glibc gives each thread a
heap of its own and keeps what was freed in all of them, so a process of a few hundred megabytes grows to twice that over a
long film. Other libraries of C do as they do: nothing here is needed there.
"""

from __future__ import annotations

import ctypes
import sys
import threading
import time

M_ARENA_MAX = -8  # glibc's malloc.h
HEAPS = 2
TRIM_SECONDS = 2.0


def keep_heap_small() -> None:
    """Share few heaps between all threads, and give freed pages back from now on; call it before other threads start."""
    if sys.platform != "linux":
        return
    library = ctypes.CDLL(None)
    if hasattr(library, "mallopt") and hasattr(library, "malloc_trim"):
        library.mallopt(M_ARENA_MAX, HEAPS)
        threading.Thread(target=_trim, args=(library,), name="heap", daemon=True).start()


def _trim(library: ctypes.CDLL) -> None:
    while True:
        time.sleep(TRIM_SECONDS)
        library.malloc_trim(0)
