"""Keeps the vector indexes of this process equal to what the graph calls finished."""

from __future__ import annotations

from graph.stores.search import SearchStore
from graph.vectors import Reconciled, VectorIndexes


class IndexingService:
    """Every API process has one: it reconciles at start and at times, and adds a run when the bus says that it finished."""

    def __init__(self, store: SearchStore, indexes: VectorIndexes) -> None:
        self._store = store
        self._indexes = indexes

    async def reconcile(self) -> Reconciled:
        """Make the indexes hold the current runs' vectors and no others; costs little when nothing changed."""
        return await self._indexes.reconcile(await self._store.embedded_runs())

    async def lag(self) -> int:
        """Return how many finished runs have current vectors that the indexes of this process do not hold yet."""
        return self._indexes.missing(await self._store.embedded_runs())

    async def run_finished(self, run_id: str) -> bool:
        """Add the vectors of a run that finished; False when it has none of its own that are current.

        Raises GoneError when they are not in the feature store, EmbedderMismatchError when they are of another ModelVersion
        than the graph says.
        """
        mine = [run for run in await self._store.embedded_runs(beside=run_id) if run.run_id == run_id]
        for run in mine:
            await self._indexes.add_run(run)
        return bool(mine)

    async def close(self) -> None:
        """Save what is not saved yet."""
        await self._indexes.save()
