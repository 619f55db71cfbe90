"""How the system is."""

from __future__ import annotations

import strawberry

from graph.errors import UnavailableError
from graph.services import access
from graph.services.status import told
from schema.context import Info
from schema.types.model import ModelVersion
from schema.types.status import ModelProfile, PartStatus, SystemStatus


@strawberry.type
class StatusQueries:
    """The part of ``Query`` about the system itself."""

    @strawberry.field(description="How the system is: what works, what waits, whose answers are current.")
    async def system_status(self, info: Info) -> SystemStatus:
        """Ask every part; raises NotAllowedError for a guest."""
        context = info.context
        viewer = context.viewer
        access.permit(viewer, access.SEE_SYSTEM)
        parts = await context.report()
        try:
            depth = await context.services.queue.depth()
        except UnavailableError:
            depth = None
        try:
            lag = await context.services.indexing.lag()
        except UnavailableError:
            lag = None
        champions = await context.services.models.champions()
        return SystemStatus(
            ready=all(part.ok for part in parts.values()),
            engine=context.engine,
            queue_depth=depth,
            index_lag=lag,
            model_profile=None if context.model_profile is None else ModelProfile.of(context.model_profile),
            parts=[
                PartStatus(name=name, ok=part.ok, latency_ms=part.latency_ms, detail=told(part, viewer))
                for name, part in sorted(parts.items())
            ],
            champions=[ModelVersion.of(champions[task]) for task in sorted(champions)],
        )
