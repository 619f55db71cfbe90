"""Facets of found shots: counted as the filter of search counts, so that a value chosen finds as many as it said."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from graph.nodes.facets import Facet, FacetKind, Facets, FacetValue
from graph.stores.facets import Count, FacetStore, Footage
from graph.stores.search import frames_lasting

MOST_COUNTED = 10_000  # shots
MOST_VALUES = 30
UNDECIDED = "undecided"

# Both ends of a length are included in a filter, so a band ends a millisecond before the next begins: less than a frame.
LENGTHS = (
    FacetValue("UNDER_2", "under 2 seconds", 0, max_seconds=1.999),
    FacetValue("FROM_2", "2 to 5 seconds", 0, min_seconds=2.0, max_seconds=4.999),
    FacetValue("FROM_5", "5 to 15 seconds", 0, min_seconds=5.0, max_seconds=14.999),
    FacetValue("FROM_15", "15 to 60 seconds", 0, min_seconds=15.0, max_seconds=59.999),
    FacetValue("FROM_60", "a minute or more", 0, min_seconds=60.0),
)


def dates(now: datetime) -> tuple[FacetValue, ...]:
    """Return the bands of time before a moment. They begin at midnight, UTC, and overlap: today is in the last week."""
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    year = today - timedelta(days=365)
    return (
        FacetValue("DAY", "today", 0, created_after=today),
        FacetValue("WEEK", "the last 7 days", 0, created_after=today - timedelta(days=7)),
        FacetValue("MONTH", "the last 30 days", 0, created_after=today - timedelta(days=30)),
        FacetValue("YEAR", "the last 365 days", 0, created_after=year),
        FacetValue("OLDER", "older", 0, created_before=year),
    )


@dataclass(frozen=True, slots=True)
class Facetting:
    """Counts what shots have in common. The shots are those that a search found for the viewer, so all is theirs to see."""

    store: FacetStore

    async def of(self, shot_ids: Sequence[str], now: datetime, most: int = MOST_VALUES) -> Facets:
        """Return the facets of shots, the first MOST_COUNTED of them; kinds without a value are left out.

        Of each kind without bands the ``most`` frequent values are given.
        """
        counted = shot_ids[:MOST_COUNTED]
        footage = await self.store.footage(counted)
        versions = [one.version_id for one in footage]
        labels, entities = await asyncio.gather(self.store.labels(counted, versions), self.store.entities(counted, versions))
        names = {one.project_id: one.project_name for one in footage}
        facets = {
            FacetKind.PROJECT: _by_version(footage, lambda one: one.project_id, lambda value: names[value], most),
            FacetKind.KIND: _by_version(
                footage, lambda one: one.kind.name, lambda value: value.lower().replace("_", " "), most
            ),
            FacetKind.ENTITY: _counted(entities, most),
            FacetKind.LABEL: _counted(labels, most),
            FacetKind.LENGTH: _lengths(footage),
            FacetKind.DATE: _dates(footage, now),
            FacetKind.REVIEW_STATUS: _by_version(footage, lambda one: one.status, lambda value: value or UNDECIDED, most),
        }
        return Facets(
            tuple(Facet(kind, values) for kind, values in facets.items() if values),
            sum(sum(one.lengths.values()) for one in footage),
            len(shot_ids) <= MOST_COUNTED,
        )


def _by_version(
    footage: Sequence[Footage], value: Callable[[Footage], str], name: Callable[[str], str], most: int
) -> tuple[FacetValue, ...]:
    shots: Counter[str] = Counter()
    for one in footage:
        shots[value(one)] += sum(one.lengths.values())
    return _counted([Count(key, name(key), number) for key, number in shots.items()], most)


def _counted(counts: Sequence[Count], most: int) -> tuple[FacetValue, ...]:
    best = sorted(counts, key=lambda count: (-count.shots, count.name, count.value))[:most]
    return tuple(FacetValue(count.value, count.name, count.shots) for count in best)


def _lengths(footage: Sequence[Footage]) -> tuple[FacetValue, ...]:
    bands = []
    for band in LENGTHS:
        number = 0
        for one in footage:
            if one.rate is not None:
                least, most = frames_lasting(band.min_seconds, one.rate) or 0, frames_lasting(band.max_seconds, one.rate)
                number += sum(n for length, n in one.lengths.items() if length >= least and (most is None or length <= most))
        bands.append(replace(band, count=number))
    return tuple(band for band in bands if band.count)


def _dates(footage: Sequence[Footage], now: datetime) -> tuple[FacetValue, ...]:
    bands = []
    for band in dates(now):
        begin, end = band.created_after, band.created_before
        inside = [
            one for one in footage if (begin is None or one.created_at >= begin) and (end is None or one.created_at < end)
        ]
        bands.append(replace(band, count=sum(sum(one.lengths.values()) for one in inside)))
    return tuple(band for band in bands if band.count)
