from __future__ import annotations

from base64 import urlsafe_b64encode

import pytest

from graph.nodes.access import Role, Viewer
from graph.nodes.ids import new_id
from schema.ids import encode_id
from tests.schema.desk import Desk

A_UUID = "01a203c7-50bc-7bbd-bc10-a858d0e73e09"
NODE = "query ($id: ID!) { node(id: $id) { __typename id } }"
NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"

ALL_IDS = """
  { project(key: "film") {
      id
      entities(first: 1) { edges { node { id } } }
      assets { edges { node { id latest {
        id
        runs { edges { node { id modelVersions { id model { id } } } } }
        shots(first: 1) { edges { node { id keyframes { id } tracks(first: 1) { edges { node { id } } } } } }
      } } } }
  } }
"""


def ids_in(answer: object) -> list[str]:
    if isinstance(answer, dict):
        own = [answer["id"]] if isinstance(answer.get("id"), str) else []
        return own + [found for value in answer.values() for found in ids_in(value)]
    return [found for value in answer for found in ids_in(value)] if isinstance(answer, list) else []


async def everything(desk: Desk) -> list[str]:
    ingested = await desk.scene.ingest()
    await desk.scene.analysed(ingested)
    return list(dict.fromkeys(ids_in(await desk.ask(ALL_IDS))))


async def test_everything_with_an_id_is_found_by_it(desk: Desk) -> None:
    ids = await everything(desk)

    answers = [(await desk.ask(NODE, id=each))["node"] for each in ids]

    assert [answer["id"] for answer in answers] == ids
    kinds = {answer["__typename"] for answer in answers}
    assert kinds == {
        "Project", "Entity", "Asset", "Version", "AnalysisRun", "ModelVersion", "Model", "Shot", "Keyframe", "Track",
    }  # fmt: skip
    assert [node["id"] for node in (await desk.ask(NODES, ids=[*reversed(ids)]))["nodes"]] == [*reversed(ids)]


async def test_a_stranger_finds_nothing_of_a_project_by_id(desk: Desk) -> None:
    ids = await everything(desk)
    other = await desk.scene.services.projects.create(desk.scene.admin, "other", "Another")
    guest = Viewer(desk.scene.stranger.user, {other.id: Role.ADMIN})

    for viewer in (desk.scene.stranger, guest):
        found = (await desk.ask(NODES, viewer, ids=ids))["nodes"]
        assert {node["__typename"] for node in found if node is not None} == {"Model", "ModelVersion"}
        for each in ids:
            node = (await desk.ask(NODE, viewer, id=each))["node"]
            assert node is None or node["__typename"] in ("Model", "ModelVersion")


async def test_what_never_was_is_null_and_keeps_its_place(desk: Desk) -> None:
    there = (await desk.ask('{ project(key: "film") { id } }'))["project"]["id"]
    never = encode_id("Shot", new_id())

    nodes = (await desk.ask(NODES, ids=[never, there, never]))["nodes"]

    assert nodes == [None, {"__typename": "Project", "id": there}, None]


@pytest.mark.parametrize(
    "given",
    ["", "x", "é", "Shot", "A" * 10_000, encode_id("Shot", "7"), encode_id("", A_UUID),
     encode_id("Shot", A_UUID.upper()), urlsafe_b64encode(b"\xff\xfe:").decode(), encode_id("Query", A_UUID)],
)  # fmt: skip
async def test_what_is_no_id_of_a_node_is_a_clean_error(desk: Desk, given: str) -> None:
    code, _, path = await desk.problem(NODE, id=given)

    assert (code, path) == ("INVALID", ["id"])


async def test_an_id_of_another_type_says_which_one_is_wanted(desk: Desk) -> None:
    code, message, path = await desk.problem("query ($id: ID!) { asset(id: $id) { id } }", id=encode_id("Shot", new_id()))

    assert (code, message, path) == ("INVALID", "This is the id of a Shot. Give the id of an Asset.", ["id"])


async def test_too_many_ids_are_refused(desk: Desk) -> None:
    code, _, path = await desk.problem(NODES, ids=[encode_id("Shot", new_id())] * 101)

    assert (code, path) == ("INVALID", ["ids"])
