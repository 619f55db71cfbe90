"""What is analysed, was, or waits for it."""

from __future__ import annotations

from typing import Annotated

import strawberry

from graph.nodes.run import RunStatus
from schema.context import Info
from schema.ids import decode_id
from schema.orders import RUNS
from schema.pagination import After, Connection, First, connection, page_request
from schema.types.run import AnalysisRun


@strawberry.type
class RunQueries:
    """The part of ``Query`` that lists runs."""

    @strawberry.field(description="The analysis runs of a project, or of all that the caller may see; newest first.")
    async def analysis_runs(
        self,
        info: Info,
        project: Annotated[strawberry.ID | None, strawberry.argument(description="Id of the project.")] = None,
        statuses: Annotated[
            list[RunStatus] | None, strawberry.argument(description="Only runs in one of these states.")
        ] = None,
        first: First = 20,
        after: After = None,
    ) -> Connection[AnalysisRun]:
        """Page through the runs; raises NotFoundError for a project that the caller may not see."""
        context = info.context
        project_id = None if project is None else decode_id(project, "Project", path=("project",))
        parent = project_id or ""
        request = page_request(RUNS, parent, first=first, after=after)
        page = await context.services.analysis.page(
            context.viewer, request, project_id=project_id, statuses=statuses, only=context.needed("AnalysisRun")
        )
        return connection(RUNS, parent, request, page, [AnalysisRun.of(run) for run in page.items])
