"""Guest links: who may invite, how a link becomes a guest's token, and how it ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from graph.errors import InvalidError, NotAllowedError, NotFoundError
from graph.events import AccessChanged
from graph.nodes.access import Grant, GuestLink, Role, Scope, Token, TokenKind, User, UserKind, Viewer
from graph.nodes.ids import new_id
from graph.nodes.page import Page, PageRequest
from graph.ports import EventBus
from graph.services import access, credentials
from graph.services.projects import checked_name
from graph.stores.guests import GuestStore
from graph.stores.reviews import ReviewStore
from graph.stores.tokens import TokenStore

LONGEST = timedelta(days=366)
LONGEST_PASSWORD = 200
_SCOPES = {Role.VIEWER: Scope.READ, Role.REVIEWER: Scope.WRITE}


class GuestService:
    """The rules of guest links. A guest sees one project, in the role the link says, for as long as the link holds.

    A link may open one review session of the project, and nothing beside it.
    """

    def __init__(self, guests: GuestStore, tokens: TokenStore, reviews: ReviewStore, bus: EventBus) -> None:
        self._guests = guests
        self._tokens = tokens
        self._reviews = reviews
        self._bus = bus

    async def invite(
        self,
        viewer: Viewer,
        project_id: str,
        name: str,
        role: Role,
        expires_at: datetime,
        *,
        password: str | None = None,
        session_id: str | None = None,
    ) -> tuple[GuestLink, str]:
        """Make a link into a project; returns the secret that stands in it too, which is kept nowhere. Needs SUPERVISOR.

        With ``session_id`` it opens that session of the project alone. Raises NotFoundError for a session of no such
        project, InvalidError for another role than VIEWER or REVIEWER, an expiry that is past or more than a year away, and
        a password that is empty or too long.
        """
        access.require(viewer, project_id, access.INVITE)
        now = datetime.now(UTC)
        if role not in _SCOPES:
            raise InvalidError("A guest is VIEWER, to look on, or REVIEWER, to comment.", path=("role",))
        if credentials.checked_expiry(expires_at) > now + LONGEST:
            raise InvalidError(f"A link holds at most {LONGEST.days} days. Give an earlier moment.", path=("expires_at",))
        if password is not None and not 1 <= len(password) <= LONGEST_PASSWORD:
            raise InvalidError(f"A password has 1 to {LONGEST_PASSWORD} characters.", path=("password",))
        if session_id is not None and (await self._reviews.by_ids([session_id], [project_id]))[0] is None:
            raise access.missing("review session in this project", path=("session",))
        secret = credentials.new_secret(credentials.LINK)
        link = GuestLink(
            id=new_id(),
            project_id=project_id,
            created_by=viewer.user.id,
            name=checked_name(name),
            prefix=secret.prefix,
            sha256=secret.sha256,
            role=role,
            created_at=now,
            expires_at=expires_at,
            session_id=session_id,
            password=None if password is None else await credentials.password_hash(password),
        )
        return await self._guests.create(link), secret.plain

    async def page(self, viewer: Viewer, project_id: str, request: PageRequest) -> Page[GuestLink]:
        """Return a page of a project's links, newest first. Needs SUPERVISOR. Sort keys: (id,)."""
        access.require(viewer, project_id, access.INVITE)
        return (await self._guests.page_by_project([project_id], request))[0]

    async def visible_links(self, viewer: Viewer, ids: Sequence[str]) -> list[GuestLink | None]:
        """Return the link of each id, None for what is not there or not the viewer's to see."""
        found = await self._guests.by_ids(ids, access.visible(viewer))
        return [link if link and access.may(viewer, access.INVITE, link.project_id) else None for link in found]

    async def revoke(self, viewer: Viewer, link_id: str) -> GuestLink:
        """End a link now, and throw out whom it let in. Needs SUPERVISOR; raises NotFoundError for what one may not see."""
        link = (await self._guests.by_ids([link_id], access.visible(viewer)))[0]
        if link is None:
            raise access.missing("guest link")
        access.require(viewer, link.project_id, access.INVITE, what="guest link")
        ended = await self._guests.revoke(link_id)
        if ended is None:
            raise access.missing("guest link")
        for guest_id in ended[1]:
            await self._bus.publish(AccessChanged(link.project_id, guest_id))
        return ended[0]

    async def invitation(self, plain: str) -> tuple[GuestLink, str]:
        """Return the link that a secret opens, and the name of the project, or of the one session in it, that it leads to.

        Raises NotFoundError where it is unknown or has ended.
        """
        found = (await self._guests.by_hashes([credentials.hash_of(plain)]))[0]
        if found is None or not found[0].valid(datetime.now(UTC)):
            raise NotFoundError("This link is wrong or has ended. Ask whoever invited you for another.")
        link, project = found
        if link.session_id is None:
            return link, project.name
        session = (await self._reviews.by_ids([link.session_id], [project.id]))[0]
        return link, project.name if session is None else session.name

    async def redeem(
        self, plain: str, display_name: str, password: str | None, *, kind: TokenKind, lifetime: timedelta
    ) -> tuple[Token, str]:
        """Let a guest in: returns a token of theirs, and its plain text, which ends with the link or after ``lifetime``.

        Raises NotFoundError for a link that is wrong or has ended, NotAllowedError for a wrong password, InvalidError for
        a name that cannot be shown.
        """
        link, _ = await self.invitation(plain)
        given = (password or "")[:LONGEST_PASSWORD]
        if link.password is not None and not await credentials.password_fits(given, link.password):
            raise NotAllowedError("The password is wrong. Ask whoever invited you.", path=("password",))
        now = datetime.now(UTC)
        secret = credentials.new_secret(credentials.SESSION if kind is TokenKind.SESSION else credentials.TOKEN)
        guest_id = new_id()
        guest = User(guest_id, f"guest-{guest_id}", False, now, UserKind.GUEST, checked_name(display_name))
        token = Token(
            new_id(),
            guest.id,
            secret.prefix,
            secret.sha256,
            now,
            min(link.expires_at, now + lifetime),
            name=link.name,
            scope=_SCOPES[link.role],
            kind=kind,
            begun_with=link.id,
            grant=Grant(link.project_id, link.role, link.session_id),
        )
        return (await self._guests.redeem(guest, token, now))[0], secret.plain

    async def remove_gone(self) -> None:
        """Forget tokens of guests and browsers that ended a day ago, and guests who left nothing behind."""
        await self._tokens.remove_expired(datetime.now(UTC) - timedelta(days=1))
        await self._guests.remove_gone()
