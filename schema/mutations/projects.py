"""Making projects."""

from __future__ import annotations

from typing import Annotated

import strawberry

from graph.nodes.access import Role
from graph.nodes.asset import StorageMode
from schema.context import Info
from schema.results import Problem
from schema.types.project import Project


@strawberry.input(description="A project to make.")
class CreateProjectInput:
    """Input of ``createProject``."""

    key: str = strawberry.field(description="Short name, unique on this server: 1 to 64 letters, digits, - and _.")
    name: str = strawberry.field(description="Name for people.")
    storage: StorageMode = strawberry.field(default=StorageMode.COPY, description="What becomes of ingested files.")
    client_mutation_id: str | None = strawberry.field(default=None, description="Comes back in the payload.")


@strawberry.type(description="The new project, or what kept it from being made.")
class CreateProjectPayload:
    """Payload of ``createProject``."""

    project: Project | None = strawberry.field(default=None, description="The new project; null when there are problems.")
    problems: list[Problem] = strawberry.field(default_factory=list, description="What went wrong; empty when nothing did.")
    client_mutation_id: str | None = strawberry.field(default=None, description="As the input had it.")


@strawberry.type
class ProjectMutations:
    """The part of ``Mutation`` that is about projects."""

    @strawberry.mutation(description="Make a project; the caller becomes its administrator.")
    async def create_project(
        self,
        info: Info,
        input: Annotated[CreateProjectInput, strawberry.argument(description="The project.")],
    ) -> CreateProjectPayload:
        """Create the project."""
        context = info.context
        project = await context.services.projects.create(context.viewer, input.key, input.name, input.storage)
        return CreateProjectPayload(project=Project.of(project, Role.ADMIN))
