"""Workers that are killed, stopped, doubled and cancelled: each run ends once, with a reason where it failed."""

from __future__ import annotations

import asyncio
import os
import signal
from functools import partial
from pathlib import Path

from redis.asyncio import Redis

from graph import keys
from graph.bus import RedisBus
from graph.events import RunFinished
from graph.nodes.comment import Comment
from graph.nodes.page import PageRequest
from graph.nodes.run import AnalysisRun, RunStatus
from graph.services.comments import NewComment
from graph.services.ingest import IngestRequest
from tests.analyzers.coded_clips import make_clip
from tests.analyzers.workshop import HOSTILE, Workshop, child_of, eventually
from tests.processes import gone, wait_until, wait_until_async


async def test_a_run_waits_for_a_worker_and_ends(workshop: Workshop, tmp_path: Path) -> None:
    run = await workshop.run_of(make_clip(tmp_path / "harmless.mp4"))
    assert await workshop.services.queue.depth() == 1

    workshop.start_worker(program=HOSTILE)
    ended = await workshop.until(run, "final")

    assert ended.status is RunStatus.SUCCEEDED
    assert ended.attempt == 1
    assert await workshop.services.queue.depth() == 0


async def test_a_killed_worker_delays_its_run_and_another_ends_it_once(
    workshop: Workshop, tmp_path: Path, redis: Redis
) -> None:
    ends: list[RunFinished] = []
    ready = asyncio.Event()
    listening = asyncio.create_task(_listen(redis, ends, ready))
    await ready.wait()
    run = await workshop.run_of(make_clip(tmp_path / "once.mp4"))
    first = workshop.start_worker(program=HOSTILE, brief=True)
    await asyncio.to_thread(wait_until, (tmp_path / "once.seen").exists, "the run is in hand")

    first.kill()
    workshop.start_worker(program=HOSTILE)
    workshop.start_worker(program=HOSTILE)
    ended = await workshop.until(run, "final")

    assert ended.status is RunStatus.SUCCEEDED
    assert ended.attempt == 2
    await wait_until_async(lambda: bool(ends), "the end is told")
    listening.cancel()
    assert ends == [RunFinished(run.project_id, run.id, run.version_id, "SUCCEEDED")]


async def test_notes_wait_for_the_analysis_of_a_newer_version_and_come_along_after_it(
    workshop: Workshop, tmp_path: Path
) -> None:
    services, viewer = workshop.services, workshop.viewer
    older = await workshop.ingest(make_clip(tmp_path / "harmless.mp4"))
    session = await services.reviews.open(viewer, workshop.project.id, "Dailies", [older.version.id])
    note, _ = await services.comments.add(viewer, NewComment(session.id, older.version.id, 20, 22, "too dark"))
    path = make_clip(tmp_path / "harmless-2.mp4", 40)
    newer = await services.ingest.ingest(viewer, IngestRequest(workshop.project.id, path, version_of=older.asset.id))
    await services.reviews.set_playlist(viewer, session.id, [older.version.id, newer.version.id])

    async def carried() -> list[Comment]:
        return list((await services.stores.comments.page_by_version([newer.version.id], PageRequest(5)))[0].items)

    assert await carried() == []
    workshop.start_worker(program=HOSTILE)

    async def came() -> bool:
        return bool(await carried())

    await eventually(came, "the note came along")
    (found,) = await carried()
    assert (found.text, found.carried_from, found.needs_eyes) == ("too dark", note.id, True)


async def _listen(redis: Redis, ends: list[RunFinished], ready: asyncio.Event) -> None:
    async for event in RedisBus(redis).subscribe(ready=ready):
        if isinstance(event, RunFinished):
            ends.append(event)  # noqa: PERF401 - the bus never ends, and each is looked at as it comes


async def test_two_workers_that_are_both_asked_do_a_run_once(workshop: Workshop, tmp_path: Path) -> None:
    run = await workshop.run_of(make_clip(tmp_path / "gate.mp4"))
    first, second = workshop.start_worker(program=HOSTILE), workshop.start_worker(program=HOSTILE)
    await asyncio.to_thread(wait_until, (tmp_path / "gate.seen").exists, "the run is in hand")

    await workshop.services.queue.enqueue(run.id, attempt=2)
    following = await workshop.run_of(make_clip(tmp_path / "harmless.mp4", 52))
    assert (await workshop.until(following, "final")).status is RunStatus.SUCCEEDED  # whoever is free went past the double
    (tmp_path / "gate.open").touch()
    ended = await workshop.until(run, "final")

    assert ended.attempt == 1
    assert (first.poll(), second.poll()) == (None, None)


async def test_a_living_worker_says_so_and_one_that_stopped_does_not(workshop: Workshop, redis: Redis) -> None:
    worker = workshop.start_worker(program=HOSTILE)

    async def said() -> bool:
        return bool(await redis.keys(f"{keys.WORKER_PREFIX}*"))

    await eventually(said, "the worker says that it is there")
    worker.send_signal(signal.SIGTERM)
    assert await asyncio.to_thread(worker.wait, 120) == 0

    assert not await said()


async def test_a_run_whose_worker_dies_three_times_fails_with_that_reason(workshop: Workshop, tmp_path: Path) -> None:
    run = await workshop.run_of(make_clip(tmp_path / "hang.mp4"))

    for attempt in (1, 2, 3):
        worker = workshop.start_worker(program=HOSTILE, lease_seconds=2.0)
        await eventually(partial(_attempted, workshop, run, attempt), "the worker has the run")
        worker.kill()
        worker.wait()
    workshop.start_worker(program=HOSTILE, lease_seconds=2.0)
    ended = await workshop.until(run, "final")

    assert ended.status is RunStatus.FAILED
    assert ended.failure is not None
    assert "3 times" in ended.failure.message


async def _attempted(workshop: Workshop, run: AnalysisRun, attempt: int) -> bool:
    return (await workshop.again(run)).attempt >= attempt


async def test_a_worker_that_is_told_to_stop_gives_its_run_back_and_leaves_no_process(
    workshop: Workshop, tmp_path: Path
) -> None:
    run = await workshop.run_of(make_clip(tmp_path / "once.mp4"))
    first = workshop.start_worker(program=HOSTILE)
    await asyncio.to_thread(wait_until, (tmp_path / "once.seen").exists, "the run is in hand")
    child = child_of(first)

    first.send_signal(signal.SIGTERM)
    assert await asyncio.to_thread(first.wait, 120) == 0

    assert gone(child.pid)
    assert (await workshop.again(run)).status is RunStatus.QUEUED
    assert await workshop.services.queue.depth() == 1
    workshop.start_worker(program=HOSTILE)
    assert (await workshop.until(run, "final")).status is RunStatus.SUCCEEDED


async def test_a_cancelled_run_ends_as_cancelled_and_the_worker_takes_the_next(workshop: Workshop, tmp_path: Path) -> None:
    run = await workshop.run_of(make_clip(tmp_path / "patient.mp4", 51))
    workshop.start_worker(program=HOSTILE)
    await workshop.until(run, "RUNNING")

    await workshop.services.analysis.cancel(workshop.viewer, run.id)

    assert (await workshop.until(run, "final")).status is RunStatus.CANCELLED
    following = await workshop.run_of(make_clip(tmp_path / "harmless.mp4", 52))
    assert (await workshop.until(following, "final")).status is RunStatus.SUCCEEDED


async def test_a_file_that_ends_the_analysis_process_fails_its_run_alone(workshop: Workshop, tmp_path: Path) -> None:
    crash = await workshop.run_of(make_clip(tmp_path / "segfault.mp4", 53))
    leak = await workshop.run_of(make_clip(tmp_path / "leak.mp4", 54))
    harmless = await workshop.run_of(make_clip(tmp_path / "harmless.mp4", 55))

    worker = workshop.start_worker(program=HOSTILE, analysis_memory_mb=400)
    crashed, leaked = await workshop.until(crash, "final"), await workshop.until(leak, "final")

    assert crashed.failure is not None
    assert "SIGSEGV" in crashed.failure.message
    assert leaked.failure is not None
    assert leaked.failure.code == "TOO_LARGE"
    assert "400 MiB" in leaked.failure.message
    assert (await workshop.until(harmless, "final")).status is RunStatus.SUCCEEDED
    assert worker.poll() is None


async def test_an_analysis_process_killed_from_outside_is_tried_again(workshop: Workshop, tmp_path: Path) -> None:
    run = await workshop.run_of(make_clip(tmp_path / "once.mp4"))
    worker = workshop.start_worker(program=HOSTILE)
    await asyncio.to_thread(wait_until, (tmp_path / "once.seen").exists, "the run is in hand")

    os.kill(child_of(worker).pid, signal.SIGKILL)
    ended = await workshop.until(run, "final")

    assert ended.status is RunStatus.SUCCEEDED
    assert ended.attempt == 1


async def test_a_run_whose_file_is_gone_fails_with_that_reason(workshop: Workshop, tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "harmless.mp4")
    run = await workshop.run_of(clip)
    clip.unlink()

    workshop.start_worker(program=HOSTILE)
    ended = await workshop.until(run, "final")

    assert ended.failure is not None
    assert ended.failure.code == "GONE"
    assert "harmless.mp4" in ended.failure.message
