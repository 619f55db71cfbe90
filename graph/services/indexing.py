"""Keeps the vector indexes of this process equal to what the graph calls finished."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence

from graph.stores.search import SearchStore
from graph.vectors import IndexedRun, Reconciled, ShotSpans, VectorIndexes

_LAG_KEPT_SECONDS = 5.0


class IndexingService:
    """Every API process has one: it reconciles at start and at times, and adds a run when the bus says that it finished."""

    def __init__(self, store: SearchStore, indexes: VectorIndexes) -> None:
        self._store = store
        self._indexes = indexes
        self._counting = asyncio.Lock()
        self._counted: tuple[float, int] | None = None

    def expect(self) -> None:
        """Say that this process is about to reconcile: until it has once, searches by pictures are refused, not guessed."""
        self._indexes.expect()

    async def reconcile(self) -> Reconciled:
        """Make the indexes hold the current runs' vectors and no others; costs little when nothing changed."""
        current = await self._store.embedded_runs()
        return await self._indexes.reconcile(current, await self._spans(current))

    async def lag(self) -> int:
        """Return how many finished runs have current vectors that the indexes of this process do not hold yet."""
        return self._indexes.missing(await self._store.embedded_runs())

    async def recent_lag(self) -> int:
        """Return ``lag`` as it was at most five seconds ago, counted once for all who ask: it looks at every run."""
        async with self._counting:
            counted = self._counted
            if counted is None or time.monotonic() - counted[0] >= _LAG_KEPT_SECONDS:
                counted = self._counted = (time.monotonic(), await self.lag())
            return counted[1]

    async def run_finished(self, run_id: str) -> bool:
        """Take in a run that finished: its vectors, and its shots for the vectors of other runs; False for a run of neither.

        Raises GoneError when they are not in the feature store, EmbedderMismatchError when they are of another ModelVersion
        than the graph says.
        """
        concerned = [
            run for run in await self._store.embedded_runs(beside=run_id) if run_id in (run.run_id, run.shots_run_id)
        ]
        spans = await self._spans(concerned)
        for run in concerned:
            await self._indexes.add_run(run, spans)
        return bool(concerned)

    async def _spans(self, runs: Sequence[IndexedRun]) -> Mapping[str, ShotSpans]:
        """Return the shots that the keyframes of other runs stand for."""
        return await self._store.spans_of_runs([run.shots_run_id for run in runs if run.shots_run_id is not None])

    async def close(self) -> None:
        """Save what is not saved yet."""
        await self._indexes.save()
