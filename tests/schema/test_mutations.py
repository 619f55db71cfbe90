from __future__ import annotations

from typing import Any

import pytest

from graph.nodes.access import Role, Viewer
from graph.nodes.ids import new_id
from schema.ids import encode_id
from tests.schema.desk import Desk

CREATE = """mutation ($input: CreateProjectInput!) { createProject(input: $input) {
  project { key name myRole assets { edges { node { id } } } } problems { code message path } clientMutationId } }"""
INGEST = """mutation ($input: IngestInput!) { ingest(input: $input) {
  asset { id name tags } version { id number sha256 } created run { status } problems { code message path __typename }
  clientMutationId } }"""
ANALYZE = """mutation ($input: AnalyzeInput!) { analyze(input: $input) {
  run { id status tasks parameters } problems { code message path } clientMutationId } }"""
CANCEL = "mutation ($id: ID!) { cancelRun(id: $id) { run { status } problems { code message path } } }"


async def ingest(desk: Desk, viewer: Viewer | None = None, **given: Any) -> dict[str, Any]:
    given.setdefault("project", encode_id("Project", desk.scene.project.id))
    payload: dict[str, Any] = (await desk.ask(INGEST, viewer, input=given))["ingest"]
    return payload


async def test_who_makes_a_project_administers_it(desk: Desk) -> None:
    given = {"key": "second", "name": "The Second", "clientMutationId": "7"}

    payload = (await desk.ask(CREATE, input=given))["createProject"]

    project = {"key": "second", "name": "The Second", "myRole": "ADMIN", "assets": {"edges": []}}
    assert payload == {"project": project, "problems": [], "clientMutationId": "7"}


async def test_a_key_that_is_taken_is_a_problem_in_the_payload(desk: Desk) -> None:
    payload = (await desk.ask(CREATE, input={"key": "film", "name": "Again", "clientMutationId": "8"}))["createProject"]

    assert payload["project"] is None
    (problem,) = payload["problems"]
    assert (problem["code"], problem["path"], payload["clientMutationId"]) == ("CONFLICT", ["input", "key"], "8")


async def test_a_file_becomes_a_version_once(desk: Desk) -> None:
    path = str(desk.scene.file())

    first = await ingest(desk, path=path, tags=["reel"], clientMutationId="a")
    second = await ingest(desk, path=path)

    assert (first["created"], second["created"]) == (True, False)
    assert first["asset"]["id"] == second["asset"]["id"]
    assert first["version"] == second["version"]
    assert (first["asset"]["name"], first["asset"]["tags"], first["run"]) == ("clip", ["reel"], {"status": "QUEUED"})
    assert first["clientMutationId"] == "a"


async def test_a_file_without_analysis_has_no_run(desk: Desk) -> None:
    assert (await ingest(desk, path=str(desk.scene.file()), analyze=False))["run"] is None


async def test_a_next_version_joins_its_asset(desk: Desk) -> None:
    first = await ingest(desk, path=str(desk.scene.file()))

    second = await ingest(desk, path=str(desk.scene.file("b.mov", "VIDEO b")), versionOf=first["asset"]["id"])

    assert (second["asset"]["id"], second["version"]["number"]) == (first["asset"]["id"], 2)


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"path": "/etc/passwd"}, "OUTSIDE_ROOTS", None),
        ({"path": "a\0b"}, None, None),
        ({}, "INVALID", ["input", "path"]),
        ({"uploadId": "nothing"}, "NOT_FOUND", ["input", "uploadId"]),
        ({"path": "x", "project": encode_id("Project", new_id())}, "NOT_FOUND", None),
        ({"path": "x", "project": "x"}, "INVALID", ["input", "project"]),
        ({"path": "x", "versionOf": encode_id("Shot", new_id())}, "INVALID", ["input", "versionOf"]),
    ],
)
async def test_what_cannot_be_ingested_is_a_problem(
    desk: Desk, given: dict[str, Any], code: str | None, path: list[str] | None
) -> None:
    payload = await ingest(desk, **given)

    (problem,) = payload["problems"]
    assert (payload["asset"], payload["version"], payload["created"]) == (None, None, False)
    assert code is None or problem["code"] == code
    assert path is None or problem["path"] == path
    assert problem["__typename"] == "BasicProblem"


async def test_a_file_that_is_no_footage_is_a_problem_that_names_it(desk: Desk) -> None:
    payload = await ingest(desk, path=str(desk.scene.file("notes.txt", "hello")))

    (problem,) = payload["problems"]
    assert problem["code"] == "UNSUPPORTED_MEDIA"
    assert "notes.txt" in problem["message"]


async def test_a_member_below_the_role_is_told_which_role_would_do(desk: Desk) -> None:
    watcher = Viewer(desk.scene.stranger.user, {desk.scene.project.id: Role.VIEWER})

    payload = await ingest(desk, watcher, path=str(desk.scene.file()))

    assert payload["problems"][0]["code"] == "NOT_ALLOWED"
    assert "ARTIST" in payload["problems"][0]["message"]


async def test_analysis_is_asked_for_once_unless_forced(desk: Desk) -> None:
    version = (await ingest(desk, path=str(desk.scene.file()), analyze=False))["version"]["id"]

    async def run(**given: Any) -> dict[str, Any]:
        payload: dict[str, Any] = (await desk.ask(ANALYZE, input={"version": version, **given}))["analyze"]
        assert payload["problems"] == []
        found: dict[str, Any] = payload["run"]
        return found

    first = await run(tasks=["SHOTS"], parameters={"threshold": 0.5})

    assert (first["status"], first["tasks"], first["parameters"]) == ("QUEUED", ["SHOTS"], {"threshold": 0.5})
    assert (await run(tasks=["SHOTS"], parameters={"threshold": 0.5}))["id"] == first["id"]
    assert (await run(tasks=["SHOTS"], parameters={"threshold": 0.5}, force=True))["id"] != first["id"]


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"version": encode_id("Version", new_id())}, "NOT_FOUND", None),
        ({"version": "x"}, "INVALID", ["input", "version"]),
        ({"version": encode_id("Version", new_id()), "parameters": [1]}, "INVALID", ["input", "parameters"]),
    ],
)
async def test_analysis_of_nothing_is_a_problem(desk: Desk, given: Any, code: str, path: list[str] | None) -> None:
    payload = (await desk.ask(ANALYZE, input={"clientMutationId": "c", **given}))["analyze"]

    assert (payload["run"], payload["clientMutationId"]) == (None, "c")
    assert payload["problems"][0]["code"] == code
    assert path is None or payload["problems"][0]["path"] == path


async def test_a_run_that_waits_is_cancelled(desk: Desk) -> None:
    ingested = await desk.scene.ingest()
    assert ingested.run is not None

    payload = (await desk.ask(CANCEL, id=encode_id("AnalysisRun", ingested.run.id)))["cancelRun"]

    assert payload == {"run": {"status": "CANCELLED"}, "problems": []}


async def test_a_stranger_cannot_cancel_or_learn_of_a_run(desk: Desk) -> None:
    ingested = await desk.scene.ingest()
    assert ingested.run is not None

    real = await desk.ask(CANCEL, desk.scene.stranger, id=encode_id("AnalysisRun", ingested.run.id))
    made_up = await desk.ask(CANCEL, desk.scene.stranger, id=encode_id("AnalysisRun", new_id()))

    assert real == made_up
    assert real["cancelRun"]["problems"][0]["code"] == "NOT_FOUND"


async def test_a_mutation_reads_what_it_wrote_although_it_was_loaded_before(desk: Desk) -> None:
    first = await ingest(desk, path=str(desk.scene.file()), analyze=False)
    project, asset = encode_id("Project", desk.scene.project.id), first["asset"]["id"]
    query = """mutation ($a: IngestInput!, $b: IngestInput!) {
      a: ingest(input: $a) { asset { latest { number } } } b: ingest(input: $b) { asset { latest { number } } } }"""
    given = [
        {
            "project": project,
            "versionOf": asset,
            "analyze": False,
            "path": str(desk.scene.file(f"{name}.mov", f"VIDEO {name}")),
        }
        for name in "ab"
    ]

    answer = await desk.ask(query, a=given[0], b=given[1])

    assert [answer[name]["asset"]["latest"]["number"] for name in "ab"] == [2, 3]
