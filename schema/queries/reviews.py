"""Review sessions by their ids."""

from __future__ import annotations

import asyncio
from typing import Annotated

import strawberry

from graph.minutes.addresses import Addresses
from graph.minutes.forms import FORMS, ReportFormat
from schema.context import Info
from schema.directives import Cost
from schema.ids import decode_id, encode_id
from schema.types.report import SessionReport
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
        context, own = info.context, decode_id(id, "ReviewSession")
        (found,) = await context.services.reviews.visible(context.viewer, [own], context.needed("ReviewSession"))
        return None if found is None else ReviewSession.of(found)

    @strawberry.field(
        description="The minutes of a review session, as they are now; an error where it is not the caller's to see.",
        directives=[Cost(weight=500)],
    )
    async def session_report(
        self,
        info: Info,
        session_id: Annotated[strawberry.ID, strawberry.argument(description="Id of the session.")],
        format: Annotated[ReportFormat, strawberry.argument(description="What to write them as.")] = ReportFormat.MARKDOWN,
    ) -> SessionReport:
        """Write the minutes."""
        own = decode_id(session_id, "ReviewSession", path=("session_id",))
        minutes = await info.context.services.minutes.of(info.context.viewer, own)
        form, addresses = FORMS[format], Addresses(encode_id)
        return SessionReport(
            format=format,
            mime_type=form.media_type,
            file_name=f"minutes-{minutes.opened_at:%Y-%m-%d}.{form.suffix}",
            url=addresses.session(minutes),
            text=await asyncio.to_thread(form.write, minutes, addresses),
        )
