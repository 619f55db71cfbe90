"""Projects <-> nodes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from graph.cypher import projects as cypher
from graph.errors import ConflictError, NotFoundError
from graph.nodes.access import Member, MemberSource, Role, User
from graph.nodes.asset import Project, ProjectCounts, StorageMode
from graph.nodes.page import Page, PageRequest
from graph.ports import GraphClient
from graph.stores.media import media_from
from graph.stores.parts import Parts, part
from graph.stores.rows import Row, many_each, one_each, read_by_id, read_pages, text_of, time_of
from graph.stores.users import user_from

project_from = Parts(
    Project,
    id="id",
    key="key",
    name="name",
    storage=part(lambda name: StorageMode[name], "storage"),
    created_at=part(time_of, "createdAt"),
)


class ProjectStore:
    """Reads and writes projects and memberships. Rights are the services' affair."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client

    async def create(self, project: Project, owner_id: str) -> Project:
        """Create a project whose first member, an ADMIN, is its owner.

        Raises ConflictError when the key is taken, NotFoundError when there is no such user.
        """
        row = {
            "id": project.id,
            "key": project.key,
            "name": project.name,
            "storage": project.storage.name,
            "createdAt": text_of(project.created_at),
        }
        rows = await self._client.write(cypher.PROJECT_CREATE, project=row, owner=owner_id, role=Role.ADMIN.name)
        if not rows:
            raise NotFoundError("There is no user with that id.")
        if not rows[0]["created"]:
            raise ConflictError(f"A project with the key {project.key!r} exists already; choose another.", path=("key",))
        return project_from(rows[0]["item"])

    async def by_ids(self, ids: Sequence[str], within: Sequence[str] | None = None) -> list[Project | None]:
        """Return the project of each id, of those in ``within`` alone unless that is None."""
        return await read_by_id(self._client, cypher.PROJECTS_BY_ID, ids, within, project_from)

    async def by_keys(self, keys: Sequence[str]) -> list[Project | None]:
        """Return the project of each key."""
        rows = await self._client.read(cypher.PROJECTS_BY_KEY, keys=list(keys))
        return one_each(keys, rows, lambda row: project_from(row["item"]))

    async def counts(self, ids: Sequence[str]) -> list[ProjectCounts]:
        """Return how much each project holds, with one statement."""
        rows = await self._client.read(cypher.PROJECT_COUNTS, projects=list(dict.fromkeys(ids)))
        found = {
            row["key"]: ProjectCounts(
                row["assets"],
                row["shots"],
                row["seconds"] + sum(media_from(text).seconds for text in row["untold"]),
                row["working"],
                row["failed"],
            )
            for row in rows
        }
        return [found.get(project, ProjectCounts()) for project in ids]

    async def page(self, request: PageRequest, within: Sequence[str] | None = None) -> Page[Project]:
        """Return a page of projects by key. Sort keys: (key,)."""
        chosen = None if within is None else list(within)
        pages = await read_pages(self._client, cypher.PROJECTS_PAGE, [""], request, project_from, within=chosen)
        return pages[0]

    async def set_member(
        self,
        project_id: str,
        user_id: str,
        role: Role,
        *,
        known: bool = False,
        force: bool = False,
        source: MemberSource = MemberSource.PEOPLE,
    ) -> Member:
        """Give a user a role in a project; ``known``: only where they are a member already.

        Raises NotFoundError when there is no such user, member or project, ConflictError for the last ADMIN's own role,
        unless ``force``.
        """
        rows = await self._client.write(
            cypher.MEMBER_SET,
            project=project_id,
            user=user_id,
            role=role.name,
            known=known,
            force=force,
            source=source.name,
            now=text_of(datetime.now(UTC)),
        )
        if not rows or (known and rows[0]["was"] is None):
            raise NotFoundError(f"There is no {'member' if known else 'user'} with that id.", path=("user",))
        if rows[0]["last"]:
            raise _last_admin()
        return Member(user_from(rows[0]["user"]), role)

    async def remove_member(self, project_id: str, user_id: str, *, force: bool = False) -> User | None:
        """Take a user out of a project; None where they were no member.

        Raises ConflictError for its last ADMIN, unless ``force``.
        """
        rows = await self._client.write(
            cypher.MEMBER_REMOVE, project=project_id, user=user_id, force=force, now=text_of(datetime.now(UTC))
        )
        if rows and rows[0]["last"]:
            raise _last_admin()
        return user_from(rows[0]["user"]) if rows else None

    async def members_by_project(self, project_ids: Sequence[str]) -> list[list[Member]]:
        """Return the members of each project by name."""
        rows = await self._client.read(cypher.MEMBERS_BY_PROJECT, projects=list(dict.fromkeys(project_ids)))
        return many_each(project_ids, rows, lambda row: Member(user_from(row["user"]), Role[row["role"]]))

    async def members_page(self, project_ids: Sequence[str], request: PageRequest) -> list[Page[Member]]:
        """Return a page of each project's members by name. Sort keys: (name,)."""
        return await read_pages(self._client, cypher.MEMBERS_PAGE, project_ids, request, _member_from)


def _member_from(row: Row) -> Member:
    return Member(user_from(row["user"]), Role[row["role"]])


def _last_admin() -> ConflictError:
    return ConflictError("This is the last ADMIN of the project. Make somebody else ADMIN first.", path=("user",))
