"""What the hits of a search have in common, and what to try where it found nothing good."""

from __future__ import annotations

from datetime import datetime

import strawberry

from graph.nodes import facets as nodes
from graph.nodes.facets import FacetKind
from graph.nodes.suggestion import SuggestionKind
from schema.directives import ListSize
from schema.ids import encode_id

_IDENTIFIED = {FacetKind.PROJECT: "Project", FacetKind.ENTITY: "Entity"}


@strawberry.type(description="One value that hits have, to narrow the search by.")
class FacetValue:
    """GraphQL form of ``graph.nodes.facets.FacetValue``."""

    value: str = strawberry.field(
        description="What `where` takes: an id for `projects` and `entities`, a member of `kinds`, one of `labels` or of"
        " `reviewStatuses`. For LENGTH and DATE the band's name: `where` takes its bounds."
    )
    name: str = strawberry.field(description="Name for people, in English.")
    count: int = strawberry.field(description="How many hits have it.")
    min_seconds: float | None = strawberry.field(description="Bound of a LENGTH for `where`; null for none.")
    max_seconds: float | None = strawberry.field(description="Bound of a LENGTH for `where`; null for none.")
    created_after: datetime | None = strawberry.field(description="Bound of a DATE for `where`; null for none.")
    created_before: datetime | None = strawberry.field(description="Bound of a DATE for `where`; null for none.")

    @classmethod
    def of(cls, value: nodes.FacetValue, kind: FacetKind) -> FacetValue:
        """Return ``value`` for the answer."""
        named = _IDENTIFIED.get(kind)
        return cls(
            value=value.value if named is None else encode_id(named, value.value),
            name=value.name,
            count=value.count,
            min_seconds=value.min_seconds,
            max_seconds=value.max_seconds,
            created_after=value.created_after,
            created_before=value.created_before,
        )


@strawberry.type(description="The values of one kind that hits have.")
class Facet:
    """GraphQL form of ``graph.nodes.facets.Facet``."""

    kind: FacetKind = strawberry.field(description="What the values are of.")
    values: list[FacetValue] = strawberry.field(
        description="The 30 that most hits have, those first; bands of LENGTH and DATE in their order.",
        directives=[ListSize(assumed_size=30)],
    )


@strawberry.type(description="What the hits of all pages have in common, under the rights and conditions of the search.")
class Facets:
    """GraphQL form of ``graph.nodes.facets.Facets``."""

    facets: list[Facet] = strawberry.field(
        description="One of each kind that some hit has a value of.", directives=[ListSize(assumed_size=7)]
    )
    counted: int = strawberry.field(description="How many hits were counted.")
    whole: bool = strawberry.field(description="Whether these are all hits; false where more were found than are counted.")

    @classmethod
    def of(cls, facets: nodes.Facets) -> Facets:
        """Return ``facets`` for the answer."""
        return cls(
            facets=[
                Facet(kind=one.kind, values=[FacetValue.of(value, one.kind) for value in one.values])
                for one in facets.facets
            ],
            counted=facets.counted,
            whole=facets.whole,
        )


@strawberry.type(description="What to try instead.")
class SearchSuggestion:
    """GraphQL form of ``graph.nodes.suggestion.Suggestion``."""

    kind: SuggestionKind = strawberry.field(description="What is to be changed.")
    text: str | None = strawberry.field(description="The words to search for; null where the search has none.")
    shots: int = strawberry.field(
        description="How many shots it finds, or how many carry these words as a label or in a name."
    )
