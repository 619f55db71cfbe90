"""The worker's side of analysis: taking a run, filling it, ending it.

A worker that begins says which models it really has. The run's key is made again from these; where an earlier run with that
key has succeeded, and none was forced, the new one ends at once, ``same_as`` the earlier. Everything a worker writes carries
the attempt that ``begin`` gave it: once another attempt has begun, or the run has ended, every further word of the old one
is answered with LeaseHeldError, and nothing is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from graph.errors import LeaseHeldError, NotFoundError
from graph.events import RunFinished, RunProgressed, RunQueued, RunStarted
from graph.nodes.asset import Representation
from graph.nodes.model import ModelIdentity
from graph.nodes.run import AnalysisRun, RunFailure, RunStatus, run_key
from graph.nodes.shot import Keyframe, Label, Shot
from graph.nodes.track import Track
from graph.ports import EventBus, RunQueue
from graph.services.models import ModelService
from graph.stores.registry import Stores

LOST_AT_MOST = 3
LOST = RunFailure(
    "UNAVAILABLE",
    f"The worker died {LOST_AT_MOST} times over this file. See the workers' log; raise REELGRAPH_ANALYSIS_MEMORY_MB if"
    " memory ran out; then analyse the version again.",
)


class BegunRun(NamedTuple):
    """What ``begin`` answers: there is work to do where ``run.status`` is RUNNING, and none where it is final."""

    run: AnalysisRun
    attempt: int


class RunRecording:
    """How a worker speaks of its run. Nothing here asks for rights: whoever asked for the run had them."""

    def __init__(self, stores: Stores, models: ModelService, bus: EventBus, queue: RunQueue) -> None:
        self._stores = stores
        self._runs = stores.runs
        self._models = models
        self._bus = bus
        self._queue = queue

    async def begin(
        self,
        run_id: str,
        worker: str,
        device: str | None = None,
        models: Sequence[ModelIdentity] = (),
        *,
        code_version: str | None = None,
        attempt: int | None = None,
    ) -> BegunRun:
        """Take a run by compare-and-set: one that waits, or one whose worker is gone. Its attempt goes up by one.

        The caller holds the run's lease, so a run that says RUNNING was lost by another. ``attempt``, where given, is the
        one that the queue was asked for: of two callers with the same one the first takes the run. ``models`` are what the
        worker would use; those of other tasks than the run's are left out. A run that ends here (asked to be cancelled,
        lost too often, done before with the same models) comes back with its final status.

        Raises NotFoundError where there is no such run, LeaseHeldError where another took that attempt or it ended.
        """
        found = (await self._runs.by_ids([run_id]))[0]
        if found is None:
            raise NotFoundError(f"There is no run {run_id}.")
        version = (await self._stores.versions.by_ids([found.version_id]))[0]
        if version is None:
            raise NotFoundError(f"Run {run_id} belongs to no version.")
        used = [await self._models.register(identity) for identity in models if identity.task in found.tasks]
        key = run_key(version.sha256, [model.identity.digest for model in used], found.parameters) if used else found.key
        run = await self._runs.begin(
            run_id,
            attempt=attempt,
            limit=LOST_AT_MOST,
            failure=LOST,
            key=key,
            model_version_ids=[model.id for model in used],
            worker=worker,
            device=device,
            code_version=code_version,
            at=datetime.now(UTC),
        )
        if run is None:
            raise LeaseHeldError(f"Run {run_id} is not to be had: another worker took it, or it has ended.")
        if run.status.final:
            await self._tell_end(run)
            return BegunRun(run, run.attempt)
        if not run.forced and used:
            earlier = await self._runs.succeeded_with_key(run.version_id, run.key, besides=run.id)
            if earlier is not None:
                run = await self.finish(run, run.attempt, {}, same_as=earlier.id)
                return BegunRun(run, run.attempt)
        await self._bus.publish(RunStarted(run.project_id, run.id, run.version_id, run.attempt))
        return BegunRun(run, run.attempt)

    async def record_shots(
        self, run: AnalysisRun, attempt: int, shots: Sequence[Shot], keyframes: Sequence[Keyframe]
    ) -> None:
        """Make these the run's shots, in time order, with their keyframes and the labels they carry.

        Called again, by this attempt or a later one, it replaces what was there: a retry rewrites, never doubles. That goes
        for all ``record_*``; each takes everything of its kind at once. Ids are derived from run and ordinal.
        """
        await self._stores.shots.record(run, attempt, shots)
        await self._stores.keyframes.record(run, attempt, keyframes)
        labels = {shot.id: shot.labels for shot in shots if shot.labels}
        if labels:
            await self.record_labels(run, attempt, labels)

    async def record_labels(self, run: AnalysisRun, attempt: int, labels: Mapping[str, Sequence[Label]]) -> None:
        """Make these the labels of the run's shots, by the shots' ids."""
        await self._stores.labels.record(run, attempt, labels)

    async def record_tracks(self, run: AnalysisRun, attempt: int, tracks: Sequence[Track]) -> None:
        """Make these the run's tracks, each in a recorded shot; every label becomes an entity of the project once."""
        await self._stores.tracks.record(run, attempt, tracks)

    async def record_representations(
        self, run: AnalysisRun, attempt: int, representations: Sequence[Representation]
    ) -> None:
        """Record files that the run made. One with the path of an earlier one takes its place, and its id."""
        await self._stores.representations.record(run, attempt, representations)

    async def progress(
        self,
        run: AnalysisRun,
        stage: str,
        done: int,
        total: int,
        frames_per_second: float | None = None,
        eta_seconds: float | None = None,
    ) -> None:
        """Tell how far the run is. Nothing is written: it is an event alone."""
        await self._bus.publish(
            RunProgressed(run.project_id, run.id, run.version_id, stage, done, total, frames_per_second, eta_seconds)
        )

    async def holds(self, run: AnalysisRun, attempt: int) -> None:
        """Raise LeaseHeldError unless the attempt is still the run's: to be asked before files are replaced."""
        await self._runs.check(run.id, attempt)

    async def finish(
        self, run: AnalysisRun, attempt: int, metrics: Mapping[str, Any], *, same_as: str | None = None
    ) -> AnalysisRun:
        """End the run well: in one statement it succeeds, is tied to the models it used, and becomes current.

        Current it becomes for each task whose model is the champion, and for each that had nothing current.
        """
        finished = await self._runs.finish(run.id, attempt, metrics=metrics, at=datetime.now(UTC), same_as=same_as)
        await self._tell_end(finished)
        return finished

    async def fail(self, run: AnalysisRun, attempt: int, failure: RunFailure) -> AnalysisRun:
        """End the run as FAILED, with its reason."""
        return await self._end(run, attempt, RunStatus.FAILED, failure)

    async def stop(self, run: AnalysisRun, attempt: int) -> AnalysisRun:
        """End the run as CANCELLED, as it was asked to."""
        return await self._end(run, attempt, RunStatus.CANCELLED)

    async def release(self, run: AnalysisRun, attempt: int) -> AnalysisRun:
        """Give the run back, unfinished, as a worker does that is told to end: another attempt is asked for at once."""
        queued = await self._runs.end(run.id, attempt, RunStatus.QUEUED, at=None)
        await self._queue.enqueue(queued.id, attempt=queued.attempt + 1)
        return queued

    async def lose(self, run: AnalysisRun) -> None:
        """Say that nobody works on a run any more: it waits again, and whoever still writes for this attempt is refused.

        Nothing happens where the run is not as it was: it waits, another attempt has begun, or it has ended.
        """
        queued = await self._runs.lose(run.id, run.attempt)
        if queued is not None:
            await self._bus.publish(RunQueued(queued.project_id, queued.id, queued.version_id))

    async def waiting(self) -> list[AnalysisRun]:
        """Return all runs that are QUEUED or RUNNING, oldest first: the sweeper asks again for those nobody holds."""
        return await self._runs.unfinished()

    async def _end(
        self, run: AnalysisRun, attempt: int, status: RunStatus, failure: RunFailure | None = None
    ) -> AnalysisRun:
        ended = await self._runs.end(run.id, attempt, status, at=datetime.now(UTC), failure=failure)
        await self._tell_end(ended)
        return ended

    async def _tell_end(self, run: AnalysisRun) -> None:
        await self._bus.publish(RunFinished(run.project_id, run.id, run.version_id, run.status.name))
