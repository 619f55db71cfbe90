"""The caller, projects, assets, and what is seen in a project."""

from __future__ import annotations

from typing import Annotated

import strawberry

from graph.errors import NotFoundError
from graph.nodes.entity import EntityKind
from graph.services import access
from schema.context import Info
from schema.ids import decode_id
from schema.orders import ENTITIES, PROJECTS
from schema.pagination import After, Connection, First, connection, page_request
from schema.types.asset import Asset
from schema.types.entity import Entity
from schema.types.project import Project
from schema.types.viewer import Viewer


@strawberry.type
class ProjectQueries:
    """The part of ``Query`` about the caller, projects and assets."""

    @strawberry.field(description="The caller.")
    def me(self, info: Info) -> Viewer:
        """Say who calls."""
        return Viewer.of(info.context.viewer)

    @strawberry.field(description="The project with a key; null where there is none, or it is not the caller's to see.")
    async def project(
        self, info: Info, key: Annotated[str, strawberry.argument(description="The project's short name.")]
    ) -> Project | None:
        """Find a project."""
        try:
            found = await info.context.services.projects.get(info.context.viewer, key, info.context.needed("Project"))
        except NotFoundError:
            return None
        return info.context.objects.as_project(found)

    @strawberry.field(description="The projects that the caller may see, by key.")
    async def projects(self, info: Info, first: First = 20, after: After = None) -> Connection[Project]:
        """Page through the projects."""
        context = info.context
        request = page_request(PROJECTS, "", first=first, after=after)
        page = await context.services.projects.page(context.viewer, request, context.needed("Project"))
        return connection(PROJECTS, "", request, page, [context.objects.as_project(found) for found in page.items])

    @strawberry.field(description="The asset with an id; null where there is none, or it is not the caller's to see.")
    async def asset(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="Id of an asset.")],
    ) -> Asset | None:
        """Find an asset."""
        own_id = decode_id(id, "Asset")
        context = info.context
        (found,) = await context.services.projects.visible_assets(context.viewer, [own_id], context.needed("Asset"))
        return None if found is None else Asset.of(found)

    @strawberry.field(description="The people, things and places seen in a project's footage, by name.")
    async def entities(
        self,
        info: Info,
        project: Annotated[strawberry.ID, strawberry.argument(description="Id of the project.")],
        kind: Annotated[EntityKind | None, strawberry.argument(description="Only entities of this kind.")] = None,
        name: Annotated[str | None, strawberry.argument(description="Only names that hold this text, in any case.")] = None,
        first: First = 20,
        after: After = None,
    ) -> Connection[Entity]:
        """Page through the entities of a project; raises NotFoundError for what the caller may not see."""
        context = info.context
        project_id = decode_id(project, "Project", path=("project",))
        if (await context.services.projects.visible_projects(context.viewer, [project_id], ()))[0] is None:
            raise access.missing("project", path=("project",))
        request = page_request(ENTITIES, project_id, first=first, after=after)
        return await context.objects.entities_by_project(project_id, request, kind, name)
