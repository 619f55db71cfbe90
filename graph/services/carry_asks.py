"""What is left to a worker beside a session's own notes: those of another session, and edit lists that shots moved by."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from graph.nodes.carry_ask import CarryAsk
from graph.nodes.ids import new_id
from graph.nodes.timeline import Timeline, TimelineFormat
from graph.stores.registry import Stores
from graph.timelines.files import read_timeline, write_timeline

LARGEST_CUTS = 8 * 1024 * 1024
"""So many characters of edit lists are kept for a worker, more than any film has; with more, notes are carried at once."""

Cuts = tuple[Timeline, Timeline]


class CarryAsks:
    """Keeps what a worker is asked for until it is done."""

    def __init__(self, stores: Stores) -> None:
        self._asks = stores.carry_asks

    async def leave(self, session_id: str, version_id: str, source_id: str, actor_id: str, cuts: Cuts | None) -> bool:
        """Keep what is asked for, and say whether it could be kept."""
        texts = None if cuts is None else await asyncio.to_thread(_texts, cuts)
        if texts is not None and sum(map(len, texts)) > LARGEST_CUTS:
            return False
        await self._asks.put(CarryAsk(new_id(), session_id, version_id, source_id, actor_id, texts))
        return True

    async def of(self, session_id: str, version_id: str) -> list[CarryAsk]:
        """Return what is asked for a version in a session, the newest last."""
        return await self._asks.of(session_id, version_id)

    async def done(self, asks: Sequence[CarryAsk]) -> None:
        """Forget what was done."""
        await self._asks.remove([ask.id for ask in asks])


def cuts_of(ask: CarryAsk) -> Cuts | None:
    """Return the edit lists of an ask."""
    if ask.cuts is None:
        return None
    older, newer = (read_timeline(text.encode(), TimelineFormat.OTIO) for text in ask.cuts)
    return older, newer


def _texts(cuts: Cuts) -> tuple[str, str]:
    older, newer = (write_timeline(cut, TimelineFormat.OTIO) for cut in cuts)
    return older, newer
