from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

import pytest
from structlog.testing import capture_logs

from graph.nodes.asset import Project
from graph.nodes.page import Page, PageRequest
from schema.context import Context
from tests.schema.desk import Desk

HIDDEN = "bolt://10.0.0.7:7687 MATCH (n) password"


class Broken:
    """A service with a defect."""

    async def page(self, viewer: object, request: PageRequest, only: Collection[str] | None = None) -> Page[Project]:
        raise RuntimeError(HIDDEN)


async def test_a_defect_is_logged_and_the_caller_sees_its_request_s_id_alone(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.scene.services = replace(desk.scene.services, projects=Broken())  # type: ignore[arg-type]

    with capture_logs() as logs:
        result = await desk.answer("{ me { name } projects { edges { cursor } } }")

    assert result.errors is not None
    (error,) = result.errors
    assert error.extensions == {"code": "INTERNAL", "requestId": "request-1"}
    assert error.message == "Something broke here. Tell the administrator this id: request-1"
    assert error.path == ["projects"]
    assert HIDDEN not in str(error.formatted)
    (line,) = logs
    assert (line["log_level"], line["request_id"], str(line["exc_info"])) == ("error", "request-1", HIDDEN)


async def test_an_expected_failure_keeps_its_code_and_is_no_log_line(desk: Desk) -> None:
    with capture_logs() as logs:
        code, _, path = await desk.problem('{ node(id: "x") { id } }')

    assert (code, path, logs) == ("INVALID", ["id"], [])


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ me { name }", "GRAPHQL_PARSE_FAILED"),
        ("{ nonsense }", "GRAPHQL_VALIDATION_FAILED"),
        ("query ($id: ID!) { node(id: $id) { id } }", "GRAPHQL_VALIDATION_FAILED"),
        ("query A { me { name } } query B { me { name } }", "GRAPHQL_VALIDATION_FAILED"),
        ('{ projects(first: "x") { edges { cursor } } }', "GRAPHQL_VALIDATION_FAILED"),
        ('{ search(input: {text: "x", where: {createdAfter: "yesterday"}}) { noGoodMatch } }', "GRAPHQL_VALIDATION_FAILED"),
    ],
)
async def test_what_the_caller_wrote_wrong_says_so_without_a_log_line(desk: Desk, query: str, code: str) -> None:
    with capture_logs() as logs:
        result = await desk.answer(query)

    assert result.errors is not None
    assert {error.extensions["code"] for error in result.errors if error.extensions} == {code}
    assert not any("Did you mean" in error.message for error in result.errors)
    assert logs == []


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("{ " + " ".join(f"a{number}: me {{ name }}" for number in range(40)) + " }", "aliases"),
        ("{ " + "me { name } " * 1000 + "}", "tokens"),
        (
            "{ projects { edges { node { assets { edges { node "
            + "{ latest { asset " * 8
            + "{ id }"
            + " } }" * 8
            + " } } } } } }",
            "depth",
        ),
    ],
)
async def test_what_is_too_much_is_refused_before_it_runs(desk: Desk, query: str, word: str) -> None:
    result = await desk.answer(query)

    assert result.data is None
    assert result.errors is not None
    assert word in result.errors[0].message


async def test_the_schema_is_shown_to_administrators_and_in_development_alone(desk: Desk) -> None:
    query = "{ __schema { queryType { name } } }"
    context: Context = desk.context(desk.scene.artist)
    context.development = True

    async def refused(**given: Any) -> bool:
        from schema.root import schema

        return bool((await schema.execute(query, **given)).errors)

    assert await refused(context_value=desk.context(desk.scene.artist))
    members, nobody = desk.context(desk.scene.artist), desk.context(desk.scene.admin)
    members.introspection_for, nobody.introspection_for = "members", "nobody"
    assert not await refused(context_value=members)
    assert await refused(context_value=nobody)
    assert not await refused(context_value=desk.context(desk.scene.admin))
    assert not await refused(context_value=context)
