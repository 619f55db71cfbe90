"""Models: which exact weights have spoken here, and which of a task is the champion."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from graph.errors import InvalidError
from graph.nodes.access import Viewer
from graph.nodes.model import CHAMPION, AnalysisTask, Model, ModelIdentity, ModelVersion
from graph.nodes.page import Page, PageRequest
from graph.services import access
from graph.stores.models import ModelStore

_ALIAS = re.compile(r"[a-z][a-z0-9_-]{0,31}")


class ModelService:
    """The rules of models. They belong to no project: all but guests may see them; guests see those of results."""

    def __init__(self, models: ModelStore) -> None:
        self._models = models

    async def register(self, identity: ModelIdentity) -> ModelVersion:
        """Return the version with an identity; the first of its task becomes its champion. The worker's side: no viewer."""
        return await self._models.merge(identity)

    async def champions(self) -> Mapping[AnalysisTask, ModelVersion]:
        """Return the champion of each task that has one."""
        return await self._models.champions()

    async def set_alias(self, viewer: Viewer, model_version_id: str, alias: str) -> ModelVersion:
        """Give an alias to a version, and take it from the one of its task that had it. Needs an administrator.

        With ``champion``, what its newest runs said becomes current wherever it has one; elsewhere what is current stays.
        """
        access.require_admin(viewer)
        if not _ALIAS.fullmatch(alias):
            raise InvalidError(f"{alias!r} cannot be an alias: use small letters, digits, - and _.", path=("alias",))
        model_version = (await self._models.by_ids([model_version_id]))[0]
        if model_version is None:
            raise access.missing("model version")
        moved = await self._models.set_alias(model_version, alias)
        if alias == CHAMPION:
            await self._models.point_current(moved)
        return moved

    async def list(self, viewer: Viewer, request: PageRequest, task: AnalysisTask | None = None) -> Page[ModelVersion]:
        """Return a page of model versions, newest first. Raises NotAllowedError for a guest. Sort keys: (id,)."""
        access.permit(viewer, access.SEE_SYSTEM)
        return await self._models.page(request, task)

    async def visible_model_versions(self, viewer: Viewer, ids: Sequence[str]) -> Sequence[ModelVersion | None]:
        """Return the model version of each id, None for what is not there, and to guests."""
        return await self._models.by_ids(ids if access.may(viewer, access.SEE_SYSTEM) else [""] * len(ids))

    async def visible_models(self, viewer: Viewer, ids: Sequence[str]) -> Sequence[Model | None]:
        """Return the model of each id, None for what is not there, and to guests."""
        return await self._models.models_by_ids(ids if access.may(viewer, access.SEE_SYSTEM) else [""] * len(ids))
