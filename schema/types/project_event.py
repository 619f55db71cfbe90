"""What happens in a project, one type per kind of thing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from graph.nodes.project_event import ProjectEvent as Logged
from graph.nodes.project_event import ProjectEventKind
from schema.audience import SHARED
from schema.context import Info

if TYPE_CHECKING:
    from schema.types.asset import Asset
    from schema.types.review import ReviewSession
    from schema.types.run import AnalysisRun
    from schema.types.version import Version


@strawberry.interface(description="Something that happened in a project, at its place in the order of all.")
class ProjectEvent:
    """GraphQL form of ``graph.nodes.project_event.ProjectEvent``; the things themselves are as they are when it is told."""

    source: strawberry.Private[Logged]
    at: datetime = strawberry.field(resolver=lambda self: self.source.at, description="When it was noted.")

    @strawberry.field(description="Its place: give it as `after` to go on from here.")
    def cursor(self) -> str:
        """Return the number as text."""
        return str(self.source.seq)


@strawberry.type
class _AboutVersion:
    source: strawberry.Private[Logged]

    @strawberry.field(description="The version; null where it is gone.", metadata=SHARED)
    async def version(self, info: Info) -> Annotated[Version, strawberry.lazy("schema.types.version")] | None:
        """Load the version."""
        return await info.context.objects.maybe_version(self.source.thing_id)

    @strawberry.field(description="The asset it is a version of; null where it is gone.", metadata=SHARED)
    async def asset(self, info: Info) -> Annotated[Asset, strawberry.lazy("schema.types.asset")] | None:
        """Load the asset."""
        return await info.context.objects.asset_of_version(self.source.thing_id)


@strawberry.type(description="A new asset came into the project, with its first version.")
class AssetAdded(ProjectEvent, _AboutVersion):
    """ASSET_ADDED."""


@strawberry.type(description="An asset got a new version.")
class VersionAdded(ProjectEvent, _AboutVersion):
    """VERSION_ADDED."""


@strawberry.type(description="The analysis of a version ended, well or not.")
class AnalysisEnded(ProjectEvent):
    """ANALYSIS_ENDED."""

    @strawberry.field(description="The run; null where it is gone.", metadata=SHARED)
    async def run(self, info: Info) -> Annotated[AnalysisRun, strawberry.lazy("schema.types.run")] | None:
        """Load the run."""
        return await info.context.objects.maybe_run(self.source.thing_id)


@strawberry.type(
    description="A review session was opened, closed or changed, or something was said in it. What happens quickly is told"
    " together, at most four times a second."
)
class ReviewSessionUpdated(ProjectEvent):
    """REVIEW_SESSION_UPDATED."""

    @strawberry.field(description="The number of the last event of the session that this tells of.")
    def seq(self) -> int:
        """Return the number."""
        return self.source.number

    @strawberry.field(description="The session as it is now; null where it is gone.", metadata=SHARED)
    async def session(self, info: Info) -> Annotated[ReviewSession, strawberry.lazy("schema.types.review")] | None:
        """Load the session."""
        return await info.context.review.maybe_session(self.source.thing_id)

    @strawberry.field(description="How many comments stand in the session now, replies among them.", metadata=SHARED)
    async def comments(self, info: Info) -> int:
        """Count the comments."""
        return await info.context.loaders.comment_count_by_session.load(self.source.thing_id)


@strawberry.type(
    description="Too much happened to be told one by one. Read again what you show, and go on after this event's cursor."
)
class ProjectResync(ProjectEvent):
    """No event of the log: ``cursor`` is where whoever reads the project now goes on."""


OF_KIND: Mapping[ProjectEventKind, type[ProjectEvent]] = {
    ProjectEventKind.ASSET_ADDED: AssetAdded,
    ProjectEventKind.VERSION_ADDED: VersionAdded,
    ProjectEventKind.ANALYSIS_ENDED: AnalysisEnded,
    ProjectEventKind.REVIEW_SESSION_UPDATED: ReviewSessionUpdated,
}
"""The type of each kind of event."""

PROJECT_EVENTS: tuple[type[Any], ...] = (*OF_KIND.values(), ProjectResync)


def project_event(event: Logged) -> ProjectEvent:
    """Return an event for the answer."""
    return OF_KIND[event.kind](source=event)
