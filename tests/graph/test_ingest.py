"""Ingest: the same bytes are the same version, and a failure leaves nothing."""

from __future__ import annotations

import asyncio
import hashlib
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from graph.errors import (
    InvalidError,
    NotAllowedError,
    NotFoundError,
    OutsideRootsError,
    ReelgraphError,
    UnavailableError,
    UnsupportedMediaError,
)
from graph.events import VersionIngested
from graph.nodes.access import Role, Viewer
from graph.nodes.asset import AssetKind, RepresentationRole, StorageMode
from graph.nodes.ids import new_id
from graph.ports import GraphClient
from graph.services.ingest import IngestRequest
from tests.graph.scene import MEDIA, Scene, make_scene


async def test_a_file_becomes_an_asset_with_its_first_version(scene: Scene) -> None:
    path = scene.file("Opening Shot.MOV")

    ingested = await scene.ingest(path, tags=("day", "day", "exterior"))

    version, sha256 = ingested.version, hashlib.sha256(path.read_bytes()).hexdigest()
    assert (ingested.created, ingested.asset.name, ingested.asset.tags) == (True, "Opening Shot", ("day", "exterior"))
    assert (version.number, version.sha256, version.bytes, version.media) == (1, sha256, 9, MEDIA)
    assert version.location == f"media/{version.id}/original.mov"
    assert (scene.data / version.location).read_bytes() == path.read_bytes()
    originals = (await scene.services.stores.representations.by_version([version.id]))[0]
    assert [(o.role, o.path, o.mime_type, o.bytes) for o in originals] == [
        (RepresentationRole.ORIGINAL, version.location, "video/quicktime", 9)
    ]
    assert ingested.run is not None
    assert scene.queue.asked == [(ingested.run.id, 1)]
    assert scene.bus.events[0] == VersionIngested(scene.project.id, ingested.asset.id, version.id, True)
    assert await scene.services.stores.versions.by_ids([version.id]) == [version]
    assert await scene.services.stores.assets.by_ids([ingested.asset.id]) == [ingested.asset]


async def test_a_second_ingest_of_the_same_bytes_is_the_same_version(scene: Scene) -> None:
    first = await scene.ingest(scene.file("a.mov"))
    kept = scene.kept_files()

    second = await scene.ingest(scene.file("b.mov"), name="Another name")

    assert (second.created, second.version, second.asset) == (False, first.version, first.asset)
    assert second.run == first.run
    assert scene.kept_files() == kept
    assert (await scene.count("Asset"), await scene.count("Version"), await scene.count("Representation")) == (1, 1, 1)


async def test_twenty_ingests_of_the_same_bytes_at_once_are_one_version(scene: Scene) -> None:
    paths = [scene.file(f"copy{place}.mov") for place in range(20)]

    ingested = await asyncio.gather(*(scene.ingest(path) for path in paths))

    assert len({each.version.id for each in ingested}) == 1
    assert [each.created for each in ingested].count(True) == 1
    assert {each.version.number for each in ingested} == {1}
    assert len({each.run.id for each in ingested if each.run}) == 1
    assert (await scene.count("Asset"), await scene.count("Version"), await scene.count("AnalysisRun")) == (1, 1, 1)
    assert len(scene.kept_files()) == 1


async def test_versions_stacked_at_once_get_each_number_once(scene: Scene) -> None:
    first = await scene.ingest()
    paths = [scene.file(f"v{place}.mov", f"VIDEO take {place}") for place in range(12)]

    stacked = await asyncio.gather(*(scene.ingest(path, version_of=first.asset.id) for path in paths))

    assert sorted(each.version.number for each in stacked) == list(range(2, 14))
    assert {each.asset.id for each in stacked} == {first.asset.id}
    latest = (await scene.services.stores.versions.latest_by_asset([first.asset.id]))[0]
    assert latest is not None
    assert latest.number == 13
    assert (await scene.count("Asset"), await scene.count("Version")) == (1, 13)


async def test_the_same_bytes_in_another_project_are_another_version(scene: Scene) -> None:
    other = await scene.services.projects.create(scene.admin, "other", "Other")
    first = await scene.ingest()

    second = await scene.services.ingest.ingest(scene.admin, IngestRequest(other.id, scene.file()))

    assert second.created
    assert second.version.id != first.version.id


async def test_a_project_that_references_leaves_the_file_where_it_is(graph: GraphClient, tmp_path: Path) -> None:
    scene = await make_scene(graph, tmp_path, StorageMode.REFERENCE)
    path = scene.file()

    ingested = await scene.ingest(path)

    assert ingested.version.location == str(path.resolve())
    assert scene.kept_files() == []


async def test_an_upload_is_moved_into_place_and_named_as_it_came(scene: Scene, tmp_path: Path) -> None:
    upload = tmp_path / "0123"
    upload.write_text("VIDEO sent")

    ingested = await scene.ingest(None, upload=(upload, "from/afar/Take 7.mp4"), analyze=False)

    assert (ingested.asset.name, ingested.run) == ("Take 7", None)
    assert ingested.version.location.endswith("/original.mp4")
    assert not upload.exists()


@pytest.mark.parametrize(
    ("file", "name"),
    [(f"{'long ' * 50}.mov", ("long " * 40).strip()), ("two\nlines\t.mov", "two lines"), ("\n.mov", "untitled")],
    ids=["long", "two lines", "blank"],
)
async def test_a_file_whose_name_no_asset_may_have_gets_one_that_it_may(scene: Scene, file: str, name: str) -> None:
    assert (await scene.ingest(scene.file(file))).asset.name == name


async def test_an_upload_of_known_bytes_leaves_one_copy(scene: Scene, tmp_path: Path) -> None:
    await scene.ingest()
    upload = tmp_path / "0123"
    upload.write_text("VIDEO one")

    ingested = await scene.ingest(None, upload=(upload, "again.mov"))

    assert not ingested.created
    assert not upload.exists()
    assert len(scene.kept_files()) == 1


async def test_a_refused_upload_stays_where_it_was_and_is_called_by_its_name(scene: Scene, tmp_path: Path) -> None:
    upload = tmp_path / "0123"
    upload.write_text("words")

    with pytest.raises(UnsupportedMediaError, match=r"holiday\.txt is not footage"):
        await scene.ingest(None, upload=(upload, "holiday.txt"))

    assert upload.read_text() == "words"
    assert scene.kept_files() == []


async def test_a_sequence_is_known_by_the_names_and_bytes_of_its_frames(scene: Scene) -> None:
    for number in range(3):
        scene.file(f"seq/plate.{number:04}.exr", f"frame {number}")
        scene.file(f"moved/plate.{number:04}.exr", f"frame {number}")
        scene.file(f"renamed/plate.{number + 1:04}.exr", f"frame {number}")

    by_folder = await scene.ingest(scene.root / "seq")
    by_pattern = await scene.ingest(scene.root / "moved" / "plate.####.exr")
    renamed = await scene.ingest(scene.root / "renamed" / "plate.%04d.exr")

    assert (by_folder.asset.kind, by_folder.asset.name) == (AssetKind.IMAGE_SEQUENCE, "seq")
    assert by_folder.version.files == ("plate.0000.exr", "plate.0001.exr", "plate.0002.exr")
    assert by_folder.version.location == f"media/{by_folder.version.id}/frames"
    assert (scene.data / by_folder.version.location / "plate.0001.exr").read_text() == "frame 1"
    assert (by_pattern.created, by_pattern.version) == (False, by_folder.version)
    assert (renamed.created, renamed.asset.name) == (True, "plate")
    assert len(scene.kept_files()) == 6


async def test_a_path_that_is_refused_leaves_nothing_behind(scene: Scene, tmp_path: Path) -> None:
    (tmp_path / "secret.mov").write_text("VIDEO secret")
    (scene.root / "link.mov").symlink_to(tmp_path / "secret.mov")
    (scene.root / "loop").symlink_to(scene.root / "loop")
    os.mkfifo(scene.root / "pipe")
    scene.file("words.txt", "words")
    refused: dict[str, type[ReelgraphError]] = {
        "/etc/hostname": OutsideRootsError,
        "{root}/../secret.mov": OutsideRootsError,
        "{root}/link.mov": OutsideRootsError,
        "{root}/missing.mov": NotFoundError,
        "{root}/gone/plate.####.exr": NotFoundError,
        "{root}/pipe": UnsupportedMediaError,
        "relative.mov": InvalidError,
        "{root}/null\0byte": InvalidError,
        "{root}/loop": ReelgraphError,
        "{root}/words.txt": UnsupportedMediaError,
    }

    for path, error in refused.items():
        with pytest.raises(error):
            await scene.ingest(Path(path.format(root=scene.root)))

    assert scene.kept_files() == []
    assert await scene.count("Version") == 0


async def test_a_frame_that_links_out_of_the_roots_is_refused(scene: Scene, tmp_path: Path) -> None:
    (tmp_path / "secret.exr").write_text("secret")
    scene.file("seq/plate.0000.exr", "frame")
    (scene.root / "seq" / "plate.0001.exr").symlink_to(tmp_path / "secret.exr")

    with pytest.raises(OutsideRootsError, match=r"plate\.0001\.exr"):
        await scene.ingest(scene.root / "seq")

    assert scene.kept_files() == []


async def test_a_link_within_the_roots_is_followed(scene: Scene) -> None:
    (scene.root / "link.mov").symlink_to(scene.file())

    assert (await scene.ingest(scene.root / "link.mov")).created


async def test_who_may_not_ingest_is_told_so_and_a_stranger_nothing(scene: Scene) -> None:
    reviewer = Viewer(scene.artist.user, {scene.project.id: Role.REVIEWER})
    request = IngestRequest(scene.project.id, scene.file())

    with pytest.raises(NotAllowedError, match="ARTIST"):
        await scene.services.ingest.ingest(reviewer, request)
    with pytest.raises(NotFoundError):
        await scene.services.ingest.ingest(scene.stranger, request)


@pytest.mark.parametrize(
    "options", [{"version_of": new_id()}, {"name": " "}, {"tags": ("a" * 101,)}, {"upload": ("x", "y")}]
)
async def test_a_request_that_cannot_be_right_is_refused(scene: Scene, options: dict[str, Any]) -> None:
    with pytest.raises((InvalidError, NotFoundError)):
        await scene.ingest(scene.file(), **options)

    assert scene.kept_files() == []


async def test_sound_cannot_be_the_next_version_of_pictures(scene: Scene) -> None:
    first = await scene.ingest()

    with pytest.raises(InvalidError, match="AUDIO"):
        await scene.ingest(scene.file("a.wav", "AUDIO"), version_of=first.asset.id)


async def test_a_graph_that_is_away_leaves_no_file(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    write = scene.client.write
    lost: list[bool] = [True]

    async def away(cypher: str, /, **params: Any) -> list[dict[str, Any]]:
        if lost[0]:
            raise UnavailableError("The graph is away.")
        rows = await write(cypher, **params)
        if "contentKey" in cypher:
            raise UnavailableError("The answer was lost.")
        return rows

    monkeypatch.setattr(scene.client, "write", away)
    with pytest.raises(UnavailableError):
        await scene.ingest()
    assert scene.kept_files() == []

    # given an engine that wrote, but whose answer was lost: the file stays under its node
    lost[0] = False
    ingested = await scene.ingest()
    assert ingested.created
    assert len(scene.kept_files()) == 1


async def test_a_queue_that_is_away_leaves_the_run_to_the_sweeper(scene: Scene) -> None:
    scene.queue.away = True

    ingested = await scene.ingest()

    assert [run.id for run in await scene.services.analysis.waiting()] == [ingested.run.id if ingested.run else ""]


async def test_a_graph_that_goes_away_after_the_version_is_in_is_a_problem_beside_it(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = scene.client.read

    async def away(cypher: str, /, **params: Any) -> list[dict[str, Any]]:
        if scene.bus.events:  # the version is in: its event was published
            raise UnavailableError("The graph is away.")
        return await read(cypher, **params)

    monkeypatch.setattr(scene.client, "read", away)
    ingested = await scene.ingest()

    assert (ingested.created, ingested.run) == (True, None)
    assert isinstance(ingested.problem, UnavailableError)
    assert "The graph is away." in ingested.problem.message
    monkeypatch.undo()
    again = await scene.ingest()
    assert (again.created, again.version.id, again.problem) == (False, ingested.version.id, None)
    assert again.run is not None


async def test_a_cancelled_ingest_leaves_nothing_behind(scene: Scene) -> None:
    path = scene.root / "long.mov"
    with path.open("wb") as file:
        file.write(b"VIDEO")
        file.truncate(2_000_000_000)
    task = asyncio.create_task(scene.ingest(path))
    while not (scene.data / "media").is_dir():  # noqa: ASYNC110 -- the copying thread shows itself by the folder alone
        await asyncio.sleep(0.001)

    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert list((scene.data / "media").iterdir()) == []
    assert await scene.count("Version") == 0


async def test_what_a_crash_left_is_removed_once_it_is_quiet(scene: Scene) -> None:
    # given two ingests that were killed, one before the graph knew and one after, and a folder of another graph's version
    ingested = await scene.ingest()
    killed, other = new_id(), new_id()
    for name in (
        f"{killed}/original.mov",
        f"{killed}/.incoming",
        f"{ingested.version.id}/.incoming",
        f"{other}/original.mov",
    ):
        path = scene.data / "media" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("half")

    assert await scene.services.ingest.remove_strays() == 0
    assert await scene.services.ingest.remove_strays(timedelta(0)) == 1

    assert scene.kept_files() == sorted([f"{ingested.version.id}/original.mov", f"{other}/original.mov"])
