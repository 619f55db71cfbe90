"""Users."""

from __future__ import annotations

from typing import Annotated

import strawberry

from graph.nodes.access import UserKind
from schema.context import Info
from schema.orders import USERS
from schema.pagination import After, Connection, First, connection, page_request
from schema.types.user import User


@strawberry.type
class UserQueries:
    """The part of ``Query`` about users."""

    @strawberry.field(description="Everybody who is known to this server, by name; for its administrators.")
    async def users(
        self,
        info: Info,
        kind: Annotated[UserKind | None, strawberry.argument(description="Only users of this kind.")] = None,
        first: First = 20,
        after: After = None,
    ) -> Connection[User]:
        """Page through the users; raises NotAllowedError for anybody but an administrator."""
        context = info.context
        request = page_request(USERS, "", first=first, after=after)
        page = await context.services.users.page(context.viewer, request, kind)
        return connection(USERS, "", request, page, [User.of(found) for found in page.items])
