"""How much a project holds, and what of it failed or waits, on both engines."""

from __future__ import annotations

from graph.nodes.asset import AssetFilter, AssetOrder
from graph.nodes.page import PageRequest
from graph.nodes.run import RunFailure, RunStatus
from tests.graph.scene import ALL_MODELS, Scene

ALL = PageRequest(10)


async def test_a_project_counts_and_lists_what_it_holds(scene: Scene) -> None:
    stores, analysis = scene.services.stores, scene.services.analysis
    await scene.analysed(await scene.ingest(scene.file("a.mov", "VIDEO a")), shots=4)
    broken = await scene.ingest(scene.file("b.mov", "VIDEO b"), analyze=False)
    asked = await analysis.request(scene.artist, broken.version.id)
    run, attempt = await analysis.begin(asked.id, "worker", "cpu", ALL_MODELS)
    await analysis.fail(run, attempt, RunFailure("BROKEN_MEDIA", "It ends in the middle."))
    await scene.ingest(scene.file("c.mov", "VIDEO c"))
    await scene.ingest(scene.file("d.mov", "VIDEO d"), analyze=False)

    async def named(order: AssetOrder, *statuses: RunStatus) -> list[str]:
        where = AssetFilter(statuses=tuple(status.name for status in statuses))
        (page,) = await stores.assets.page_by_project([scene.project.id], ALL, where, order)
        return [asset.name for asset in page.items]

    (counts, nothing) = await stores.projects.counts([scene.project.id, "no project"])
    assert (counts.assets, counts.shots, counts.working, counts.failed) == (4, 4, 1, 1)
    assert abs(counts.seconds - 4 * 300 * 1001 / 30000) < 1e-6
    assert nothing.assets == 0
    assert await named(AssetOrder.NAME, RunStatus.FAILED, RunStatus.SUCCEEDED) == ["a", "b"]
    assert await named(AssetOrder.NEWEST, RunStatus.FAILED, RunStatus.SUCCEEDED) == ["b", "a"]
    assert await named(AssetOrder.OLDEST, RunStatus.QUEUED) == ["c"]
    for project in (scene.project.id, None):
        page = await analysis.page(scene.artist, PageRequest(2), project_id=project, statuses=None)
        rest = await analysis.page(scene.artist, PageRequest(2, (page.items[-1].id,)), project_id=project, statuses=None)
        states = [run.status.name for run in (*page.items, *rest.items)]
        assert (states, page.more, rest.more) == (["QUEUED", "FAILED", "SUCCEEDED"], True, False)
        failed = await analysis.page(scene.artist, ALL, project_id=project, statuses=[RunStatus.FAILED])
        assert [run.id for run in failed.items] == [run.id for run in page.items if run.status is RunStatus.FAILED]


async def test_seconds_of_versions_that_were_let_in_before_they_were_kept_count_too(scene: Scene) -> None:
    await scene.ingest(analyze=False)
    await scene.client.write("MATCH (v:Version) SET v.seconds = NULL RETURN v.id AS id")

    (counts,) = await scene.services.stores.projects.counts([scene.project.id])

    assert abs(counts.seconds - 300 * 1001 / 30000) < 1e-6
