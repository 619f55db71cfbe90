"""Doing once what is asked several times under one id: at the same time, from several processes, after a crash.

Whoever comes first claims the id in the graph, does the work and keeps its answer there; everyone else waits for it.
A holder that dies leaves its claim for some seconds, after which a repeat does the work again: what it wrote half-way has
keys of its own, so that writing it again changes nothing.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta

from graph.errors import ConflictError, UnavailableError
from graph.nodes.ids import new_id
from graph.services.groups import Groups
from graph.stores.claims import Asked, Claim, ClaimState, ClaimStore, Ended

KEPT = timedelta(hours=24)
LEASE = timedelta(seconds=20)
LONGEST_ID = 200
_FIRST_LOOK_SECONDS = 0.02
_LONGEST_LOOK_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Done:
    """What came of the work. ``keep`` is False where it had no effect: then a repeat does it again.

    ``answer`` is None where it must not be kept, as for secrets: a repeat is refused then.
    """

    answer: str | None
    keep: bool = True


Work = Callable[[], Awaitable[Done]]


class Idempotency:
    """The rule of ids that callers give to what they ask for."""

    def __init__(self, claims: ClaimStore, lease: timedelta = LEASE) -> None:
        self._claims = claims
        self._taking = Groups[Asked, Claim](lambda asked: claims.take(asked, time.time()), keys=lambda asked: (asked.key,))
        self._ending = Groups[Ended, None](self._end)
        self._lease = lease.total_seconds()
        # Repeats within this process wait here instead of asking the graph; it decides all the same.
        self._running: dict[tuple[str, ...], asyncio.Future[Done]] = {}

    async def once(self, author_id: str, ids: Sequence[str], body: str, work: Work) -> str:
        """Return the answer of the first who asked this author's ``ids``; the first does the work.

        ``body`` is the digest of what is asked. Raises ConflictError where an id stands for something else, or was used and
        its answer is not kept.
        """
        # Digests, since the embedded engine dies of a unique value that is blank at an end.
        keys = sorted({hashlib.sha256(f"{author_id}:{given}".encode()).hexdigest() for given in ids})
        here = (*keys, body)
        while (running := self._running.get(here)) is not None:
            with suppress(_TryAgainError):
                return _answer_of(await asyncio.shield(running))
        mine = self._running[here] = asyncio.get_running_loop().create_future()
        try:
            done = await self._claim(keys, body, work)
            mine.set_result(done)
        except ConflictError as error:
            mine.set_exception(error)
            raise
        finally:
            del self._running[here]
            if not mine.done():
                mine.set_exception(_TryAgainError())
            mine.exception()  # nobody may be waiting
        return _answer_of(done)

    async def sweep(self) -> int:
        """Forget answers that were kept long enough; return how many."""
        return await self._claims.sweep(time.time())

    async def _claim(self, keys: Sequence[str], body: str, work: Work) -> Done:
        holder, pause = new_id(), _FIRST_LOOK_SECONDS
        while True:
            now = time.time()
            until, expires = now + self._lease, now + KEPT.total_seconds()
            asked = [Asked(key, holder, body, until, expires) for key in keys]
            found = await asyncio.gather(*map(self._taking.add, asked))
            states = {claim.state for claim in found}
            if states == {ClaimState.MINE}:
                return await self._do(keys, holder, work)
            if ClaimState.MINE in states:
                await self._claims.release(keys, holder)
            if ClaimState.CHANGED in states:
                raise ConflictError(
                    "This clientMutationId was used for something else in the last 24 hours. Use a new one for a new"
                    " request; repeat a request with the same document and variables.",
                    path=("clientMutationId",),
                )
            if ClaimState.DONE in states:
                return Done(next(claim.answer for claim in found if claim.state is ClaimState.DONE))
            await asyncio.sleep(pause * random.uniform(0.5, 1))  # noqa: S311 -- it only spreads the load
            pause = min(2 * pause, _LONGEST_LOOK_SECONDS)

    async def _do(self, keys: Sequence[str], holder: str, work: Work) -> Done:
        kept = False
        try:
            async with self._renewed(keys, holder):
                done = await work()
            if done.keep:
                await asyncio.gather(*(self._ending.add(Ended(key, holder, done.answer)) for key in keys))
                kept = True
            return done
        finally:
            if not kept:
                await asyncio.shield(self._release(keys, holder))

    async def _release(self, keys: Sequence[str], holder: str) -> None:
        with suppress(UnavailableError):  # its time runs out, then
            await self._claims.release(keys, holder)

    async def _end(self, ended: Sequence[Ended]) -> list[None]:
        await self._claims.end(ended)
        return [None] * len(ended)

    @asynccontextmanager
    async def _renewed(self, keys: Sequence[str], holder: str) -> AsyncIterator[None]:
        """Hold the claims while the block lasts."""

        async def renew() -> None:
            while True:
                await asyncio.sleep(self._lease / 3)
                with suppress(UnavailableError):
                    await self._claims.renew(keys, holder, time.time() + self._lease)

        renewing = asyncio.create_task(renew())
        try:
            yield
        finally:
            renewing.cancel()
            await asyncio.gather(renewing, return_exceptions=True)


class _TryAgainError(Exception):
    """Whoever did the work did not come to its end."""


def _answer_of(done: Done) -> str:
    if done.answer is None:
        raise ConflictError(
            "This was done before, and its answer was not kept: it held a secret, or was too large. Look at what there is.",
            path=("clientMutationId",),
        )
    return done.answer
