"""One child process of `up`: its output goes to a log, it is restarted when it dies, and stopped when `up` stops."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path

from server.log_file import LogFile
from server.logging import important

WRONG_USAGE = 2
_LONGEST_PAUSE = 10.0
_SETTLED_SECONDS = 30.0
_PACKAGES = str(Path(__file__).resolve().parent.parent)
_LAUNCH = "import sys; sys.path.insert(0, sys.argv.pop(1)); from server.cli import main; main()"


def reelgraph_command(*arguments: str) -> list[str]:
    """Return the command line of this very installation, whatever lies in the working folder."""
    return [sys.executable, "-P", "-c", _LAUNCH, _PACKAGES, *arguments]


class Child:
    """A command that should run for as long as `up` does.

    A child that dies is started again after 0.5, 1, 2 .. 10 s; the pause starts anew once it ran for 30 s. A child that ends
    with status 2 was started in a wrong way, which trying again does not mend: ``run`` then returns its last lines.
    """

    def __init__(
        self, name: str, command: Sequence[str], log: Path, note: Callable[[str], None], descriptors: Sequence[int] = ()
    ) -> None:
        self.name = name
        self._command = command
        self._log = log
        self._note = note
        self._descriptors = tuple(descriptors)
        self._process: asyncio.subprocess.Process | None = None
        self._stopping = asyncio.Event()
        self._tail: deque[str] = deque(maxlen=5)

    @property
    def pid(self) -> int | None:
        """The running process, None between two."""
        return self._process.pid if self._process is not None and self._process.returncode is None else None

    async def run(self) -> str:
        """Keep the process running until ``stop``; return the reason where that is no use."""
        pause = 0.5
        while not self._stopping.is_set():
            started = time.monotonic()
            status = await self._run_once()
            if self._stopping.is_set():
                return ""
            if status == WRONG_USAGE:
                return f"{self.name} cannot run: {' '.join(self._tail) or 'it gave no reason'}"
            if time.monotonic() - started > _SETTLED_SECONDS:
                pause = 0.5
            how = f"was killed by signal {-status}" if status < 0 else f"ended with status {status}"
            last = f" Its last line: {self._tail[-1]}" if self._tail and status > 0 else ""
            self._note(f"{self.name} {how}; it starts again in {pause:g} s. Its log is {self._log}.{last}")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause)
                return ""
            pause = min(2 * pause, _LONGEST_PAUSE)
        return ""

    async def stop(self, grace: float) -> None:
        """Ask the process to end, wait for it, and kill it after ``grace`` seconds."""
        self._stopping.set()
        process = self._process
        if process is None or process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), grace)
        except TimeoutError:
            self._note(f"{self.name} did not end within {grace:g} s and is killed")
            self._kill_session(process.pid)
            await process.wait()

    def kill(self) -> None:
        """End the process and what it started, now."""
        self._stopping.set()
        if self._process is not None and self._process.returncode is None:
            self._kill_session(self._process.pid)

    async def _run_once(self) -> int:
        with closing(LogFile(self._log, self._note)) as log:
            # A session of its own: Ctrl-C in the terminal reaches `up` alone, which stops its children in order.
            process = self._process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
                pass_fds=self._descriptors,
                start_new_session=True,
            )
            copying = asyncio.create_task(self._copy(process, log))
            try:
                status = await process.wait()
            except asyncio.CancelledError:
                self._kill_session(process.pid)
                raise
            finally:
                # Something the child started may hold the pipe open: what is written already is all that is waited for.
                await asyncio.wait({copying}, timeout=0.5)
                copying.cancel()
            return status

    async def _copy(self, process: asyncio.subprocess.Process, log: LogFile) -> None:
        if process.stdout is None:
            return
        rest = b""
        while chunk := await process.stdout.read(1 << 16):
            log.write(chunk)
            *lines, rest = (rest + chunk).split(b"\n")
            rest = rest[-(1 << 16) :]
            for line in lines:
                self._see(line.decode(errors="replace"))

    def _see(self, line: str) -> None:
        if not line.strip():
            return
        self._tail.append(line.strip())
        if important(line):
            self._note(f"{self.name}: {line}")

    @staticmethod
    def _kill_session(pid: int) -> None:
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
