"""Guest links, sessions and service accounts."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from graph.errors import ConflictError, GoneError, InvalidError, NotAllowedError, NotFoundError
from graph.events import AccessChanged
from graph.nodes.access import Role, Scope, SignIn, TokenKind, UserKind, Viewer
from graph.nodes.page import PageRequest
from graph.services import access
from tests.graph.scene import Scene

HOUR = timedelta(hours=1)


def tomorrow() -> datetime:
    return datetime.now(UTC) + timedelta(days=1)


async def link_of(scene: Scene, role: Role = Role.VIEWER, password: str | None = None) -> tuple[str, str]:
    link, plain = await scene.services.guests.invite(
        scene.admin, scene.project.id, "the client", role, tomorrow(), password=password
    )
    return link.id, plain


async def guest_of(scene: Scene, plain: str, name: str = "Cleo", password: str | None = None) -> Viewer:
    _, bearer = await scene.services.guests.redeem(plain, name, password, kind=TokenKind.GUEST, lifetime=HOUR)
    viewer = await scene.services.users.viewer_for_token(bearer)
    assert viewer is not None
    return viewer


@pytest.mark.parametrize(("role", "scope"), [(Role.VIEWER, Scope.READ), (Role.REVIEWER, Scope.WRITE)])
async def test_a_guest_sees_one_project_in_the_role_of_the_link(scene: Scene, role: Role, scope: Scope) -> None:
    other = await scene.services.projects.create(scene.admin, "other", "Other")
    _, plain = await link_of(scene, role)

    guest = await guest_of(scene, plain)

    assert (guest.user.kind, guest.user.shown_name) == (UserKind.GUEST, "Cleo")
    assert (guest.credential.sign_in, guest.credential.scope) == (SignIn.GUEST_LINK, scope)
    assert guest.role_in(scene.project.id) == role
    assert guest.role_in(other.id) is None
    assert access.visible(guest) == [scene.project.id]
    for refused in (access.SEE_MEMBERS, access.INGEST, access.INVITE, access.MANAGE):
        assert not access.may(guest, refused, scene.project.id)
    for refused in (access.SEE_SYSTEM, access.SEE_TOKENS, access.MANAGE_TOKENS, access.CREATE_PROJECT, access.ADMINISTER):
        with pytest.raises(NotAllowedError, match="guest link"):
            access.permit(guest, refused)


async def test_a_link_is_kept_as_its_hash_and_its_password_too(scene: Scene) -> None:
    link_id, plain = await link_of(scene, password="open sesame")

    kept = str(await scene.client.read("MATCH (n) RETURN n"))
    (link,) = await scene.services.guests.visible_links(scene.admin, [link_id])
    assert plain.startswith("rgl_")
    assert plain not in kept
    assert "open sesame" not in kept
    assert link is not None
    assert link.prefix == plain[: len(link.prefix)]
    for wrong in (None, "", "open sesam", "open sesame "):
        with pytest.raises(NotAllowedError, match="password"):
            await guest_of(scene, plain, password=wrong)
    assert (await guest_of(scene, plain, password="open sesame")).guest


async def test_the_end_of_a_link_is_the_end_of_its_guests(scene: Scene) -> None:
    guests, users = scene.services.guests, scene.services.users
    link_id, plain = await link_of(scene)
    session, cookie = await guests.redeem(plain, "Cleo", None, kind=TokenKind.SESSION, lifetime=HOUR)
    _, bearer = await guests.redeem(plain, "Max", None, kind=TokenKind.GUEST, lifetime=timedelta(days=9))
    found = await users.viewers_for_tokens([cookie, bearer])
    assert all(viewer is not None for viewer in found)
    ends = [viewer.credential.expires_at for viewer in found if viewer]
    (link,) = await guests.visible_links(scene.admin, [link_id])
    assert link is not None
    assert ends == [session.expires_at, link.expires_at]
    scene.bus.events.clear()

    await guests.revoke(scene.admin, link_id)

    assert await users.viewers_for_tokens([cookie, bearer]) == [None, None]
    assert {event.user_id for event in scene.bus.events if isinstance(event, AccessChanged)} == {
        viewer.user.id for viewer in found if viewer
    }
    with pytest.raises(NotFoundError, match="ended"):
        await guests.redeem(plain, "Cleo", None, kind=TokenKind.SESSION, lifetime=HOUR)
    with pytest.raises(NotFoundError, match="ended"):
        await guests.invitation("rgl_nothing")


async def test_a_link_that_ends_while_it_is_redeemed_lets_nobody_in(scene: Scene) -> None:
    guests, users = scene.services.guests, scene.services.users

    for _ in range(10):
        link_id, plain = await link_of(scene)
        redeemed = [guests.redeem(plain, "Cleo", None, kind=TokenKind.GUEST, lifetime=HOUR) for _ in range(4)]
        outcomes = await asyncio.gather(*redeemed, guests.revoke(scene.admin, link_id), return_exceptions=True)
        bearers = [outcome[1] for outcome in outcomes[:-1] if isinstance(outcome, tuple)]
        failures = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
        assert all(isinstance(failure, NotFoundError | GoneError) for failure in failures), failures
        assert not any(await users.viewers_for_tokens(bearers))


async def test_only_supervisors_invite_and_only_within_reason(scene: Scene) -> None:
    guests = scene.services.guests
    page = PageRequest(10)

    with pytest.raises(NotFoundError):
        await guests.invite(scene.stranger, scene.project.id, "x", Role.VIEWER, tomorrow())
    with pytest.raises(NotAllowedError, match="SUPERVISOR"):
        await guests.invite(scene.artist, scene.project.id, "x", Role.VIEWER, tomorrow())
    with pytest.raises(InvalidError) as caught:
        await guests.invite(scene.admin, scene.project.id, "x", Role.ARTIST, tomorrow())
    assert caught.value.path == ("role",)
    wrong = [datetime.now(UTC), tomorrow() + timedelta(days=400), tomorrow().replace(tzinfo=None)]
    for moment in wrong:
        with pytest.raises(InvalidError) as caught:
            await guests.invite(scene.admin, scene.project.id, "x", Role.VIEWER, moment)
        assert caught.value.path == ("expires_at",)
    link_id, _ = await link_of(scene)
    assert [link.id for link in (await guests.page(scene.admin, scene.project.id, page)).items] == [link_id]
    assert await guests.visible_links(scene.artist, [link_id]) == [None]
    with pytest.raises(NotFoundError):
        await guests.revoke(scene.stranger, link_id)
    with pytest.raises(NotAllowedError):
        await guests.revoke(scene.artist, link_id)


async def test_a_session_reaches_as_far_as_its_token_and_ends_with_it(scene: Scene) -> None:
    users = scene.services.users
    token, plain = await users.issue_token(scene.artist, scene.artist.user.id, scope=Scope.READ)
    begun = await users.begin_session(plain, HOUR)
    assert begun is not None
    viewer = await users.viewer_for_token(begun[1])
    assert viewer is not None
    assert (viewer.credential.sign_in, viewer.credential.scope) == (SignIn.SESSION, Scope.READ)
    assert viewer.role_in(scene.project.id) is Role.VIEWER
    assert await users.begin_session(begun[1], HOUR) is None

    await users.revoke(scene.artist, token.id)

    assert await users.viewer_for_token(begun[1]) is None
    assert await users.begin_session(plain, HOUR) is None


async def test_what_was_forgotten_is_gone_and_what_is_used_stays(scene: Scene) -> None:
    guests, users = scene.services.guests, scene.services.users
    _, plain = await link_of(scene)
    gone, _ = await guests.redeem(plain, "Cleo", None, kind=TokenKind.SESSION, lifetime=HOUR)
    _, kept = await guests.redeem(plain, "Max", None, kind=TokenKind.SESSION, lifetime=HOUR)
    old = (datetime.now(UTC) - timedelta(days=2)).isoformat(timespec="microseconds")
    await scene.client.write("MATCH (t:Token {id: $id}) SET t.expiresAt = $old", id=gone.id, old=old)

    await guests.remove_gone()

    assert await users.users([gone.user_id]) == [None]
    assert await users.viewer_for_token(kept) is not None


async def test_a_service_account_and_a_disabled_user(scene: Scene) -> None:
    users = scene.services.users
    robot = await users.create_user(scene.admin, "render farm", kind=UserKind.SERVICE)
    _, plain = await users.issue_token(scene.admin, robot.id, name="ingest", scope=Scope.WRITE)
    viewer = await users.viewer_for_token(plain)
    assert viewer is not None
    assert (viewer.user.kind, viewer.user.owner_id) == (UserKind.SERVICE, scene.admin.user.id)
    with pytest.raises(NotAllowedError):
        await users.create_user(scene.artist, "another", kind=UserKind.SERVICE)
    with pytest.raises(InvalidError):
        await users.create_user(scene.admin, "cleo", kind=UserKind.GUEST)
    with pytest.raises(NotAllowedError, match="ADMIN"):
        await users.issue_token(viewer, robot.id)
    with pytest.raises(InvalidError):
        await users.set_disabled(scene.admin, scene.admin.user.id, True)

    await users.set_disabled(scene.admin, robot.id, True)

    assert await users.viewer_for_token(plain) is None
    await users.set_disabled(scene.admin, robot.id, False)
    assert await users.viewer_for_token(plain) is not None


async def test_a_project_keeps_its_last_administrator(scene: Scene) -> None:
    projects, users = scene.services.projects, scene.services.users
    ana, bob = scene.artist, Viewer(await users.create_user(scene.admin, "bob"))
    own = await projects.create(ana, "own", "Own")
    ana = Viewer(ana.user, {own.id: Role.ADMIN})

    for attempt in (
        projects.remove_member(ana, own.id, ana.user.id),
        projects.set_role(ana, own.id, ana.user.id, Role.VIEWER),
        projects.add_member(ana, own.id, ana.user.id, Role.VIEWER),
    ):
        with pytest.raises(ConflictError, match="last ADMIN"):
            await attempt
    with pytest.raises(NotFoundError):
        await projects.set_role(ana, own.id, bob.user.id, Role.VIEWER)
    await projects.add_member(ana, own.id, bob.user.id, Role.ADMIN)
    bob = Viewer(bob.user, {own.id: Role.ADMIN})
    left = await asyncio.gather(
        projects.remove_member(ana, own.id, ana.user.id),
        projects.remove_member(bob, own.id, bob.user.id),
        return_exceptions=True,
    )

    assert sum(isinstance(outcome, ConflictError) for outcome in left) == 1
    (member,) = await projects.members(scene.admin, own.id)
    assert member.role is Role.ADMIN
    (page,) = [await projects.members_page(scene.admin, own.id, PageRequest(5))]
    assert page.items == (member,)


async def test_a_link_opens_one_session_of_its_own_project(scene: Scene) -> None:
    other = await scene.services.projects.create(scene.admin, "other", "Other")
    ingested = await scene.ingest()
    session = await scene.services.reviews.open(scene.artist, scene.project.id, "Dailies", [ingested.version.id])
    invite = scene.services.guests.invite

    with pytest.raises(NotFoundError) as caught:
        await invite(scene.admin, other.id, "x", Role.VIEWER, tomorrow(), session_id=session.id)
    assert caught.value.path == ("session",)
    link, plain = await invite(scene.admin, scene.project.id, "x", Role.REVIEWER, tomorrow(), session_id=session.id)
    guest = await guest_of(scene, plain)

    assert (link.session_id, guest.session_id) == (session.id, session.id)
    assert (access.visible(guest), access.followed(guest)) == ([], [scene.project.id])
    assert await scene.services.reviews.visible(guest, [session.id]) == [session]
    assert access.may(guest, access.COMMENT, scene.project.id)
    with pytest.raises(NotAllowedError, match="one review session"):
        access.require(guest, scene.project.id, access.READ)
