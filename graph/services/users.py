"""Users and their tokens. A token is shown once; the graph holds its SHA-256 alone."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from graph.errors import ConflictError
from graph.nodes.access import Token, User, Viewer
from graph.nodes.ids import new_id
from graph.services import access
from graph.services.projects import checked_name
from graph.stores.users import UserStore

TOKEN_PREFIX = "rg_"  # noqa: S105 -- the part that says whose token it is, not a secret
SHOWN = len(TOKEN_PREFIX) + 6
USED_NOTED_EVERY = timedelta(minutes=1)


class UserService:
    """The rules of users and tokens: administrators make users; everyone rules over their own tokens."""

    def __init__(self, users: UserStore) -> None:
        self._users = users

    async def create_user(self, viewer: Viewer, name: str, *, admin: bool = False) -> User:
        """Make a user. Needs an administrator; raises ConflictError when the name is taken."""
        access.require_admin(viewer)
        return await self._users.create(User(new_id(), checked_name(name), admin, datetime.now(UTC)))

    async def user_by_name(self, viewer: Viewer, name: str) -> User | None:
        """Return the user with a name, or None. Needs an administrator."""
        access.require_admin(viewer)
        return (await self._users.by_names([name]))[0]

    async def users(self, ids: Sequence[str]) -> list[User | None]:
        """Return the user of each id: names are shown beside what people did."""
        return await self._users.by_ids(ids)

    async def issue_token(self, viewer: Viewer, user_id: str, *, expires_at: datetime | None = None) -> tuple[Token, str]:
        """Make a token for oneself, or as an administrator for anybody; returns its plain text too, which is kept nowhere.

        Raises NotAllowedError for somebody else's, NotFoundError where there is no such user.
        """
        if user_id != viewer.user.id:
            access.require_admin(viewer)
        return await self._issue(user_id, expires_at)

    async def tokens(self, viewer: Viewer, user_id: str) -> list[Token]:
        """Return a user's tokens, oldest first. One's own, or as an administrator anybody's."""
        if user_id != viewer.user.id:
            access.require_admin(viewer)
        return (await self._users.tokens_by_user([user_id]))[0]

    async def revoke(self, viewer: Viewer, token_id: str) -> Token:
        """Make a token useless from now on. Raises NotFoundError for what is not one's own, except to administrators."""
        token = (await self._users.tokens_by_ids([token_id]))[0]
        if token is None or (token.user_id != viewer.user.id and not viewer.admin):
            raise access.missing("token")
        return await self._users.revoke_token(token_id) or token

    async def viewer_for_token(self, plain: str) -> Viewer | None:
        """Return who calls with a token, with all their roles; None where it is unknown, expired or revoked.

        One statement; a second one notes the use, at most once a minute.
        """
        if not plain.startswith(TOKEN_PREFIX):
            return None
        found = await self._users.viewer_by_token(_sha256(plain))
        if found is None:
            return None
        token, viewer = found
        now = datetime.now(UTC)
        if token.revoked or (token.expires_at is not None and token.expires_at <= now):
            return None
        if token.last_used_at is None or now - token.last_used_at >= USED_NOTED_EVERY:
            await self._users.touch_token(token.id, now)
        return viewer

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
        return await self._issue(user.id, None)

    async def _issue(self, user_id: str, expires_at: datetime | None) -> tuple[Token, str]:
        plain = TOKEN_PREFIX + secrets.token_urlsafe(32)
        token = Token(new_id(), user_id, plain[:SHOWN], _sha256(plain), datetime.now(UTC), expires_at)
        return await self._users.create_token(token), plain


def _sha256(plain: str) -> str:
    return hashlib.sha256(plain.encode()).hexdigest()
