"""The caller."""

from __future__ import annotations

import strawberry

from graph.nodes import access
from schema.ids import encode_id


@strawberry.type(description="The caller: a user, as their token says.")
class Viewer:
    """GraphQL form of ``graph.nodes.access.Viewer``."""

    id: strawberry.ID = strawberry.field(description="Opaque id of the user.")
    name: str = strawberry.field(description="The user's name.")
    admin: bool = strawberry.field(description="Whether the user administers the whole server, and so every project.")

    @classmethod
    def of(cls, viewer: access.Viewer) -> Viewer:
        """Return ``viewer`` for the answer."""
        return cls(id=strawberry.ID(encode_id("User", viewer.user.id)), name=viewer.user.name, admin=viewer.admin)
