"""Workers bring notes along where that takes long: one at a time, and whatever is away for a while."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from redis.asyncio import Redis

from analyzers.note_carrier import keep_carrying
from graph import keys
from graph.nodes.access import Role
from graph.nodes.page import PageRequest
from graph.ports import GraphClient
from tests.analyzers.workshop import eventually
from tests.graph.review_room import make_review_room
from tests.graph.scene import make_scene


async def test_one_worker_at_a_time_brings_the_notes_of_a_long_film_along(
    embedded_graph: GraphClient, redis: Redis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.services.carrying.FRAMES_AT_ONCE", 0)
    scene = await make_scene(embedded_graph, tmp_path)
    room = await make_review_room(scene)
    note, _ = await room.say()
    newer = await scene.ingest(scene.file("again.mov", "VIDEO again"), version_of=room.version.asset_id)
    await scene.analysed(newer)
    services, session = scene.services, room.session.id
    await services.reviews.set_playlist(room[Role.ARTIST], session, [room.version.id, newer.version.id])
    await redis.set(keys.CARRIER_LEASE, b"1")  # another worker is at it

    async def carried() -> list[str | None]:
        (page,) = await services.stores.comments.page_by_version([newer.version.id], PageRequest(10))
        return [each.carried_from for each in page.items]

    async def over() -> bool:
        (found,) = await services.stores.reviews.by_ids([session])
        return found is not None and found.carrying == ()

    workers = [asyncio.create_task(keep_carrying(redis, services.carrying, 0.05)) for _ in range(2)]
    before = await carried()
    await redis.delete(keys.CARRIER_LEASE)
    await eventually(over, "the mark is gone")
    for worker in workers:
        worker.cancel()
    await asyncio.gather(*workers, return_exceptions=True)

    assert before == []
    assert await carried() == [note.id]
