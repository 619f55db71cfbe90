"""Projects: who may make them, who belongs to them, and what of them a viewer may see."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from graph.errors import InvalidError
from graph.nodes.access import Member, Role, Viewer
from graph.nodes.asset import Asset, Project, Representation, StorageMode, Version
from graph.nodes.ids import new_id
from graph.nodes.page import Page, PageRequest
from graph.services import access
from graph.stores.registry import Stores

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
LONGEST_NAME = 200


class ProjectService:
    """The rules of projects. Every signed-in user may make one, and is then its ADMIN."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores
        self._projects = stores.projects

    async def create(self, viewer: Viewer, key: str, name: str, storage: StorageMode = StorageMode.COPY) -> Project:
        """Make a project. Raises InvalidError for a key or name that cannot be, ConflictError for a key that is taken."""
        if not _KEY.fullmatch(key):
            raise InvalidError(
                f"{key!r} cannot be a project's key: use 1 to 64 letters, digits, - and _, a letter or digit first.",
                path=("key",),
            )
        return await self._projects.create(
            Project(new_id(), key, checked_name(name), storage, datetime.now(UTC)), viewer.user.id
        )

    async def get(self, viewer: Viewer, key: str) -> Project:
        """Return the project with a key. Raises NotFoundError where there is none, or the viewer is a stranger to it."""
        project = (await self._projects.by_keys([key]))[0]
        if project is None or viewer.role_in(project.id) is None:
            raise access.missing(f"project {key!r}")
        return project

    async def page(self, viewer: Viewer, request: PageRequest) -> Page[Project]:
        """Return a page of the projects that the viewer may see, by key. Sort keys: (key,)."""
        return await self._projects.page(request, access.visible(viewer))

    async def add_member(self, viewer: Viewer, project_id: str, user_id: str, role: Role) -> Member:
        """Give a user a role in a project, instead of the one they had. Needs ADMIN."""
        access.require(viewer, project_id, access.MANAGE)
        return await self._projects.set_member(project_id, user_id, role)

    async def remove_member(self, viewer: Viewer, project_id: str, user_id: str) -> None:
        """Take a user out of a project. Needs ADMIN."""
        access.require(viewer, project_id, access.MANAGE)
        await self._projects.remove_member(project_id, user_id)

    async def members(self, viewer: Viewer, project_id: str) -> list[Member]:
        """Return who belongs to a project. Raises NotFoundError for a stranger to it."""
        access.require(viewer, project_id, access.READ)
        return (await self._projects.members_by_project([project_id]))[0]

    async def visible_projects(self, viewer: Viewer, ids: Sequence[str]) -> list[Project | None]:
        """Return the project of each id, None for what is not there or not the viewer's to see."""
        return await self._projects.by_ids(ids, access.visible(viewer))

    async def visible_assets(self, viewer: Viewer, ids: Sequence[str]) -> list[Asset | None]:
        """Return the asset of each id, None for what is not there or not the viewer's to see."""
        return await self._stores.assets.by_ids(ids, access.visible(viewer))

    async def visible_versions(self, viewer: Viewer, ids: Sequence[str]) -> list[Version | None]:
        """Return the version of each id, None for what is not there or not the viewer's to see."""
        return await self._stores.versions.by_ids(ids, access.visible(viewer))

    async def visible_representations(self, viewer: Viewer, ids: Sequence[str]) -> list[Representation | None]:
        """Return the representation of each id, None for what is not there or not the viewer's to see."""
        return await self._stores.representations.by_ids(ids, access.visible(viewer))


def checked_name(name: str) -> str:
    """Return a name without surrounding blanks. Raises InvalidError for one that is empty, too long or not printable."""
    name = name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise InvalidError(f"A name has 1 to {LONGEST_NAME} printable characters.", path=("name",))
    return name
