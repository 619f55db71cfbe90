"""A small process between the owner of the embedded engine and the engine, so that the engine never outlives its owner.

It is run as a file, with nothing but the standard library. Its first line of input is the engine's configuration as a JSON
string; after that the pipe carries nothing. When the pipe ends, because the owner stopped it or was killed, the engine is
told to stop, given time to write its file, and killed only as the last resort. If the guardian itself is killed, Linux
tells the engine (PR_SET_PDEATHSIG). The exit status is the engine's.
"""

from __future__ import annotations

import ctypes
import json
import os
import select
import signal
import subprocess
import sys

STOP_SECONDS = 20.0
PR_SET_PDEATHSIG = 1


def main(executable: str, lock_fds: tuple[int, ...]) -> int:
    """Run ``executable`` with the configuration from the pipe until it ends, the pipe ends, or SIGTERM comes.

    ``lock_fds`` are open files that the engine shall hold open, too: the lock on the data folder.
    """
    pipe = sys.stdin.fileno()
    configuration: str = json.loads(_line(pipe))
    wake, waker = os.pipe()
    os.set_blocking(waker, False)
    stopping = False

    def stop(_signal: int, _frame: object) -> None:
        nonlocal stopping
        stopping = True

    # Any of these signals ends the select below through the wake-up pipe.
    signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGTERM, stop)

    guardian = os.getpid()

    def follow_guardian() -> None:
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != guardian:
                os._exit(1)

    source, sink = os.pipe()
    os.write(sink, configuration.encode())
    os.close(sink)
    engine = subprocess.Popen(
        [executable, "-"],
        stdin=source,
        pass_fds=lock_fds,
        preexec_fn=follow_guardian,  # noqa: PLW1509  (this process has one thread)
    )
    os.close(source)
    while not stopping and engine.poll() is None:
        readable, _, _ = select.select([pipe, wake], [], [])
        if pipe in readable and not os.read(pipe, 64):
            break
        if wake in readable:
            os.read(wake, 64)
    if engine.poll() is None:
        engine.terminate()
        try:
            engine.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            engine.kill()
    return engine.wait()


def _line(descriptor: int) -> bytes:
    """Read up to a line's end, not a byte further, so that select sees the rest."""
    line = b""
    while not line.endswith(b"\n"):
        byte = os.read(descriptor, 1)
        if not byte:
            raise EOFError("the owner ended before it said what to start")
        line += byte
    return line


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], tuple(map(int, sys.argv[2:]))))
