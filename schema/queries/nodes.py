"""Anything by its id."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Annotated, Any, TypeVar

import strawberry

from graph.errors import InvalidError
from schema.context import Context, Info
from schema.ids import decode_any, with_article
from schema.pagination import LARGEST_PAGE
from schema.types.annotation import Annotation
from schema.types.asset import Asset
from schema.types.comment import Comment
from schema.types.entity import Entity
from schema.types.member import GuestLink
from schema.types.model import Model, ModelVersion
from schema.types.node import Node
from schema.types.review import ReviewSession
from schema.types.run import AnalysisRun
from schema.types.user import Token, User
from schema.types.verdict import Decision, Verdict
from schema.types.version import Version

T = TypeVar("T")
Found = Sequence[Node | None]


def _wrap(found: Sequence[T | None], of: Callable[[T], Node]) -> Found:
    return [None if node is None else of(node) for node in found]


async def _timed(found: Sequence[T | None], of: Callable[[Sequence[T]], Awaitable[Sequence[Node]]]) -> Found:
    wrapped = iter(await of([node for node in found if node is not None]))
    return [None if node is None else next(wrapped) for node in found]


async def _projects(context: Context, ids: Sequence[str]) -> Found:
    return _wrap(
        await context.services.projects.visible_projects(context.viewer, ids, context.needed("Project")),
        context.objects.as_project,
    )


async def _assets(context: Context, ids: Sequence[str]) -> Found:
    return _wrap(await context.services.projects.visible_assets(context.viewer, ids, context.needed("Asset")), Asset.of)


async def _versions(context: Context, ids: Sequence[str]) -> Found:
    return _wrap(
        await context.services.projects.visible_versions(context.viewer, ids, context.needed("Version")), Version.of
    )


async def _shots(context: Context, ids: Sequence[str]) -> Found:
    return await _timed(
        await context.services.analysis.visible_shots(context.viewer, ids, context.needed("Shot")), context.objects.shots
    )


async def _keyframes(context: Context, ids: Sequence[str]) -> Found:
    found = await context.services.analysis.visible_keyframes(context.viewer, ids, context.needed("Keyframe"))
    return await _timed(found, context.objects.keyframes_of_any)


async def _tracks(context: Context, ids: Sequence[str]) -> Found:
    return await _timed(
        await context.services.analysis.visible_tracks(context.viewer, ids, context.needed("Track")), context.objects.tracks
    )


async def _entities(context: Context, ids: Sequence[str]) -> Found:
    return _wrap(await context.services.analysis.visible_entities(context.viewer, ids, context.needed("Entity")), Entity.of)


async def _runs(context: Context, ids: Sequence[str]) -> Found:
    return _wrap(
        await context.services.analysis.visible_runs(context.viewer, ids, context.needed("AnalysisRun")), AnalysisRun.of
    )


async def _models(context: Context, ids: Sequence[str]) -> Found:
    return _wrap(await context.services.models.visible_models(context.viewer, ids), Model.of)


async def _model_versions(context: Context, ids: Sequence[str]) -> Found:
    return _wrap(await context.services.models.visible_model_versions(context.viewer, ids), ModelVersion.of)


async def _users(context: Context, ids: Sequence[str]) -> Found:
    return _wrap(await context.services.users.visible_users(context.viewer, ids), User.of)


async def _tokens(context: Context, ids: Sequence[str]) -> Found:
    return _wrap(await context.services.users.visible_tokens(context.viewer, ids), Token.of)


async def _guest_links(context: Context, ids: Sequence[str]) -> Found:
    return _wrap(await context.services.guests.visible_links(context.viewer, ids), GuestLink.of)


async def _review_sessions(context: Context, ids: Sequence[str]) -> Found:
    return _wrap(
        await context.services.reviews.visible(context.viewer, ids, context.needed("ReviewSession")), ReviewSession.of
    )


async def _comments(context: Context, ids: Sequence[str]) -> Found:
    return _wrap(await context.services.comments.visible(context.viewer, ids, context.needed("Comment")), Comment.of)


async def _annotations(context: Context, ids: Sequence[str]) -> Found:
    return _wrap(
        await context.services.annotations.visible(context.viewer, ids, context.needed("Annotation")), Annotation.of
    )


async def _decisions(context: Context, ids: Sequence[str]) -> Found:
    return _wrap(
        await context.services.reviews.visible_decisions(context.viewer, ids, context.needed("Decision")), Decision.of
    )


async def _verdicts(context: Context, ids: Sequence[str]) -> Found:
    return _wrap(await context.services.verdicts.visible(context.viewer, ids, context.needed("Verdict")), Verdict.of)


VISIBLE: Mapping[str, Callable[[Context, Sequence[str]], Awaitable[Found]]] = {
    "Project": _projects,
    "Asset": _assets,
    "Version": _versions,
    "Shot": _shots,
    "Keyframe": _keyframes,
    "Track": _tracks,
    "Entity": _entities,
    "AnalysisRun": _runs,
    "Model": _models,
    "ModelVersion": _model_versions,
    "User": _users,
    "Token": _tokens,
    "GuestLink": _guest_links,
    "ReviewSession": _review_sessions,
    "Comment": _comments,
    "Annotation": _annotations,
    "Decision": _decisions,
    "Verdict": _verdicts,
}
"""How the nodes of each type are found that the caller may see, None in place of others."""


async def find_nodes(context: Context, ids: Sequence[str], *, path: str) -> list[Any]:
    """Return the node of each global id, None for what is not there or not the caller's to see.

    Raises InvalidError for what was never an id of a node.
    """
    asked = [decode_any(global_id, path=(path,)) for global_id in ids]
    kinds = sorted({kind for kind, _ in asked})
    for kind in kinds:
        if kind not in VISIBLE:
            raise InvalidError(
                f"{with_article(kind)} is no node; give the id of something that implements Node", path=(path,)
            )
    own = {kind: list(dict.fromkeys(id for of, id in asked if of == kind)) for kind in kinds}
    answers = await asyncio.gather(*(VISIBLE[kind](context, own[kind]) for kind in kinds))
    found: dict[tuple[str, str], Node | None] = {}
    for kind, nodes in zip(kinds, answers, strict=True):
        found.update({(kind, id): node for id, node in zip(own[kind], nodes, strict=True)})
    return [found[key] for key in asked]


@strawberry.type
class NodeQueries:
    """The part of ``Query`` that finds anything by its id."""

    @strawberry.field(description="The thing with an id; null where there is none, or it is not the caller's to see.")
    async def node(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="Id as an answer gave it.")],
    ) -> Node | None:
        """Find one node."""
        found: Node | None = (await find_nodes(info.context, [id], path="id"))[0]
        return found

    @strawberry.field(description="The things with some ids, in their order; null where `node` would have null.")
    async def nodes(
        self,
        info: Info,
        ids: Annotated[list[strawberry.ID], strawberry.argument(description="At most 100 ids.")],
    ) -> list[Node | None]:
        """Find many nodes, with one statement per type."""
        if len(ids) > LARGEST_PAGE:
            raise InvalidError(f"{len(ids)} ids are too many; ask for at most {LARGEST_PAGE} at once", path=("ids",))
        return await find_nodes(info.context, ids, path="ids")
