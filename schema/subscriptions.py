"""Subscriptions: what happens, as it happens, over graphql-transport-ws."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import strawberry

from graph.errors import InvalidError
from graph.events import Event, EventsLost, RunFinished, RunProgressed, RunQueued, RunStarted
from graph.nodes import run as nodes
from graph.services import access
from schema.context import Context, Info, LiveEvents
from schema.ids import decode_id
from schema.types.run import AnalysisRun

_WAITING, _STARTING, _ENDED = "waiting", "starting", "ended"


@strawberry.type(description="How far an analysis run is.")
class AnalysisProgress:
    """GraphQL form of the events of a run; the first one tells the state at the time of subscribing."""

    stage: str = strawberry.field(
        description="What is being done: `waiting` for a worker, `starting`, a stage of the analysis, or `ended`."
    )
    done: int = strawberry.field(description="How many frames of the stage are done.")
    total: int = strawberry.field(description="How many frames the stage has; 0 where that is not known.")
    frames_per_second: float | None = strawberry.field(description="How fast it goes, where that can be told.")
    eta: float | None = strawberry.field(description="Seconds until the stage is done, where that can be told.")
    run_id: strawberry.Private[str]

    @strawberry.field(description="The run as it is now.")
    async def run(self, info: Info) -> AnalysisRun:
        """Load the run."""
        return await info.context.objects.run(self.run_id)

    @classmethod
    def of(cls, event: Event) -> AnalysisProgress | None:
        """Return what an event tells of a run; None for events of other things."""
        match event:
            case RunProgressed():
                return cls(
                    run_id=event.run_id,
                    stage=event.stage,
                    done=event.done,
                    total=event.total,
                    frames_per_second=event.frames_per_second,
                    eta=event.eta_seconds,
                )
            case RunQueued():
                return cls.at(event.run_id, _WAITING)
            case RunStarted():
                return cls.at(event.run_id, _STARTING)
            case RunFinished():
                return cls.at(event.run_id, _ENDED)
        return None

    @classmethod
    def at(cls, run_id: str, stage: str) -> AnalysisProgress:
        """Return a stage that counts no frames."""
        return cls(run_id=run_id, stage=stage, done=0, total=0, frames_per_second=None, eta=None)

    @classmethod
    def now(cls, run: nodes.AnalysisRun) -> AnalysisProgress:
        """Return what the graph knows of a run."""
        if run.status.final:
            return cls.at(run.id, _ENDED)
        return cls.at(run.id, _WAITING if run.status is nodes.RunStatus.QUEUED else _STARTING)


@strawberry.type(description="What can be followed while it happens, over graphql-transport-ws.")
class Subscription:
    """The root of all subscriptions."""

    @strawberry.subscription(
        description="How far analysis is: of one run, until it ends; or of all runs of a version, now and later."
    )
    async def analysis_progress(
        self,
        info: Info,
        version_id: Annotated[strawberry.ID | None, strawberry.argument(description="Follow this version.")] = None,
        run_id: Annotated[strawberry.ID | None, strawberry.argument(description="Follow this run.")] = None,
    ) -> AsyncIterator[AnalysisProgress]:
        """Tell where the run is, then every event; where events were lost, tell again where it is."""
        if (version_id is None) == (run_id is None):
            raise InvalidError("give either `versionId` or `runId`", path=("run_id",))
        run = None if run_id is None else decode_id(run_id, "AnalysisRun", path=("run_id",))
        version = None if version_id is None else decode_id(version_id, "Version", path=("version_id",))
        async with _listening(info.context.events) as events:
            for known in await _known_runs(info.context, run, version):
                yield AnalysisProgress.now(known)
                if run is not None and known.status.final:
                    return
            async for event in events:
                if isinstance(event, EventsLost):
                    for known in await _known_runs(info.context, run, version):
                        yield AnalysisProgress.now(known)
                        if run is not None and known.status.final:
                            return
                elif run in (None, getattr(event, "run_id", None)) and version in (None, getattr(event, "version_id", None)):
                    progress = AnalysisProgress.of(event)
                    if progress is not None:
                        yield progress
                    if run is not None and isinstance(event, RunFinished):
                        return


async def _known_runs(context: Context, run_id: str | None, version_id: str | None) -> list[nodes.AnalysisRun]:
    """Return the run asked for, or the newest of the version; raises NotFoundError for what the caller may not see."""
    services = context.services
    if run_id is not None:
        found = (await services.analysis.visible_runs(context.viewer, [run_id]))[0]
        if found is None:
            raise access.missing("run", path=("run_id",))
        return [found]
    if version_id is None or (await services.projects.visible_versions(context.viewer, [version_id]))[0] is None:
        raise access.missing("version", path=("version_id",))
    (status,) = await services.stores.runs.status_by_version([version_id])
    return [] if status.latest is None else [status.latest]


@asynccontextmanager
async def _listening(live: LiveEvents) -> AsyncIterator[AsyncIterator[Event]]:
    """Listen before anything is read, so that nothing falls between; a generator begins to listen at its first step."""
    source = live.subscribe()
    upcoming: asyncio.Future[Event] = asyncio.ensure_future(anext(source))
    await asyncio.sleep(0)

    async def events() -> AsyncIterator[Event]:
        yield await upcoming
        async for event in source:
            yield event

    try:
        yield events()
    finally:
        upcoming.cancel()
        await asyncio.gather(upcoming, return_exceptions=True)
        close = getattr(source, "aclose", None)
        if close is not None:
            await close()
