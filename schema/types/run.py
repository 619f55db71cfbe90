"""Analysis runs."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry.scalars import JSON

from graph.nodes import run as nodes
from graph.nodes.model import AnalysisTask
from graph.nodes.run import RunStatus
from schema.alike import alike
from schema.context import Info
from schema.directives import ListSize
from schema.results import BasicProblem, Problem
from schema.types.model import ModelVersion
from schema.types.node import Node

if TYPE_CHECKING:
    from schema.types.version import Version


@strawberry.type(description="One execution of models over a version. Runs stay: yesterday's answer can be asked for.")
class AnalysisRun(Node):
    """GraphQL form of ``graph.nodes.run.AnalysisRun``."""

    source: strawberry.Private[nodes.AnalysisRun]
    status: RunStatus = strawberry.field(resolver=lambda self: self.source.status, description="Where the run is.")
    tasks: list[AnalysisTask] = strawberry.field(resolver=lambda self: self.source.tasks, description="What the run does.")
    parameters: JSON = strawberry.field(
        resolver=lambda self: JSON(dict(self.source.parameters)), description="The parameters it was given."
    )
    created_at: datetime = strawberry.field(
        resolver=lambda self: self.source.created_at, description="When it was asked for."
    )
    started_at: datetime | None = strawberry.field(
        resolver=lambda self: self.source.started_at, description="When a worker took it; null while it waits."
    )
    finished_at: datetime | None = strawberry.field(
        resolver=lambda self: self.source.finished_at, description="When it ended; null until then."
    )
    attempt: int = strawberry.field(
        resolver=lambda self: self.source.attempt,
        description="How often workers took it; 0 while it waits for the first.",
    )
    device: str | None = strawberry.field(
        resolver=lambda self: self.source.device, description="What computed it, such as `cpu` or `cuda:0`."
    )
    code_version: str | None = strawberry.field(
        resolver=lambda self: self.source.code_version, description="Version of Reelgraph that computed it."
    )
    metrics: JSON = strawberry.field(
        resolver=lambda self: JSON(dict(self.source.metrics)),
        description="What it measured of itself: times, rates, counts.",
    )

    @strawberry.field(description="Why it failed, and what to do; null unless it failed.")
    def error(self) -> Problem | None:
        """Return what ended it."""
        return BasicProblem.of_run(self.source.failure)

    @classmethod
    def of(cls, run: nodes.AnalysisRun) -> AnalysisRun:
        """Return ``run`` for the answer."""
        return cls(source=run)

    @strawberry.field(description="The version it analyses.", metadata=alike(lambda self: self.source.version_id))
    async def version(self, info: Info) -> Annotated[Version, strawberry.lazy("schema.types.version")]:
        """Load the version."""
        return await info.context.objects.version(self.source.version_id)

    @strawberry.field(
        description="The earlier run that holds its results, where the same had been done before; else null.",
        metadata=alike(lambda self: self.source.same_as),
    )
    async def same_as(self, info: Info) -> AnalysisRun | None:
        """Load the earlier run."""
        return None if self.source.same_as is None else await info.context.objects.run(self.source.same_as)

    @strawberry.field(
        description="The exact networks it uses; known once a worker took it.",
        directives=[ListSize(assumed_size=20)],
        metadata=alike(lambda self: self.source.model_version_ids),
    )
    async def model_versions(self, info: Info) -> list[ModelVersion]:
        """Load the model versions."""
        return await info.context.objects.model_versions(self.source.model_version_ids)
