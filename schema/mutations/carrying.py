"""Bringing notes along to a newer version."""

from __future__ import annotations

from typing import Annotated

import strawberry

from graph.nodes.timeline import Timeline
from graph.services import access
from schema.context import Context, Info
from schema.directives import ListSize
from schema.footage import forget_upload, read_cut
from schema.ids import decode_id
from schema.results import Problem
from schema.types.comment import Comment
from schema.types.timeline import TimelineInput


@strawberry.input(
    description="Edit lists of two versions of a cut: where both show the same frame of a medium, a note stays on it."
)
class CutsInput:
    """What editorial knows of a cut, as OTIO, EDL, Final Cut Pro XML or AAF."""

    older: TimelineInput = strawberry.field(description="That of the newest earlier version that has open notes.")
    newer: TimelineInput = strawberry.field(description="That of the version that they come along to.")


@strawberry.input(description="Where to bring open notes along to.")
class CarryNotesInput:
    """Input of ``carryNotes``."""

    session_id: strawberry.ID = strawberry.field(description="Id of the session that they shall stand in.")
    version_id: strawberry.ID = strawberry.field(description="Id of the newer version; it is in the session's playlist.")
    from_session_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="Id of another session of the project, whose notes to take; the session unless told.",
    )
    cuts: CutsInput | None = strawberry.field(
        default=None, description="Edit lists, to find moved shots by their sources; by what is seen alone unless given."
    )
    client_mutation_id: str | None = strawberry.field(default=None, description="Comes back in the payload.")


@strawberry.type(description="The notes that came along, or what kept them.")
class CarryNotesPayload:
    """Payload of ``carryNotes``."""

    comments: list[Comment] = strawberry.field(
        default_factory=list,
        description="The new comments, each with the one that it carries; none where nothing is open, or all came before.",
        directives=[ListSize(assumed_size=100)],
    )
    carrying: bool = strawberry.field(
        default=False,
        description="Whether a worker brings them along, because the films are long: they come as events, and"
        " `ReviewSession.carrying` says when all are there.",
    )
    problems: list[Problem] = strawberry.field(default_factory=list, description="What went wrong; empty when nothing did.")
    client_mutation_id: str | None = strawberry.field(default=None, description="As the input had it.")


@strawberry.type
class CarryingMutations:
    """The part of ``Mutation`` that carries notes forward."""

    @strawberry.mutation(
        description="Bring the open notes on earlier versions of an asset along to a newer one, each to its own frames."
        " A version that is put into a playlist does so by itself."
    )
    async def carry_notes(
        self, info: Info, input: Annotated[CarryNotesInput, strawberry.argument(description="Where to.")]
    ) -> CarryNotesPayload:
        """Carry them."""
        source, context = input.from_session_id, info.context
        session_id = decode_id(input.session_id, "ReviewSession", path=("session_id",))
        carried = await context.services.carrying.carry(
            context.viewer,
            session_id,
            decode_id(input.version_id, "Version", path=("version_id",)),
            None if source is None else decode_id(source, "ReviewSession", path=("from_session_id",)),
            None if input.cuts is None else await _cuts(context, session_id, input.cuts),
        )
        if input.cuts is not None:
            await forget_upload(context, input.cuts.older)
            await forget_upload(context, input.cuts.newer)
        return CarryNotesPayload(comments=[Comment.of(comment) for comment, _ in carried.comments], carrying=carried.left)


async def _cuts(context: Context, session_id: str, given: CutsInput) -> tuple[Timeline, Timeline]:
    (session,) = await context.services.reviews.visible(context.viewer, [session_id])
    if session is None:
        raise access.missing("review session", path=("session_id",))
    return (
        await read_cut(context, session.project_id, given.older, "cuts", "older"),
        await read_cut(context, session.project_id, given.newer, "cuts", "newer"),
    )
