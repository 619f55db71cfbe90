"""Analysis runs <-> nodes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from graph.cypher import runs as cypher
from graph.errors import NotFoundError
from graph.nodes.ids import new_id
from graph.nodes.model import CHAMPION, AnalysisTask
from graph.nodes.page import Page, PageRequest
from graph.nodes.run import AnalysisRun, AnalysisStatus, RunFailure, RunStatus
from graph.ports import GraphClient
from graph.stores.fence import Fence
from graph.stores.parts import Parts, part
from graph.stores.rows import (
    json_of,
    many_each,
    maybe_time,
    one_each,
    read_by_id,
    read_pages,
    text_of,
    texts_of,
    time_of,
)

UNTOLD = RunFailure(
    "INTERNAL", "Nobody kept the reason; the workers' log of that time may have it. Analyse the version again."
)


def _failure_of(status: str, code: str | None, message: str | None) -> RunFailure | None:
    """Return why a run failed: one that did has a reason, whatever was written of it."""
    if code and message:
        return RunFailure(code, message)
    return UNTOLD if RunStatus[status] is RunStatus.FAILED else None


run_from = Parts(
    AnalysisRun,
    id="id",
    version_id="versionId",
    project_id="projectId",
    key="key",
    status=part(lambda name: RunStatus[name], "status"),
    tasks=part(lambda tasks: tuple(AnalysisTask[task] for task in tasks), "tasks"),
    parameters=part(json.loads, "parameters"),
    created_at=part(time_of, "createdAt"),
    attempt="attempt",
    model_version_ids=part(texts_of, "modelVersionIds"),
    started_at=part(maybe_time, "startedAt"),
    finished_at=part(maybe_time, "finishedAt"),
    device="device",
    code_version="codeVersion",
    metrics=part(lambda text: json.loads(text or "{}"), "metrics"),
    failure=part(_failure_of, "status", "failureCode", "failureMessage"),
    forced="forced",
    cancel_requested=part(bool, "cancelRequested"),
    same_as="sameAs",
    requested_by="requestedBy",
)


class RunStore:
    """Reads and writes runs. Who may write is decided by each statement: see graph/cypher/fence.py."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client

    async def request(self, run: AnalysisRun) -> tuple[AnalysisRun, bool]:
        """Let a run in with one atomic statement, unless one with its key waits, works or has succeeded; say which.

        A forced run is always let in. Raises NotFoundError when there is no such version.
        """
        row = {
            "id": run.id,
            "versionId": run.version_id,
            "projectId": run.project_id,
            "key": run.key,
            "status": run.status.name,
            "tasks": [task.name for task in run.tasks],
            "parameters": json_of(dict(run.parameters)),
            "createdAt": text_of(run.created_at),
            "attempt": run.attempt,
            "forced": run.forced,
            "requestedBy": run.requested_by,
        }
        rows = await self._client.write(cypher.RUN_REQUEST, run=row)
        if not rows:
            raise NotFoundError("There is no such version.", path=("version",))
        old = rows[0]["old"]
        return (run, True) if old is None or run.forced else (run_from(old), False)

    async def begin(
        self,
        run_id: str,
        *,
        attempt: int | None,
        limit: int,
        failure: RunFailure,
        key: str,
        model_version_ids: Sequence[str],
        worker: str,
        device: str | None,
        code_version: str | None,
        at: datetime,
    ) -> AnalysisRun | None:
        """Take a run that waits, or whose worker is gone, by compare-and-set; None when it is not to be had.

        With ``attempt`` the run must be at the one before. The run that comes back is RUNNING; or CANCELLED, where that was
        asked meanwhile; or FAILED with ``failure``, where its worker was lost for the ``limit``-th time.
        """
        taken = {
            "key": key,
            "modelVersionIds": list(model_version_ids),
            "worker": worker,
            "device": device,
            "codeVersion": code_version,
            "startedAt": text_of(at),
        }
        rows = await self._client.write(
            cypher.RUN_BEGIN,
            run=run_id,
            token=new_id(),
            attempt=attempt,
            limit=limit,
            failure={"code": failure.code, "message": failure.message},
            taken=taken,
        )
        return run_from(rows[0]["item"]) if rows else None

    async def finish(
        self, run_id: str, attempt: int, *, metrics: Mapping[str, Any], at: datetime, same_as: str | None = None
    ) -> AnalysisRun:
        """End a run well, with one atomic statement: status, metrics, models used, and what is current.

        The run, or ``same_as`` whose results it shares, becomes current for each task whose model version is the champion,
        and for each task that the version has nothing else for. Raises LeaseHeldError when the attempt is over.
        """
        row = await Fence(self._client, run_id, attempt).end(
            cypher.RUN_FINISH, metrics=json_of(dict(metrics)), at=text_of(at), same=same_as, champion=CHAMPION
        )
        return run_from(row)

    async def end(
        self, run_id: str, attempt: int, status: RunStatus, *, at: datetime | None, failure: RunFailure | None = None
    ) -> AnalysisRun:
        """End an attempt as FAILED or CANCELLED, or give the run back as QUEUED. Raises LeaseHeldError when it is over."""
        end = {
            "status": status.name,
            "finishedAt": None if at is None else text_of(at),
            "failureCode": None if failure is None else failure.code,
            "failureMessage": None if failure is None else failure.message,
        }
        return run_from(await Fence(self._client, run_id, attempt).end(cypher.RUN_END, end=end))

    async def lose(self, run_id: str, attempt: int) -> AnalysisRun | None:
        """Let a run whose worker was lost wait again, counted; None where the attempt is over already."""
        rows = await self._client.write(cypher.RUN_LOSE, run=run_id, attempt=attempt)
        return run_from(rows[0]["item"]) if rows else None

    async def cancel(self, run_id: str, at: datetime) -> AnalysisRun | None:
        """Cancel a run that waits, or ask its worker to stop; None when there is no such run or it has ended."""
        rows = await self._client.write(cypher.RUN_CANCEL, run=run_id, at=text_of(at))
        return run_from(rows[0]["item"]) if rows else None

    async def check(self, run_id: str, attempt: int) -> None:
        """Raise LeaseHeldError unless the attempt is the run's, and running."""
        await Fence(self._client, run_id, attempt).check()

    async def unfinished(self) -> list[AnalysisRun]:
        """Return all runs that are QUEUED or RUNNING, oldest first."""
        return [run_from(row["item"]) for row in await self._client.read(cypher.RUNS_UNFINISHED)]

    async def succeeded_with_key(self, version_id: str, key: str, *, besides: str) -> AnalysisRun | None:
        """Return the newest run of a version, besides one, that has succeeded with a key and holds results of its own."""
        rows = await self._client.read(cypher.RUNS_SUCCEEDED_WITH_KEY, version=version_id, key=key, run=besides)
        return run_from(rows[0]["item"]) if rows else None

    async def by_ids(self, ids: Sequence[str], within: Sequence[str] | None = None) -> list[AnalysisRun | None]:
        """Return the run of each id, of the projects in ``within`` alone unless that is None."""
        return await read_by_id(self._client, cypher.RUNS_BY_ID, ids, within, run_from)

    async def page_by_version(self, version_ids: Sequence[str], request: PageRequest) -> list[Page[AnalysisRun]]:
        """Return a page of each version's runs, newest first. Sort keys: (id,)."""
        return await read_pages(self._client, cypher.RUNS_BY_VERSION, version_ids, request, run_from)

    async def page(
        self,
        request: PageRequest,
        *,
        project_id: str | None = None,
        within: Sequence[str] | None = None,
        statuses: Sequence[RunStatus] | None = None,
    ) -> Page[AnalysisRun]:
        """Return a page of a project's runs, or of all projects ``within``; newest first. Sort keys: (id,)."""
        chosen = None if statuses is None else [status.name for status in statuses]
        if project_id is not None:
            return (
                await read_pages(self._client, cypher.RUNS_BY_PROJECT, [project_id], request, run_from, statuses=chosen)
            )[0]
        seen = None if within is None else list(within)
        return (await read_pages(self._client, cypher.RUNS_PAGE, [""], request, run_from, statuses=chosen, within=seen))[0]

    async def current_by_version(self, version_ids: Sequence[str]) -> list[dict[AnalysisTask, AnalysisRun]]:
        """Return for each version the run that is current for each task that has one."""
        rows = await self._client.read(cypher.CURRENT_BY_VERSION, versions=list(dict.fromkeys(version_ids)))
        pairs = many_each(version_ids, rows, lambda row: (AnalysisTask[row["task"]], run_from(row["item"])))
        return [dict(given) for given in pairs]

    async def status_by_version(self, version_ids: Sequence[str]) -> list[AnalysisStatus]:
        """Return what is known of each version's analysis, with two statements."""
        versions = list(dict.fromkeys(version_ids))
        newest = await self._client.read(cypher.LATEST_RUN_BY_VERSION, versions=versions)
        runs = one_each(version_ids, newest, lambda row: run_from(row["item"]))
        rows = await self._client.read(cypher.CURRENT_IDS_BY_VERSION, versions=versions)
        current = many_each(version_ids, rows, lambda row: (AnalysisTask[row["task"]], str(row["run"])))
        return [
            AnalysisStatus(version_id, run, dict(given))
            for version_id, run, given in zip(version_ids, runs, current, strict=True)
        ]
