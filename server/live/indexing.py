"""Keeps this process's vector indexes up with the graph: at start, when a run ends, and every minute."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING

import structlog

from graph.errors import ReelgraphError
from graph.events import EventsLost, RunFinished
from graph.nodes.run import RunStatus
from graph.tracing import continued, span
from server.live.hub import Hub

if TYPE_CHECKING:
    from graph.services.indexing import IndexingService

_RECONCILE_SECONDS = 60.0
_RETRY_SECONDS = 1.0

log = structlog.get_logger("reelgraph.indexing")


class IndexKeeper:
    """Follows the hub. ``current`` says whether the indexes have been equal to the graph since the last loss of events."""

    def __init__(self, indexing: IndexingService, hub: Hub) -> None:
        self._indexing = indexing
        self._hub = hub
        self.current = False

    async def run(self) -> None:
        """Work until cancelled."""
        self._indexing.expect()
        async with aclosing(self._hub.subscribe(("event", RunFinished.__name__))) as events:
            upcoming = asyncio.ensure_future(anext(events))
            try:
                while True:
                    pause = _RECONCILE_SECONDS if await self._reconcile() else _RETRY_SECONDS
                    deadline = asyncio.get_running_loop().time() + pause
                    while True:
                        left = deadline - asyncio.get_running_loop().time()
                        await asyncio.wait({upcoming}, timeout=max(0.0, left))
                        if not upcoming.done():
                            break
                        event, upcoming = upcoming.result(), asyncio.ensure_future(anext(events))
                        if isinstance(event, EventsLost):
                            break
                        if isinstance(event, RunFinished) and event.status == RunStatus.SUCCEEDED:
                            with continued(event.origin), span("index run"):
                                await self._add(event.run_id)
            finally:
                upcoming.cancel()
                await asyncio.gather(upcoming, return_exceptions=True)

    async def _reconcile(self) -> bool:
        try:
            changed = await self._indexing.reconcile()
        except (ReelgraphError, OSError) as error:
            self.current = False
            log.warning("the vector indexes could not be compared with the graph; trying again", reason=str(error))
            return False
        self.current = True
        if changed.added or changed.dropped or changed.missing:
            log.info(
                "vector indexes reconciled",
                added=len(changed.added),
                dropped=len(changed.dropped),
                missing=len(changed.missing),
            )
        return True

    async def _add(self, run_id: str) -> None:
        try:
            await self._indexing.run_finished(run_id)
        except (ReelgraphError, OSError) as error:
            log.warning("a run's vectors could not be added; the next comparison will", run=run_id, reason=str(error))
