"""Users, tokens and roles."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import pytest

from graph.errors import ConflictError, InvalidError, NotAllowedError, NotFoundError
from graph.nodes.access import Role, Viewer
from graph.nodes.ids import new_id
from tests.graph.scene import Scene


async def test_a_token_is_kept_as_its_hash_alone(scene: Scene) -> None:
    token, plain = await scene.services.users.issue_token(scene.artist, scene.artist.user.id)

    kept = await scene.client.read("MATCH (n) RETURN n")
    assert plain.startswith("rg_")
    assert len(plain) > 40
    assert token.prefix == plain[: len(token.prefix)]
    assert plain not in str(kept)
    assert plain not in str(asdict(token))
    assert token.sha256 in str(kept)


async def test_a_token_says_who_calls_with_all_roles_in_one_statement(scene: Scene) -> None:
    users, projects = scene.services.users, scene.services.projects
    _, plain = await users.issue_token(scene.artist, scene.artist.user.id)
    other = await projects.create(scene.admin, "other", "Other")
    await projects.add_member(scene.admin, other.id, scene.artist.user.id, Role.REVIEWER)
    await users.viewer_for_token(plain)

    before = scene.client.queries
    viewer = await users.viewer_for_token(plain)

    assert viewer == Viewer(scene.artist.user, {scene.project.id: Role.ARTIST, other.id: Role.REVIEWER})
    assert scene.client.queries - before == 1


async def test_the_use_of_a_token_is_noted_once_a_minute(scene: Scene) -> None:
    users = scene.services.users
    token, plain = await users.issue_token(scene.artist, scene.artist.user.id)

    await users.viewer_for_token(plain)
    noted = (await users.tokens(scene.artist, scene.artist.user.id))[0]
    await users.viewer_for_token(plain)

    assert noted.id == token.id
    assert noted.last_used_at is not None
    assert await users.tokens(scene.artist, scene.artist.user.id) == [noted]
    old = (noted.last_used_at - timedelta(minutes=2)).isoformat(timespec="microseconds")
    await scene.client.write("MATCH (t:Token {id: $id}) SET t.lastUsedAt = $old", id=token.id, old=old)
    await users.viewer_for_token(plain)
    again = (await users.tokens(scene.artist, scene.artist.user.id))[0]
    assert again.last_used_at is not None
    assert again.last_used_at >= noted.last_used_at


async def test_tokens_that_are_unknown_expired_or_revoked_are_nobodys(scene: Scene) -> None:
    users = scene.services.users
    ended, expired = await users.issue_token(
        scene.artist, scene.artist.user.id, expires_at=datetime.now(UTC) + timedelta(days=1)
    )
    assert await users.viewer_for_token(expired) is not None
    past = (datetime.now(UTC) - timedelta(seconds=1)).isoformat(timespec="microseconds")
    await scene.client.write("MATCH (t:Token {id: $id}) SET t.expiresAt = $past", id=ended.id, past=past)
    token, plain = await users.issue_token(
        scene.artist, scene.artist.user.id, expires_at=datetime.now(UTC) + timedelta(days=1)
    )
    assert await users.viewer_for_token(plain) is not None

    revoked = await users.revoke(scene.artist, token.id)

    assert revoked.revoked
    for nobodys in (plain, expired, "rg_nothing", plain[3:], ""):
        assert await users.viewer_for_token(nobodys) is None


async def test_others_tokens_are_the_administrators_affair(scene: Scene) -> None:
    users = scene.services.users
    token, _ = await users.issue_token(scene.admin, scene.artist.user.id)

    with pytest.raises(NotFoundError):
        await users.revoke(scene.stranger, token.id)
    with pytest.raises(NotAllowedError):
        await users.issue_token(scene.artist, scene.admin.user.id)
    with pytest.raises(NotAllowedError):
        await users.tokens(scene.artist, scene.admin.user.id)
    with pytest.raises(NotAllowedError):
        await users.create_user(scene.artist, "bob")
    with pytest.raises(NotFoundError):
        await users.issue_token(scene.admin, new_id())
    assert (await users.revoke(scene.admin, token.id)).revoked


async def test_the_first_administrator_is_made_once(scene: Scene) -> None:
    users = scene.services.users

    first, _ = await users.bootstrap_admin()
    second, plain = await users.bootstrap_admin()

    viewer = await users.viewer_for_token(plain)
    assert first.user_id == second.user_id == scene.admin.user.id
    assert viewer is not None
    assert viewer.admin
    with pytest.raises(ConflictError):
        await users.bootstrap_admin("ana")


async def test_names_and_keys_are_taken_once(scene: Scene) -> None:
    with pytest.raises(ConflictError, match="ana"):
        await scene.services.users.create_user(scene.admin, " ana ")
    with pytest.raises(ConflictError, match="film") as caught:
        await scene.services.projects.create(scene.admin, "film", "Another film")
    assert caught.value.path == ("key",)
    for key in ("", "two words", "-a", "a" * 65):
        with pytest.raises(InvalidError):
            await scene.services.projects.create(scene.admin, key, "Name")
    with pytest.raises(InvalidError):
        await scene.services.projects.create(scene.admin, "key", "\n")
