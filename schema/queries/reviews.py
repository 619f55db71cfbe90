"""Review sessions by their ids."""

from __future__ import annotations

from typing import Annotated

import strawberry

from schema.context import Info
from schema.ids import decode_id
from schema.types.review import ReviewSession


@strawberry.type
class ReviewQueries:
    """The part of ``Query`` that finds review sessions; a project lists its own."""

    @strawberry.field(
        description="The review session with an id; null where there is none, or it is not the caller's to see."
    )
    async def review_session(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Id of the session.")]
    ) -> ReviewSession | None:
        """Find the session."""
        (found,) = await info.context.services.reviews.visible(info.context.viewer, [decode_id(id, "ReviewSession")])
        return None if found is None else ReviewSession.of(found)
