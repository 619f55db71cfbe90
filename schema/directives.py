"""Directives of the printed schema that say what asking costs; ``schema.cost`` reads them.

They are those of https://ibm.github.io/graphql-specs/cost-spec.html, in the part that is needed here.
"""

from __future__ import annotations

import strawberry
from strawberry.schema_directive import Location


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    name="cost",
    description="What asking for the field costs beside the objects that it holds, counted in objects.",
)
class Cost:
    """A weight in objects."""

    weight: int = strawberry.directive_field(name="weight")


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    name="listSize",
    description="How many items the list holds at most, where no argument says so; of a connection, its largest page.",
)
class ListSize:
    """``per_frame`` lists hold at most an item a frame: their ``range`` and ``every`` make them shorter."""

    assumed_size: int = strawberry.directive_field(name="assumedSize")
    per_frame: bool = strawberry.directive_field(name="perFrame", default=False)
