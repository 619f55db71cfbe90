"""Users <-> nodes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graph.cypher import users as cypher
from graph.errors import ConflictError
from graph.nodes.access import User, UserKind
from graph.nodes.page import Page, PageRequest
from graph.ports import GraphClient
from graph.stores.parts import Parts, part
from graph.stores.rows import maybe_text, maybe_time, one_each, read_by_id, read_pages, text_of, time_of

user_from = Parts(
    User,
    id="id",
    name="name",
    admin="admin",
    created_at=part(time_of, "createdAt"),
    kind=part(lambda kind: UserKind[kind or UserKind.PERSON.name], "kind"),
    display_name="displayName",
    email="email",
    owner_id="ownerId",
    subject="subject",
    disabled=part(bool, "disabled"),
    synced_at=part(maybe_time, "syncedAt"),
)


def user_row(user: User) -> dict[str, Any]:
    """Return the properties of a user's node."""
    return {
        "id": user.id,
        "name": user.name,
        "admin": user.admin,
        "createdAt": text_of(user.created_at),
        "kind": user.kind.name,
        "displayName": user.display_name,
        "email": user.email,
        "ownerId": user.owner_id,
        "subject": user.subject,
        "disabled": user.disabled,
        "syncedAt": maybe_text(user.synced_at),
    }


class UserStore:
    """Reads and writes users."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client

    async def create(self, user: User) -> User:
        """Create a user. Raises ConflictError when the name is taken."""
        rows = await self._client.write(cypher.USER_CREATE, user=user_row(user))
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

    async def page(self, request: PageRequest, kind: UserKind | None = None) -> Page[User]:
        """Return a page of users by name. Sort keys: (name,)."""
        chosen = None if kind is None else kind.name
        return (await read_pages(self._client, cypher.USERS_PAGE, [""], request, user_from, kind=chosen))[0]

    async def set_disabled(self, user_id: str, disabled: bool) -> User | None:
        """Shut a user out, or let them in again; None when there is no such user."""
        rows = await self._client.write(cypher.USER_DISABLE, id=user_id, disabled=disabled)
        return user_from(rows[0]["item"]) if rows else None

    async def members_among(self, ids: Sequence[str], projects: Sequence[str]) -> set[str]:
        """Return those of the ids whose users are members of any of the projects."""
        rows = await self._client.read(cypher.USERS_SHARED, ids=list(dict.fromkeys(ids)), projects=list(projects))
        return {row["key"] for row in rows}
