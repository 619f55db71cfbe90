"""`reelgraph up`: starts the parts in order, keeps them running, stops them in reverse."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from socket import socket

from server.bootstrap import bootstrap
from server.children import Child, reelgraph_command
from server.commands.failure import CommandFailedError
from server.credentials import authorization
from server.engine import Engine
from server.listen import address_of, listen, reachable
from server.lock import DataLock
from server.models import settle_profile
from server.settings import Settings
from server.terminal import Terminal

_SERVER_GRACE = 15.0  # beyond what requests in hand get
_WORKER_GRACE = 10.0  # beyond what a run in hand gets
_UNCLEAN_PATIENCE = 15.0
_STILL_WAITING = 15.0


Then = Callable[[str], Awaitable[int | None]]


def supervise(settings: Settings, terminal: Terminal, then: Then | None = None) -> int:
    """Run all parts until SIGINT or SIGTERM; return the exit status. Raises CommandFailedError where one cannot run.

    ``then`` is called with the address when all parts are ready; where it returns a status, that is the end.
    """
    return asyncio.run(_Supervision(settings, terminal, then).run())


class _Supervision:
    def __init__(self, settings: Settings, terminal: Terminal, then: Then | None) -> None:
        self._settings = settings.model_copy(
            update={"data": settings.data.absolute(), "roots": tuple(root.absolute() for root in settings.roots)}
        )
        self._terminal = terminal
        self._then = then
        self._signals = 0
        self._children: list[Child] = []

    async def run(self) -> int:
        """Start, wait, stop; a second signal kills what has not ended."""
        work = asyncio.create_task(self._work())
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._on_signal, work)
        try:
            return await work
        except asyncio.CancelledError:
            if not self._signals:
                raise
        return 0

    def _on_signal(self, work: asyncio.Task[int]) -> None:
        self._signals += 1
        if self._signals == 1:
            self._terminal.note("stopping")
            work.cancel()
            return
        for child in self._children:
            child.kill()

    async def _work(self) -> int:
        async with AsyncExitStack() as parts:
            lock = DataLock.take(self._settings.data)
            parts.callback(lock.release)
            patience = _UNCLEAN_PATIENCE if lock.unclean else 0.0
            listener = listen(self._settings.host, self._settings.port, patience=patience)
            parts.callback(listener.close)
            address = address_of(listener)
            lock.name_holder(address)
            lifeline = _open_lifeline(parts)
            tasks: list[asyncio.Task[str]] = []
            if self._settings.embedded:
                engine = await Engine.start(self._settings.data, self._terminal.note)
                parts.push_async_callback(engine.stop)
                tasks.append(asyncio.create_task(engine.watch()))
            await bootstrap(self._settings, self._terminal)
            self._settings = await settle_profile(self._settings, self._terminal.note)
            workers, server = self._make_workers(lifeline), self._make_server(listener, lifeline)
            self._children = [*workers, server]
            parts.push_async_callback(_stop, workers, _WORKER_GRACE + self._settings.drain_seconds)
            parts.push_async_callback(_stop, [server], _SERVER_GRACE + self._settings.drain_seconds)
            # Closed here too, and first: nobody would answer those who still connect.
            parts.callback(listener.close)
            tasks += [asyncio.create_task(child.run()) for child in self._children]
            await self._until_ready(address, tasks)
            self._terminal.say(f"ready {address}")
            if self._then is not None and (status := await self._beside(self._then(reachable(address)), tasks)) is not None:
                return status
            await self._watch(tasks)
        return 1

    def _make_workers(self, lifeline: int) -> list[Child]:
        numbers = range(1, self._settings.workers + 1)
        return [self._make_child(f"worker-{number}", ["worker"], lifeline) for number in numbers]

    def _make_server(self, listener: socket, lifeline: int) -> Child:
        roots = [part for root in self._settings.roots for part in ("--root", str(root))]
        reason = ["--profile-reason", self._settings.profile_reason]
        words = ["serve", "--socket", str(listener.fileno()), *reason, *roots]
        return self._make_child("server", words, lifeline, listener.fileno())

    def _make_child(self, name: str, words: list[str], lifeline: int, *descriptors: int) -> Child:
        settings = self._settings
        common = ["--data", str(settings.data), "--profile", settings.profile, "--lifeline", str(lifeline)]
        log = settings.data / "logs" / f"{name}.log"
        return Child(name, reelgraph_command(*words, *common), log, self._terminal.note, (lifeline, *descriptors))

    async def _until_ready(self, address: str, tasks: list[asyncio.Task[str]]) -> None:
        told = time.monotonic()
        while (missing := await _waiting_for(reachable(address), authorization(self._settings))) is not None:
            await self._watch(tasks, timeout=0.1)
            if time.monotonic() - told >= _STILL_WAITING:
                told = time.monotonic()
                self._terminal.note(f"still starting: {missing}. It goes on; the logs are in {self._settings.data / 'logs'}")

    async def _beside(self, work: Awaitable[int | None], tasks: list[asyncio.Task[str]]) -> int | None:
        """Return what ``work`` does, as long as the parts run."""
        working = asyncio.ensure_future(work)
        try:
            while not working.done():
                await self._watch(tasks, timeout=0.2)
            return working.result()
        finally:
            working.cancel()

    @staticmethod
    async def _watch(tasks: list[asyncio.Task[str]], timeout: float | None = None) -> None:  # noqa: ASYNC109 - a pause, not a limit
        """Wait; raise CommandFailedError when a part cannot run at all."""
        done, _ = await asyncio.wait(tasks, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            raise CommandFailedError(task.result() or "a part ended by itself")


async def _stop(children: Sequence[Child], grace: float) -> None:
    await asyncio.gather(*(child.stop(grace) for child in children))


async def _waiting_for(address: str, headers: dict[str, str]) -> str | None:
    """Return the parts that are not ready yet, None when all are."""
    import httpx

    try:
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.get(f"{address}/readyz", headers=headers, timeout=5.0)
    except httpx.TransportError:
        return "the server"
    if answer.status_code == httpx.codes.OK:
        return None
    parts = answer.json().get("parts", {})
    return ", ".join(f"{name} ({part['detail']})" for name, part in parts.items() if not part["ok"]) or "the server"


def _open_lifeline(parts: AsyncExitStack) -> int:
    """Return the end of a pipe that children hold; its other end closes with this process."""
    held, kept = os.pipe()
    parts.callback(os.close, held)
    parts.callback(os.close, kept)
    return held
