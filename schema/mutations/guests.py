"""Inviting people without an account."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from urllib.parse import quote

import strawberry

from graph.nodes.access import Role
from schema.context import Info
from schema.ids import decode_id
from schema.results import Problem
from schema.types.member import GuestLink


@strawberry.input(description="A guest link to make.")
class CreateGuestLinkInput:
    """Input of ``createGuestLink``."""

    project: strawberry.ID = strawberry.field(description="Id of the project it leads to, and to no other.")
    session: strawberry.ID | None = strawberry.field(
        default=None, description="Id of one of its review sessions, to open that alone and nothing beside it."
    )
    name: str = strawberry.field(description="Whom it is for, in words.")
    expires_at: datetime = strawberry.field(description="When it ends, at most a year from now.")
    may_comment: bool = strawberry.field(default=False, description="Whether guests may comment; else they look on.")
    password: str | None = strawberry.field(default=None, description="A password that guests must know; none unless told.")
    client_mutation_id: str | None = strawberry.field(default=None, description="Comes back in the payload.")


@strawberry.type(description="The new guest link with its secret, or what kept it from being made.")
class CreateGuestLinkPayload:
    """Payload of ``createGuestLink``."""

    guest_link: GuestLink | None = strawberry.field(default=None, description="The link; null when there are problems.")
    secret: str | None = strawberry.field(
        default=None, description="What a guest sends to be let in; shown this once. Null when there are problems."
    )
    path: str | None = strawberry.field(
        default=None, description="What to send them, after this server's address; shown this once. Null with problems."
    )
    problems: list[Problem] = strawberry.field(default_factory=list, description="What went wrong; empty when nothing did.")
    client_mutation_id: str | None = strawberry.field(default=None, description="As the input had it.")


@strawberry.input(description="A guest link to revoke.")
class RevokeGuestLinkInput:
    """Input of ``revokeGuestLink``."""

    id: strawberry.ID = strawberry.field(description="Id of the link.")
    client_mutation_id: str | None = strawberry.field(default=None, description="Comes back in the payload.")


@strawberry.type(description="The link that lets nobody in any more, or what kept it.")
class RevokeGuestLinkPayload:
    """Payload of ``revokeGuestLink``."""

    guest_link: GuestLink | None = strawberry.field(default=None, description="The link; null when there are problems.")
    problems: list[Problem] = strawberry.field(default_factory=list, description="What went wrong; empty when nothing did.")
    client_mutation_id: str | None = strawberry.field(default=None, description="As the input had it.")


@strawberry.type
class GuestMutations:
    """The part of ``Mutation`` about guests; for the SUPERVISORs of a project."""

    @strawberry.mutation(description="Make a link that lets people without an account into one project, or one session.")
    async def create_guest_link(
        self,
        info: Info,
        input: Annotated[CreateGuestLinkInput, strawberry.argument(description="The link.")],
    ) -> CreateGuestLinkPayload:
        """Make the link."""
        context = info.context
        session = None if input.session is None else decode_id(input.session, "ReviewSession", path=("session",))
        link, secret = await context.services.guests.invite(
            context.viewer,
            decode_id(input.project, "Project", path=("project",)),
            input.name,
            Role.REVIEWER if input.may_comment else Role.VIEWER,
            input.expires_at,
            password=input.password,
            session_id=session,
        )
        after = "" if session is None else "&next=" + quote(f"/review/{input.session}", safe="")
        return CreateGuestLinkPayload(
            guest_link=GuestLink.of(link),
            secret=secret,
            path=f"/login?token={secret}{after}",
        )

    @strawberry.mutation(description="End a guest link now, and throw out whom it let in.")
    async def revoke_guest_link(
        self,
        info: Info,
        input: Annotated[RevokeGuestLinkInput, strawberry.argument(description="The link.")],
    ) -> RevokeGuestLinkPayload:
        """Revoke the link."""
        context = info.context
        link = await context.services.guests.revoke(context.viewer, decode_id(input.id, "GuestLink"))
        return RevokeGuestLinkPayload(guest_link=GuestLink.of(link))
