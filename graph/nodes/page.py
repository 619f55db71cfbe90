"""Pages of long lists, by keyset: where to go on is said by the sort keys of an item, never by an offset.

Every list has one total order: its sort keys end in a unique one. A store that pages answers

    async def page_by_<parent>(self, parent_ids, request, ...filters) -> list[Page[T]]

for many parents with one statement, one Page per parent in the order asked; a list without a parent answers one Page.
To tell whether more follows, a store reads ``request.size + 1`` rows (``request.limit``) and gives them to ``page_of``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PageRequest:
    """The ``size`` items that follow position ``after`` or, when ``backward``, the ``size`` last ones that precede it.

    ``position`` holds the sort keys of the item to go on from, which is not part of the page; None starts at the list's
    beginning (at its end when backward). Hashable, so that one loader batches equal requests of many parents.
    """

    size: int
    position: tuple[Any, ...] | None = None
    backward: bool = False

    @property
    def limit(self) -> int:
        """How many rows to read."""
        return self.size + 1


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Items in the list's own order, whichever way the walk goes. ``more``: further ones exist in the direction walked."""

    items: tuple[T, ...]
    more: bool


def page_of(rows: Sequence[T], request: PageRequest) -> Page[T]:
    """Return the page of up to ``request.limit`` rows that were read in the direction walked (backward: last item first)."""
    kept = tuple(rows[: request.size])
    return Page(tuple(reversed(kept)) if request.backward else kept, more=len(rows) > request.size)
