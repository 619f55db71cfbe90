"""Assets."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.nodes import asset as nodes
from graph.nodes.asset import AssetKind, RepresentationRole
from schema.alike import alike
from schema.context import Info
from schema.orders import VERSIONS
from schema.pagination import After, Connection, First, page_request
from schema.types.node import Node
from schema.types.playback import url_of

if TYPE_CHECKING:
    from schema.types.project import Project
    from schema.types.version import Version


@strawberry.type(description="A thing with a history: its versions.")
class Asset(Node):
    """GraphQL form of ``graph.nodes.asset.Asset``."""

    source: strawberry.Private[nodes.Asset]
    name: str = strawberry.field(
        resolver=lambda self: self.source.name, description="Name for people; the file's name unless another was given."
    )
    kind: AssetKind = strawberry.field(resolver=lambda self: self.source.kind, description="What it is made of.")
    tags: list[str] = strawberry.field(resolver=lambda self: self.source.tags, description="Words that people gave it.")
    created_at: datetime = strawberry.field(
        resolver=lambda self: self.source.created_at, description="When it was ingested first."
    )
    version: int = strawberry.field(
        resolver=lambda self: self.source.version, description="Counts the changes; editing asks for the one you saw."
    )

    @classmethod
    def of(cls, asset: nodes.Asset) -> Asset:
        """Return ``asset`` for the answer."""
        return cls(source=asset)

    @strawberry.field(description="The project it is part of.", metadata=alike(lambda self: self.source.project_id))
    async def project(self, info: Info) -> Annotated[Project, strawberry.lazy("schema.types.project")]:
        """Load the project."""
        return await info.context.objects.project(self.source.project_id)

    @strawberry.field(description="Its newest version.")
    async def latest(self, info: Info) -> Annotated[Version, strawberry.lazy("schema.types.version")]:
        """Load the newest version."""
        return await info.context.objects.latest_version(self.source.id)

    @strawberry.field(description="Address of a picture that stands for its newest version; null before the first analysis.")
    async def poster_url(self, info: Info) -> str | None:
        """Choose among the files of the newest version; null to a guest of a session that does not review it."""
        latest = await info.context.objects.latest_version(self.source.id)
        viewer = info.context.viewer
        if viewer.session_id is not None:
            (reviewed,) = await info.context.services.projects.visible_versions(viewer, [latest.source.id])
            if reviewed is None:
                return None
        return url_of(await info.context.objects.files(latest.source.id), RepresentationRole.POSTER)

    @strawberry.field(description="Its versions, newest first.")
    async def versions(
        self, info: Info, first: First = 20, after: After = None
    ) -> Connection[Annotated[Version, strawberry.lazy("schema.types.version")]]:
        """Page through the versions."""
        request = page_request(VERSIONS, self.source.id, first=first, after=after)
        return await info.context.objects.versions_by_asset(self.source.id, request)
