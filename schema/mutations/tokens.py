"""Making and revoking tokens."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import strawberry

from graph.nodes.access import Scope
from schema.context import Info
from schema.ids import decode_id
from schema.results import Problem
from schema.types.user import Token


@strawberry.input(description="A token to make.")
class CreateTokenInput:
    """Input of ``createToken``."""

    name: str = strawberry.field(description="What it is for, in words.")
    scope: Scope = strawberry.field(description="How far it reaches; as little as will do.")
    expires_at: datetime | None = strawberry.field(default=None, description="When it ends; never unless told.")
    user: strawberry.ID | None = strawberry.field(
        default=None, description="Whose it is: the caller's unless told; another's is for administrators to make."
    )
    client_mutation_id: str | None = strawberry.field(default=None, description="Comes back in the payload.")


@strawberry.type(description="The new token with its secret, or what kept it from being made.")
class CreateTokenPayload:
    """Payload of ``createToken``."""

    token: Token | None = strawberry.field(default=None, description="The token; null when there are problems.")
    secret: str | None = strawberry.field(
        default=None, description="What its bearer sends; shown this once. Null when there are problems."
    )
    problems: list[Problem] = strawberry.field(default_factory=list, description="What went wrong; empty when nothing did.")
    client_mutation_id: str | None = strawberry.field(default=None, description="As the input had it.")


@strawberry.input(description="A token to revoke.")
class RevokeTokenInput:
    """Input of ``revokeToken``."""

    id: strawberry.ID = strawberry.field(description="Id of the token.")
    client_mutation_id: str | None = strawberry.field(default=None, description="Comes back in the payload.")


@strawberry.type(description="The token that lets nobody in any more, or what kept it.")
class RevokeTokenPayload:
    """Payload of ``revokeToken``."""

    token: Token | None = strawberry.field(default=None, description="The token; null when there are problems.")
    problems: list[Problem] = strawberry.field(default_factory=list, description="What went wrong; empty when nothing did.")
    client_mutation_id: str | None = strawberry.field(default=None, description="As the input had it.")


@strawberry.type
class TokenMutations:
    """The part of ``Mutation`` about tokens."""

    @strawberry.mutation(description="Make a token, for oneself or as an administrator for anybody.")
    async def create_token(
        self,
        info: Info,
        input: Annotated[CreateTokenInput, strawberry.argument(description="The token.")],
    ) -> CreateTokenPayload:
        """Issue the token."""
        context = info.context
        user_id = context.viewer.user.id if input.user is None else decode_id(input.user, "User", path=("user",))
        token, secret = await context.services.users.issue_token(
            context.viewer, user_id, name=input.name, scope=input.scope, expires_at=input.expires_at
        )
        return CreateTokenPayload(token=Token.of(token), secret=secret)

    @strawberry.mutation(description="Revoke a token or session: what it opened is closed within seconds.")
    async def revoke_token(
        self,
        info: Info,
        input: Annotated[RevokeTokenInput, strawberry.argument(description="The token.")],
    ) -> RevokeTokenPayload:
        """Revoke the token."""
        context = info.context
        token = await context.services.users.revoke(context.viewer, decode_id(input.id, "Token"))
        return RevokeTokenPayload(token=Token.of(token))
