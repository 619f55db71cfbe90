"""Analysis: who may ask for a run or stop one, and what of the results a viewer may see."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from graph.errors import InvalidError, UnavailableError
from graph.events import RunFinished, RunQueued
from graph.nodes.access import Viewer
from graph.nodes.entity import Entity
from graph.nodes.ids import new_id
from graph.nodes.model import AnalysisTask
from graph.nodes.page import Page, PageRequest
from graph.nodes.run import AnalysisRun, RunStatus, run_key
from graph.nodes.shot import Keyframe, Shot
from graph.nodes.track import Track
from graph.services import access
from graph.services.recording import RunRecording
from graph.stores.entities import entity_from
from graph.stores.keyframes import keyframe_from
from graph.stores.runs import run_from
from graph.stores.shots import shot_from
from graph.stores.tracks import track_from

LARGEST_PARAMETERS = 10_000

_log = logging.getLogger(__name__)


class AnalysisService(RunRecording):
    """The rules of runs, from both sides: people ask for them here, workers fill them (see RunRecording)."""

    async def request(
        self,
        viewer: Viewer,
        version_id: str,
        tasks: Sequence[AnalysisTask] | None = None,
        parameters: Mapping[str, Any] | None = None,
        force: bool = False,
    ) -> AnalysisRun:
        """Ask for a run over a version, of all tasks unless some are named. Needs ARTIST.

        Where a run of the same bytes, models (today's champions) and parameters waits, works or has succeeded, that one is
        the answer, unless ``force`` or it is about to be cancelled. Raises NotFoundError where there is no such version,
        InvalidError for parameters that are no JSON.
        """
        version = (await self._stores.versions.by_ids([version_id], access.visible(viewer)))[0]
        if version is None:
            raise access.missing("version")
        access.require(viewer, version.project_id, access.ANALYSE)
        given = _checked_parameters(parameters or {})
        chosen = tuple(task for task in AnalysisTask if tasks is None or task in tasks)
        if not chosen:
            raise InvalidError("Name at least one task, or none at all for every task.", path=("tasks",))
        champions = await self._models.champions()
        # A task without a champion stands for itself: the worker's models, not known yet, make the final key.
        said = [champions[task].identity.digest if task in champions else task.name for task in chosen]
        run, created = await self._runs.request(
            AnalysisRun(
                id=new_id(),
                version_id=version.id,
                project_id=version.project_id,
                key=run_key(version.sha256, said, given),
                status=RunStatus.QUEUED,
                tasks=chosen,
                parameters=given,
                created_at=datetime.now(UTC),
                forced=force,
                requested_by=viewer.user.id,
            )
        )
        if created:
            await self._bus.publish(RunQueued(run.project_id, run.id, run.version_id))
            await self._enqueue(run)
        return run

    async def cancel(self, viewer: Viewer, run_id: str) -> AnalysisRun:
        """Cancel a run that waits, or tell the worker that has it to stop; what has ended stays as it is.

        Needs ARTIST for what one asked for oneself, SUPERVISOR for another's.
        """
        run = (await self.visible_runs(viewer, [run_id]))[0]
        if run is None:
            raise access.missing("run")
        own = run.requested_by == viewer.user.id
        access.require(viewer, run.project_id, access.ANALYSE if own else access.CANCEL_OTHERS)
        cancelled = await self._runs.cancel(run.id, datetime.now(UTC))
        if cancelled is None:
            return (await self._runs.by_ids([run.id]))[0] or run
        if cancelled.status is RunStatus.CANCELLED:
            await self._bus.publish(RunFinished(run.project_id, run.id, run.version_id, cancelled.status.name))
        else:
            await self._queue.cancel(run.id)
        return cancelled

    async def page(
        self,
        viewer: Viewer,
        request: PageRequest,
        *,
        project_id: str | None,
        statuses: Sequence[RunStatus] | None,
        only: Collection[str] | None = None,
    ) -> Page[AnalysisRun]:
        """Return a page of the runs of a project, or of all that the viewer may see, newest first. Sort keys: (id,).

        Raises NotFoundError for a project that the viewer may not see.
        """
        if project_id is not None:
            access.require(viewer, project_id, access.READ)
        runs = self._stores.only(run_from, only).runs
        return await runs.page(request, project_id=project_id, within=access.visible(viewer), statuses=statuses)

    async def visible_runs(
        self, viewer: Viewer, ids: Sequence[str], only: Collection[str] | None = None
    ) -> list[AnalysisRun | None]:
        """Return the run of each id, None for what is not there or not the viewer's to see."""
        return await self._stores.only(run_from, only).runs.by_ids(ids, access.visible(viewer))

    async def visible_shots(
        self, viewer: Viewer, ids: Sequence[str], only: Collection[str] | None = None
    ) -> list[Shot | None]:
        """Return the shot of each id, None for what is not there or not the viewer's to see."""
        return await self._stores.only(shot_from, only).shots.by_ids(ids, access.visible(viewer))

    async def visible_keyframes(
        self, viewer: Viewer, ids: Sequence[str], only: Collection[str] | None = None
    ) -> list[Keyframe | None]:
        """Return the keyframe of each id, None for what is not there or not the viewer's to see."""
        return await self._stores.only(keyframe_from, only).keyframes.by_ids(ids, access.visible(viewer))

    async def visible_tracks(
        self, viewer: Viewer, ids: Sequence[str], only: Collection[str] | None = None
    ) -> list[Track | None]:
        """Return the track of each id, None for what is not there or not the viewer's to see."""
        return await self._stores.only(track_from, only).tracks.by_ids(ids, access.visible(viewer))

    async def visible_entities(
        self, viewer: Viewer, ids: Sequence[str], only: Collection[str] | None = None
    ) -> list[Entity | None]:
        """Return the entity of each id, None for what is not there or not the viewer's to see."""
        return await self._stores.only(entity_from, only).entities.by_ids(ids, access.visible(viewer))

    async def _enqueue(self, run: AnalysisRun) -> None:
        try:
            await self._queue.enqueue(run.id, attempt=run.attempt + 1)
        except UnavailableError as error:
            # The graph holds the run: the sweeper asks again once the queue is back.
            _log.warning("run %s waits for the sweeper: %s", run.id, error.message)


def _checked_parameters(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters as JSON gives them back, so that equal ones make equal keys."""
    try:
        text = json.dumps(dict(parameters), allow_nan=False)
    except (TypeError, ValueError) as error:
        raise InvalidError(f"Parameters must be plain JSON: {error}.", path=("parameters",)) from error
    if len(text) > LARGEST_PARAMETERS:
        raise InvalidError(f"Parameters take at most {LARGEST_PARAMETERS} characters of JSON.", path=("parameters",))
    checked: dict[str, Any] = json.loads(text)
    return checked
