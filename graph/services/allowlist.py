"""What a viewer and a filter let a search find, decided before anything is ranked."""

from __future__ import annotations

from dataclasses import replace

from graph.errors import InvalidError
from graph.nodes.access import Viewer
from graph.nodes.search import SearchFilter
from graph.services.access import visible
from graph.stores.search import Scope, SearchStore

EVERY = 2**31 - 1


async def allow(store: SearchStore, viewer: Viewer, where: SearchFilter) -> Scope:
    """Return what may be found: a project that the viewer may not see counts as one that is not there.

    Raises InvalidError for ranges that hold nothing.
    """
    _check(where)
    seen = visible(viewer)
    chosen = seen if where.projects is None else [one for one in where.projects if seen is None or one in seen]
    scope = Scope(None if chosen is None else tuple(sorted(set(chosen))))
    of_version = (where.assets, where.kinds, where.created_after, where.created_before, where.review_statuses)
    if any(value is not None for value in of_version):
        versions = await store.versions(
            scope,
            assets=where.assets,
            kinds=where.kinds,
            after=where.created_after,
            before=where.created_before,
            statuses=where.review_statuses,
        )
        scope = Scope(scope.projects, versions)
    parts: list[frozenset[str]] = []
    if where.labels is not None:
        carrying = await store.mentions_of_labels(where.labels, scope, EVERY)
        parts.append(frozenset(mention.shot_id for mention in carrying))
    if where.entities is not None:
        showing = await store.mentions_of_entities(where.entities, scope, EVERY)
        parts.append(frozenset(mention.shot_id for mention in showing))
    if where.min_seconds is not None or where.max_seconds is not None:
        parts.append(await store.shots_lasting(scope, where.min_seconds, where.max_seconds))
    return replace(scope, shots=frozenset.intersection(*parts)) if parts else scope


def _check(where: SearchFilter) -> None:
    if where.min_seconds is not None and where.max_seconds is not None and where.min_seconds > where.max_seconds:
        raise InvalidError("minSeconds is greater than maxSeconds: no shot can be both.", path=("where", "minSeconds"))
    if where.created_after is not None and where.created_before is not None and where.created_after >= where.created_before:
        raise InvalidError("createdAfter is not before createdBefore: nothing lies between.", path=("where", "createdAfter"))
