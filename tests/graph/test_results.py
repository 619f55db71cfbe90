"""Results of runs: fenced, rewritten by a retry, current when their run has succeeded."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import fields
from typing import Any

import pytest

from graph.errors import InvalidError, LeaseHeldError, UnavailableError
from graph.nodes.asset import Representation, RepresentationRole
from graph.nodes.ids import derived_id, new_id
from graph.nodes.model import CHAMPION, AnalysisTask
from graph.nodes.page import Page, PageRequest
from graph.nodes.run import AnalysisRun, RunFailure
from graph.nodes.shot import Label
from graph.stores.assets import asset_from
from graph.stores.entities import entity_from
from graph.stores.keyframes import keyframe_from
from graph.stores.parts import Parts
from graph.stores.registry import Stores
from graph.stores.representations import representation_from
from graph.stores.runs import run_from
from graph.stores.shots import shot_from
from graph.stores.tracks import track_from
from graph.stores.versions import version_from
from tests.graph.scene import ALL_MODELS, Scene, identity, keyframes_of, shots_of, tracks_of

ALL = PageRequest(100)


async def begun_run(scene: Scene, worker: str = "worker") -> tuple[AnalysisRun, int]:
    run = (await scene.ingest()).run
    assert run is not None
    return await scene.services.analysis.begin(run.id, worker, None, ALL_MODELS)


async def counts(scene: Scene) -> tuple[int, int, int]:
    return await scene.count("Shot"), await scene.count("Keyframe"), await scene.count("Track")


async def test_what_a_run_recorded_is_read_back(scene: Scene) -> None:
    run, attempt = await begun_run(scene)
    stores, analysis = scene.services.stores, scene.services.analysis
    labels = (Label("street", 0.9, "LABELS"), Label("night", 0.4, "EMBEDDING"))
    shots = shots_of(run, 3, labels)
    tracks = tracks_of(run, shots, ["person", "car"])

    await analysis.record_shots(run, attempt, shots, keyframes_of(run, shots))
    await analysis.record_tracks(run, attempt, tracks)
    await analysis.finish(run, attempt, {})

    plain = shots_of(run, 3, ())
    assert (await stores.shots.page_by_version([run.version_id], ALL))[0].items == tuple(plain)
    assert await stores.shots.by_ids([shots[2].id, new_id(), shots[0].id]) == [plain[2], None, plain[0]]
    assert await stores.keyframes.by_shot([shot.id for shot in shots]) == [[k] for k in keyframes_of(run, shots)]
    assert await stores.labels.by_shot([shots[1].id]) == [list(labels)]
    assert await stores.labels.by_shot([shots[1].id], 0.5) == [[labels[0]]]
    assert (await stores.tracks.page_by_version([run.version_id], ALL))[0].items == tuple(tracks)
    assert (await stores.tracks.page_by_shot([shots[1].id], ALL))[0].items == tuple(tracks[2:4])
    chained = await scene.client.read("MATCH (a:Shot)-[:NEXT]->(b:Shot) RETURN a.index AS a, b.index AS b ORDER BY a")
    assert [(row["a"], row["b"]) for row in chained] == [(0, 1), (1, 2)]


async def test_a_retry_rewrites_and_never_doubles(scene: Scene) -> None:
    run, first = await begun_run(scene)
    analysis = scene.services.analysis
    shots = shots_of(run, 5)
    await analysis.record_shots(run, first, shots, keyframes_of(run, shots))
    await analysis.record_tracks(run, first, tracks_of(run, shots, ["person", "dog"]))
    await analysis.record_shots(run, first, shots, keyframes_of(run, shots))
    await analysis.record_tracks(run, first, tracks_of(run, shots, ["person", "dog"]))
    assert await counts(scene) == (5, 5, 10)

    # a shorter second attempt leaves nothing of the first
    again, second = await analysis.begin(run.id, "worker-2", None, ALL_MODELS)
    fewer = shots_of(again, 2, ())
    await analysis.record_shots(again, second, fewer, keyframes_of(again, fewer))
    await analysis.record_tracks(again, second, tracks_of(again, fewer, ["cat"]))
    assert await counts(scene) == (2, 2, 2)
    relations = await scene.client.read("MATCH (t:Track)-[x]->() RETURN type(x) AS kind, count(x) AS n ORDER BY kind")
    assert {row["kind"]: row["n"] for row in relations} == {"FROM_RUN": 2, "IN_SHOT": 2, "SHOWS": 2}


async def test_results_whose_answer_was_lost_are_written_again_with_nothing_doubled_and_nothing_left_out(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, attempt = await begun_run(scene)
    analysis, write = scene.services.analysis, scene.client.write
    shots = shots_of(run, 4)

    async def everything() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        await analysis.record_shots(run, attempt, shots, keyframes_of(run, shots))
        await analysis.record_tracks(run, attempt, tracks_of(run, shots, ["person", "dog"]))
        nodes = await scene.client.read("MATCH (n)-[:FROM_RUN]->(:AnalysisRun) RETURN n.id AS id, n AS node ORDER BY id")
        links = await scene.client.read(
            "MATCH (n)-[x]->(m) WHERE (n)-[:FROM_RUN]->(:AnalysisRun) "
            "RETURN n.id AS one, type(x) AS kind, x AS link, m.id AS other ORDER BY one, kind, other"
        )
        return nodes, links

    async def twice(cypher: str, /, **params: Any) -> list[dict[str, Any]]:
        if "CREATE (" in cypher:
            await write(cypher, **params)
        return await write(cypher, **params)

    created = await everything()
    monkeypatch.setattr(scene.client, "write", twice)
    merged = await everything()

    assert created == merged
    assert len(created[0]) == 4 + 4 + 8


async def test_a_worker_that_lost_its_run_writes_nothing(scene: Scene) -> None:
    run, lost = await begun_run(scene)
    analysis, stores = scene.services.analysis, scene.services.stores
    shots = shots_of(run, 2)
    again, attempt = await analysis.begin(run.id, "worker-2", None, ALL_MODELS)
    await analysis.record_shots(again, attempt, shots, keyframes_of(again, shots))
    poster = Representation(new_id(), run.version_id, RepresentationRole.POSTER, "poster.webp", "image/webp", 1)

    for word in (
        lambda: analysis.holds(run, lost),
        lambda: analysis.record_shots(run, lost, shots_of(run, 9), []),
        lambda: analysis.record_shots(run, lost, [], []),
        lambda: analysis.record_labels(run, lost, {}),
        lambda: analysis.record_tracks(run, lost, tracks_of(run, shots, ["person"])),
        lambda: analysis.record_representations(run, lost, [poster]),
        lambda: analysis.finish(run, lost, {}),
        lambda: analysis.fail(run, lost, RunFailure("INVALID", "no")),
        lambda: analysis.stop(run, lost),
        lambda: analysis.release(run, lost),
    ):
        with pytest.raises(LeaseHeldError):
            await word()

    assert await counts(scene) == (2, 2, 0)
    assert (await stores.runs.by_ids([run.id])) == [again]
    await analysis.finish(again, attempt, {})
    with pytest.raises(LeaseHeldError):
        await analysis.record_tracks(again, attempt, [])


async def test_a_worker_that_loses_its_run_in_mid_write_leaves_no_row(scene: Scene) -> None:
    run, lost = await begun_run(scene)
    analysis = scene.services.analysis
    many = shots_of(run, 4000, ())

    async def take_over() -> tuple[AnalysisRun, int]:
        while await scene.count("Shot") == 0:  # noqa: ASYNC110 -- the other worker shows itself in the graph alone
            await asyncio.sleep(0)
        again, attempt = await analysis.begin(run.id, "worker-2", None, ALL_MODELS)
        few = shots_of(again, 3, ())
        await analysis.record_shots(again, attempt, few, [])
        return again, attempt

    slow, _ = await asyncio.gather(
        analysis.record_shots(run, lost, many, keyframes_of(run, many)), take_over(), return_exceptions=True
    )

    assert isinstance(slow, LeaseHeldError)
    assert (await counts(scene))[:2] == (3, 0)


async def test_results_that_refer_to_no_shot_are_a_clear_error(scene: Scene) -> None:
    run, attempt = await begun_run(scene)

    with pytest.raises(InvalidError, match="Record the shots first"):
        await scene.services.analysis.record_tracks(run, attempt, tracks_of(run, shots_of(run, 1), ["person"]))


async def test_finishing_twice_through_a_lost_answer_is_finishing_once(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, attempt = await begun_run(scene)
    write = scene.client.write

    async def twice(cypher: str, /, **params: Any) -> list[dict[str, Any]]:
        # what a client does whose connection broke after the engine had committed
        await write(cypher, **params)
        return await write(cypher, **params)

    monkeypatch.setattr(scene.client, "write", twice)

    finished = await scene.services.analysis.finish(run, attempt, {})
    ingested = await scene.ingest(scene.file("b.mov", "VIDEO two"))
    assert ingested.run is not None
    begun, first = await scene.services.analysis.begin(ingested.run.id, "worker", attempt=1)

    assert finished.status.final
    assert (ingested.created, ingested.version.number) == (True, 1)
    assert (begun.attempt, first) == (1, 1)
    links = await scene.client.read("MATCH (:Version)-[c:CURRENT]->(:AnalysisRun) RETURN count(c) AS n")
    assert links[0]["n"] == 4


async def test_results_are_current_only_when_their_run_has_succeeded(scene: Scene) -> None:
    ingested = await scene.ingest()
    first = await scene.analysed(ingested, shots=3)
    stores, analysis = scene.services.stores, scene.services.analysis
    asked = await analysis.request(scene.artist, ingested.version.id, force=True)
    run, attempt = await analysis.begin(asked.id, "worker", None, ALL_MODELS)
    await analysis.record_shots(run, attempt, shots_of(run, 5), [])

    async def current() -> int:
        return len((await stores.shots.page_by_version([ingested.version.id], ALL))[0].items)

    assert await current() == 3
    await analysis.finish(run, attempt, {})
    assert await current() == 5

    # yesterday's answer can still be asked for
    old = await stores.shots.page_by_version([ingested.version.id], ALL, None, first.id)
    assert len(old[0].items) == 3
    assert len((await stores.tracks.page_by_version([ingested.version.id], ALL, None, first.id))[0].items) == 6
    status = (await stores.runs.status_by_version([ingested.version.id]))[0]
    assert status.latest is not None
    assert status.latest.id == run.id
    assert set(status.current) == set(AnalysisTask)
    assert set(status.current.values()) == {run.id}


async def test_current_is_what_the_champion_said(scene: Scene) -> None:
    ingested = await scene.ingest()
    champion = await scene.analysed(ingested)
    stores, models = scene.services.stores, scene.services.models
    challenger = identity(AnalysisTask.DETECTION, "challenger", "1")
    others = [model for model in ALL_MODELS if model.task is not AnalysisTask.DETECTION]

    second = await scene.analysed(ingested, models=[*others, challenger], force=True)

    current = (await stores.runs.current_by_version([ingested.version.id]))[0]
    assert current[AnalysisTask.DETECTION].id == champion.id
    assert current[AnalysisTask.SHOTS].id == second.id

    # when the alias moves, what the new champion said becomes current
    version = await models.register(challenger)
    assert version.aliases == ()
    assert (await models.set_alias(scene.admin, version.id, CHAMPION)).aliases == (CHAMPION,)
    current = (await stores.runs.current_by_version([ingested.version.id]))[0]
    assert current[AnalysisTask.DETECTION].id == second.id
    assert len(current) == 4


async def test_what_is_all_that_a_version_has_is_current_whoever_said_it(scene: Scene) -> None:
    for model in ALL_MODELS:
        await scene.services.models.register(model)
    ingested = await scene.ingest()

    run = await scene.analysed(ingested, models=[identity(task, "other", "1") for task in AnalysisTask])

    current = (await scene.services.stores.runs.current_by_version([ingested.version.id]))[0]
    assert {current[task].id for task in AnalysisTask} == {run.id}


async def test_a_file_recorded_again_keeps_its_id(scene: Scene) -> None:
    run, attempt = await begun_run(scene)
    analysis, stores = scene.services.analysis, scene.services.stores

    def poster(size: int) -> Representation:
        path = f"media/{run.version_id}/poster.webp"
        return Representation(new_id(), run.version_id, RepresentationRole.POSTER, path, "image/webp", size, 640, 360)

    await analysis.record_representations(run, attempt, [first := poster(1)])
    await analysis.record_representations(run, attempt, [poster(2)])

    found = (await stores.representations.by_version([run.version_id]))[0]
    assert [(one.role.name, one.bytes) for one in found] == [("ORIGINAL", 9), ("POSTER", 2)]
    assert found[1].id == first.id


async def test_a_label_is_one_entity_of_a_project(scene: Scene) -> None:
    first = await scene.ingest(scene.file("a.mov", "VIDEO a"))
    second = await scene.ingest(scene.file("b.mov", "VIDEO b"))
    stores = scene.services.stores

    runs = await asyncio.gather(
        scene.analysed(first, shots=3, labels=["person", "dog"]), scene.analysed(second, shots=2, labels=["person", "car"])
    )

    entities = (await stores.entities.page_by_project([scene.project.id], ALL))[0].items
    assert [(entity.name, entity.kind.name) for entity in entities] == [
        ("car", "VEHICLE"),
        ("dog", "ANIMAL"),
        ("person", "PERSON"),
    ]
    car, dog, person = entities
    seen = await stores.tracks.page_by_entity([person.id, car.id, new_id()], ALL)
    assert [len(page.items) for page in seen] == [5, 2, 0]
    together = await stores.entities.co_appearances([person.id, dog.id], 10)
    assert [[(other.entity_id, other.shots) for other in each] for each in together] == [
        [(dog.id, 3), (car.id, 2)],
        [(person.id, 3)],
    ]
    shown = [derived_id(runs[0].id, "track", 1), new_id(), derived_id(runs[0].id, "track", 0)]
    assert await stores.entities.by_track(shown) == [dog, None, person]
    in_shot = await stores.entities.page_by_shot([derived_id(runs[1].id, "shot", 1)], ALL)
    assert in_shot[0].items == (car, person)


async def test_a_graph_that_is_away_is_said_so(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    run, attempt = await begun_run(scene)

    async def away(cypher: str, /, **params: Any) -> list[dict[str, Any]]:
        raise UnavailableError("The graph is away.")

    monkeypatch.setattr(scene.client, "write", away)

    with pytest.raises(UnavailableError):
        await scene.services.analysis.finish(run, attempt, {})


async def test_results_are_read_in_parts_as_they_are_whole(scene: Scene) -> None:
    run = await scene.analysed(await scene.ingest())
    stores, versions = scene.services.stores, [run.version_id]
    (shots,) = await stores.shots.page_by_version(versions, ALL)
    (tracks,) = await stores.tracks.page_by_version(versions, ALL)
    shown, seen = [shot.id for shot in shots.items], [track.id for track in tracks.items]
    entities = [entity.id for entity in await stores.entities.by_track(seen) if entity is not None]
    asked: list[tuple[Parts[Any], Callable[[Stores], Awaitable[Sequence[Any]]]]] = [
        (asset_from, lambda stores: stores.assets.page_by_project([run.project_id], ALL)),
        (version_from, lambda stores: stores.versions.by_ids(versions)),
        (version_from, lambda stores: stores.versions.latest_by_asset([asset])),
        (version_from, lambda stores: stores.versions.page_by_asset([asset], ALL)),
        (representation_from, lambda stores: stores.representations.by_version(versions)),
        (run_from, lambda stores: stores.runs.by_ids([run.id])),
        (run_from, lambda stores: stores.runs.page_by_version(versions, ALL)),
        (shot_from, lambda stores: stores.shots.page_by_version(versions, PageRequest(2, None, True))),
        (keyframe_from, lambda stores: stores.keyframes.by_shot(shown)),
        (track_from, lambda stores: stores.tracks.page_by_shot(shown, ALL)),
        (track_from, lambda stores: stores.tracks.page_by_entity(entities, ALL)),
        (entity_from, lambda stores: stores.entities.by_track(seen)),
        (entity_from, lambda stores: stores.entities.page_by_shot(shown, ALL)),
        (entity_from, lambda stores: stores.entities.page_by_project([run.project_id], ALL)),
        (entity_from, lambda stores: stores.entities.merged_into(entities)),
    ]
    (version,) = await stores.versions.by_ids(versions)
    assert version is not None
    asset = version.asset_id

    for parts, ask in asked:
        names = {field.name for field in fields(parts.node)} - {"labels", "files"}
        whole = _nodes(await ask(stores))
        for name in names:
            some = _nodes(await ask(stores.only(parts, (name,))))
            assert [(node.id, getattr(node, name)) for node in some] == [(node.id, getattr(node, name)) for node in whole]

    (status,) = await stores.only(run_from, ("status",)).runs.status_by_version(versions)
    assert status.latest is not None
    assert status.latest.status is run.status
    with pytest.raises(AttributeError, match="metrics"):
        _ = status.latest.metrics


def _nodes(found: Sequence[Any]) -> list[Any]:
    """All nodes of an answer: of pages, of lists, or by themselves."""
    nodes = list[Any]()
    for each in found:
        nodes += each.items if isinstance(each, Page) else each if isinstance(each, list) else [each]
    return [node for node in nodes if node is not None]
