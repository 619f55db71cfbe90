"""What many who write into sessions look up at once: read with one statement for all who wait, and made into nodes once.

A look-up is answered by a statement that began after it was asked for: nobody is told what was so before they came.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import TypeAlias, TypeVar

from graph.nodes.asset import Version
from graph.nodes.review import ReviewSession
from graph.services.groups import Groups
from graph.stores.registry import Stores

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

Place: TypeAlias = tuple[ReviewSession | None, Version | None]


class Lookups:
    """Sessions and versions by id, for callers who ask for rights themselves."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores
        self._sessions = _shared(stores.reviews.by_ids)
        self._places = _shared(self._read_places)

    async def session(self, session_id: str) -> ReviewSession | None:
        """Return the session with an id."""
        return await self._sessions.add(session_id)

    async def place(self, session_id: str, version_id: str) -> Place:
        """Return the session and the version with some ids: both are looked up at once."""
        return await self._places.add((session_id, version_id))

    async def _read_places(self, ids: Sequence[tuple[str, str]]) -> list[Place]:
        asked_sessions, asked_versions = zip(*ids, strict=True)
        sessions, versions = await self._stores.reviews.with_versions(asked_sessions, asked_versions)
        return list(zip(sessions, versions, strict=True))


def _shared(read: Callable[[Sequence[K]], Awaitable[Sequence[T]]]) -> Groups[K, T]:
    """Return groups that read each id once, however many ask for it."""

    async def read_once(ids: Sequence[K]) -> Sequence[T]:
        asked = list(dict.fromkeys(ids))
        found = dict(zip(asked, await read(asked), strict=True))
        return [found[each] for each in ids]

    return Groups(read_once)
