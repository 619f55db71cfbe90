"""The analysis process as the worker sees it: started when first needed, watched, and started again when it died.

Decoders and networks run in there, on files of strangers. A file that crashes it, or takes more memory or time than
the limits, fails its own run with a reason that people can read, and nothing else.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from contextvars import Context
from dataclasses import dataclass
from pathlib import Path

import psutil
import structlog
from msgpack.exceptions import UnpackException
from pydantic import ValidationError

from analyzers.wire import (
    Analyse,
    AnalysisRequest,
    Cancel,
    Cancelled,
    Configure,
    End,
    Failed,
    Finished,
    Message,
    Reader,
    Ready,
    Result,
    pack_command,
)
from graph.errors import TooLargeError, UnavailableError
from graph.tracing import stemming

log = structlog.get_logger(__name__)

HOME = Path(__file__).resolve().parents[1]  # the folder that holds our packages
WATCH_SECONDS = 0.25
CANCEL_SECONDS = 2.0
START_SECONDS = 1800.0  # the first start may fetch weights
OUTSIDE_KILLS = 1  # how often a run is tried again after somebody else killed the process

Receive = Callable[[Result], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class ChildLimits:
    """What one run may take: resident memory in MiB, and seconds."""

    memory_mb: int
    seconds: float


class ChildDiedError(Exception):
    """The process ended without an answer. ``status`` is its exit status, negative for a signal."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the analysis process ended with status {status}")
        self.status = status


class AnalysisChild:
    """One analysis process. Runs are done one after the other; loaded networks stay in it between them."""

    def __init__(self, configuration: Configure, limits: ChildLimits, program: str = "analyzers.child_process") -> None:
        self._configuration = configuration
        self._limits = limits
        self._program = program
        self._process: asyncio.subprocess.Process | None = None
        self._ready: Ready | None = None
        self._reader = Reader()
        self._arrived: list[Message] = []
        self._cancelled = asyncio.Event()
        self._log_task: asyncio.Task[None] | None = None
        self._in_hand: dict[str, str] = {}
        self._starting = asyncio.Lock()

    @property
    def pid(self) -> int | None:
        """The process id while it lives."""
        return self._process.pid if self._process is not None and self._process.returncode is None else None

    async def start(self) -> Ready:
        """Start the process unless it lives, and return what it will use.

        Raises UnavailableError when it cannot start, with the reason it gave.
        """
        async with self._starting:
            return await self._start()

    async def _start(self) -> Ready:
        if self._ready is not None and self.pid is not None:
            return self._ready
        await self.stop()
        self._reader, self._arrived = Reader(), []
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            self._program,
            str(os.getpid()),
            cwd=HOME,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
        # In a context of its own: what the first run stems from is not what the next one does.
        self._log_task = asyncio.create_task(self._log_lines(self._process), context=Context())
        try:
            await self._send(pack_command(self._configuration))
            async with asyncio.timeout(START_SECONDS):
                message = await self._next()
        except ChildDiedError as error:
            raise UnavailableError(f"The analysis process did not start ({describe(error.status)}); see the log.") from error
        except TimeoutError as error:
            await self.stop()
            raise UnavailableError("The analysis process did not get ready; are the weights out of reach?") from error
        if isinstance(message, Failed):
            await self.stop()
            raise UnavailableError(message.message)
        if not isinstance(message, Ready):
            await self.stop()
            raise UnavailableError("The analysis process does not speak the worker's language; update both together.")
        self._ready = message
        return message

    async def analyse(self, request: AnalysisRequest, receive: Receive) -> End:
        """Do one run and return how it ended; ``receive`` gets each result, one at a time, in order.

        No file makes it raise. Raises UnavailableError when no process can be started. A cancelled task kills the process.
        """
        self._cancelled.clear()
        self._in_hand = {"run": request.run_id, **stemming()}
        for outside_kills in range(OUTSIDE_KILLS + 1):
            await self.start()
            end = await self._analyse_once(request, receive, last=outside_kills == OUTSIDE_KILLS)
            if end is not None:
                return end
            log.warning("analysis process was killed from outside; trying the run again", run=request.run_id)
        raise AssertionError("the last try always has an end")

    def cancel(self) -> None:
        """Ask the run in hand to stop; after two seconds it is made to."""
        self._cancelled.set()

    async def stop(self) -> None:
        """End the process, if there is one, and all that it started."""
        process, self._process, self._ready = self._process, None, None
        if process is not None:
            await _end(process)
        if self._log_task is not None:
            await self._log_task
            self._log_task = None

    async def _analyse_once(self, request: AnalysisRequest, receive: Receive, *, last: bool) -> End | None:
        """Try once. None: killed from outside, and worth another try."""
        killed_for: list[End] = []
        watch = asyncio.create_task(self._watch(request, killed_for))
        try:
            await self._send(pack_command(Analyse(request)))
            while not isinstance(message := await self._next(), Finished | Failed | Cancelled):
                if not isinstance(message, Ready):
                    await receive(message)
        except ChildDiedError as error:
            if killed_for:
                return killed_for[0]
            return None if error.status == -signal.SIGKILL and not last else _death(request, error.status)
        except (ValidationError, UnpackException, ValueError) as error:
            log.error("analysis process answered nonsense", run=request.run_id, error=str(error))
            await self.stop()
            return Failed("BROKEN_MEDIA", f"{request.path.name} made the analysis process answer nonsense; is it damaged?")
        except BaseException:
            await self.stop()  # results may have been written in part: the process must not go on with this run
            raise
        else:
            return message
        finally:
            watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watch

    async def _watch(self, request: AnalysisRequest, killed_for: list[End]) -> None:
        """Hold the run in hand to its limits, and to its cancellation."""
        process = self._process
        if process is None:
            return
        deadline = time.monotonic() + self._limits.seconds
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(WATCH_SECONDS):
                    await self._cancelled.wait()
            if self._cancelled.is_set():
                with contextlib.suppress(ChildDiedError):  # which the reader of its answers sees
                    await self._send(pack_command(Cancel(request.run_id)))
                await asyncio.sleep(CANCEL_SECONDS)
                killed_for.append(Cancelled())
                break
            try:
                resident = psutil.Process(process.pid).memory_info().rss
            except psutil.NoSuchProcess:
                return
            if resident > self._limits.memory_mb * 2**20:
                killed_for.append(_over(request, f"more than {self._limits.memory_mb} MiB of memory", "analysis_memory_mb"))
                break
            if time.monotonic() > deadline:
                killed_for.append(_over(request, f"longer than {self._limits.seconds:.0f} seconds", "analysis_seconds"))
                break
        _kill(process)

    async def _send(self, data: bytes) -> None:
        if self._process is None or self._process.stdin is None:
            raise ChildDiedError(0)
        with contextlib.suppress(ConnectionError):  # its end shows when we read
            self._process.stdin.write(data)
            await self._process.stdin.drain()

    async def _next(self) -> Message:
        process = self._process
        if process is None or process.stdout is None:
            raise ChildDiedError(0)
        while not self._arrived:
            data = await process.stdout.read(2**20)
            if not data:
                status = await process.wait()
                self._process = self._ready = None
                raise ChildDiedError(status)
            self._arrived.extend(self._reader.messages(data))
        return self._arrived.pop(0)

    async def _log_lines(self, process: asyncio.subprocess.Process) -> None:
        if process.stderr is None:
            return
        while line := await _line(process.stderr):
            log.info("analysis process", pid=process.pid, line=line.decode(errors="replace").rstrip(), **self._in_hand)


async def _line(stream: asyncio.StreamReader) -> bytes:
    """Return the next line, or what there is of one too long for the stream's buffer."""
    try:
        return await stream.readuntil(b"\n")
    except asyncio.IncompleteReadError as end:
        return end.partial
    except asyncio.LimitOverrunError as overrun:
        return await stream.readexactly(overrun.consumed)


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.stdin is not None:
        process.stdin.close()
    _kill(process)
    await process.wait()


def _kill(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # it leads its own session: this takes its children too


def describe(status: int) -> str:
    """Return an exit status in words: a signal's name, or the number."""
    if status >= 0:
        return f"exit status {status}"
    try:
        return signal.Signals(-status).name
    except ValueError:
        return f"signal {-status}"


def _over(request: AnalysisRequest, what: str, setting: str) -> Failed:
    return Failed(
        TooLargeError.code,
        f"The analysis of {request.path.name} took {what} and was stopped. Raise the setting {setting} to let it go on.",
    )


def _death(request: AnalysisRequest, status: int) -> Failed:
    if status == -signal.SIGKILL:
        return Failed(
            UnavailableError.code,
            f"The analysis process was killed from outside (SIGKILL) twice while it worked on {request.path.name};"
            " the machine may be out of memory. Ask for the analysis again when there is more.",
        )
    return Failed(
        "BROKEN_MEDIA",
        f"{request.path.name} ended the analysis process ({describe(status)}). The file may be damaged;"
        " the worker's log has the details.",
    )
