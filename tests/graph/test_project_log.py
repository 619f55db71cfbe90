"""The log of a project: what its pages show, numbered once, in one order, whoever wrote it."""

from __future__ import annotations

import asyncio

import pytest

from graph.errors import NotFoundError
from graph.events import ProjectLogged
from graph.nodes.access import Role
from graph.nodes.project_event import ProjectEvent, ProjectEventKind
from tests.graph.review_room import make_review_room
from tests.graph.scene import Scene


async def said(scene: Scene, after: int = 0) -> list[tuple[int, str, int]]:
    return [(event.seq, event.kind.value, event.number) for event in await replayed(scene, after)]


async def replayed(scene: Scene, after: int = 0) -> list[ProjectEvent]:
    replay = await scene.services.project_log.replay(scene.artist, scene.project.id, after)
    assert replay.events is not None
    return replay.events


async def test_footage_analysis_and_sessions_are_told_in_order(scene: Scene) -> None:
    first = await scene.ingest(scene.file("one.mov", "VIDEO one"))
    assert await said(scene) == [(1, "AssetAdded", 1)]
    second = await scene.ingest(scene.file("two.mov", "VIDEO two"), version_of=first.asset.id)
    run = await scene.analysed(first)

    told = await replayed(scene, 1)

    assert [(event.seq, event.kind, event.thing_id, event.number) for event in told] == [
        (2, ProjectEventKind.VERSION_ADDED, second.version.id, 2),
        (3, ProjectEventKind.ANALYSIS_ENDED, run.id, 0),
    ]
    await scene.ingest(scene.file("one.mov", "VIDEO one"))
    assert await said(scene, 3) == []


async def test_a_session_is_told_with_what_it_has_come_to(scene: Scene) -> None:
    room = await make_review_room(scene)
    seen = len(await replayed(scene))
    for place in range(5):
        await room.say(f"note {place}")

    assert await said(scene, seen) == [(seen + 1, "ReviewSessionUpdated", 6)]
    await room.services.reviews.close(room[Role.SUPERVISOR], room.session.id)
    assert await said(scene, seen + 1) == [(seen + 2, "ReviewSessionUpdated", 7)]
    assert await room.services.stores.comments.count_by_session([room.session.id, "nothing"]) == [5, 0]


async def test_many_who_tell_at_once_tell_each_thing_once(scene: Scene) -> None:
    room = await make_review_room(scene)
    log = room.services.project_log

    await asyncio.gather(
        *(room.say(f"note {place}") for place in range(20)), *(log.tell(scene.project.id) for _ in range(10))
    )

    told = await replayed(scene)
    assert [event.seq for event in told] == list(range(1, len(told) + 1))
    assert told[-1].number == 21
    published = [event.seq for event in scene.bus.events if isinstance(event, ProjectLogged)]
    assert sorted(published) == [event.seq for event in told]
    assert await said(scene, len(told)) == []


async def test_what_is_too_much_is_not_replayed_and_strangers_hear_nothing(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "two", "three"):
        await scene.ingest(scene.file(f"{name}.mov", f"VIDEO {name}"))
    monkeypatch.setattr("graph.services.project_log.LONGEST_REPLAY", 2)
    log = scene.services.project_log

    for after in (0, 99, -1):
        replay = await log.replay(scene.artist, scene.project.id, after)
        assert (replay.last, replay.events) == (3, None)
    with pytest.raises(NotFoundError):
        await log.replay(scene.stranger, scene.project.id, 0)
    with pytest.raises(NotFoundError):
        await log.last(scene.stranger, scene.project.id)
