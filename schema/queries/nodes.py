"""Anything by its id."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Any, TypeVar

import strawberry

from graph.errors import InvalidError
from schema.context import Context, Info
from schema.ids import decode_any, with_article
from schema.pagination import LARGEST_PAGE
from schema.types.asset import Asset
from schema.types.entity import Entity
from schema.types.model import Model, ModelVersion
from schema.types.node import Node
from schema.types.run import AnalysisRun
from schema.types.version import Version

T = TypeVar("T")
Found = Sequence[Node | None]


def _wrap(found: Sequence[T | None], of: Callable[[T], Node]) -> Found:
    return [None if node is None else of(node) for node in found]


async def _timed(found: Sequence[T | None], of: Callable[[Sequence[T]], Awaitable[Sequence[Node]]]) -> Found:
    wrapped = iter(await of([node for node in found if node is not None]))
    return [None if node is None else next(wrapped) for node in found]


async def _visible(context: Context, kind: str, ids: Sequence[str]) -> Found | None:
    """Return the nodes of a type that the caller may see, None in place of others; None where no such type is."""
    services, viewer, objects = context.services, context.viewer, context.objects
    match kind:
        case "Project":
            return _wrap(await services.projects.visible_projects(viewer, ids), objects.as_project)
        case "Asset":
            return _wrap(await services.projects.visible_assets(viewer, ids), Asset.of)
        case "Version":
            return _wrap(await services.projects.visible_versions(viewer, ids), Version.of)
        case "Shot":
            return await _timed(await services.analysis.visible_shots(viewer, ids), objects.shots)
        case "Keyframe":
            return await _timed(await services.analysis.visible_keyframes(viewer, ids), objects.keyframes_of_any)
        case "Track":
            return await _timed(await services.analysis.visible_tracks(viewer, ids), objects.tracks)
        case "Entity":
            return _wrap(await services.analysis.visible_entities(viewer, ids), Entity.of)
        case "AnalysisRun":
            return _wrap(await services.analysis.visible_runs(viewer, ids), AnalysisRun.of)
        case "Model":
            return _wrap(await services.models.visible_models(viewer, ids), Model.of)
        case "ModelVersion":
            return _wrap(await services.models.visible_model_versions(viewer, ids), ModelVersion.of)
    return None


async def find_nodes(context: Context, ids: Sequence[str], *, path: str) -> list[Any]:
    """Return the node of each global id, None for what is not there or not the caller's to see.

    Raises InvalidError for what was never an id of a node.
    """
    asked = [decode_any(global_id, path=(path,)) for global_id in ids]
    kinds = sorted({kind for kind, _ in asked})
    own = {kind: list(dict.fromkeys(id for of, id in asked if of == kind)) for kind in kinds}
    answers = await asyncio.gather(*(_visible(context, kind, own[kind]) for kind in kinds))
    found: dict[tuple[str, str], Node | None] = {}
    for kind, nodes in zip(kinds, answers, strict=True):
        if nodes is None:
            raise InvalidError(
                f"{with_article(kind)} is no node; give the id of something that implements Node", path=(path,)
            )
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
