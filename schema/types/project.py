"""Projects."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.nodes import asset as nodes
from graph.nodes.access import Role
from graph.nodes.asset import AssetKind, AssetOrder, StorageMode
from graph.nodes.entity import EntityKind
from graph.nodes.review import SessionStatus
from graph.nodes.run import RunStatus
from schema.context import Info
from schema.directives import Cost, ListSize
from schema.orders import ASSETS, ENTITIES, GUEST_LINKS, MEMBERS, REVIEW_SESSIONS
from schema.pagination import After, Connection, First, page_request
from schema.types.node import Node

if TYPE_CHECKING:
    from schema.types.asset import Asset
    from schema.types.entity import Entity
    from schema.types.member import GuestLink, Member
    from schema.types.review import ReviewSession


@strawberry.input(description="Which assets to list; all given conditions hold together, within a list any value does.")
class AssetFilter:
    """GraphQL input for ``graph.nodes.asset.AssetFilter``."""

    kinds: list[AssetKind] | None = strawberry.field(default=None, description="Assets of these kinds.")
    tags: list[str] | None = strawberry.field(default=None, description="Assets with any of these tags.")
    name: str | None = strawberry.field(default=None, description="Assets whose name holds this text, in any case.")
    created_after: datetime | None = strawberry.field(default=None, description="Assets made at this moment or later.")
    created_before: datetime | None = strawberry.field(default=None, description="Assets made before this moment.")
    statuses: list[RunStatus] | None = strawberry.field(
        default=None, description="Assets whose newest version's newest analysis is in one of these states."
    )

    def conditions(self) -> nodes.AssetFilter:
        """Return the conditions as the stores take them."""
        return nodes.AssetFilter(
            kinds=None if self.kinds is None else tuple(self.kinds),
            tags=None if self.tags is None else tuple(self.tags),
            name=self.name,
            created_after=self.created_after,
            created_before=self.created_before,
            statuses=None if self.statuses is None else tuple(status.name for status in self.statuses),
        )


@strawberry.type(description="How much a project holds. Of an asset its newest version counts.")
class ProjectCounts:
    """GraphQL form of ``graph.nodes.asset.ProjectCounts``, which stands in answers as it is: ``self`` is one."""

    assets: int = strawberry.field(description="How many assets.")
    shots: int = strawberry.field(description="How many current shots.")
    seconds: float = strawberry.field(description="How long they last together.")
    working: int = strawberry.field(description="How many wait for analysis, or are analysed now.")
    failed: int = strawberry.field(description="How many were last analysed in vain.")


@strawberry.type(description="A body of work whose members share its assets.")
class Project(Node):
    """GraphQL form of ``graph.nodes.asset.Project``."""

    source: strawberry.Private[nodes.Project]
    key: str = strawberry.field(
        resolver=lambda self: self.source.key,
        description="Short name, unique on this server, as the CLI and addresses use it.",
    )
    name: str = strawberry.field(resolver=lambda self: self.source.name, description="Name for people.")
    storage: StorageMode = strawberry.field(
        resolver=lambda self: self.source.storage,
        description="What becomes of files that are ingested by path; uploads and what is fetched are always kept.",
    )
    my_role: Role = strawberry.field(description="What the caller may do here.")

    @classmethod
    def of(cls, project: nodes.Project, role: Role) -> Project:
        """Return ``project`` for the answer, with the caller's role in it."""
        return cls(source=project, my_role=role)

    @strawberry.field(description="The project's assets, forward or backward.")
    async def assets(
        self,
        info: Info,
        filter: Annotated[AssetFilter | None, strawberry.argument(description="Which assets to list.")] = None,
        order_by: Annotated[AssetOrder, strawberry.argument(description="Which come first.")] = AssetOrder.NEWEST,
        first: Annotated[int | None, strawberry.argument(description="How many from the start; 20 unless told.")] = None,
        after: After = None,
        last: Annotated[int | None, strawberry.argument(description="How many from the end, instead of `first`.")] = None,
        before: Annotated[str | None, strawberry.argument(description="Go back from the item with this cursor.")] = None,
    ) -> Connection[Annotated[Asset, strawberry.lazy("schema.types.asset")]]:
        """Page through the assets."""
        order = ASSETS[order_by]
        request = page_request(order, self.source.id, first=first, after=after, last=last, before=before)
        conditions = nodes.AssetFilter() if filter is None else filter.conditions()
        return await info.context.objects.assets_by_project(self.source.id, request, order_by, conditions)

    @strawberry.field(description="How much it holds.", directives=[Cost(weight=10)])
    async def counts(self, info: Info) -> ProjectCounts:
        """Count it."""
        return await info.context.objects.project_counts(self.source.id)

    @strawberry.field(description="The people, things and places seen in the project's footage, by name.")
    async def entities(
        self,
        info: Info,
        kind: Annotated[EntityKind | None, strawberry.argument(description="Only entities of this kind.")] = None,
        first: First = 20,
        after: After = None,
    ) -> Connection[Annotated[Entity, strawberry.lazy("schema.types.entity")]]:
        """Page through the entities."""
        request = page_request(ENTITIES, self.source.id, first=first, after=after)
        return await info.context.objects.entities_by_project(self.source.id, request, kind)

    @strawberry.field(description="Its review sessions, newest first.")
    async def review_sessions(
        self,
        info: Info,
        status: Annotated[SessionStatus | None, strawberry.argument(description="Only those with this status.")] = None,
        first: First = 20,
        after: After = None,
    ) -> Connection[Annotated[ReviewSession, strawberry.lazy("schema.types.review")]]:
        """Page through the sessions."""
        request = page_request(REVIEW_SESSIONS, self.source.id, first=first, after=after)
        return await info.context.review.sessions_by_project(self.source.id, request, status)

    @strawberry.field(
        description="What its versions can be decided to be, in a review session.",
        directives=[ListSize(assumed_size=30)],
    )
    async def review_statuses(self, info: Info) -> list[str]:
        """Load the statuses."""
        return await info.context.review.statuses_by_project(self.source.id)

    @strawberry.field(description="Who belongs to the project, by name; null to guests.")
    async def members(
        self, info: Info, first: First = 20, after: After = None
    ) -> Connection[Annotated[Member, strawberry.lazy("schema.types.member")]] | None:
        """Page through the members."""
        request = page_request(MEMBERS, self.source.id, first=first, after=after)
        return await info.context.objects.members_by_project(self.source.id, request)

    @strawberry.field(description="The project's guest links, newest first; null to whoever may not invite.")
    async def guest_links(
        self, info: Info, first: First = 20, after: After = None
    ) -> Connection[Annotated[GuestLink, strawberry.lazy("schema.types.member")]] | None:
        """Page through the guest links."""
        request = page_request(GUEST_LINKS, self.source.id, first=first, after=after)
        return await info.context.objects.guest_links_by_project(self.source.id, request)
