"""Users and their tokens."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import strawberry

from graph.nodes import access as nodes
from graph.nodes.access import Scope, TokenKind, UserKind
from graph.services import access
from schema.context import Info
from schema.orders import TOKENS
from schema.pagination import After, Connection, First, page_request
from schema.types.node import Node


@strawberry.type(description="Somebody who did something here: a person, a service account or a guest.")
class User(Node):
    """GraphQL form of ``graph.nodes.access.User``."""

    source: strawberry.Private[nodes.User]
    name: str = strawberry.field(
        resolver=lambda self: self.source.shown_name,
        description="The user's name: unique on this server, but for a guest's.",
    )
    kind: UserKind = strawberry.field(resolver=lambda self: self.source.kind, description="Who the user is.")

    @classmethod
    def of(cls, user: nodes.User) -> User:
        """Return ``user`` for the answer."""
        return cls(source=user)

    @strawberry.field(description="Their address; for themself and for administrators of the server, null for others.")
    def email(self, info: Info) -> str | None:
        """Show the address to those who may know it."""
        return self.source.email if access.knows(info.context.viewer, self.source.id) else None

    @strawberry.field(
        description="Whether they administer the whole server; for themself and for administrators, null for others."
    )
    def admin(self, info: Info) -> bool | None:
        """Show the right to those who may know it."""
        return self.source.admin if access.knows(info.context.viewer, self.source.id) else None

    @strawberry.field(
        description="Whether all their tokens are shut out; for themself and for administrators, null for others."
    )
    def disabled(self, info: Info) -> bool | None:
        """Show the state to those who may know it."""
        return self.source.disabled if access.knows(info.context.viewer, self.source.id) else None

    @strawberry.field(description="The administrator who answers for a service account; null for others, and to others.")
    async def owner(self, info: Info) -> User | None:
        """Load the owner for those who may know them."""
        if self.source.owner_id is None or not access.knows(info.context.viewer, self.source.id):
            return None
        return await info.context.objects.owner(self.source.owner_id)

    @strawberry.field(
        description="Their tokens and sessions, newest first; for themself and for administrators, null for others."
    )
    async def tokens(self, info: Info, first: First = 20, after: After = None) -> Connection[Token] | None:
        """Page through the tokens."""
        request = page_request(TOKENS, self.source.id, first=first, after=after)
        return await info.context.objects.tokens_by_user(self.source.id, request)


@strawberry.type(description="A secret that lets its bearer in. The secret itself is shown once, when the token is made.")
class Token(Node):
    """GraphQL form of ``graph.nodes.access.Token``."""

    source: strawberry.Private[nodes.Token]
    name: str = strawberry.field(resolver=lambda self: self.source.name, description="What it is for, in its maker's words.")
    prefix: str = strawberry.field(
        resolver=lambda self: self.source.prefix, description="How the secret begins, to know it by."
    )
    kind: TokenKind = strawberry.field(
        resolver=lambda self: self.source.kind, description="Who shows it: a program, a browser or a guest."
    )
    scope: Scope = strawberry.field(
        resolver=lambda self: self.source.scope, description="How far it reaches, whatever its user may do."
    )
    created_at: datetime = strawberry.field(resolver=lambda self: self.source.created_at, description="When it was made.")
    expires_at: datetime | None = strawberry.field(
        resolver=lambda self: self.source.expires_at, description="When it ends; null for one that does not by itself."
    )
    last_used_at: datetime | None = strawberry.field(
        resolver=lambda self: self.source.last_used_at,
        description="When it was last used, to the minute; null for never.",
    )
    revoked: bool = strawberry.field(resolver=lambda self: self.source.revoked, description="Whether it was revoked.")

    @classmethod
    def of(cls, token: nodes.Token) -> Token:
        """Return ``token`` for the answer."""
        return cls(source=token)

    @strawberry.field(description="Whose it is.")
    async def user(self, info: Info) -> Annotated[User, strawberry.lazy("schema.types.user")]:
        """Load the user."""
        return await info.context.objects.user(self.source.user_id)
