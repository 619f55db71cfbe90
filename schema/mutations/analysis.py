"""Asking for analysis, and stopping it."""

from __future__ import annotations

from typing import Annotated, cast

import strawberry
from strawberry.scalars import JSON

from graph.errors import InvalidError
from graph.nodes.model import AnalysisTask
from schema.context import Info
from schema.ids import decode_id
from schema.results import Problem
from schema.types.run import AnalysisRun


@strawberry.input(description="What to analyse, and how.")
class AnalyzeInput:
    """Input of ``analyze``."""

    version: strawberry.ID = strawberry.field(description="Id of the version.")
    tasks: list[AnalysisTask] | None = strawberry.field(default=None, description="What to do; everything unless told.")
    parameters: JSON | None = strawberry.field(default=None, description="An object of parameters; defaults unless told.")
    force: bool = strawberry.field(default=False, description="Do it again although the same was done before.")
    client_mutation_id: str | None = strawberry.field(default=None, description="Comes back in the payload.")


@strawberry.type(description="The run that was asked for, new or the one that does or did the same; or what kept it away.")
class AnalyzePayload:
    """Payload of ``analyze``."""

    run: AnalysisRun | None = strawberry.field(default=None, description="The run; null when there are problems.")
    problems: list[Problem] = strawberry.field(default_factory=list, description="What went wrong; empty when nothing did.")
    client_mutation_id: str | None = strawberry.field(default=None, description="As the input had it.")


@strawberry.type(description="The run that was to stop; or what kept it from stopping.")
class CancelRunPayload:
    """Payload of ``cancelRun``."""

    run: AnalysisRun | None = strawberry.field(
        default=None, description="The run: cancelled, about to be, or as it ended before; null when there are problems."
    )
    problems: list[Problem] = strawberry.field(default_factory=list, description="What went wrong; empty when nothing did.")


@strawberry.type
class AnalysisMutations:
    """The part of ``Mutation`` about runs."""

    @strawberry.mutation(
        description="Ask for analysis. Equal version, models and parameters are analysed once, unless forced."
    )
    async def analyze(
        self,
        info: Info,
        input: Annotated[AnalyzeInput, strawberry.argument(description="What to analyse.")],
    ) -> AnalyzePayload:
        """Request the run."""
        context = info.context
        parameters = cast("object", input.parameters)
        if not isinstance(parameters, dict | None):
            raise InvalidError("`parameters` must be an object", path=("parameters",))
        version_id = decode_id(input.version, "Version", path=("version",))
        run = await context.services.analysis.request(context.viewer, version_id, input.tasks, parameters, force=input.force)
        return AnalyzePayload(run=AnalysisRun.of(run))

    @strawberry.mutation(description="Stop a run that waits or works; one that has ended stays as it is.")
    async def cancel_run(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="Id of the run.")],
    ) -> CancelRunPayload:
        """Cancel the run."""
        context = info.context
        run = await context.services.analysis.cancel(context.viewer, decode_id(id, "AnalysisRun"))
        return CancelRunPayload(run=AnalysisRun.of(run))
