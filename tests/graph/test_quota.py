"""How much of the data folder a project may fill."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from graph.errors import TooLargeError
from graph.nodes.asset import StorageMode
from graph.ports import GraphClient
from graph.services.ingest import IngestRequest
from graph.services.registry import build_services
from graph.vectors import VectorIndexes
from tests.graph.scene import Scene, make_scene, probe


def with_quota(scene: Scene, most: int | None) -> Scene:
    given = scene.services
    services = build_services(
        scene.client,
        scene.bus,
        scene.queue,
        given.files,
        given.features,
        VectorIndexes(given.files.vectors, given.features),
        probe,
        roots=(scene.root,),
        project_quota=most,
    )
    return dataclasses.replace(scene, services=services)


async def test_a_project_takes_files_up_to_its_quota_and_says_how_much_room_is_left(scene: Scene) -> None:
    # given a project with room for 30 bytes, of which 20 are taken
    scene = with_quota(scene, 30)
    await scene.ingest(scene.file("a.mov", "VIDEO 78901234567890"))
    assert await scene.services.quota.room(scene.project.id) == 10

    # when a file comes that is larger than the rest, it is refused and leaves nothing behind
    kept = scene.kept_files()
    with pytest.raises(TooLargeError, match="room for 10"):
        await scene.ingest(scene.file("b.mov", "VIDEO 78901"))
    assert scene.kept_files() == kept
    assert await scene.count("Version") == 1

    # then one that fits is still taken
    await scene.ingest(scene.file("c.mov", "VIDEO 7890"))
    assert await scene.services.quota.room(scene.project.id) == 0


async def test_an_upload_that_no_longer_fits_stays_where_it_was(scene: Scene, tmp_path: Path) -> None:
    scene = with_quota(scene, 5)
    sent = tmp_path / "sent"
    sent.write_text("VIDEO x")
    with pytest.raises(TooLargeError):
        await scene.ingest(upload=(sent, "clip.mov"))
    assert sent.read_text() == "VIDEO x"


async def test_the_frames_of_a_sequence_count_together(scene: Scene) -> None:
    scene = with_quota(scene, 10)
    for number in range(3):
        scene.file(f"frames/f.{number:04}.png", "1234")
    with pytest.raises(TooLargeError, match="12 bytes"):
        await scene.ingest(scene.root / "frames")


async def test_files_that_stay_where_they_are_need_no_room(embedded_graph: GraphClient, tmp_path: Path) -> None:
    scene = with_quota(await make_scene(embedded_graph, tmp_path, StorageMode.REFERENCE), 5)
    done = await scene.services.ingest.ingest(
        scene.artist, IngestRequest(scene.project.id, scene.file("a.mov", "VIDEO 7890"))
    )
    assert done.created
    assert await scene.services.quota.room(scene.project.id) == 5


async def test_without_a_quota_there_is_no_end(scene: Scene) -> None:
    assert await scene.services.quota.room(scene.project.id) is None
