"""Guest links <-> nodes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from graph.cypher import guests as cypher
from graph.errors import GoneError, NotFoundError
from graph.nodes.access import GuestLink, Role, Token, User
from graph.nodes.asset import Project
from graph.nodes.page import Page, PageRequest
from graph.ports import GraphClient
from graph.stores.parts import Part, Parts, part
from graph.stores.projects import project_from
from graph.stores.rows import maybe_time, one_each, read_by_id, read_pages, text_of, time_of
from graph.stores.tokens import token_from, token_row
from graph.stores.users import user_from, user_row

link_from = Parts(
    GuestLink,
    keys=("id", "project_id"),
    id="id",
    project_id="projectId",
    created_by="createdBy",
    name="name",
    prefix="prefix",
    sha256="sha256",
    role=part(lambda name: Role[name], "role"),
    created_at=part(time_of, "createdAt"),
    expires_at=part(time_of, "expiresAt"),
    session_id="sessionId",
    password=Part(("password",)),
    revoked="revoked",
    last_used_at=part(maybe_time, "lastUsedAt"),
)


class GuestStore:
    """Reads and writes guest links."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client

    async def create(self, link: GuestLink) -> GuestLink:
        """Store a link's hash. Raises NotFoundError when there is no such project."""
        row = {
            "id": link.id,
            "projectId": link.project_id,
            "createdBy": link.created_by,
            "name": link.name,
            "prefix": link.prefix,
            "sha256": link.sha256,
            "role": link.role.name,
            "createdAt": text_of(link.created_at),
            "expiresAt": text_of(link.expires_at),
            "sessionId": link.session_id,
            "password": link.password,
            "revoked": link.revoked,
        }
        rows = await self._client.write(cypher.LINK_CREATE, link=row)
        if not rows:
            raise NotFoundError("There is no project with that id.", path=("project",))
        return link_from(rows[0]["item"])

    async def by_hashes(self, hashes: Sequence[str]) -> list[tuple[GuestLink, Project] | None]:
        """Return the link of each hash, and the project that it leads to."""
        rows = await self._client.read(cypher.LINKS_BY_HASH, hashes=list(hashes))
        return one_each(hashes, rows, lambda row: (link_from(row["link"]), project_from(row["project"])))

    async def by_ids(self, ids: Sequence[str], within: Sequence[str] | None = None) -> list[GuestLink | None]:
        """Return the link of each id, those of the projects in ``within`` alone unless that is None."""
        return await read_by_id(self._client, cypher.LINKS_BY_ID, ids, within, link_from)

    async def page_by_project(self, project_ids: Sequence[str], request: PageRequest) -> list[Page[GuestLink]]:
        """Return a page of each project's links, newest first. Sort keys: (id,)."""
        return await read_pages(self._client, cypher.LINKS_PAGE, project_ids, request, link_from)

    async def redeem(self, guest: User, token: Token, now: datetime) -> tuple[Token, User]:
        """Store a guest and their token. Raises GoneError where the link ended meanwhile."""
        rows = await self._client.write(cypher.LINK_REDEEM, user=user_row(guest), token=token_row(token), now=text_of(now))
        if not rows:
            raise GoneError("The link has ended. Ask whoever invited you for another.")
        return token_from(rows[0]["token"]), user_from(rows[0]["user"])

    async def revoke(self, link_id: str) -> tuple[GuestLink, list[str]] | None:
        """End a link and all it let in; returns it with its guests' user ids, None when there is no such link."""
        rows = await self._client.write(cypher.LINK_REVOKE, id=link_id)
        return (link_from(rows[0]["item"]), list(dict.fromkeys(rows[0]["guests"]))) if rows else None

    async def remove_gone(self) -> None:
        """Delete guests to whom nothing is connected any more."""
        await self._client.write(cypher.GUESTS_GONE_REMOVE)
