"""Users and tokens <-> nodes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from graph.cypher import users as cypher
from graph.errors import ConflictError, NotFoundError
from graph.nodes.access import Role, Token, User, Viewer
from graph.ports import GraphClient
from graph.stores.rows import Row, many_each, maybe_text, maybe_time, one_each, read_by_id, text_of, time_of


def user_from(row: Row) -> User:
    """Return the user that a node's properties say."""
    return User(row["id"], row["name"], row["admin"], time_of(row["createdAt"]))


def token_from(row: Row) -> Token:
    """Return the token that a node's properties say."""
    return Token(
        row["id"],
        row["userId"],
        row["prefix"],
        row["sha256"],
        time_of(row["createdAt"]),
        maybe_time(row.get("expiresAt")),
        maybe_time(row.get("lastUsedAt")),
        row["revoked"],
    )


class UserStore:
    """Reads and writes users and tokens."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client

    async def create(self, user: User) -> User:
        """Create a user. Raises ConflictError when the name is taken."""
        row = {"id": user.id, "name": user.name, "admin": user.admin, "createdAt": text_of(user.created_at)}
        rows = await self._client.write(cypher.USER_CREATE, user=row)
        if not rows[0]["created"]:
            raise ConflictError(f"A user called {user.name!r} exists already; choose another name.", path=("name",))
        return user_from(rows[0]["item"])

    async def by_ids(self, ids: Sequence[str]) -> list[User | None]:
        """Return the user of each id."""
        return await read_by_id(self._client, cypher.USERS_BY_ID, ids, None, user_from)

    async def by_names(self, names: Sequence[str]) -> list[User | None]:
        """Return the user of each name."""
        rows = await self._client.read(cypher.USERS_BY_NAME, names=list(names))
        return one_each(names, rows, lambda row: user_from(row["item"]))

    async def create_token(self, token: Token) -> Token:
        """Store a token's hash. Raises NotFoundError when there is no such user."""
        row = {
            "id": token.id,
            "userId": token.user_id,
            "prefix": token.prefix,
            "sha256": token.sha256,
            "createdAt": text_of(token.created_at),
            "expiresAt": maybe_text(token.expires_at),
            "revoked": token.revoked,
        }
        rows = await self._client.write(cypher.TOKEN_CREATE, token=row)
        if not rows:
            raise NotFoundError("There is no user with that id.")
        return token_from(rows[0]["item"])

    async def viewer_by_token(self, sha256: str) -> tuple[Token, Viewer] | None:
        """Return the token with a hash and its user with all their roles, with one statement."""
        rows = await self._client.read(cypher.VIEWER_BY_TOKEN, sha256=sha256)
        if not rows:
            return None
        roles = {project: Role[role] for project, role in rows[0]["roles"] if project is not None}
        return token_from(rows[0]["token"]), Viewer(user_from(rows[0]["user"]), roles)

    async def touch_token(self, token_id: str, at: datetime) -> None:
        """Note when a token was last used."""
        await self._client.write(cypher.TOKEN_USED, id=token_id, at=text_of(at))

    async def revoke_token(self, token_id: str) -> Token | None:
        """Make a token useless; None when there is no such token."""
        rows = await self._client.write(cypher.TOKEN_REVOKE, id=token_id)
        return token_from(rows[0]["item"]) if rows else None

    async def tokens_by_ids(self, ids: Sequence[str]) -> list[Token | None]:
        """Return the token of each id."""
        return await read_by_id(self._client, cypher.TOKENS_BY_ID, ids, None, token_from)

    async def tokens_by_user(self, user_ids: Sequence[str]) -> list[list[Token]]:
        """Return the tokens of each user, oldest first."""
        rows = await self._client.read(cypher.TOKENS_BY_USER, users=list(dict.fromkeys(user_ids)))
        return many_each(user_ids, rows, lambda row: token_from(row["item"]))
