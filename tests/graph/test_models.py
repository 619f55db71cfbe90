"""Model versions and their aliases."""

from __future__ import annotations

import asyncio

import pytest

from graph.errors import InvalidError, NotAllowedError, NotFoundError
from graph.nodes.ids import new_id
from graph.nodes.model import CHAMPION, AnalysisTask
from graph.nodes.page import PageRequest
from tests.graph.scene import Scene, identity


async def test_the_first_model_of_a_task_is_its_champion_and_an_alias_has_one_bearer(scene: Scene) -> None:
    models = scene.services.models
    first = await models.register(identity(AnalysisTask.DETECTION, "yolo", "1"))
    same = await models.register(identity(AnalysisTask.DETECTION, "yolo", "1"))
    second = await models.register(identity(AnalysisTask.DETECTION, "yolo", "2"))
    embedder = await models.register(identity(AnalysisTask.EMBEDDING, "clip", "3"))

    assert same == first
    assert (first.aliases, second.aliases, embedder.aliases) == ((CHAMPION,), (), (CHAMPION,))
    assert second.model_id == first.model_id != embedder.model_id
    await models.set_alias(scene.admin, second.id, CHAMPION)
    champions = await models.champions()
    assert {task: version.id for task, version in champions.items()} == {
        AnalysisTask.DETECTION: second.id,
        AnalysisTask.EMBEDDING: embedder.id,
    }
    page = await models.list(scene.artist, PageRequest(10), AnalysisTask.DETECTION)
    assert [version.id for version in page.items] == [second.id, first.id]
    named = (await models.visible_models(scene.artist, [first.model_id]))[0]
    assert named is not None
    assert named.name == "yolo"
    with pytest.raises(NotAllowedError):
        await models.set_alias(scene.artist, first.id, CHAMPION)
    with pytest.raises(NotFoundError):
        await models.set_alias(scene.admin, new_id(), CHAMPION)
    with pytest.raises(InvalidError):
        await models.set_alias(scene.admin, first.id, "No alias")


async def test_of_many_first_versions_at_once_one_is_the_champion(scene: Scene) -> None:
    versions = await asyncio.gather(
        *(scene.services.models.register(identity(AnalysisTask.SHOTS, f"net-{n % 5}", str(n % 2))) for n in range(20))
    )

    assert len({version.id for version in versions}) == 10
    page = await scene.services.models.list(scene.artist, PageRequest(20))
    assert [version.aliases for version in page.items].count((CHAMPION,)) == 1
    assert (await scene.count("Model"), await scene.count("ModelVersion")) == (5, 10)
