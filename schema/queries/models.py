"""Models and runs."""

from __future__ import annotations

from typing import Annotated

import strawberry

from graph.nodes.model import AnalysisTask
from schema.context import Info
from schema.ids import decode_id
from schema.orders import MODEL_VERSIONS
from schema.pagination import After, Connection, First, connection, page_request
from schema.types.model import ModelVersion
from schema.types.run import AnalysisRun


@strawberry.type
class ModelQueries:
    """The part of ``Query`` about networks and what they did."""

    @strawberry.field(description="The exact networks that have spoken on this server, newest first.")
    async def model_versions(
        self,
        info: Info,
        task: Annotated[AnalysisTask | None, strawberry.argument(description="Only those for this task.")] = None,
        first: First = 20,
        after: After = None,
    ) -> Connection[ModelVersion]:
        """Page through the model versions."""
        request = page_request(MODEL_VERSIONS, "", first=first, after=after)
        page = await info.context.services.models.list(info.context.viewer, request, task)
        return connection(MODEL_VERSIONS, "", request, page, [ModelVersion.of(found) for found in page.items])

    @strawberry.field(description="The run with an id; null where there is none, or it is not the caller's to see.")
    async def analysis_run(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="Id of a run.")],
    ) -> AnalysisRun | None:
        """Find a run."""
        own_id = decode_id(id, "AnalysisRun")
        found = (await info.context.services.analysis.visible_runs(info.context.viewer, [own_id]))[0]
        return None if found is None else AnalysisRun.of(found)
