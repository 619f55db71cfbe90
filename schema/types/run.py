"""Analysis runs."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry.scalars import JSON

from graph.nodes import run as nodes
from graph.nodes.model import AnalysisTask
from graph.nodes.run import RunStatus
from schema.context import Info
from schema.directives import ListSize
from schema.ids import encode_id
from schema.results import BasicProblem, Problem
from schema.types.model import ModelVersion
from schema.types.node import Node

if TYPE_CHECKING:
    from schema.types.version import Version


@strawberry.type(description="One execution of models over a version. Runs stay: yesterday's answer can be asked for.")
class AnalysisRun(Node):
    """GraphQL form of ``graph.nodes.run.AnalysisRun``."""

    status: RunStatus = strawberry.field(description="Where the run is.")
    tasks: list[AnalysisTask] = strawberry.field(description="What the run does.")
    parameters: JSON = strawberry.field(description="The parameters it was given.")
    created_at: datetime = strawberry.field(description="When it was asked for.")
    started_at: datetime | None = strawberry.field(description="When a worker took it; null while it waits.")
    finished_at: datetime | None = strawberry.field(description="When it ended; null until then.")
    attempt: int = strawberry.field(description="How often workers took it; 0 while it waits for the first.")
    device: str | None = strawberry.field(description="What computed it, such as `cpu` or `cuda:0`.")
    code_version: str | None = strawberry.field(description="Version of Reelgraph that computed it.")
    metrics: JSON = strawberry.field(description="What it measured of itself: times, rates, counts.")
    error: Problem | None = strawberry.field(description="Why it failed, and what to do; null unless it failed.")
    source: strawberry.Private[nodes.AnalysisRun]

    @classmethod
    def of(cls, run: nodes.AnalysisRun) -> AnalysisRun:
        """Return ``run`` for the answer."""
        return cls(
            id=strawberry.ID(encode_id("AnalysisRun", run.id)),
            status=run.status,
            tasks=list(run.tasks),
            parameters=JSON(dict(run.parameters)),
            created_at=run.created_at,
            started_at=run.started_at,
            finished_at=run.finished_at,
            attempt=run.attempt,
            device=run.device,
            code_version=run.code_version,
            metrics=JSON(dict(run.metrics)),
            error=BasicProblem.of_run(run.failure),
            source=run,
        )

    @strawberry.field(description="The version it analyses.")
    async def version(self, info: Info) -> Annotated[Version, strawberry.lazy("schema.types.version")]:
        """Load the version."""
        return await info.context.objects.version(self.source.version_id)

    @strawberry.field(description="The earlier run that holds its results, where the same had been done before; else null.")
    async def same_as(self, info: Info) -> AnalysisRun | None:
        """Load the earlier run."""
        return None if self.source.same_as is None else await info.context.objects.run(self.source.same_as)

    @strawberry.field(
        description="The exact networks it uses; known once a worker took it.", directives=[ListSize(assumed_size=20)]
    )
    async def model_versions(self, info: Info) -> list[ModelVersion]:
        """Load the model versions."""
        return await info.context.objects.model_versions(self.source.model_version_ids)
