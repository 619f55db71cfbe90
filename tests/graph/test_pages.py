"""Reads for many: one statement, answers in key order, pages that neither miss nor repeat."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from graph.errors import InvalidError
from graph.nodes.asset import Asset, AssetFilter, AssetKind, AssetOrder
from graph.nodes.entity import EntityKind
from graph.nodes.ids import new_id
from graph.nodes.page import Page, PageRequest
from graph.nodes.time import FrameRange
from graph.nodes.track import TrackFilter
from tests.graph.scene import Scene, keyframes_of, shots_of, tracks_of

Read = Callable[[PageRequest], Awaitable[list[Page[Any]]]]


async def walk(read: Read, keys: Callable[[Any], tuple[Any, ...]], size: int, backward: bool = False) -> list[Any]:
    """Return all items by walking page after page."""
    items: list[Any] = []
    request = PageRequest(size, None, backward)
    while True:
        page = (await read(request))[0]
        items = [*page.items, *items] if backward else [*items, *page.items]
        if not page.more:
            return items
        assert len(page.items) == size
        request = replace(request, position=keys(page.items[0 if backward else -1]))


async def test_pages_neither_miss_nor_repeat_a_shot_or_track(scene: Scene) -> None:
    ingested = await scene.ingest()
    run = await scene.analysed(ingested, shots=4)
    stores, version = scene.services.stores, ingested.version.id
    shots = shots_of(run, 4, ())

    for size, backward in product((1, 3, 4, 100), (False, True)):
        assert shots == await walk(
            lambda request: stores.shots.page_by_version([version], request), lambda shot: (shot.index,), size, backward
        )
        assert tracks_of(run, shots, ["person", "dog"]) == await walk(
            lambda request: stores.tracks.page_by_version([version], request), lambda track: (track.ordinal,), size, backward
        )


async def test_assets_are_listed_by_age_or_by_name(scene: Scene) -> None:
    names = ["beta", "Alpha", "gamma", "alpha", "Delta"]
    made = [
        (await scene.ingest(scene.file(f"{place}.mov", f"VIDEO {place}"), name=name, analyze=False)).asset
        for place, name in enumerate(names)
    ]

    async def listed(order: AssetOrder, keys: Callable[[Asset], tuple[Any, ...]], backward: bool) -> list[Asset]:
        assets = scene.services.stores.assets
        return await walk(
            lambda request: assets.page_by_project([scene.project.id], request, None, order), keys, 2, backward
        )

    for backward in (False, True):
        assert await listed(AssetOrder.OLDEST, lambda asset: (asset.id,), backward) == made
        assert await listed(AssetOrder.NEWEST, lambda asset: (asset.id,), backward) == made[::-1]
        by_name = await listed(AssetOrder.NAME, lambda asset: (asset.name.lower(), asset.id), backward)
        assert by_name == sorted(made, key=lambda asset: (asset.name.lower(), asset.id))


async def test_assets_are_chosen_by_kind_tag_name_and_age(scene: Scene) -> None:
    clip = (await scene.ingest(scene.file("Night Drive.mov", "VIDEO a"), tags=("night", "car"), analyze=False)).asset
    sound = (await scene.ingest(scene.file("drive.wav", "AUDIO b"), tags=("car",), analyze=False)).asset

    async def chosen(**conditions: Any) -> set[str]:
        pages = await scene.services.stores.assets.page_by_project(
            [scene.project.id], PageRequest(10), AssetFilter(**conditions), AssetOrder.OLDEST
        )
        return {asset.id for asset in pages[0].items}

    assert await chosen() == {clip.id, sound.id}
    assert await chosen(kinds=(AssetKind.AUDIO,)) == {sound.id}
    assert await chosen(tags=("night", "dawn")) == {clip.id}
    assert await chosen(name="DRIVE") == {clip.id, sound.id}
    assert await chosen(name="night d") == {clip.id}
    assert await chosen(created_after=sound.created_at) == {sound.id}
    assert await chosen(created_before=sound.created_at) == {clip.id}
    assert await chosen(created_after=sound.created_at + timedelta(seconds=1)) == set()
    assert await chosen(kinds=(), tags=()) == set()


async def test_versions_and_runs_are_listed_newest_first(scene: Scene) -> None:
    first = await scene.ingest()
    for take in range(4):
        await scene.ingest(scene.file(f"{take}.mov", f"VIDEO {take}"), version_of=first.asset.id, analyze=False)
    runs = [await scene.services.analysis.request(scene.artist, first.version.id, force=True) for _ in range(3)]
    stores = scene.services.stores

    versions = await walk(lambda request: stores.versions.page_by_asset([first.asset.id], request), lambda v: (v.number,), 2)
    listed = await walk(lambda request: stores.runs.page_by_version([first.version.id], request), lambda run: (run.id,), 2)

    assert [version.number for version in versions] == [5, 4, 3, 2, 1]
    assert [run.id for run in listed] == [run.id for run in (*runs[::-1], first.run) if run]


async def test_tracks_are_chosen_by_label_confidence_frames_and_entity(scene: Scene) -> None:
    ingested = await scene.ingest()
    run = await scene.analysed(ingested, shots=3)
    stores = scene.services.stores
    dog = (await stores.entities.page_by_project([scene.project.id], PageRequest(1), EntityKind.ANIMAL, "DO"))[0].items[0]

    async def chosen(where: TrackFilter) -> list[int]:
        pages = await stores.tracks.page_by_version([run.version_id], PageRequest(10), where)
        return [track.ordinal for track in pages[0].items]

    assert await chosen(TrackFilter(labels=("dog", "cat"))) == [1, 3, 5]
    assert await chosen(TrackFilter(entity_id=dog.id)) == [1, 3, 5]
    assert await chosen(TrackFilter(min_confidence=0.7)) == [2, 3]
    assert await chosen(TrackFilter(frames=FrameRange(49, 111))) == [0, 1, 2, 3]
    assert await chosen(TrackFilter(frames=FrameRange(50, 110))) == []
    assert await chosen(TrackFilter(entity_id=new_id())) == []
    within = await stores.shots.page_by_version([run.version_id], PageRequest(10), FrameRange(99, 101))
    assert [shot.index for shot in within[0].items] == [0, 1]


async def test_a_position_of_another_list_is_refused(scene: Scene) -> None:
    with pytest.raises(InvalidError):
        await scene.services.stores.shots.page_by_version([new_id()], PageRequest(1, (1, "x")))


async def test_the_number_of_statements_does_not_grow_with_the_page(scene: Scene) -> None:
    ingested = [await scene.ingest(scene.file(f"{n}.mov", f"VIDEO {n}")) for n in range(6)]
    runs = [await scene.analysed(each, shots=3) for each in ingested]
    stores = scene.services.stores
    everything = {
        "project": [scene.project.id, new_id()],
        "asset": [each.asset.id for each in ingested],
        "version": [each.version.id for each in ingested],
        "run": [run.id for run in runs],
        "shot": [shot.id for run in runs for shot in shots_of(run, 3)],
        "keyframe": [frame.id for run in runs for frame in keyframes_of(run, shots_of(run, 3))],
        "track": [track.id for run in runs for track in tracks_of(run, shots_of(run, 3), ["person", "dog"])],
        "entity": [
            entity.id for entity in (await stores.entities.page_by_project([scene.project.id], PageRequest(9)))[0].items
        ],
        "model": list(runs[0].model_version_ids),
    }
    page = PageRequest(2)
    reads: list[tuple[str, Callable[[list[str]], Awaitable[Any]], int]] = [
        ("project", stores.projects.by_ids, 1),
        ("project", stores.projects.members_by_project, 1),
        ("project", lambda keys: stores.assets.page_by_project(keys, page), 1),
        ("project", lambda keys: stores.entities.page_by_project(keys, page), 1),
        ("asset", stores.assets.by_ids, 1),
        ("asset", stores.versions.latest_by_asset, 1),
        ("asset", lambda keys: stores.versions.page_by_asset(keys, page), 1),
        ("version", stores.versions.by_ids, 1),
        ("version", stores.representations.by_version, 1),
        ("version", stores.runs.status_by_version, 2),
        ("version", stores.runs.current_by_version, 1),
        ("version", lambda keys: stores.runs.page_by_version(keys, page), 1),
        ("version", lambda keys: stores.shots.page_by_version(keys, page), 1),
        ("version", lambda keys: stores.tracks.page_by_version(keys, page), 1),
        ("run", stores.runs.by_ids, 1),
        ("shot", stores.shots.by_ids, 1),
        ("shot", stores.keyframes.by_shot, 1),
        ("shot", stores.labels.by_shot, 1),
        ("shot", lambda keys: stores.tracks.page_by_shot(keys, page), 1),
        ("shot", lambda keys: stores.entities.page_by_shot(keys, page), 1),
        ("keyframe", stores.keyframes.by_ids, 1),
        ("track", stores.tracks.by_ids, 1),
        ("track", stores.entities.by_track, 1),
        ("entity", stores.entities.by_ids, 1),
        ("entity", lambda keys: stores.tracks.page_by_entity(keys, page), 1),
        ("entity", lambda keys: stores.entities.co_appearances(keys, 5), 1),
        ("model", stores.models.by_ids, 1),
    ]

    for kind, read, statements in reads:
        keys = everything[kind]
        before = scene.client.queries
        one = await read(keys[:1])
        between = scene.client.queries
        mixed = [new_id(), *keys[::-1], keys[0]]
        many = await read(mixed)
        after = scene.client.queries

        assert between - before == after - between == statements, read
        assert len(many) == len(mixed), read
        assert many[-1] == one[0], read
        assert many[len(keys)] == one[0], read


async def test_reading_nothing_asks_nothing(scene: Scene) -> None:
    before = scene.client.queries

    assert await scene.services.stores.shots.by_ids([]) == []

    assert scene.client.queries == before
