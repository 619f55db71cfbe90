"""Who may see and do what."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from graph.errors import NotAllowedError, NotFoundError
from graph.nodes.access import Credential, Role, Scope, SignIn, User, Viewer
from graph.nodes.asset import StorageMode
from graph.nodes.ids import new_id
from graph.nodes.page import PageRequest
from graph.services import access
from tests.graph.scene import Scene


def user(*, admin: bool) -> User:
    return User(new_id(), "somebody", admin, datetime.now(UTC))


async def test_who_makes_a_project_administers_it(scene: Scene) -> None:
    projects = scene.services.projects
    maker = Viewer(scene.artist.user)

    project = await projects.create(maker, "own", "Own", StorageMode.REFERENCE)

    members = await projects.members(scene.admin, project.id)
    assert [(member.user.name, member.role) for member in members] == [("ana", Role.ADMIN)]
    await projects.remove_member(scene.admin, project.id, maker.user.id)
    assert await projects.members(scene.admin, project.id) == []


async def test_a_project_does_not_exist_for_a_stranger(scene: Scene) -> None:
    projects = scene.services.projects

    with pytest.raises(NotFoundError) as strange:
        await projects.get(scene.stranger, "film")
    with pytest.raises(NotFoundError) as absent:
        await projects.get(scene.artist, "nothing")
    with pytest.raises(NotFoundError):
        await projects.members(scene.stranger, scene.project.id)
    with pytest.raises(NotAllowedError, match="ADMIN"):
        await projects.add_member(scene.artist, scene.project.id, scene.artist.user.id, Role.ADMIN)

    assert strange.value.message.replace("film", "X") == absent.value.message.replace("nothing", "X")
    assert await projects.get(scene.artist, "film") == scene.project
    assert (await projects.page(scene.stranger, PageRequest(10))).items == ()
    assert (await projects.page(scene.artist, PageRequest(10))).items == (scene.project,)
    assert (await projects.page(scene.admin, PageRequest(10))).items == (scene.project,)


async def test_nothing_of_a_project_is_visible_to_a_stranger(scene: Scene) -> None:
    ingested = await scene.ingest()
    run = await scene.analysed(ingested)
    services, stores = scene.services, scene.services.stores
    page = PageRequest(1)
    shot = (await stores.shots.page_by_version([run.version_id], page))[0].items[0]
    track = (await stores.tracks.page_by_shot([shot.id], page))[0].items[0]
    entity = (await stores.entities.by_track([track.id]))[0]
    assert entity is not None
    reads: list[tuple[Callable[[Viewer, list[str]], Awaitable[list[Any]]], str]] = [
        (services.projects.visible_projects, scene.project.id),
        (services.projects.visible_assets, ingested.asset.id),
        (services.projects.visible_versions, ingested.version.id),
        (services.projects.visible_representations, (await stores.representations.by_version([run.version_id]))[0][0].id),
        (services.analysis.visible_runs, run.id),
        (services.analysis.visible_shots, shot.id),
        (services.analysis.visible_keyframes, (await stores.keyframes.by_shot([shot.id]))[0][0].id),
        (services.analysis.visible_tracks, track.id),
        (services.analysis.visible_entities, entity.id),
    ]

    for read, node_id in reads:
        for viewer in (scene.artist, scene.admin):
            found = (await read(viewer, [node_id]))[0]
            assert found is not None
            assert found.id == node_id
        assert await read(scene.stranger, [node_id]) == [None]


@pytest.mark.parametrize("held", [None, *Role])
@pytest.mark.parametrize("action", [action for action in access.ACTIONS if action.role], ids=lambda action: action.name)
def test_a_role_reaches_as_far_as_it_says(held: Role | None, action: access.Action) -> None:
    viewer = Viewer(user(admin=False), {} if held is None else {"p": held})
    assert action.role is not None

    if held is None:
        with pytest.raises(NotFoundError):
            access.require(viewer, "p", action)
    elif held < action.role:
        with pytest.raises(NotAllowedError, match=action.role.name):
            access.require(viewer, "p", action)
    else:
        access.require(viewer, "p", action)
    assert access.may(viewer, action, "p") == (held is not None and held >= action.role)
    access.require(Viewer(user(admin=True)), "p", action)


@pytest.mark.parametrize("scope", list(Scope))
@pytest.mark.parametrize("action", access.ACTIONS, ids=lambda action: action.name)
def test_a_token_reaches_no_further_than_its_scope_whoever_holds_it(scope: Scope, action: access.Action) -> None:
    root = Viewer(user(admin=True), credential=Credential(SignIn.TOKEN, scope))

    assert access.may(root, action, "p") == (scope >= action.scope)
    if action.role is not None:
        assert action.role <= action.scope.ceiling
