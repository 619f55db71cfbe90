"""An analysis process that does to itself what hostile files do; the name of the file says what."""

from __future__ import annotations

import ctypes
import errno
import os
import time
from collections.abc import Callable
from pathlib import Path

from analyzers.child_process import main
from analyzers.wire import AnalysisRequest, Configure, Finished, Message, Progressed, Ready
from graph.errors import BrokenMediaError

Check = Callable[[], None]


def _segfault(_path: Path, _check: Check) -> None:
    ctypes.string_at(0)


def _abort(_path: Path, _check: Check) -> None:
    os.abort()


def _exit(_path: Path, _check: Check) -> None:
    os._exit(3)


def _raise(_path: Path, _check: Check) -> None:
    raise ZeroDivisionError


def _full(_path: Path, _check: Check) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _refuse(path: Path, _check: Check) -> None:
    raise BrokenMediaError(f"{path.name} is damaged.")


def _leak(_path: Path, _check: Check) -> None:
    kept = []
    while True:
        kept.append(b"x" * 2**24)
        time.sleep(0.01)


def _hang(_path: Path, _check: Check) -> None:
    while True:
        time.sleep(0.01)


def _once(path: Path, check: Check) -> None:
    marker = path.with_suffix(".seen")
    if not marker.exists():
        marker.touch()
        _hang(path, check)


def _gate(path: Path, check: Check) -> None:
    path.with_suffix(".seen").touch()
    while not path.with_suffix(".open").exists():
        check()
        time.sleep(0.01)


def _patient(_path: Path, check: Check) -> None:
    while True:
        check()
        time.sleep(0.01)


def _chatter(_path: Path, _check: Check) -> None:
    print("words of a library on standard output")  # noqa: T201
    os.write(1, b"\xc1" * 100_000)
    os.write(2, b"no line end")


HARM = {
    "segfault": _segfault,
    "abort": _abort,
    "exit": _exit,
    "raise": _raise,
    "full": _full,
    "refuse": _refuse,
    "leak": _leak,
    "hang": _hang,
    "once": _once,
    "gate": _gate,
    "patient": _patient,
    "chatter": _chatter,
}


class HostileAnalysis:
    """Does the harm that the file's name says; a file of another name is harmless."""

    def __init__(self) -> None:
        self.runs = 0

    @property
    def ready(self) -> Ready:
        return Ready((), "bundled", "asked for", "cpu")

    def analyse(self, request: AnalysisRequest, emit: Callable[[Message], None], check: Check) -> Finished:
        self.runs += 1
        emit(Progressed("decode", 1, 2))
        harm = HARM.get(request.path.stem)
        if harm is not None:
            harm(request.path, check)
        return Finished({"runs": self.runs, "pid": os.getpid()})


def _build(_configuration: Configure) -> HostileAnalysis:
    return HostileAnalysis()


if __name__ == "__main__":
    main(_build)
