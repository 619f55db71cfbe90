"""What many who write into sessions look up at once: read with one statement for all who wait, and made into nodes once.

A look-up is answered by a statement that began after it was asked for: nobody is told what was so before they came.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from graph.nodes.asset import Version
from graph.nodes.review import ReviewSession
from graph.services.groups import Groups
from graph.stores.registry import Stores

T = TypeVar("T")


class Lookups:
    """Sessions and versions by id, for callers who ask for rights themselves."""

    def __init__(self, stores: Stores) -> None:
        self._sessions = _shared(stores.reviews.by_ids)
        self._versions = _shared(stores.versions.by_ids)

    async def session(self, session_id: str) -> ReviewSession | None:
        """Return the session with an id."""
        return await self._sessions.add(session_id)

    async def version(self, version_id: str) -> Version | None:
        """Return the version with an id."""
        return await self._versions.add(version_id)


def _shared(read: Callable[[Sequence[str]], Awaitable[Sequence[T | None]]]) -> Groups[str, T | None]:
    """Return groups that read each id once, however many ask for it."""

    async def read_once(ids: Sequence[str]) -> Sequence[T | None]:
        asked = list(dict.fromkeys(ids))
        found = dict(zip(asked, await read(asked), strict=True))
        return [found[each] for each in ids]

    return Groups(read_once)
