"""Facets: what found shots have in common, counted, so that people can narrow a search by what is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class FacetKind(StrEnum):
    """What shots are told apart by."""

    PROJECT = "PROJECT"
    KIND = "KIND"
    ENTITY = "ENTITY"
    LABEL = "LABEL"
    LENGTH = "LENGTH"
    DATE = "DATE"
    REVIEW_STATUS = "REVIEW_STATUS"


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value and how many of the found shots have it.

    ``value`` is an id (PROJECT, ENTITY), a name of AssetKind, a label, a review status, or the name of a band. A band of
    LENGTH is bounded by seconds of the shot, one of DATE by moments of ingest: in the terms of SearchFilter, so that a
    search with these bounds finds the shots that are counted.
    """

    value: str
    name: str
    count: int
    min_seconds: float | None = None
    max_seconds: float | None = None
    created_after: datetime | None = None
    created_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one kind: bands in their order, all others by count."""

    kind: FacetKind
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class Facets:
    """What ``counted`` found shots have in common; not ``whole`` where more were found than are counted."""

    facets: tuple[Facet, ...]
    counted: int
    whole: bool
