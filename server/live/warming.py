"""The first search needs the text network and a background to judge by: made at start, so that nobody waits for them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import structlog

from graph.errors import ReelgraphError

if TYPE_CHECKING:
    from graph.services.search import SearchService

log = structlog.get_logger("reelgraph.search")


class SearchWarming:
    """Warms search up once. ``state`` tells people how far that is; empty once there is nothing to tell.

    A failure costs the first search some seconds and nothing else, since that makes what is missing: it is no reason for a
    server not to be ready.
    """

    def __init__(self, search: SearchService) -> None:
        self._search = search
        self.state = "search is warming up: the first words take some seconds more"

    async def run(self) -> None:
        """Warm up."""
        began = time.monotonic()
        try:
            await self._search.warm()
        except (ReelgraphError, OSError, RuntimeError, MemoryError) as error:
            # RuntimeError is what torch raises for a device or a memory that it does not get.
            self.state = f"search could not be warmed up ({str(error) or type(error).__name__}): the first words take longer"
            log.warning("search could not be warmed up", reason=str(error) or type(error).__name__)
            return
        self.state = ""
        log.info("search is warm", seconds=round(time.monotonic() - began, 1))
