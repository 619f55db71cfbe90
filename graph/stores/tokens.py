"""Tokens <-> nodes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from graph.cypher import tokens as cypher
from graph.errors import GoneError, NotFoundError
from graph.nodes.access import Grant, Role, Scope, Token, TokenKind, User
from graph.nodes.page import Page, PageRequest
from graph.ports import GraphClient
from graph.stores.parts import Parts, part
from graph.stores.rows import (
    Row,
    many_each,
    maybe_text,
    maybe_time,
    one_each,
    read_by_id,
    read_pages,
    text_of,
    time_of,
)
from graph.stores.users import user_from

Found = tuple[Token, User, dict[str, Role]]
"""A token, its user, and the roles that the user holds as a member: project id -> role."""


def _grant_of(project: str | None, role: str | None, session: str | None) -> Grant | None:
    return Grant(project, Role[role], session) if project and role else None


token_from = Parts(
    Token,
    keys=("id", "user_id"),
    id="id",
    user_id="userId",
    prefix="prefix",
    sha256="sha256",
    created_at=part(time_of, "createdAt"),
    expires_at=part(maybe_time, "expiresAt"),
    last_used_at=part(maybe_time, "lastUsedAt"),
    revoked="revoked",
    name=part(lambda name: name or "", "name"),
    scope=part(lambda scope: Scope[scope or Scope.ADMIN.name], "scope"),
    kind=part(lambda kind: TokenKind[kind or TokenKind.API.name], "kind"),
    begun_with="begunWith",
    grant=part(_grant_of, "grantProject", "grantRole", "grantSession"),
)
"""One from before scopes and kinds reaches as far as its user."""


def token_row(token: Token) -> dict[str, Any]:
    """Return the properties of a token's node."""
    return {
        "id": token.id,
        "userId": token.user_id,
        "prefix": token.prefix,
        "sha256": token.sha256,
        "createdAt": text_of(token.created_at),
        "expiresAt": maybe_text(token.expires_at),
        "revoked": token.revoked,
        "name": token.name,
        "scope": token.scope.name,
        "kind": token.kind.name,
        "begunWith": token.begun_with,
        "grantProject": token.grant.project_id if token.grant else None,
        "grantRole": token.grant.role.name if token.grant else None,
        "grantSession": token.grant.session_id if token.grant else None,
    }


class TokenStore:
    """Reads and writes tokens."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client

    async def create(self, token: Token) -> Token:
        """Store a token's hash. Raises NotFoundError when there is no such user."""
        rows = await self._client.write(cypher.TOKEN_CREATE, token=token_row(token))
        if not rows:
            raise NotFoundError("There is no user with that id.", path=("user",))
        return token_from(rows[0]["item"])

    async def derive(self, token: Token, now: datetime) -> Token:
        """Store a token that ends with the one it is begun with. Raises GoneError where that was revoked meanwhile."""
        rows = await self._client.write(cypher.TOKEN_DERIVE, token=token_row(token), now=text_of(now))
        if not rows:
            raise GoneError("The token was revoked. Ask for another.")
        return token_from(rows[0]["item"])

    async def viewers(self, hashes: Sequence[str]) -> list[Found | None]:
        """Return the token of each hash with its user and their roles, with one statement."""
        rows = await self._client.read(cypher.VIEWERS_BY_TOKEN, hashes=list(dict.fromkeys(hashes)))
        return one_each(hashes, rows, _found_from)

    async def touch(self, token_ids: Sequence[str], at: datetime) -> None:
        """Note when tokens were last used."""
        await self._client.write(cypher.TOKENS_USED, ids=list(token_ids), at=text_of(at))

    async def revoke(self, token_id: str) -> Token | None:
        """Make a token useless, and those begun with it; None when there is no such token."""
        rows = await self._client.write(cypher.TOKEN_REVOKE, id=token_id)
        return token_from(rows[0]["item"]) if rows else None

    async def by_ids(self, ids: Sequence[str]) -> list[Token | None]:
        """Return the token of each id."""
        return await read_by_id(self._client, cypher.TOKENS_BY_ID, ids, None, token_from)

    async def by_user(self, user_ids: Sequence[str]) -> list[list[Token]]:
        """Return the tokens of each user, oldest first."""
        rows = await self._client.read(cypher.TOKENS_BY_USER, users=list(dict.fromkeys(user_ids)))
        return many_each(user_ids, rows, lambda row: token_from(row["item"]))

    async def page_by_user(self, user_ids: Sequence[str], request: PageRequest) -> list[Page[Token]]:
        """Return a page of each user's tokens, newest first. Sort keys: (id,)."""
        return await read_pages(self._client, cypher.TOKENS_PAGE, user_ids, request, token_from)

    async def remove_expired(self, before: datetime) -> None:
        """Delete sessions and guests' tokens that ended before a moment; what programs use stays to be seen."""
        await self._client.write(cypher.TOKENS_EXPIRED_REMOVE, before=text_of(before))


def _found_from(row: Row) -> Found:
    roles = {project: Role[role] for project, role in row["roles"] if project is not None}
    return token_from(row["token"]), user_from(row["user"]), roles
