"""Making users, and shutting them out."""

from __future__ import annotations

from typing import Annotated

import strawberry

from graph.nodes.access import UserKind
from schema.context import Info
from schema.ids import decode_id
from schema.results import Problem
from schema.types.user import User


@strawberry.input(description="A user to make.")
class CreateUserInput:
    """Input of ``createUser``."""

    name: str = strawberry.field(description="Unique on this server.")
    kind: UserKind = strawberry.field(
        default=UserKind.PERSON, description="PERSON, or SERVICE for a program that the caller answers for."
    )
    admin: bool = strawberry.field(default=False, description="Whether they administer the whole server.")
    client_mutation_id: str | None = strawberry.field(default=None, description="Comes back in the payload.")


@strawberry.type(description="The new user, or what kept them from being made.")
class CreateUserPayload:
    """Payload of ``createUser``."""

    user: User | None = strawberry.field(default=None, description="The user; null when there are problems.")
    problems: list[Problem] = strawberry.field(default_factory=list, description="What went wrong; empty when nothing did.")
    client_mutation_id: str | None = strawberry.field(default=None, description="As the input had it.")


@strawberry.input(description="A user to shut out, or to let in again.")
class SetUserDisabledInput:
    """Input of ``setUserDisabled``."""

    user: strawberry.ID = strawberry.field(description="Id of the user; not the caller's own.")
    disabled: bool = strawberry.field(description="Whether all their tokens and sessions shall open nothing.")
    client_mutation_id: str | None = strawberry.field(default=None, description="Comes back in the payload.")


@strawberry.type(description="The user as they are now, or what kept it.")
class SetUserDisabledPayload:
    """Payload of ``setUserDisabled``."""

    user: User | None = strawberry.field(default=None, description="The user; null when there are problems.")
    problems: list[Problem] = strawberry.field(default_factory=list, description="What went wrong; empty when nothing did.")
    client_mutation_id: str | None = strawberry.field(default=None, description="As the input had it.")


@strawberry.type
class UserMutations:
    """The part of ``Mutation`` about users; for administrators of the server."""

    @strawberry.mutation(description="Make a user or a service account; for administrators of the server.")
    async def create_user(
        self,
        info: Info,
        input: Annotated[CreateUserInput, strawberry.argument(description="The user.")],
    ) -> CreateUserPayload:
        """Create the user."""
        context = info.context
        user = await context.services.users.create_user(context.viewer, input.name, kind=input.kind, admin=input.admin)
        return CreateUserPayload(user=User.of(user))

    @strawberry.mutation(description="Shut a user out, or let them in again; for administrators of the server.")
    async def set_user_disabled(
        self,
        info: Info,
        input: Annotated[SetUserDisabledInput, strawberry.argument(description="The user.")],
    ) -> SetUserDisabledPayload:
        """Change the user's state."""
        context = info.context
        user_id = decode_id(input.user, "User", path=("user",))
        user = await context.services.users.set_disabled(context.viewer, user_id, input.disabled)
        return SetUserDisabledPayload(user=User.of(user))
