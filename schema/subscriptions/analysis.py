"""How far analysis is, as it goes on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Annotated

import strawberry

from graph.errors import InvalidError
from graph.events import Event, RunFinished, RunProgressed, RunQueued, RunStarted, Topic
from graph.nodes import run as nodes
from graph.nodes.asset import Version
from graph.services import access
from schema.audience import SHARED
from schema.context import Context, Info
from schema.feeds import Feed, Following
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

    @strawberry.field(description="The run as it is now.", metadata=SHARED)
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


@strawberry.type
class AnalysisSubscriptions:
    """The part of ``Subscription`` that follows analysis."""

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
            raise InvalidError("Give either `versionId` or `runId`.", path=("run_id",))
        feed: Feed[AnalysisProgress]
        if run_id is not None:
            feed = await RunFeed.find(info.context, decode_id(run_id, "AnalysisRun", path=("run_id",)))
        else:
            feed = await VersionFeed.find(info.context, decode_id(version_id or "", "Version", path=("version_id",)))
        return Following(feed, info.context)


class RunFeed(Feed[AnalysisProgress]):
    """One run, until it ends."""

    def __init__(self, run: nodes.AnalysisRun) -> None:
        self._id = run.id
        self.topics: tuple[Topic, ...] = (("run", run.id),)
        self.project_id = run.project_id

    @classmethod
    async def find(cls, context: Context, run_id: str) -> RunFeed:
        """Return the feed of a run. Raises NotFoundError where it is not there for the viewer."""
        return cls(await _visible_run(context, run_id))

    async def opening(self, context: Context, after: int) -> Sequence[AnalysisProgress]:
        """Tell where the run is."""
        return [AnalysisProgress.now(await _visible_run(context, self._id))]

    def of(self, event: Event) -> AnalysisProgress | None:
        """Tell what an event says of the run."""
        return AnalysisProgress.of(event)

    def last(self, value: AnalysisProgress) -> bool:
        """Nothing follows the end."""
        return value.stage == _ENDED


class VersionFeed(Feed[AnalysisProgress]):
    """All runs of a version, now and later."""

    def __init__(self, version: Version) -> None:
        self._id = version.id
        self.topics: tuple[Topic, ...] = (("version", version.id),)
        self.project_id = version.project_id

    @classmethod
    async def find(cls, context: Context, version_id: str) -> VersionFeed:
        """Return the feed of a version. Raises NotFoundError where it is not there for the viewer."""
        return cls(await _visible_version(context, version_id))

    async def opening(self, context: Context, after: int) -> Sequence[AnalysisProgress]:
        """Tell where the newest run is, if there is one."""
        await _visible_version(context, self._id)
        (status,) = await context.services.stores.runs.status_by_version([self._id])
        return [] if status.latest is None else [AnalysisProgress.now(status.latest)]

    def of(self, event: Event) -> AnalysisProgress | None:
        """Tell what an event says of any run of the version."""
        return AnalysisProgress.of(event)


async def _visible_run(context: Context, run_id: str) -> nodes.AnalysisRun:
    (found,) = await context.services.analysis.visible_runs(context.viewer, [run_id])
    if found is None:
        raise access.missing("run", path=("run_id",))
    return found


async def _visible_version(context: Context, version_id: str) -> Version:
    (found,) = await context.services.projects.visible_versions(context.viewer, [version_id])
    if found is None:
        raise access.missing("version", path=("version_id",))
    return found
