"""Models and their versions <-> nodes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from graph.cypher import models as cypher
from graph.errors import NotFoundError
from graph.nodes.ids import new_id
from graph.nodes.model import CHAMPION, AnalysisTask, Model, ModelIdentity, ModelVersion
from graph.nodes.page import Page, PageRequest
from graph.ports import GraphClient
from graph.stores.rows import Row, json_of, one_each, read_by_id, read_pages

REPOINTED_AT_ONCE = 500


def model_from(row: Row) -> Model:
    """Return the model that a node's properties say."""
    return Model(row["id"], row["name"], AnalysisTask[row["task"]])


def model_version_from(row: Row) -> ModelVersion:
    """Return the model version that a node's properties say."""
    identity = ModelIdentity(
        task=AnalysisTask[row["task"]],
        name=row["name"],
        weights_sha256=row["weightsSha256"],
        preprocessing=json.loads(row["preprocessing"]),
        parameters=json.loads(row["parameters"]),
        source=row["source"],
    )
    return ModelVersion(row["id"], row["modelId"], identity, tuple(row.get("aliases") or ()))


class ModelStore:
    """Reads and writes models, their versions and aliases."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client

    async def merge(self, identity: ModelIdentity) -> ModelVersion:
        """Return the version with an identity, made if need be; the first of a task becomes its champion."""
        task = identity.task.name
        model = {"id": new_id(), "nameKey": f"{task}:{identity.name}", "name": identity.name, "task": task}
        version = {
            "id": new_id(),
            "digest": identity.digest,
            "task": task,
            "name": identity.name,
            "weightsSha256": identity.weights_sha256,
            "preprocessing": json_of(dict(identity.preprocessing)),
            "parameters": json_of(dict(identity.parameters)),
            "source": identity.source,
        }
        rows = await self._client.write(cypher.MODEL_VERSION_MERGE, model=model, version=version, champion=CHAMPION)
        return model_version_from(rows[0]["item"])

    async def set_alias(self, model_version: ModelVersion, alias: str) -> ModelVersion:
        """Give an alias to a version, and take it from the one of its task that had it."""
        await self._client.write(cypher.ALIAS_MOVE, task=model_version.identity.task.name, alias=alias, id=model_version.id)
        moved = (await self.by_ids([model_version.id]))[0]
        if moved is None:
            raise NotFoundError("There is no such model version.", path=("id",))
        return moved

    async def point_current(self, model_version: ModelVersion) -> int:
        """Make each version's newest run with a model version current for its task; returns how many versions have one.

        Idempotent and in batches: cut off, it is simply called again.
        """
        task, after, count = model_version.identity.task.name, "", 0
        while True:
            rows = await self._client.read(
                cypher.RUNS_OF_MODEL_VERSION, id=model_version.id, task=task, after=after, limit=REPOINTED_AT_ONCE
            )
            if not rows:
                return count
            await self._client.write(cypher.CURRENT_POINT, rows=rows, task=task)
            after, count = rows[-1]["version"], count + len(rows)

    async def by_ids(self, ids: Sequence[str]) -> list[ModelVersion | None]:
        """Return the model version of each id."""
        rows = await self._client.read(cypher.MODEL_VERSIONS_BY_ID, ids=list(dict.fromkeys(ids)))
        return one_each(ids, rows, lambda row: model_version_from(row["item"]))

    async def champions(self) -> Mapping[AnalysisTask, ModelVersion]:
        """Return the champion of each task that has one."""
        rows = await self._client.read(cypher.CHAMPIONS, champion=CHAMPION)
        found = [model_version_from(row["item"]) for row in rows]
        return {model_version.identity.task: model_version for model_version in found}

    async def page(self, request: PageRequest, task: AnalysisTask | None = None) -> Page[ModelVersion]:
        """Return a page of model versions, newest first. Sort keys: (id,)."""
        pages = await read_pages(
            self._client,
            cypher.MODEL_VERSIONS_PAGE,
            [""],
            request,
            model_version_from,
            task=None if task is None else task.name,
        )
        return pages[0]

    async def models_by_ids(self, ids: Sequence[str]) -> list[Model | None]:
        """Return the model of each id."""
        return await read_by_id(self._client, cypher.MODELS_BY_ID, ids, None, model_from)
