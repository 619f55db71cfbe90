"""Looking into files in processes of their own: a file that crashes a decoder takes no server down."""

from __future__ import annotations

import asyncio
import multiprocessing
import resource
import signal
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import BrokenMediaError
from graph.ports import ProbedMedia
from server.lifeline import follow_parent

if TYPE_CHECKING:
    from analyzers.media.source import ProbedMedia as Probed

_PROCESSES = 2
_FILES_PER_PROCESS = 200
_MEMORY_BYTES = 4 << 30
_SECONDS = 900


class ProbePool:
    """A MediaProbe: a few processes, each with one file at a time, under limits of memory and time."""

    def __init__(self, processes: int = _PROCESSES) -> None:
        self._free: asyncio.LifoQueue[ProcessPoolExecutor] = asyncio.LifoQueue()
        self._processes = processes
        for _ in range(processes):
            self._free.put_nowait(_start())

    async def __call__(self, path: Path) -> ProbedMedia:
        """Return what the file is; raises UnsupportedMediaError or BrokenMediaError."""
        executor = await self._free.get()
        try:
            return await asyncio.get_running_loop().run_in_executor(executor, _probe, path)
        except BrokenProcessPool:
            executor.shutdown(wait=False)
            executor = _start()
            raise BrokenMediaError(
                f"Looking into {path.name} made the decoder crash, or took more than {_SECONDS} s or"
                f" {_MEMORY_BYTES >> 30} GiB. Convert it with another tool first."
            ) from None
        finally:
            self._free.put_nowait(executor)

    async def close(self) -> None:
        """End the processes; files in hand are looked into to the end."""
        for _ in range(self._processes):
            await asyncio.to_thread((await self._free.get()).shutdown, cancel_futures=True)


def _start() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(
        1,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_prepare,
        max_tasks_per_child=_FILES_PER_PROCESS,
    )


def _prepare() -> None:
    follow_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _probe(path: Path) -> Probed:
    from analyzers.media.probe import probe

    signal.alarm(_SECONDS)  # its default action ends the process, which the pool notices
    try:
        return probe(path)
    finally:
        signal.alarm(0)
