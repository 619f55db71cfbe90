"""What the pages ask for beside the things themselves: counts, jobs, and the files that players play."""

from __future__ import annotations

from graph.nodes.asset import Representation, RepresentationRole
from graph.nodes.ids import derived_id
from graph.nodes.run import RunFailure
from graph.services.ingest import Ingested
from schema.ids import encode_id
from tests.graph.scene import ALL_MODELS
from tests.schema.desk import Desk

ROLES = {
    RepresentationRole.PROXY: ("proxy.mp4", "video/mp4", (720, 404), ()),
    RepresentationRole.PTS_TABLE: ("proxy.pts.json", "application/json", (None, None), ()),
    RepresentationRole.SPRITE: ("sprite.webp", "image/webp", (1600, 180), tuple(range(0, 360, 30))),
    RepresentationRole.POSTER: ("poster.webp", "image/webp", (720, 404), ()),
    RepresentationRole.WAVEFORM: ("peaks.json", "application/json", (None, None), ()),
}


async def with_files(desk: Desk, ingested: Ingested) -> None:
    """Analyse a version and record what an analysis makes of it."""
    analysis = desk.scene.services.analysis
    asked = await analysis.request(desk.scene.artist, ingested.version.id)
    run, attempt = await analysis.begin(asked.id, "worker", "cpu", ALL_MODELS)
    files = [
        Representation(derived_id(run.id, "representation", place), run.version_id, role, name, kind, 10, *size, frames)
        for place, (role, (name, kind, size, frames)) in enumerate(ROLES.items())
    ]
    await analysis.record_representations(run, attempt, files)
    await analysis.finish(run, attempt, {})


async def fail(desk: Desk, ingested: Ingested) -> None:
    analysis = desk.scene.services.analysis
    asked = await analysis.request(desk.scene.artist, ingested.version.id)
    run, attempt = await analysis.begin(asked.id, "worker", "cpu", ALL_MODELS)
    await analysis.fail(run, attempt, RunFailure("BROKEN_MEDIA", "It ends in the middle."))


async def test_a_player_is_told_what_to_play_and_what_each_tile_shows(desk: Desk) -> None:
    ingested = await desk.scene.ingest()
    document = """
      query ($id: ID!) { asset(id: $id) { posterUrl latest { posterUrl waveformUrl
        playback { url mimeType width height frames rate { num den } constantRate ptsUrl }
        sprite { url columns rows tileWidth tileHeight frames }
        representations { role url }
      } } }
    """
    asset_id = encode_id("Asset", ingested.asset.id)
    before = (await desk.ask(document, id=asset_id))["asset"]
    assert (before["posterUrl"], before["latest"]["playback"], before["latest"]["sprite"]) == (None, None, None)

    await with_files(desk, ingested)

    asset = (await desk.ask(document, id=asset_id))["asset"]
    latest = asset["latest"]
    urls = {file["role"]: file["url"] for file in latest["representations"]}
    assert asset["posterUrl"] == latest["posterUrl"] == urls["POSTER"]
    assert latest["waveformUrl"] == urls["WAVEFORM"]
    assert latest["playback"] == {
        "url": urls["PROXY"],
        "mimeType": "video/mp4",
        "width": 720,
        "height": 404,
        "frames": 300,
        "rate": {"num": 30000, "den": 1001},
        "constantRate": True,
        "ptsUrl": urls["PTS_TABLE"],
    }
    assert latest["sprite"] == {
        "url": urls["SPRITE"],
        "columns": 10,
        "rows": 2,
        "tileWidth": 160,
        "tileHeight": 90,
        "frames": list(range(0, 360, 30)),
    }


async def test_counts_and_lists_tell_what_failed_and_what_waits(desk: Desk) -> None:
    scene = desk.scene
    done = await scene.ingest(scene.file("a.mov", "VIDEO a"))
    await scene.analysed(done, shots=4)
    broken = await scene.ingest(scene.file("b.mov", "VIDEO b"))
    await fail(desk, broken)
    await scene.ingest(scene.file("c.mov", "VIDEO c"))
    await scene.ingest(scene.file("d.mov", "VIDEO d"), analyze=False)
    document = """
      query ($key: String!, $statuses: [RunStatus!], $order: AssetOrder!) { project(key: $key) {
        counts { assets shots seconds working failed }
        assets(filter: {statuses: $statuses}, orderBy: $order) { edges { node { name } } }
      } }
    """

    async def named(statuses: list[str] | None, order: str = "NAME") -> list[str]:
        found = (await desk.ask(document, key=scene.project.key, statuses=statuses, order=order))["project"]
        return [edge["node"]["name"] for edge in found["assets"]["edges"]]

    counts = (await desk.ask(document, key=scene.project.key, order="NAME"))["project"]["counts"]
    assert counts == {"assets": 4, "shots": 4, "seconds": counts["seconds"], "working": 1, "failed": 1}
    assert abs(counts["seconds"] - 4 * 300 * 1001 / 30000) < 1e-6
    assert await named(["FAILED"]) == ["b"]
    assert await named(["FAILED", "SUCCEEDED"], "NEWEST") == ["b", "a"]
    assert await named(["QUEUED", "RUNNING"]) == ["c"]
    assert await named(None) == ["a", "b", "c", "d"]

    again = await scene.services.analysis.request(scene.artist, broken.version.id)  # without force: it had failed
    assert await named(["FAILED"]) == []
    assert again.status.name == "QUEUED"


async def test_runs_are_listed_newest_first_page_by_page_and_by_state(desk: Desk) -> None:
    scene = desk.scene
    for name in "abc":
        await scene.analysed(await scene.ingest(scene.file(f"{name}.mov", f"VIDEO {name}")))
    await fail(desk, await scene.ingest(scene.file("d.mov", "VIDEO d")))
    document = """
      query ($project: ID, $statuses: [RunStatus!], $first: Int! = 20, $after: String) {
        analysisRuns(project: $project, statuses: $statuses, first: $first, after: $after) {
          pageInfo { hasNextPage endCursor } edges { node { id status error { code } version { asset { name } } } }
        }
      }
    """
    for project in (encode_id("Project", scene.project.id), None):
        names, after = [], None
        while True:
            page = (await desk.ask(document, project=project, first=3, after=after))["analysisRuns"]
            names += [edge["node"]["version"]["asset"]["name"] for edge in page["edges"]]
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                break
        assert names == ["d", "c", "b", "a"]
        (failed,) = (await desk.ask(document, project=project, statuses=["FAILED"]))["analysisRuns"]["edges"]
        assert failed["node"]["error"] == {"code": "BROKEN_MEDIA"}
    assert (await desk.ask(document, scene.stranger))["analysisRuns"]["edges"] == []
    foreign = encode_id("Project", scene.project.id)
    assert (await desk.problem(document, scene.stranger, project=foreign))[0] == "NOT_FOUND"


async def test_many_projects_are_counted_at_once(desk: Desk) -> None:
    document = "{ projects { edges { node { key counts { assets } } } } }"
    before = await desk.cost(document, desk.scene.admin)
    for number in range(5):
        await desk.scene.services.projects.create(desk.scene.artist, f"more-{number}", "More")

    assert len((await desk.ask(document, desk.scene.admin))["projects"]["edges"]) == 6
    assert await desk.cost(document, desk.scene.admin) == before
