"""Mutations under one clientMutationId, through the whole schema."""

from __future__ import annotations

import asyncio
from typing import Any

from schema.ids import encode_id
from tests.schema.desk import Desk

CREATE = """mutation ($input: CreateProjectInput!) { createProject(input: $input) {
  project { id key } problems { code message path } clientMutationId } }"""
TOKEN = """mutation ($input: CreateTokenInput!) { createToken(input: $input) {
  token { id } secret problems { code message } clientMutationId } }"""


async def create(desk: Desk, key: str, given: str, name: str = "A Film") -> dict[str, Any]:
    payload: dict[str, Any] = (await desk.ask(CREATE, input={"key": key, "name": name, "clientMutationId": given}))[
        "createProject"
    ]
    return payload


async def test_a_repeated_mutation_has_one_effect_and_answers_alike(desk: Desk) -> None:
    answers = await asyncio.gather(*(create(desk, "second", "id 1") for _ in range(20)))
    assert answers[0]["project"]["key"] == "second"
    assert answers == [answers[0]] * 20
    assert await desk.scene.count("Project") == 2


async def test_an_answer_comes_again_word_for_word_although_the_world_went_on(desk: Desk) -> None:
    path = str(desk.scene.file())
    mutation = """mutation ($input: IngestInput!) { ingest(input: $input) { created version { id } run { status } } }"""
    given = {"project": encode_id("Project", desk.scene.project.id), "path": path, "clientMutationId": "ingest 1"}
    first = await desk.ask(mutation, input=given)
    assert first["ingest"]["created"]
    assert await desk.ask(mutation, input=given) == first
    again = await desk.ask(mutation, input={**given, "clientMutationId": "ingest 2"})
    assert again["ingest"]["created"] is False


async def test_another_request_under_the_same_id_is_a_conflict_and_does_nothing(desk: Desk) -> None:
    await create(desk, "second", "id 1")
    for refused in (await create(desk, "third", "id 1"), await create(desk, "second", "id 1", name="Another Film")):
        assert refused["project"] is None
        (problem,) = refused["problems"]
        assert problem["code"] == "CONFLICT"
        assert "used for something else" in problem["message"]
        assert problem["path"] == ["input", "clientMutationId"]
        assert refused["clientMutationId"] == "id 1"
    assert await desk.scene.count("Project") == 2


async def test_the_same_id_of_another_author_is_another_id(desk: Desk) -> None:
    await create(desk, "second", "id 1")
    given = {"key": "third", "name": "The Third", "clientMutationId": "id 1"}
    payload = (await desk.ask(CREATE, desk.scene.admin, input=given))["createProject"]
    assert payload["project"]["key"] == "third"


async def test_a_refused_mutation_is_tried_again_and_may_then_succeed(desk: Desk) -> None:
    given = {"project": encode_id("Project", desk.scene.project.id), "path": str(desk.scene.root / "late.mov")}
    mutation = "mutation ($input: IngestInput!) { ingest(input: $input) { created problems { code } } }"
    first = await desk.ask(mutation, input={**given, "clientMutationId": "late"})
    assert first["ingest"] == {"created": False, "problems": [{"code": "NOT_FOUND"}]}
    desk.scene.file("late.mov")
    assert (await desk.ask(mutation, input={**given, "clientMutationId": "late"}))["ingest"]["created"]


async def test_a_secret_is_told_once_and_kept_nowhere(desk: Desk) -> None:
    given = {"name": "for the farm", "scope": "READ", "clientMutationId": "token 1"}
    first = (await desk.ask(TOKEN, desk.scene.admin, input=given))["createToken"]
    assert first["secret"]
    again = (await desk.ask(TOKEN, desk.scene.admin, input=given))["createToken"]
    assert (again["token"], again["secret"]) == (None, None)
    assert "held a secret" in again["problems"][0]["message"]
    everything = await desk.scene.client.read("MATCH (n) RETURN properties(n) AS node")
    assert first["secret"] not in str(everything)


async def test_mutations_without_an_id_each_have_their_effect(desk: Desk) -> None:
    first = (await desk.ask(CREATE, input={"key": "second", "name": "A"}))["createProject"]
    second = (await desk.ask(CREATE, input={"key": "second", "name": "A"}))["createProject"]
    assert (first["problems"], second["problems"][0]["code"]) == ([], "CONFLICT")


async def test_an_id_that_cannot_be_is_a_problem(desk: Desk) -> None:
    for given in ("", "x" * 201):
        payload = await create(desk, "second", given)
        assert payload["problems"][0]["code"] == "INVALID"
    assert await desk.scene.count("Project") == 1


async def test_ids_that_stand_in_the_document_and_in_fragments_count_too(desk: Desk) -> None:
    document = """mutation { ...both } fragment both on Mutation {
      a: createProject(input: {key: "a", name: "A", clientMutationId: "1"}) { project { key } problems { code } }
      b: createProject(input: {key: "b", name: "B", clientMutationId: "2"}) { project { key } problems { code } } }"""
    first = await desk.ask(document)
    assert [first[name]["project"]["key"] for name in "ab"] == ["a", "b"]
    assert await desk.ask(document) == first
    assert await desk.scene.count("Project") == 3


async def test_what_is_written_into_a_session_is_kept_by_its_log_alone(desk: Desk) -> None:
    ingested = await desk.scene.ingest()
    opening = """mutation ($input: OpenReviewSessionInput!) { openReviewSession(input: $input) {
      reviewSession { id } problems { code } clientMutationId } }"""
    versions = [encode_id("Version", ingested.version.id)]
    given = {"project": encode_id("Project", desk.scene.project.id), "name": "Dailies", "versions": versions}
    session = (await desk.ask(opening, input={**given, "clientMutationId": "o"}))["openReviewSession"]
    assert (await desk.ask(opening, input={**given, "clientMutationId": "o"}))["openReviewSession"] == session
    saying = """mutation ($input: AddCommentInput!) { addComment(input: $input) {
      comment { id text } seq problems { code path } clientMutationId } }"""
    words = {
        "sessionId": session["reviewSession"]["id"],
        "versionId": versions[0],
        "at": {"start": 0, "end": 1},
        "text": "too dark",
        "clientMutationId": "c",
    }
    answers = await asyncio.gather(*(desk.ask(saying, input=words) for _ in range(10)))
    assert answers == [answers[0]] * 10
    assert answers[0]["addComment"]["clientMutationId"] == "c"
    assert await desk.scene.count("Comment") == 1
    assert await desk.scene.count("Claim") == 0
    other = (await desk.ask(saying, input={**words, "text": "too light"}))["addComment"]
    assert other["problems"] == [{"code": "CONFLICT", "path": ["input", "clientMutationId"]}]
