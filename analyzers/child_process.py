"""Inside the analysis process: read commands, do one run at a time, answer on a pipe that nothing else writes to.

Libraries that print (FFmpeg, ultralytics, CUDA) reach standard error, which the worker logs. The process ends when
its standard input does, and the kernel ends it when its parent dies (Linux), so that no analysis outlives its worker.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import faulthandler
import os
import queue
import resource
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from analyzers.heap import keep_heap_small
from analyzers.wire import (
    Analyse,
    AnalysisRequest,
    Cancel,
    Cancelled,
    Configure,
    Failed,
    Finished,
    Message,
    Reader,
    Ready,
    pack_message,
)
from graph.errors import ReelgraphError, UnavailableError

PR_SET_PDEATHSIG = 1  # linux/prctl.h
NICE = 5
OOM_SCORE = 500  # the kernel, when out of memory, takes this process before the worker and the engines
DISK_FULL = (errno.ENOSPC, errno.EDQUOT)
LARGEST_FILE = 256 * 2**30  # a damaged file must not fill the disk with its proxy


class RunCancelledError(Exception):
    """Somebody asked for the run in hand to stop."""


class Analysis(Protocol):
    """What the process does with requests: all that is known once it is configured."""

    @property
    def ready(self) -> Ready:
        """The networks that will be used."""
        ...

    def analyse(self, request: AnalysisRequest, emit: Callable[[Message], None], check: Callable[[], None]) -> Finished:
        """Do a run, blocking. ``check`` raises RunCancelledError once the run is to stop; it is called often."""
        ...


class Replies:
    """The pipe to the worker. Whole messages, from any thread."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lock = threading.Lock()

    def send(self, message: Message) -> None:
        """Write one message; blocks while the worker is behind, which is what keeps memory flat."""
        data = memoryview(pack_message(message))
        with self._lock:
            while data:
                data = data[os.write(self._descriptor, data) :]


class Inbox:
    """Commands as they come in, on a thread: runs wait in line, a cancel acts on the run in hand."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._commands: queue.SimpleQueue[Configure | Analyse] = queue.SimpleQueue()
        self._cancelled: set[str] = set()
        threading.Thread(target=self._read, name="commands", daemon=True).start()

    def next(self) -> Configure | Analyse:
        """Return the next command, waiting for it."""
        return self._commands.get()

    def check(self, run_id: str) -> None:
        """Raise RunCancelledError if that run is to stop."""
        if run_id in self._cancelled:
            raise RunCancelledError

    def forget(self, run_id: str) -> None:
        """The run has ended; a retry of it starts afresh."""
        self._cancelled.discard(run_id)

    def _read(self) -> None:
        reader = Reader()
        while data := os.read(self._descriptor, 65536):
            for command in reader.commands(data):
                if isinstance(command, Cancel):
                    self._cancelled.add(command.run_id)
                else:
                    self._commands.put(command)
        os._exit(0)  # the worker is gone, or done with us: nothing here is worth finishing


def build_analysis(configuration: Configure) -> Analysis:
    """Return the pipeline; it is imported here, so that its networks are not where only the messages are wanted."""
    from analyzers.pipeline.session import AnalysisSession

    return AnalysisSession.open(configuration)


def main(build: Callable[[Configure], Analysis] = build_analysis) -> None:
    """Serve one worker until it goes away. ``argv[1]`` is the worker's process id."""
    keep_heap_small()
    replies = Replies(_take_standard_output())
    _tie_to_parent(int(sys.argv[1]))
    _limit_self()
    serve(Inbox(sys.stdin.fileno()), replies, build)


def serve(inbox: Inbox, replies: Replies, build: Callable[[Configure], Analysis]) -> None:
    """Configure, then do run after run."""
    command = inbox.next()
    if not isinstance(command, Configure):
        raise TypeError("the first command is Configure")
    try:
        analysis = build(command)
        replies.send(analysis.ready)
    except ReelgraphError as error:
        replies.send(Failed(error.code, error.message))
        return
    while True:
        command = inbox.next()
        if isinstance(command, Analyse):
            replies.send(_end_of(analysis, command.request, inbox, replies))
            inbox.forget(command.request.run_id)


def _end_of(analysis: Analysis, request: AnalysisRequest, inbox: Inbox, replies: Replies) -> Finished | Failed | Cancelled:
    try:
        return analysis.analyse(request, replies.send, lambda: inbox.check(request.run_id))
    except RunCancelledError:
        return Cancelled()
    except ReelgraphError as error:
        return Failed(error.code, error.message)
    except MemoryError:
        return Failed("TOO_LARGE", f"There was not enough memory to analyse {request.path.name}.")
    except OSError as error:
        if error.errno not in DISK_FULL:
            return _defect(request, error)
        return Failed(
            UnavailableError.code,
            f"The disk of the data folder is full, so {request.path.name} could not be analysed. Make room, then analyse it"
            " again.",
        )
    except Exception as error:  # noqa: BLE001 - the edge of the process: one bad file must not end the runs after it
        return _defect(request, error)


def _defect(request: AnalysisRequest, error: Exception) -> Failed:
    traceback.print_exception(error)
    return Failed(
        "INTERNAL",
        f"The analysis of {request.path.name} met a defect ({type(error).__name__}); the worker's log has the details.",
    )


def _take_standard_output() -> int:
    """Keep standard output's pipe for ourselves; whoever prints from now on writes to standard error."""
    mine = os.dup(1)
    os.dup2(2, 1)
    return mine


def _tie_to_parent(parent: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


def _limit_self() -> None:
    faulthandler.enable()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    largest = LARGEST_FILE if most == resource.RLIM_INFINITY else min(LARGEST_FILE, most)
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, most))
    os.nice(NICE)
    # Threads of torch wait asleep. By default they spin, which costs several times the work where others want the cores too.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    with contextlib.suppress(OSError):  # not Linux, or a container that keeps it read-only
        Path("/proc/self/oom_score_adj").write_text(str(OOM_SCORE), encoding="ascii")


if __name__ == "__main__":
    main()
