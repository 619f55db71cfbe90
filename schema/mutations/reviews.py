"""Opening and closing review sessions, arranging them, deciding in them."""

from __future__ import annotations

from typing import Annotated

import strawberry

from schema.context import Info
from schema.footage import forget_upload, playlist
from schema.ids import decode_id
from schema.results import REPEATABLE, Problem
from schema.types.review import ReviewSession
from schema.types.search import SearchInput
from schema.types.timeline import TimelineInput
from schema.types.verdict import Decision


@strawberry.input(description="A review session to open.")
class OpenReviewSessionInput:
    """Input of ``openReviewSession``."""

    project: strawberry.ID = strawberry.field(description="Id of the project.")
    name: str = strawberry.field(description="Name for people.")
    versions: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Ids of the versions to review, in order: one of the four ways to name them."
    )
    selection: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Ids of shots and versions, in order: the versions that they are of."
    )
    search: SearchInput | None = strawberry.field(
        default=None, description="What to look for in the project: the versions that the hits are of, best first."
    )
    first: int = strawberry.field(default=50, description="How many hits of the search, at most 1,000.")
    timeline: TimelineInput | None = strawberry.field(
        default=None, description="A timeline: the versions that its clips were cut from, in order of time."
    )
    client_mutation_id: str | None = strawberry.field(default=None, description=REPEATABLE)


@strawberry.input(description="A change of a review session; what is null stays as it is.")
class ArrangeReviewSessionInput:
    """Input of ``arrangeReviewSession``."""

    session_id: strawberry.ID = strawberry.field(description="Id of the session.")
    name: str | None = strawberry.field(default=None, description="Another name.")
    versions: list[strawberry.ID] | None = strawberry.field(default=None, description="Another playlist, in order.")
    client_mutation_id: str | None = strawberry.field(default=None, description=REPEATABLE)


@strawberry.input(description="A review session to close, or to open again.")
class CloseReviewSessionInput:
    """Input of ``closeReviewSession`` and ``reopenReviewSession``."""

    session_id: strawberry.ID = strawberry.field(description="Id of the session.")
    client_mutation_id: str | None = strawberry.field(default=None, description=REPEATABLE)


@strawberry.type(description="The review session, or what kept it from being so.")
class ReviewSessionPayload:
    """Payload of the mutations of sessions."""

    review_session: ReviewSession | None = strawberry.field(
        default=None, description="The session as it is now; null when there are problems."
    )
    problems: list[Problem] = strawberry.field(default_factory=list, description="What went wrong; empty when nothing did.")
    client_mutation_id: str | None = strawberry.field(default=None, description="As the input had it.")


@strawberry.input(description="What a version of the playlist is decided to be.")
class DecideVersionInput:
    """Input of ``decideVersion``."""

    session_id: strawberry.ID = strawberry.field(description="Id of the session.")
    version_id: strawberry.ID = strawberry.field(description="Id of the version.")
    status: str = strawberry.field(description="One of the project's review statuses.")
    reason: str = strawberry.field(default="", description="Why, for those who read it later.")
    client_mutation_id: str | None = strawberry.field(default=None, description=REPEATABLE)


@strawberry.type(description="The decision, or what kept it from being made.")
class DecisionPayload:
    """Payload of ``decideVersion``."""

    decision: Decision | None = strawberry.field(default=None, description="The decision; null when there are problems.")
    seq: int | None = strawberry.field(default=None, description="The number of its event in the session.")
    problems: list[Problem] = strawberry.field(default_factory=list, description="What went wrong; empty when nothing did.")
    client_mutation_id: str | None = strawberry.field(default=None, description="As the input had it.")


@strawberry.input(description="What a project's versions can be decided to be.")
class SetReviewStatusesInput:
    """Input of ``setReviewStatuses``."""

    project: strawberry.ID = strawberry.field(description="Id of the project.")
    statuses: list[str] = strawberry.field(description="1 to 30 statuses, in the order to show them.")
    client_mutation_id: str | None = strawberry.field(default=None, description="Comes back in the payload.")


@strawberry.type(description="The statuses of a project, or what kept them from being so.")
class ReviewStatusesPayload:
    """Payload of ``setReviewStatuses``."""

    statuses: list[str] | None = strawberry.field(
        default=None, description="The statuses as they are now; null when there are problems."
    )
    problems: list[Problem] = strawberry.field(default_factory=list, description="What went wrong; empty when nothing did.")
    client_mutation_id: str | None = strawberry.field(default=None, description="As the input had it.")


@strawberry.type
class ReviewMutations:
    """The part of ``Mutation`` that is about review sessions."""

    @strawberry.mutation(description="Open a review session over some versions of a project.")
    async def open_review_session(
        self, info: Info, input: Annotated[OpenReviewSessionInput, strawberry.argument(description="The session.")]
    ) -> ReviewSessionPayload:
        """Open the session."""
        project_id = decode_id(input.project, "Project", path=("project",))
        versions = await playlist(
            info.context,
            project_id,
            versions=input.versions,
            selection=input.selection,
            search=input.search,
            first=input.first,
            timeline=input.timeline,
        )
        session = await info.context.services.reviews.open(
            info.context.viewer, project_id, input.name, versions, input.client_mutation_id
        )
        if input.timeline is not None:
            await forget_upload(info.context, input.timeline)
        return ReviewSessionPayload(review_session=ReviewSession.of(session))

    @strawberry.mutation(description="Rename a review session, or replace its playlist.")
    async def arrange_review_session(
        self, info: Info, input: Annotated[ArrangeReviewSessionInput, strawberry.argument(description="The change.")]
    ) -> ReviewSessionPayload:
        """Change the session."""
        session = await info.context.services.reviews.arrange(
            info.context.viewer,
            decode_id(input.session_id, "ReviewSession", path=("session_id",)),
            input.name,
            None if input.versions is None else _versions(input.versions),
            input.client_mutation_id,
        )
        return ReviewSessionPayload(review_session=ReviewSession.of(session))

    @strawberry.mutation(description="Close a review session: nothing more can be said in it.")
    async def close_review_session(
        self, info: Info, input: Annotated[CloseReviewSessionInput, strawberry.argument(description="The session.")]
    ) -> ReviewSessionPayload:
        """Close the session."""
        return await _set_open(info, input, False)

    @strawberry.mutation(description="Open a closed review session again.")
    async def reopen_review_session(
        self, info: Info, input: Annotated[CloseReviewSessionInput, strawberry.argument(description="The session.")]
    ) -> ReviewSessionPayload:
        """Open the session again."""
        return await _set_open(info, input, True)

    @strawberry.mutation(
        description="Say what a project's versions can be decided to be. Earlier decisions stay as they are."
    )
    async def set_review_statuses(
        self, info: Info, input: Annotated[SetReviewStatusesInput, strawberry.argument(description="The statuses.")]
    ) -> ReviewStatusesPayload:
        """Set the statuses."""
        project = decode_id(input.project, "Project", path=("project",))
        statuses = await info.context.services.reviews.set_statuses(info.context.viewer, project, input.statuses)
        return ReviewStatusesPayload(statuses=list(statuses))

    @strawberry.mutation(description="Decide what a version is, in a review session.")
    async def decide_version(
        self, info: Info, input: Annotated[DecideVersionInput, strawberry.argument(description="The decision.")]
    ) -> DecisionPayload:
        """Make the decision."""
        decision, seq = await info.context.services.reviews.decide(
            info.context.viewer,
            decode_id(input.session_id, "ReviewSession", path=("session_id",)),
            decode_id(input.version_id, "Version", path=("version_id",)),
            input.status,
            input.reason,
            input.client_mutation_id,
        )
        return DecisionPayload(decision=Decision.of(decision), seq=seq)


async def _set_open(info: Info, input: CloseReviewSessionInput, open: bool) -> ReviewSessionPayload:
    reviews, viewer = info.context.services.reviews, info.context.viewer
    own = decode_id(input.session_id, "ReviewSession", path=("session_id",))
    change = reviews.reopen if open else reviews.close
    session, _ = await change(viewer, own, input.client_mutation_id)
    return ReviewSessionPayload(review_session=ReviewSession.of(session))


def _versions(ids: list[strawberry.ID]) -> list[str]:
    return [decode_id(id, "Version", path=("versions", str(place))) for place, id in enumerate(ids)]
