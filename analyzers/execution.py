"""One run from the line to its end: hold the lease, ask the analysis process, write what it finds, say how far it is."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import structlog
from redis.exceptions import RedisError

from analyzers.child import AnalysisChild
from analyzers.lease import Lease
from analyzers.recorder import RunRecorder
from analyzers.wire import AnalysisRequest, Cancelled, End, Failed, Finished, Ready
from graph import keys
from graph.errors import GoneError, InvalidError, LeaseHeldError, NotFoundError, ReelgraphError, UnavailableError
from graph.files import DataFolder
from graph.nodes.asset import AssetKind, Version
from graph.nodes.ids import new_id
from graph.nodes.run import AnalysisRun, RunFailure
from graph.services.carrying import CarryService
from graph.services.models import ModelService
from graph.services.recording import BegunRun, RunRecording
from graph.stores.registry import Stores

if TYPE_CHECKING:
    from redis.asyncio import Redis

log = structlog.get_logger(__name__)

CANCEL_POLL_SECONDS = 0.5


class RunExecutor:
    """Does runs for one worker, one at a time."""

    def __init__(
        self,
        name: str,
        redis: Redis,
        child: AnalysisChild,
        recording: RunRecording,
        carrying: CarryService,
        models: ModelService,
        stores: Stores,
        files: DataFolder,
        lease_seconds: float,
        code_version: str,
    ) -> None:
        self._name = name
        self._redis = redis
        self._child = child
        self._recording = recording
        self._carrying = carrying
        self._models = models
        self._stores = stores
        self._files = files
        self._lease_seconds = lease_seconds
        self._code_version = code_version
        self._ready: Ready | None = None
        self._in_hand: str | None = None

    def about(self) -> dict[str, Any]:
        """Return what this worker says of itself to those who ask for the system's status."""
        ready = self._ready
        return {
            "run": self._in_hand,
            "profile": None if ready is None else ready.profile,
            "why": None if ready is None else ready.why,
            "device": None if ready is None else ready.device,
            "models": [] if ready is None else [f"{model.task}: {model.name}" for model in ready.models],
        }

    async def prepare(self) -> None:
        """Have the analysis process up, and its networks known to the graph, before the first run asks."""
        try:
            self._ready = await self._child.start()
            for identity in self._ready.models:
                await self._models.register(identity)
            log.info("networks are known", profile=self._ready.profile, why=self._ready.why, device=self._ready.device)
        except (UnavailableError, RedisError, OSError) as error:
            log.warning("networks are not to be had yet", error=str(error))

    async def execute(self, run_id: str) -> None:
        """Do the next attempt of a run, unless somebody else holds it or it is final.

        Raises UnavailableError when an engine went away: the sweeper finds the run again. A cancelled task, as when the
        worker stops, gives the run back.
        """
        lease = Lease(self._redis, keys.run_lease(run_id), f"{self._name}:{new_id()}", self._lease_seconds)
        if not await lease.take():
            log.info("run is held by another worker", run=run_id)
            return
        self._in_hand = run_id
        lost = asyncio.create_task(lease.keep(), name="keep lease")
        try:
            await self._begin(run_id, lease, lost)
        finally:
            self._in_hand = None
            lost.cancel()
            await asyncio.gather(lost, return_exceptions=True)
            with contextlib.suppress(RedisError, OSError):  # it runs out by itself
                await asyncio.shield(lease.release())

    async def _begin(self, run_id: str, lease: Lease, lost: asyncio.Task[None]) -> None:
        trouble: UnavailableError | None = None
        try:
            self._ready = await self._child.start()
        except UnavailableError as error:
            self._ready, trouble = None, error
        try:
            run, attempt = await self._take(run_id)
        except (LeaseHeldError, NotFoundError) as error:
            log.info("run is not to be had", run=run_id, reason=error.message)
            return
        if run.status.final:
            log.info("run ended before it began", run=run_id, status=run.status.name)
            await self._carry_notes(run)
            return
        log.info("run begins", run=run_id, attempt=attempt)
        try:
            end = await self._analyse(run, attempt, lost) if trouble is None else Failed(trouble.code, trouble.message)
            if end is not None:
                await self._settle(run, attempt, end)
                log.info("run ended", run=run_id, attempt=attempt, end=end.type, seconds=_seconds_since(run))
                await self._carry_notes(run)
        except LeaseHeldError as error:
            log.info("run is another's now, or was ended", run=run_id, reason=error.message)
        except asyncio.CancelledError:
            log.info("run is given back", run=run_id, attempt=attempt)
            with contextlib.suppress(ReelgraphError, RedisError, OSError):  # the sweeper finds it then
                await asyncio.shield(self._give_back(run, attempt, lease, lost))
            raise

    async def _take(self, run_id: str) -> BegunRun:
        ready = self._ready
        if ready is None:
            return await self._recording.begin(run_id, self._name, code_version=self._code_version)
        return await self._recording.begin(run_id, self._name, ready.device, ready.models, code_version=self._code_version)

    async def _analyse(self, run: AnalysisRun, attempt: int, lost: asyncio.Task[None]) -> End | None:
        """Have the run done; None when the lease was lost on the way."""
        try:
            request = await self._request_for(run, attempt)
        except (GoneError, InvalidError) as error:
            return Failed(error.code, error.message)
        recorder = RunRecorder(self._recording, run, attempt)
        work = asyncio.create_task(self._child.analyse(request, recorder.receive), name="analyse")
        listen = asyncio.create_task(self._pass_on_cancel(run.id), name="listen for cancel")
        try:
            await asyncio.wait((work, lost), return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                log.warning("run was lost to another worker", run=run.id, attempt=attempt)
                return None
            return recorder.complete(await work)
        finally:
            work.cancel()
            listen.cancel()
            await asyncio.gather(work, listen, return_exceptions=True)

    async def _settle(self, run: AnalysisRun, attempt: int, end: End) -> None:
        match end:
            case Finished():
                await self._recording.finish(run, attempt, end.metrics)
            case Failed():
                await self._recording.fail(run, attempt, RunFailure(end.code, end.message))
            case Cancelled():
                await self._recording.stop(run, attempt)

    async def _carry_notes(self, run: AnalysisRun) -> None:
        """Bring the notes along that waited for this analysis; where that fails, people can still ask for it."""
        try:
            await self._carrying.analysed(run.version_id)
        except ReelgraphError as error:
            log.warning("notes were not carried forward", run=run.id, version=run.version_id, reason=error.message)

    async def _give_back(self, run: AnalysisRun, attempt: int, lease: Lease, lost: asyncio.Task[None]) -> None:
        lost.cancel()
        await asyncio.gather(lost, return_exceptions=True)
        await lease.release()  # before the next attempt is in line, or its worker would find the run held
        await self._recording.release(run, attempt)

    async def _pass_on_cancel(self, run_id: str) -> None:
        """Tell the analysis process once somebody cancels the run."""
        while True:
            with contextlib.suppress(RedisError, OSError):  # asked again in a moment
                if await self._redis.exists(keys.run_cancelled(run_id)):
                    self._child.cancel()
            await asyncio.sleep(CANCEL_POLL_SECONDS)

    async def _request_for(self, run: AnalysisRun, attempt: int) -> AnalysisRequest:
        """Return what the analysis process needs to know of a run; raises GoneError when its file is not there."""
        version = (await self._stores.versions.by_ids([run.version_id]))[0]
        if version is None:
            raise GoneError("The version of this run is no longer there.")
        path = self._files.locate(version.location)
        if not await asyncio.to_thread(path.exists):
            raise GoneError(f"{path.name} is no longer where it was ingested from. Put it back, or ingest it again.")
        files = await self._stores.versions.files(version.id)
        # A run that was forced makes all smaller files anew, also those that lie where they should.
        present = () if run.forced else tuple((await self._stores.representations.by_version([version.id]))[0])
        models = [model for model in (self._ready.models if self._ready else ()) if model.task in run.tasks]
        return AnalysisRequest(
            run_id=run.id,
            attempt=attempt,
            version_id=version.id,
            kind=_kind_of(version, files),
            path=path,
            media=version.media,
            tasks=run.tasks,
            files=files,
            parameters=run.parameters,
            present=present,
            model_versions={model.task: version_id for model, version_id in zip(models, run.model_version_ids, strict=True)},
        )


def _seconds_since(run: AnalysisRun) -> float | None:
    return None if run.started_at is None else round((datetime.now(UTC) - run.started_at).total_seconds(), 1)


def _kind_of(version: Version, files: Sequence[str]) -> AssetKind:
    """Return what a version is made of; versions of one asset may differ (a film, and its frames as a sequence)."""
    if files:
        return AssetKind.IMAGE_SEQUENCE
    if version.media.width is None:
        return AssetKind.AUDIO
    return AssetKind.IMAGE if version.media.frame_rate is None else AssetKind.VIDEO
