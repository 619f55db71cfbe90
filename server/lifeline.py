"""How a child of `up` notices that its parent is gone, even by `kill -9`: a pipe that ends, and on Linux a signal.

`up` holds the write end of a pipe and never writes. When the process dies, however it dies, the kernel closes that end, the
child reads the end of the file and stops itself. PR_SET_PDEATHSIG (Linux, prctl(2)) says the same sooner.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time

_PR_SET_PDEATHSIG = 1
_GRACE_SECONDS = 10.0


def hold(descriptor: int | None) -> None:
    """Stop this process when the parent dies: SIGTERM to itself first, an abrupt exit after the grace time.

    Does nothing without a descriptor: the process was started by hand.
    """
    if descriptor is None:
        return
    os.set_inheritable(descriptor, False)
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    threading.Thread(target=_watch, args=(descriptor,), name="lifeline", daemon=True).start()


def follow_parent() -> None:
    """End this process, which holds nothing that must be put in order, when its parent dies."""
    parent = os.getppid()
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1.0)
        os._exit(1)

    threading.Thread(target=watch, name="parent", daemon=True).start()


def _watch(descriptor: int) -> None:
    os.read(descriptor, 1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_GRACE_SECONDS)
    os._exit(1)
