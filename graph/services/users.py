"""Users and their tokens. A token is shown once; the graph holds its SHA-256 alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from graph.errors import ConflictError, InvalidError
from graph.events import AccessChanged
from graph.nodes.access import Credential, Scope, SignIn, Token, TokenKind, User, UserKind, Viewer
from graph.nodes.ids import new_id
from graph.nodes.page import Page, PageRequest
from graph.ports import EventBus, IdentityProvider
from graph.services import access, credentials
from graph.services.groups import Groups
from graph.services.people import PeopleService
from graph.services.projects import checked_name
from graph.stores.tokens import Found, TokenStore
from graph.stores.users import UserStore

USED_NOTED_EVERY = timedelta(minutes=1)

_OURS = (credentials.TOKEN, credentials.SESSION)
_SIGN_IN = {TokenKind.API: SignIn.TOKEN, TokenKind.SESSION: SignIn.SESSION, TokenKind.GUEST: SignIn.GUEST_LINK}


class UserService:
    """The rules of users and tokens: administrators make users; everyone but guests rules over their own tokens."""

    def __init__(
        self,
        users: UserStore,
        tokens: TokenStore,
        bus: EventBus,
        people: PeopleService | None = None,
        provider: IdentityProvider | None = None,
    ) -> None:
        self._users = users
        self._tokens = tokens
        self._bus = bus
        self._people = people
        self._provider = provider
        self._calling = Groups[str, Viewer | None](self._callers)

    async def create_user(self, viewer: Viewer, name: str, *, kind: UserKind = UserKind.PERSON, admin: bool = False) -> User:
        """Make a person, or a service account, which the viewer answers for. Needs an administrator.

        Raises ConflictError when the name is taken, InvalidError for a guest: links make those.
        """
        access.permit(viewer, access.ADMINISTER)
        if kind is UserKind.GUEST:
            raise InvalidError("Guests come by links. Make a guest link instead.", path=("kind",))
        owner = viewer.user.id if kind is UserKind.SERVICE else None
        made = User(new_id(), checked_name(name), admin, datetime.now(UTC), kind, owner_id=owner)
        return await self._users.create(made)

    async def set_disabled(self, viewer: Viewer, user_id: str, disabled: bool) -> User:
        """Shut a user out with all their tokens, or let them in again. Needs an administrator; not oneself."""
        access.permit(viewer, access.ADMINISTER)
        if user_id == viewer.user.id:
            raise InvalidError("You cannot shut yourself out. Ask another administrator.", path=("user",))
        user = await self._users.set_disabled(user_id, disabled)
        if user is None:
            raise access.missing("user", path=("user",))
        await self._bus.publish(AccessChanged("", user_id))
        return user

    async def user_by_name(self, viewer: Viewer, name: str) -> User | None:
        """Return the user with a name, or None. Needs an administrator."""
        access.permit(viewer, access.ADMINISTER)
        return (await self._users.by_names([name]))[0]

    async def page(self, viewer: Viewer, request: PageRequest, kind: UserKind | None = None) -> Page[User]:
        """Return a page of all users by name, or of those of a kind. Needs an administrator. Sort keys: (name,)."""
        access.permit(viewer, access.ADMINISTER)
        return await self._users.page(request, kind)

    async def users(self, ids: Sequence[str]) -> list[User | None]:
        """Return the user of each id: names are shown beside what people did."""
        return await self._users.by_ids(ids)

    async def visible_users(self, viewer: Viewer, ids: Sequence[str]) -> list[User | None]:
        """Return the user of each id: oneself, members of one's projects, all for administrators; None for any other."""
        if access.may(viewer, access.ADMINISTER):
            return await self._users.by_ids(ids)
        known = {viewer.user.id}
        projects = [project for project in viewer.roles if access.may(viewer, access.SEE_MEMBERS, project)]
        known |= await self._users.members_among(ids, projects)
        return [user if user is not None and user.id in known else None for user in await self._users.by_ids(ids)]

    async def issue_token(
        self,
        viewer: Viewer,
        user_id: str,
        *,
        name: str = "",
        scope: Scope = Scope.ADMIN,
        expires_at: datetime | None = None,
    ) -> tuple[Token, str]:
        """Make a token for oneself, or as an administrator for anybody; returns its plain text too, which is kept nowhere.

        Raises NotAllowedError for somebody else's, NotFoundError where there is no such user, InvalidError for an expiry
        that is past.
        """
        access.permit(viewer, access.MANAGE_TOKENS if user_id == viewer.user.id else access.ADMINISTER)
        if expires_at is not None:
            credentials.checked_expiry(expires_at)
        return await self._issue(user_id, checked_name(name) if name else "", scope, expires_at)

    async def tokens(self, viewer: Viewer, user_id: str) -> list[Token]:
        """Return a user's tokens, oldest first. One's own, or as an administrator anybody's."""
        access.permit(viewer, access.SEE_TOKENS if user_id == viewer.user.id else access.ADMINISTER)
        return (await self._tokens.by_user([user_id]))[0]

    async def visible_tokens(self, viewer: Viewer, ids: Sequence[str]) -> list[Token | None]:
        """Return the token of each id, None for what is not there or neither one's own nor an administrator's to see."""
        own, any_ = access.may(viewer, access.SEE_TOKENS), access.may(viewer, access.ADMINISTER)
        found = await self._tokens.by_ids(ids)
        return [token if token and (any_ or (own and token.user_id == viewer.user.id)) else None for token in found]

    async def revoke(self, viewer: Viewer, token_id: str) -> Token:
        """Make a token useless from now on. Raises NotFoundError for what is not one's own, except to administrators."""
        token = (await self._tokens.by_ids([token_id]))[0]
        if token is None or (token.user_id != viewer.user.id and not access.may(viewer, access.ADMINISTER)):
            raise access.missing("token")
        access.permit(viewer, access.MANAGE_TOKENS)
        revoked = await self._tokens.revoke(token_id) or token
        await self._bus.publish(AccessChanged("", token.user_id))
        return revoked

    async def viewer_for_token(self, plain: str) -> Viewer | None:
        """Return who calls with a token, with all their roles; None where it is unknown, expired or revoked.

        Whoever calls at once is looked up together, with what is in the graph from then on.
        """
        return await self._calling.add(plain) if plain.startswith(_OURS) else (await self.viewers_for_tokens([plain]))[0]

    async def viewers_for_tokens(self, plain: Sequence[str]) -> list[Viewer | None]:
        """Return who calls with each token, with the roles of now; None where it is unknown, expired or revoked.

        One statement, however many; a second one notes the uses, at most once a minute for each token. Tokens of the
        identity provider, where there is one, take a statement of their own.
        """
        viewers = await self._viewers_of_ours(plain)
        foreign = [place for place, token in enumerate(plain) if not token.startswith(_OURS) and token.count(".") == 2]
        if self._provider is None or self._people is None or not foreign:
            return viewers
        named = [(place, await self._provider.identify(plain[place])) for place in foreign]
        known = [(place, identity) for place, identity in named if identity is not None]
        if known:
            found = await self._people.viewers([identity for _, identity in known])
            for (place, _), viewer in zip(known, found, strict=True):
                viewers[place] = viewer
        return viewers

    async def _callers(self, plain: Sequence[str]) -> list[Viewer | None]:
        """Return who calls with each token of ours; each is looked up once."""
        asked = list(dict.fromkeys(plain))
        found = dict(zip(asked, await self._viewers_of_ours(asked), strict=True))
        return [found[each] for each in plain]

    async def _viewers_of_ours(self, plain: Sequence[str]) -> list[Viewer | None]:
        hashes = [credentials.hash_of(token) if token.startswith(_OURS) else "" for token in plain]
        if not any(hashes):
            return [None for _ in plain]
        now = datetime.now(UTC)
        viewers: list[Viewer | None] = []
        used: set[str] = set()
        for found in await self._tokens.viewers(hashes):
            viewer = None if found is None else _viewer(found, now)
            viewers.append(viewer)
            if found is not None and viewer is not None:
                last = found[0].last_used_at
                if last is None or now - last >= USED_NOTED_EVERY:
                    used.add(found[0].id)
        if used:
            await self._tokens.touch(sorted(used), now)
        return viewers

    async def begin_session(self, plain: str, lifetime: timedelta) -> tuple[Token, str] | None:
        """Return a browser's session for the bearer of a token, and its plain text; None where the token opens nothing.

        The session reaches as far as the token and ends with it, or after ``lifetime``. Guests' tokens and sessions begin
        none.
        """
        now = datetime.now(UTC)
        found = (await self._tokens.viewers([credentials.hash_of(plain)]))[0] if plain.startswith(_OURS) else None
        if found is None or found[0].kind is not TokenKind.API or _viewer(found, now) is None:
            return None
        token, secret = found[0], credentials.new_secret(credentials.SESSION)
        session = Token(
            new_id(),
            token.user_id,
            secret.prefix,
            secret.sha256,
            now,
            min(token.expires_at or now + lifetime, now + lifetime),
            name=token.name,
            scope=token.scope,
            kind=TokenKind.SESSION,
            begun_with=token.id,
        )
        return await self._tokens.derive(session, now), secret.plain

    async def end_session(self, plain: str) -> None:
        """End a browser's session; one that is unknown or has ended stays so."""
        found = (await self._tokens.viewers([credentials.hash_of(plain)]))[0]
        if found is not None and found[0].kind is TokenKind.SESSION:
            await self._tokens.revoke(found[0].id)
            await self._bus.publish(AccessChanged("", found[1].id))

    async def bootstrap_admin(self, name: str = "admin") -> tuple[Token, str]:
        """Return a fresh token for the first administrator, who is made if need be. For the machine's owner alone.

        It needs no viewer, so nothing that answers requests may call it.
        """
        user = (await self._users.by_names([name]))[0]
        if user is None:
            try:
                user = await self._users.create(User(new_id(), name, True, datetime.now(UTC)))
            except ConflictError:  # another process was first
                user = (await self._users.by_names([name]))[0]
        if user is None or not user.admin:
            raise ConflictError(f"The user {name!r} is no administrator; choose another name for the first one.")
        return await self._issue(user.id, "first administrator", Scope.ADMIN, None)

    async def _issue(self, user_id: str, name: str, scope: Scope, expires_at: datetime | None) -> tuple[Token, str]:
        secret = credentials.new_secret(credentials.TOKEN)
        token = Token(new_id(), user_id, secret.prefix, secret.sha256, datetime.now(UTC), expires_at, name=name, scope=scope)
        return await self._tokens.create(token), secret.plain


def _viewer(found: Found, now: datetime) -> Viewer | None:
    """Return who calls with a token that was found; None where it opens nothing."""
    token, user, roles = found
    if user.disabled or not token.valid(now):
        return None
    sign_in = _SIGN_IN[token.kind]
    if user.kind is UserKind.GUEST:
        sign_in = SignIn.GUEST_LINK
        roles = {token.grant.project_id: token.grant.role} if token.grant else {}
    return Viewer(
        user,
        roles,
        Credential(sign_in, token.scope, token.id, token.expires_at),
        token.grant.session_id if token.grant else None,
    )
