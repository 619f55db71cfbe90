"""Processes of their own for work on files of strangers: what crashes a decoder, or takes too much, takes no server down."""

from __future__ import annotations

import asyncio
import multiprocessing
import resource
import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from server.lifeline import follow_parent

_TASKS_PER_PROCESS = 200

T = TypeVar("T")


class ProcessEndedError(Exception):
    """The process ended without an answer: it crashed, or went over its limits."""


class IsolatedProcesses:
    """A few processes, each with one call at a time, under limits of memory and time. They start when first needed.

    ``memory_bytes`` limits the address space, None for work whose libraries reserve more than they use.
    """

    def __init__(self, processes: int, memory_bytes: int | None) -> None:
        self._processes = processes
        self._memory_bytes = memory_bytes
        self._free: asyncio.LifoQueue[ProcessPoolExecutor] = asyncio.LifoQueue()
        for _ in range(processes):
            self._free.put_nowait(self._start())

    async def run(self, seconds: int, function: Callable[..., T], *arguments: object) -> T:
        """Return what ``function``, one of a module, answers there.

        Raises what it raises, and ProcessEndedError when the process ended, which it does after ``seconds``.
        """
        executor = await self._free.get()
        try:
            return await asyncio.get_running_loop().run_in_executor(executor, _timed, seconds, function, *arguments)
        except BrokenProcessPool:
            executor.shutdown(wait=False)
            executor = self._start()
            raise ProcessEndedError from None
        finally:
            self._free.put_nowait(executor)

    async def rest(self) -> None:
        """End the processes that have nothing to do, and with them what they hold in memory; others start when needed."""
        idle = [self._free.get_nowait() for _ in range(self._free.qsize())]
        for _ in idle:
            self._free.put_nowait(self._start())
        for executor in idle:
            await asyncio.to_thread(executor.shutdown)

    async def close(self) -> None:
        """End the processes; calls in hand are answered first."""
        for _ in range(self._processes):
            await asyncio.to_thread((await self._free.get()).shutdown, cancel_futures=True)

    def _start(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            1,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_prepare,
            initargs=(self._memory_bytes,),
            max_tasks_per_child=_TASKS_PER_PROCESS,
        )


def _prepare(memory_bytes: int | None) -> None:
    follow_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if memory_bytes is not None:
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _timed(seconds: int, function: Callable[..., T], *arguments: object) -> T:
    signal.alarm(seconds)  # its default action ends the process, which the pool notices
    try:
        return function(*arguments)
    finally:
        signal.alarm(0)
