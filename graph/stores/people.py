"""People whom an identity provider knows <-> nodes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from graph.cypher import people as cypher
from graph.errors import NotFoundError
from graph.nodes.access import Identity, Role, User
from graph.ports import GraphClient
from graph.stores.rows import one_each, text_of
from graph.stores.users import user_from

Known = tuple[User, dict[str, Role]]
"""A user and the roles that they hold as a member: project id -> role."""


class PeopleStore:
    """Reads people by who they are at the provider, and writes what it says of them."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client

    async def by_subjects(self, subjects: Sequence[str]) -> list[Known | None]:
        """Return the user of each subject with their roles, with one statement."""
        rows = await self._client.read(cypher.VIEWERS_BY_SUBJECT, subjects=list(dict.fromkeys(subjects)))
        return one_each(
            subjects,
            rows,
            lambda row: (
                user_from(row["user"]),
                {project: Role[role] for project, role in row["roles"] if project is not None},
            ),
        )

    async def sync(self, user_id: str, identity: Identity, now: datetime) -> User:
        """Take over what the provider says now: name, address, and memberships, in place of what it said before.

        What people here decided of a membership stays. Raises NotFoundError for a user who is gone.
        """
        rows = await self._client.write(
            cypher.PERSON_SYNC,
            id=user_id,
            displayName=identity.display_name,
            email=identity.email,
            admin=identity.admin,
            now=text_of(now),
            keys=list(identity.roles),
        )
        if not rows:
            raise NotFoundError("There is no user with that id.")
        if identity.roles:
            roles = [{"key": key, "role": role.name} for key, role in identity.roles.items()]
            await self._client.write(cypher.PERSON_ROLES, id=user_id, roles=roles)
        return user_from(rows[0]["item"])
