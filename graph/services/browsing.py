"""Browsing: all shots that meet some conditions, those of the newest versions first, where nothing was asked for."""

from __future__ import annotations

from dataclasses import dataclass

from graph.errors import InvalidError
from graph.nodes.search import Relevance, SearchedWith, SearchHit, SearchResult
from graph.services.fusion import Fused
from graph.services.hits import hit_of, keys_of
from graph.stores.facets import FacetStore, Place
from graph.stores.search import Scope, SearchStore

GREATEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Browsing:
    """Lists the newest shots of what may be found."""

    store: SearchStore
    facets: FacetStore

    async def page(self, allowed: Scope, first: int, after: str | None) -> SearchResult:
        """Return a page. All hits meet the conditions alike: STRONG, score 1.

        Raises InvalidError for what is no cursor of this list.
        """
        place = None if after is None else _place_of(after)
        places = await self.facets.newest(allowed, first + 1, place)
        shots = await self.store.found([one.shot_id for one in places[:first]], allowed)
        hits: list[SearchHit] = []
        for one in places[:first]:
            if one.shot_id in shots:
                plain = Fused(one.shot_id, 1.0, Relevance.STRONG, (), None)
                hits.append(hit_of(plain, shots[one.shot_id], one.version_id, one.index))
        return SearchResult(tuple(hits), not places and after is None, SearchedWith(None, 0, 0, ()), len(places) > first)


def _place_of(cursor: str) -> Place:
    version_id, index = keys_of(cursor, str, int)
    if not 0 <= index <= GREATEST:
        raise InvalidError("That is no cursor of a search; take one from an earlier answer.", path=("after",))
    return Place(version_id, index, "")
