"""The caller."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.nodes import access
from graph.nodes.access import Scope, SignIn, UserKind
from schema.context import Info
from schema.ids import encode_id
from schema.orders import PROJECTS, TOKENS
from schema.pagination import After, Connection, First, connection, page_request
from schema.types.project import Project
from schema.types.user import Token

if TYPE_CHECKING:
    from schema.types.review import ReviewSession


@strawberry.type(description="The caller: a user, and what they showed to come in.")
class Viewer:
    """GraphQL form of ``graph.nodes.access.Viewer``."""

    id: strawberry.ID = strawberry.field(description="Opaque id of the user.")
    name: str = strawberry.field(description="The user's name.")
    kind: UserKind = strawberry.field(description="Who the user is.")
    email: str | None = strawberry.field(description="The user's address, where it is known.")
    admin: bool = strawberry.field(description="Whether the caller may administer the whole server, and so every project.")
    sign_in: SignIn = strawberry.field(description="How the caller came in.")
    scope: Scope = strawberry.field(description="How far that reaches, whatever the user may do.")
    expires_at: datetime | None = strawberry.field(description="When it ends; null for what does not by itself.")
    source: strawberry.Private[access.Viewer]

    @classmethod
    def of(cls, viewer: access.Viewer) -> Viewer:
        """Return ``viewer`` for the answer."""
        return cls(
            id=strawberry.ID(encode_id("User", viewer.user.id)),
            name=viewer.user.shown_name,
            kind=viewer.user.kind,
            email=viewer.user.email,
            admin=viewer.admin,
            sign_in=viewer.credential.sign_in,
            scope=viewer.credential.scope,
            expires_at=viewer.credential.expires_at,
            source=viewer,
        )

    @strawberry.field(description="The projects that the caller may see, by key; each says the caller's role there.")
    async def projects(self, info: Info, first: First = 20, after: After = None) -> Connection[Project]:
        """Page through the projects."""
        context = info.context
        request = page_request(PROJECTS, "", first=first, after=after)
        page = await context.services.projects.page(self.source, request, context.needed("Project"))
        return connection(PROJECTS, "", request, page, [context.objects.as_project(found) for found in page.items])

    @strawberry.field(description="The caller's tokens and sessions, newest first; null to guests, who have none to manage.")
    async def tokens(self, info: Info, first: First = 20, after: After = None) -> Connection[Token] | None:
        """Page through the tokens."""
        request = page_request(TOKENS, self.source.user.id, first=first, after=after)
        return await info.context.objects.tokens_by_user(self.source.user.id, request)

    @strawberry.field(description="The one review session that the caller's guest link opens; null for all others.")
    async def review_session(self, info: Info) -> Annotated[ReviewSession, strawberry.lazy("schema.types.review")] | None:
        """Load the session."""
        own = self.source.session_id
        return None if own is None else await info.context.review.maybe_session(own)
