"""Projects: who may make them, who belongs to them, and what of them a viewer may see."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from graph.errors import InvalidError
from graph.events import AccessChanged
from graph.nodes.access import Member, Role, User, UserKind, Viewer
from graph.nodes.asset import Asset, Project, Representation, StorageMode, Version
from graph.nodes.ids import new_id
from graph.nodes.page import Page, PageRequest
from graph.nodes.printing import is_written, plain_blanks
from graph.ports import EventBus
from graph.services import access
from graph.stores.assets import asset_from
from graph.stores.projects import project_from
from graph.stores.registry import Stores
from graph.stores.versions import version_from

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
LONGEST_NAME = 200


class ProjectService:
    """The rules of projects. Everyone but a guest may make one, and is then its ADMIN."""

    def __init__(self, stores: Stores, bus: EventBus) -> None:
        self._stores = stores
        self._bus = bus
        self._projects = stores.projects

    async def create(self, viewer: Viewer, key: str, name: str, storage: StorageMode = StorageMode.COPY) -> Project:
        """Make a project.

        Raises NotAllowedError for a guest, InvalidError for a key or name that cannot be, ConflictError for a taken key.
        """
        access.permit(viewer, access.CREATE_PROJECT)
        if not _KEY.fullmatch(key):
            raise InvalidError(
                f"{key!r} cannot be a project's key: use 1 to 64 letters, digits, - and _, a letter or digit first.",
                path=("key",),
            )
        project = Project(new_id(), key, checked_name(name), storage, datetime.now(UTC))
        made = await self._projects.create(project, viewer.user.id)
        await self._bus.publish(AccessChanged(made.id, viewer.user.id))
        return made

    async def get(self, viewer: Viewer, key: str, only: Collection[str] | None = None) -> Project:
        """Return the project with a key. Raises NotFoundError where there is none, or the viewer is a stranger to it."""
        project = (await self._stores.only(project_from, only).projects.by_keys([key]))[0]
        if project is None or not access.may(viewer, access.READ, project.id):
            raise access.missing(f"project {key!r}")
        return project

    async def page(self, viewer: Viewer, request: PageRequest, only: Collection[str] | None = None) -> Page[Project]:
        """Return a page of the projects that the viewer may see, by key. Sort keys: (key,)."""
        return await self._stores.only(project_from, only).projects.page(request, access.visible(viewer))

    async def add_member(self, viewer: Viewer, project_id: str, user_id: str, role: Role) -> Member:
        """Give a user a role in a project, instead of the one they had. Needs ADMIN.

        Raises NotFoundError where there is no such user, ConflictError where it would leave the project without an ADMIN,
        which only an administrator of the server may do.
        """
        return await self._set_member(viewer, project_id, user_id, role, known=False)

    async def set_role(self, viewer: Viewer, project_id: str, user_id: str, role: Role) -> Member:
        """Give a member another role. Needs ADMIN; raises as ``add_member`` does, and NotFoundError for who is no member."""
        return await self._set_member(viewer, project_id, user_id, role, known=True)

    async def remove_member(self, viewer: Viewer, project_id: str, user_id: str) -> User:
        """Take a user out of a project. Needs ADMIN, or to be that user.

        Raises NotFoundError for who is no member, ConflictError for the last ADMIN unless the server's administrator asks.
        """
        access.require(viewer, project_id, access.MANAGE if user_id != viewer.user.id else access.LEAVE)
        removed = await self._projects.remove_member(project_id, user_id, force=viewer.admin)
        if removed is None:
            raise access.missing("member", path=("user",))
        await self._bus.publish(AccessChanged(project_id, user_id))
        return removed

    async def user_named(self, viewer: Viewer, project_id: str, name: str) -> User:
        """Return the user with a name, to make them a member. Needs ADMIN; raises NotFoundError where there is none."""
        access.require(viewer, project_id, access.MANAGE)
        found = (await self._stores.users.by_names([name]))[0]
        if found is None or found.kind is UserKind.GUEST:
            raise access.missing("user", path=("user_name",))
        return found

    async def members(self, viewer: Viewer, project_id: str) -> list[Member]:
        """Return who belongs to a project. Raises NotFoundError for a stranger to it, NotAllowedError for a guest."""
        access.require(viewer, project_id, access.SEE_MEMBERS)
        return (await self._projects.members_by_project([project_id]))[0]

    async def members_page(self, viewer: Viewer, project_id: str, request: PageRequest) -> Page[Member]:
        """Return a page of who belongs to a project, by name. Raises as ``members`` does. Sort keys: (name,)."""
        access.require(viewer, project_id, access.SEE_MEMBERS)
        return (await self._projects.members_page([project_id], request))[0]

    async def _set_member(self, viewer: Viewer, project_id: str, user_id: str, role: Role, *, known: bool) -> Member:
        access.require(viewer, project_id, access.MANAGE)
        member = await self._projects.set_member(project_id, user_id, role, known=known, force=viewer.admin)
        await self._bus.publish(AccessChanged(project_id, user_id))
        return member

    async def visible_projects(
        self, viewer: Viewer, ids: Sequence[str], only: Collection[str] | None = None
    ) -> list[Project | None]:
        """Return the project of each id, None for what is not there or not the viewer's to see."""
        return await self._stores.only(project_from, only).projects.by_ids(ids, access.visible(viewer))

    async def visible_assets(
        self, viewer: Viewer, ids: Sequence[str], only: Collection[str] | None = None
    ) -> list[Asset | None]:
        """Return the asset of each id, None for what is not there or not the viewer's to see."""
        stores = self._stores.only(asset_from, only)
        if viewer.session_id is None:
            return await stores.assets.by_ids(ids, access.visible(viewer))
        reviewed = {version.asset_id for version in await self._reviewed(viewer)}
        found = await stores.assets.by_ids(ids, access.followed(viewer))
        return [asset if asset and asset.id in reviewed else None for asset in found]

    async def visible_versions(
        self, viewer: Viewer, ids: Sequence[str], only: Collection[str] | None = None
    ) -> list[Version | None]:
        """Return the version of each id, None for what is not there or not the viewer's to see."""
        if viewer.session_id is None:
            return await self._stores.only(version_from, only).versions.by_ids(ids, access.visible(viewer))
        reviewed = {version.id: version for version in await self._reviewed(viewer)}
        return [reviewed.get(each) for each in ids]

    async def visible_representations(self, viewer: Viewer, ids: Sequence[str]) -> list[Representation | None]:
        """Return the representation of each id, None for what is not there or not the viewer's to see."""
        if viewer.session_id is None:
            return await self._stores.representations.by_ids(ids, access.visible(viewer))
        reviewed = {version.id for version in await self._reviewed(viewer)}
        found = await self._stores.representations.by_ids(ids, access.followed(viewer))
        return [each if each and each.version_id in reviewed else None for each in found]

    async def _reviewed(self, viewer: Viewer) -> list[Version]:
        """Return the playlist of the one session that a guest's link opens."""
        within = access.followed(viewer)
        (session,) = await self._stores.reviews.by_ids([viewer.session_id or ""], within)
        if session is None:
            return []
        found = await self._stores.versions.by_ids(session.playlist, within)
        return [version for version in found if version is not None]


def checked_name(name: str) -> str:
    """Return a name with plain blanks, none around it. Raises InvalidError where it is empty, too long or not written."""
    name = plain_blanks(name)
    if not name or len(name) > LONGEST_NAME:
        raise InvalidError(f"A name has 1 to {LONGEST_NAME} characters.", path=("name",))
    if not is_written(name):
        raise InvalidError("The name holds a control character, which nobody sees. Leave it out.", path=("name",))
    return name


def fitted_name(words: str) -> str:
    """Return a name made of a file's, which nobody chose as a name: blanks for what is not printable, cut to the length."""
    plain = "".join(sign if sign.isprintable() else " " for sign in words)
    return plain.strip()[:LONGEST_NAME].strip() or "untitled"
