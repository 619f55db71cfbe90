"""People whom an identity provider knows."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from graph.errors import NotAllowedError
from graph.nodes.access import Identity, Role, SignIn
from tests.graph.scene import Scene

DAY = timedelta(days=1)


def una() -> Identity:
    now = datetime.now(UTC)
    return Identity(
        "https://login.example|1", "una", now, now + DAY, "Una", "una@studio.example", None, {"film": Role.ARTIST}
    )


async def test_somebody_who_signs_in_becomes_one_user_however_often(scene: Scene) -> None:
    people = scene.services.people

    begun = await asyncio.gather(*(people.begin_session(una(), DAY) for _ in range(5)))

    assert len({session.user_id for session, _ in begun}) == 1
    viewer = await scene.services.users.viewer_for_token(begun[0][1])
    assert viewer is not None
    assert (viewer.user.shown_name, viewer.user.email) == ("Una", "una@studio.example")
    assert viewer.credential.sign_in is SignIn.SESSION
    assert viewer.roles == {scene.project.id: Role.ARTIST}


async def test_roles_that_the_provider_gave_it_takes_back_and_no_others(scene: Scene) -> None:
    people, projects = scene.services.people, scene.services.projects
    other = await projects.create(scene.admin, "other", "Other")
    session, plain = await people.begin_session(una(), DAY)
    await projects.add_member(scene.admin, other.id, session.user_id, Role.SUPERVISOR)

    both = replace(una(), roles={"other": Role.VIEWER, "nowhere": Role.ADMIN}, admin=True)
    await people.begin_session(both, DAY)

    viewer = await scene.services.users.viewer_for_token(plain)
    assert viewer is not None
    assert viewer.roles == {other.id: Role.SUPERVISOR}
    assert viewer.admin
    await people.begin_session(replace(una(), roles={}), DAY)
    viewer = await scene.services.users.viewer_for_token(plain)
    assert viewer is not None
    assert viewer.roles == {other.id: Role.SUPERVISOR}
    assert viewer.admin  # where the provider has no say, what was decided stays


async def test_a_bearer_s_token_is_looked_up_with_one_statement_until_a_newer_one_comes(scene: Scene) -> None:
    people, first = scene.services.people, una()
    assert await people.viewers([first]) != [None]

    before = scene.client.queries
    (viewer,) = await people.viewers([first])
    assert scene.client.queries - before == 1
    assert viewer is not None
    assert viewer.credential.sign_in is SignIn.PROVIDER

    later = replace(first, issued_at=datetime.now(UTC) + timedelta(minutes=1), roles={"film": Role.ADMIN})
    (viewer,) = await people.viewers([later])
    assert viewer is not None
    assert viewer.roles == {scene.project.id: Role.ADMIN}
    assert await people.viewers([replace(first, expires_at=datetime.now(UTC))]) == [None]


async def test_somebody_with_the_name_of_another_is_somebody_else(scene: Scene) -> None:
    people = scene.services.people

    session, _ = await people.begin_session(replace(una(), name="ana"), DAY)

    assert session.user_id != scene.artist.user.id
    (user,) = await scene.services.users.users([session.user_id])
    assert user is not None
    assert user.name.startswith("ana (")
    await scene.services.users.set_disabled(scene.admin, session.user_id, True)
    with pytest.raises(NotAllowedError, match="shut out"):
        await people.begin_session(replace(una(), name="ana"), DAY)
