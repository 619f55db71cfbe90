"""Who belongs to a project, and who is invited to it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.nodes import access as nodes
from graph.nodes.access import Role
from schema.context import Info
from schema.types.node import Node
from schema.types.user import User

if TYPE_CHECKING:
    from schema.types.project import Project
    from schema.types.review import ReviewSession


@strawberry.type(description="A user and the role they hold in a project.")
class Member:
    """GraphQL form of ``graph.nodes.access.Member``."""

    user: User = strawberry.field(description="The user.")
    role: Role = strawberry.field(description="What they may do in the project.")

    @classmethod
    def of(cls, member: nodes.Member) -> Member:
        """Return ``member`` for the answer."""
        return cls(user=User.of(member.user), role=member.role)


@strawberry.type(description="An invitation to a project for people without an account. Its secret is shown once.")
class GuestLink(Node):
    """GraphQL form of ``graph.nodes.access.GuestLink``."""

    source: strawberry.Private[nodes.GuestLink]
    name: str = strawberry.field(resolver=lambda self: self.source.name, description="Whom it is for, in its maker's words.")
    prefix: str = strawberry.field(
        resolver=lambda self: self.source.prefix, description="How the secret begins, to know it by."
    )
    may_comment: bool = strawberry.field(
        resolver=lambda self: self.source.role >= Role.REVIEWER, description="Whether guests may comment; else they look on."
    )
    password_needed: bool = strawberry.field(
        resolver=lambda self: self.source.password is not None, description="Whether it asks for a password."
    )
    created_at: datetime = strawberry.field(resolver=lambda self: self.source.created_at, description="When it was made.")
    expires_at: datetime = strawberry.field(
        resolver=lambda self: self.source.expires_at, description="When it ends, and the guests it let in with it."
    )
    last_used_at: datetime | None = strawberry.field(
        resolver=lambda self: self.source.last_used_at, description="When it last let somebody in; null for never."
    )
    revoked: bool = strawberry.field(resolver=lambda self: self.source.revoked, description="Whether it was revoked.")

    @classmethod
    def of(cls, link: nodes.GuestLink) -> GuestLink:
        """Return ``link`` for the answer."""
        return cls(source=link)

    @strawberry.field(description="The project that it leads to.")
    async def project(self, info: Info) -> Annotated[Project, strawberry.lazy("schema.types.project")]:
        """Load the project."""
        return await info.context.objects.project(self.source.project_id)

    @strawberry.field(description="The one review session that it opens; null where it opens the project.")
    async def session(self, info: Info) -> Annotated[ReviewSession, strawberry.lazy("schema.types.review")] | None:
        """Load the session."""
        own = self.source.session_id
        return None if own is None else await info.context.review.maybe_session(own)

    @strawberry.field(description="Who made it.")
    async def created_by(self, info: Info) -> User:
        """Load the user."""
        return await info.context.objects.user(self.source.created_by)
