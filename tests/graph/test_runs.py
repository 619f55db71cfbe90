"""Runs: asked for once, held by one worker, ended once."""

from __future__ import annotations

import asyncio

import pytest

from graph.errors import InvalidError, LeaseHeldError, NotAllowedError, NotFoundError
from graph.events import RunFinished, RunProgressed, RunQueued, RunStarted
from graph.nodes.access import Role, Viewer
from graph.nodes.ids import new_id
from graph.nodes.model import AnalysisTask
from graph.nodes.run import AnalysisRun, RunFailure, RunStatus
from graph.services.recording import LOST_AT_MOST
from tests.graph.scene import ALL_MODELS, Scene, identity


async def asked_run(scene: Scene) -> AnalysisRun:
    run = (await scene.ingest()).run
    assert run is not None
    return run


async def test_a_run_waits_is_taken_and_succeeds(scene: Scene) -> None:
    run = await asked_run(scene)
    analysis = scene.services.analysis

    begun, attempt = await analysis.begin(run.id, "worker-1", "cuda:0", ALL_MODELS, code_version="0.1")
    await analysis.progress(begun, "shots", 10, 300, 25.0, 11.6)
    finished = await analysis.finish(begun, attempt, {"frames": 300})

    assert (run.status, begun.status, finished.status) == (RunStatus.QUEUED, RunStatus.RUNNING, RunStatus.SUCCEEDED)
    assert (begun.attempt, attempt, begun.device, begun.code_version) == (1, 1, "cuda:0", "0.1")
    assert len(begun.model_version_ids) == 4
    assert finished.metrics == {"frames": 300}
    assert finished.finished_at is not None
    assert await analysis.visible_runs(scene.artist, [run.id]) == [finished]
    assert scene.bus.events[1:] == [
        RunQueued(scene.project.id, run.id, run.version_id),
        RunStarted(scene.project.id, run.id, run.version_id, 1),
        RunProgressed(scene.project.id, run.id, run.version_id, "shots", 10, 300, 25.0, 11.6),
        RunFinished(scene.project.id, run.id, run.version_id, "SUCCEEDED"),
    ]
    used = "MATCH (:AnalysisRun {id: $run})-[:USED]->(m:ModelVersion) RETURN m.id AS id ORDER BY id"
    assert [row["id"] for row in await scene.client.read(used, run=run.id)] == sorted(finished.model_version_ids)


async def test_asking_again_finds_the_run_that_waits_works_or_succeeded(scene: Scene) -> None:
    run = await asked_run(scene)
    analysis = scene.services.analysis
    queued = await analysis.request(scene.artist, run.version_id)
    begun, attempt = await analysis.begin(run.id, "worker", None, ALL_MODELS)
    running = await analysis.request(scene.artist, run.version_id)
    await analysis.finish(begun, attempt, {})

    succeeded = await analysis.request(scene.artist, run.version_id)
    forced = await analysis.request(scene.artist, run.version_id, force=True)
    other = await analysis.request(scene.artist, run.version_id, parameters={"detections_per_second": 10})

    assert {queued.id, running.id, succeeded.id} == {run.id}
    assert len({run.id, forced.id, other.id}) == 3
    assert [given for given, _ in scene.queue.asked] == [run.id, forced.id, other.id]


async def test_twenty_equal_requests_at_once_are_one_run(scene: Scene) -> None:
    ingested = await scene.ingest(analyze=False)

    runs = await asyncio.gather(*(scene.services.analysis.request(scene.artist, ingested.version.id) for _ in range(20)))

    assert len({run.id for run in runs}) == 1
    assert await scene.count("AnalysisRun") == 1
    assert len(scene.queue.asked) == 1


async def test_a_failed_run_may_be_asked_for_again(scene: Scene) -> None:
    run = await asked_run(scene)
    analysis = scene.services.analysis
    begun, attempt = await analysis.begin(run.id, "worker")
    reason = RunFailure("BROKEN_MEDIA", "clip.mov: no picture could be decoded. Send it again.")

    failed = await analysis.fail(begun, attempt, reason)
    again = await analysis.request(scene.artist, run.version_id)

    assert (failed.status, failed.failure) == (RunStatus.FAILED, reason)
    assert again.id != run.id


async def test_of_twenty_workers_one_takes_an_attempt(scene: Scene) -> None:
    run = await asked_run(scene)

    answers = await asyncio.gather(
        *(scene.services.analysis.begin(run.id, f"worker-{n}", attempt=1) for n in range(20)), return_exceptions=True
    )

    assert len([answer for answer in answers if not isinstance(answer, BaseException)]) == 1
    assert all(isinstance(answer, LeaseHeldError) for answer in answers if isinstance(answer, BaseException))


async def test_a_run_whose_worker_died_too_often_fails_with_a_reason(scene: Scene) -> None:
    run = await asked_run(scene)
    analysis = scene.services.analysis
    for attempt in range(1, LOST_AT_MOST + 1):
        begun, given = await analysis.begin(run.id, "worker", attempt=attempt)
        assert (begun.status, given) == (RunStatus.RUNNING, attempt)

    begun, _ = await analysis.begin(run.id, "worker", attempt=LOST_AT_MOST + 1)

    assert begun.status is RunStatus.FAILED
    assert begun.failure is not None
    assert "died 3 times" in begun.failure.message
    assert scene.bus.events[-1] == RunFinished(scene.project.id, run.id, run.version_id, "FAILED")
    assert await analysis.waiting() == []


async def test_a_lost_run_says_that_it_waits_and_refuses_whoever_still_writes(scene: Scene) -> None:
    run = await asked_run(scene)
    analysis = scene.services.analysis
    for _ in range(LOST_AT_MOST):
        begun, attempt = await analysis.begin(run.id, "worker")
        assert begun.status is RunStatus.RUNNING
        await analysis.lose(begun)
        await analysis.lose(begun)  # nobody has it any more: nothing more happens

        (waiting,) = await scene.services.stores.runs.by_ids([run.id])
        assert waiting is not None
        assert (waiting.status, waiting.started_at, waiting.attempt) == (RunStatus.QUEUED, None, attempt)
        assert scene.bus.events[-1] == RunQueued(scene.project.id, run.id, run.version_id)
        with pytest.raises(LeaseHeldError):
            await analysis.finish(begun, attempt, {})

    begun, _ = await analysis.begin(run.id, "worker")

    assert begun.status is RunStatus.FAILED
    assert begun.failure is not None
    assert "died 3 times" in begun.failure.message


@pytest.mark.parametrize(("code", "message"), [("", "why"), ("INTERNAL", "")])
def test_no_run_can_fail_without_a_reason(code: str, message: str) -> None:
    with pytest.raises(ValueError, match="a code and a message"):
        RunFailure(code, message)


async def test_a_failed_run_has_a_reason_also_where_none_was_written(scene: Scene) -> None:
    run = await asked_run(scene)
    await scene.client.write("MATCH (r:AnalysisRun {id: $id}) SET r.status = 'FAILED'", id=run.id)

    (failed,) = await scene.services.stores.runs.by_ids([run.id])

    assert failed is not None
    assert failed.failure is not None
    assert "Analyse the version again" in failed.failure.message


async def test_a_worker_that_gives_its_run_back_has_not_lost_it(scene: Scene) -> None:
    run = await asked_run(scene)
    analysis = scene.services.analysis
    for _ in range(LOST_AT_MOST + 1):
        begun, attempt = await analysis.begin(run.id, "worker")
        await analysis.release(begun, attempt)

    begun, attempt = await analysis.begin(run.id, "worker")

    assert (begun.status, attempt) == (RunStatus.RUNNING, LOST_AT_MOST + 2)
    assert scene.queue.asked[-1] == (run.id, LOST_AT_MOST + 2)


async def test_a_waiting_run_is_cancelled_at_once(scene: Scene) -> None:
    run = await asked_run(scene)

    cancelled = await scene.services.analysis.cancel(scene.artist, run.id)

    assert cancelled.status is RunStatus.CANCELLED
    assert scene.bus.events[-1] == RunFinished(scene.project.id, run.id, run.version_id, "CANCELLED")
    with pytest.raises(LeaseHeldError):
        await scene.services.analysis.begin(run.id, "worker")


async def test_a_running_run_is_stopped_by_its_worker(scene: Scene) -> None:
    run = await asked_run(scene)
    analysis = scene.services.analysis
    begun, attempt = await analysis.begin(run.id, "worker")

    asked = await analysis.cancel(scene.artist, run.id)
    stopped = await analysis.stop(begun, attempt)

    assert (asked.status, asked.cancel_requested, scene.queue.cancelled) == (RunStatus.RUNNING, True, [run.id])
    assert stopped.status is RunStatus.CANCELLED


async def test_asking_while_a_run_is_being_cancelled_makes_another(scene: Scene) -> None:
    run = await asked_run(scene)
    await scene.services.analysis.begin(run.id, "worker")
    await scene.services.analysis.cancel(scene.artist, run.id)

    again = await scene.services.analysis.request(scene.artist, run.version_id)

    assert again.id != run.id
    assert again.status is RunStatus.QUEUED
    assert (await scene.services.analysis.request(scene.artist, run.version_id)).id == again.id


async def test_a_cancelled_run_whose_worker_died_is_not_begun_again(scene: Scene) -> None:
    run = await asked_run(scene)
    await scene.services.analysis.begin(run.id, "worker")
    await scene.services.analysis.cancel(scene.artist, run.id)

    begun, _ = await scene.services.analysis.begin(run.id, "worker-2")

    assert begun.status is RunStatus.CANCELLED


async def test_cancelling_what_has_ended_changes_nothing(scene: Scene) -> None:
    run = await scene.analysed(await scene.ingest())

    assert await scene.services.analysis.cancel(scene.artist, run.id) == run


async def test_anothers_run_is_cancelled_by_supervisors_alone(scene: Scene) -> None:
    run = await asked_run(scene)
    other = Viewer(scene.stranger.user, {scene.project.id: Role.ARTIST})
    supervisor = Viewer(scene.stranger.user, {scene.project.id: Role.SUPERVISOR})

    with pytest.raises(NotAllowedError, match="SUPERVISOR"):
        await scene.services.analysis.cancel(other, run.id)
    with pytest.raises(NotFoundError):
        await scene.services.analysis.cancel(scene.stranger, run.id)
    assert (await scene.services.analysis.cancel(supervisor, run.id)).status is RunStatus.CANCELLED


async def test_a_worker_with_the_models_of_an_earlier_run_need_not_repeat_it(scene: Scene) -> None:
    # given a version analysed by models that are no champions: asking cannot know that they will be at work again
    other = [identity(task, "other", "1") for task in AnalysisTask]
    for model in ALL_MODELS:
        await scene.services.models.register(model)
    ingested = await scene.ingest()
    first = await scene.analysed(ingested, models=other)

    again = await scene.services.analysis.request(scene.artist, ingested.version.id)
    begun, _ = await scene.services.analysis.begin(again.id, "worker", None, other)

    assert again.id != first.id
    assert (begun.status, begun.same_as) == (RunStatus.SUCCEEDED, first.id)
    assert scene.bus.events[-1] == RunFinished(scene.project.id, again.id, again.version_id, "SUCCEEDED")
    current = (await scene.services.stores.runs.current_by_version([ingested.version.id]))[0]
    assert {run.id for run in current.values()} == {first.id}


async def test_a_forced_run_is_repeated_with_the_same_models(scene: Scene) -> None:
    ingested = await scene.ingest()
    first = await scene.analysed(ingested)

    second = await scene.analysed(ingested, force=True)

    assert (second.id != first.id, second.same_as) == (True, None)


async def test_requests_that_cannot_be_right_are_refused(scene: Scene) -> None:
    run = await asked_run(scene)
    analysis = scene.services.analysis

    with pytest.raises(InvalidError):
        await analysis.request(scene.artist, run.version_id, tasks=())
    with pytest.raises(InvalidError):
        await analysis.request(scene.artist, run.version_id, parameters={"rate": float("nan")})
    with pytest.raises(NotFoundError):
        await analysis.request(scene.artist, new_id())
    with pytest.raises(NotFoundError):
        await analysis.request(scene.stranger, run.version_id)
    with pytest.raises(NotFoundError):
        await analysis.begin(new_id(), "worker")
