"""Who belongs to a project."""

from __future__ import annotations

from typing import Annotated

import strawberry

from graph.errors import InvalidError
from graph.nodes.access import Role
from schema.context import Context, Info
from schema.ids import decode_id
from schema.results import Problem
from schema.types.member import Member
from schema.types.user import User


@strawberry.input(description="Somebody to make a member of a project, named by id or by name.")
class AddMemberInput:
    """Input of ``addMember``."""

    project: strawberry.ID = strawberry.field(description="Id of the project.")
    role: Role = strawberry.field(description="What they may do there.")
    user: strawberry.ID | None = strawberry.field(default=None, description="Id of the user; or give `userName`.")
    user_name: str | None = strawberry.field(default=None, description="Name of the user; or give `user`.")
    client_mutation_id: str | None = strawberry.field(default=None, description="Comes back in the payload.")


@strawberry.input(description="Another role for a member.")
class SetRoleInput:
    """Input of ``setRole``."""

    project: strawberry.ID = strawberry.field(description="Id of the project.")
    user: strawberry.ID = strawberry.field(description="Id of the user.")
    role: Role = strawberry.field(description="What they may do there from now on.")
    client_mutation_id: str | None = strawberry.field(default=None, description="Comes back in the payload.")


@strawberry.input(description="A member to take out of a project.")
class RemoveMemberInput:
    """Input of ``removeMember``."""

    project: strawberry.ID = strawberry.field(description="Id of the project.")
    user: strawberry.ID = strawberry.field(description="Id of the user.")
    client_mutation_id: str | None = strawberry.field(default=None, description="Comes back in the payload.")


@strawberry.type(description="The member as they are now, or what kept it.")
class MemberPayload:
    """Payload of ``addMember`` and ``setRole``."""

    member: Member | None = strawberry.field(default=None, description="The member; null when there are problems.")
    problems: list[Problem] = strawberry.field(default_factory=list, description="What went wrong; empty when nothing did.")
    client_mutation_id: str | None = strawberry.field(default=None, description="As the input had it.")


@strawberry.type(description="The user who is a member no more, or what kept them.")
class RemoveMemberPayload:
    """Payload of ``removeMember``."""

    user: User | None = strawberry.field(default=None, description="The user; null when there are problems.")
    problems: list[Problem] = strawberry.field(default_factory=list, description="What went wrong; empty when nothing did.")
    client_mutation_id: str | None = strawberry.field(default=None, description="As the input had it.")


@strawberry.type
class MemberMutations:
    """The part of ``Mutation`` about members; for the ADMINs of a project."""

    @strawberry.mutation(description="Make somebody a member of a project, or change the role they have.")
    async def add_member(
        self,
        info: Info,
        input: Annotated[AddMemberInput, strawberry.argument(description="Who, where and as what.")],
    ) -> MemberPayload:
        """Add the member."""
        context = info.context
        project_id = decode_id(input.project, "Project", path=("project",))
        user_id = await _user_id(context, project_id, input)
        member = await context.services.projects.add_member(context.viewer, project_id, user_id, input.role)
        return MemberPayload(member=Member.of(member))

    @strawberry.mutation(description="Give a member another role. A project keeps its last ADMIN.")
    async def set_role(
        self,
        info: Info,
        input: Annotated[SetRoleInput, strawberry.argument(description="Who, where and as what.")],
    ) -> MemberPayload:
        """Change the role."""
        context = info.context
        project_id = decode_id(input.project, "Project", path=("project",))
        user_id = decode_id(input.user, "User", path=("user",))
        member = await context.services.projects.set_role(context.viewer, project_id, user_id, input.role)
        return MemberPayload(member=Member.of(member))

    @strawberry.mutation(description="Take a member out of a project; members may leave. A project keeps its last ADMIN.")
    async def remove_member(
        self,
        info: Info,
        input: Annotated[RemoveMemberInput, strawberry.argument(description="Who and where.")],
    ) -> RemoveMemberPayload:
        """Remove the member."""
        context = info.context
        project_id = decode_id(input.project, "Project", path=("project",))
        user_id = decode_id(input.user, "User", path=("user",))
        user = await context.services.projects.remove_member(context.viewer, project_id, user_id)
        return RemoveMemberPayload(user=User.of(user))


async def _user_id(context: Context, project_id: str, given: AddMemberInput) -> str:
    """Return the own id of the user that is meant; raises InvalidError unless id or name is given, one of them."""
    if given.user is not None and given.user_name is None:
        return decode_id(given.user, "User", path=("user",))
    if given.user_name is not None and given.user is None:
        return (await context.services.projects.user_named(context.viewer, project_id, given.user_name)).id
    raise InvalidError("Give either `user` or `userName`.", path=("user",))
