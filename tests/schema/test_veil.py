from __future__ import annotations

import re
from typing import Any

import pytest

from schema.errors import VALIDATION_FAILED
from schema.root import schema
from tests.schema.desk import Desk

pytestmark = pytest.mark.no_cover  # so many cases: to note each line that they run would take as long again

NAMES = {
    name
    for kind in schema._schema.type_map.values()
    if not kind.name.startswith("__") and kind.name not in ("String", "Int", "Float", "Boolean", "ID")
    for name in (kind.name, *getattr(kind, "fields", ()), *getattr(kind, "values", ()))
} | {
    name
    for kind in schema._schema.type_map.values()
    for field in getattr(kind, "fields", {}).values()
    for name in getattr(field, "args", ())
}
ORDINARY = {"and", "end", "error", "field", "fields", "found", "id", "key", "kind", "message", "name", "of", "on", "path"}
ORDINARY |= {"selection", "start", "text", "type", "value", "version", "x"}
"""Words of plain sentences that are names in the schema as well."""


def misspelt() -> list[str]:
    """Thousands of words, each a letter or two away from a name of the schema."""
    words = []
    for name in sorted(NAMES):
        middle = len(name) // 2
        words += [name + "s", name[:-1] + "x", name[1:], name[:middle] + name[middle + 1 :], name.swapcase(), "x" + name]
    return list(dict.fromkeys(word for word in words if re.fullmatch(r"[_A-Za-z]\w*", word) and word not in NAMES))


async def said(desk: Desk, query: str, **variables: Any) -> str:
    """What is said of a document or variables that do not fit; what runs may say how it is done right."""
    result = await desk.answer(query, **variables)
    wrong = [error for error in result.errors or () if (error.extensions or {})["code"] == VALIDATION_FAILED]
    return " ".join(error.message for error in wrong)


def names_in(message: str, query: str) -> set[str]:
    """The names of the schema that a message tells to somebody who did not write them."""
    return {word for word in re.findall(r"\w+", message) if word in NAMES - ORDINARY and word not in query}


async def test_misspelt_names_bring_back_none_that_is_right(desk: Desk) -> None:
    words = misspelt()
    assert len(words) > 3000
    told: set[tuple[str, str]] = set()
    for number in range(0, len(words), 250):
        bucket = words[number : number + 250]
        for query in (
            "{ me { " + " ".join(bucket) + " } }",
            "{ project(" + " ".join(f"{word}: 7" for word in bucket) + ") { id } }",
            "{ search(input: {" + " ".join(f"{word}: 7" for word in bucket[:140]) + "}) { noGoodMatch } }",
        ):
            told |= {(name, query[:30]) for name in names_in(await said(desk, query), query)}
    for word in words[:300]:
        for query in (
            f"{{ {word} }}",
            f"{{ me {{ ... on {word} {{ id }} }} }}",
            f"query ($v: {word}) {{ me {{ id }} }}",
            f'{{ project(key: "film") {{ assets(orderBy: {word}) {{ edges {{ cursor }} }} }} }}',
        ):
            told |= {(name, query) for name in names_in(await said(desk, query), query)}
    assert told == set()


PROBES = [
    "{ me }",
    "{ projects }",
    "{ project { id } }",
    "{ project(key: 7) { id } }",
    "{ me { name { x } } }",
    "{ search(input: 7) { noGoodMatch } }",
    "{ search(input: {}) { x } }",
    '{ node(id: "x") { x } }',
    '{ node(id: "x") { ... on Viewer { name } } }',
    "mutation { createProject(input: {}) { problems { code } } }",
    "mutation { createProject }",
    "query ($v: Int) { project(key: $v) { id } }",
    "subscription { me }",
    '{ project(key: "film") { assets(where: {kinds: [NOTHING]}) { edges { cursor } } } }',
]


@pytest.mark.parametrize("query", PROBES)
async def test_no_probe_is_told_a_name_that_it_does_not_hold(desk: Desk, query: str) -> None:
    assert names_in(await said(desk, query), query) == set()


async def test_variables_that_are_wrong_tell_no_names_either(desk: Desk) -> None:
    for kind, argument in (("SearchInput!", "input"), ("CreateProjectInput!", "input")):
        query = f"query ($v: {kind}) {{ search({argument}: $v) {{ noGoodMatch }} }}"
        values: list[object] = [
            7,
            {},
            {"nonsense": 1},
            {"channels": ["VISUAL_"]},
            {"where": {"x": 1}},
            {"text": 7},
            None,
            [],
        ]
        for value in values:
            assert names_in(await said(desk, query, v=value), query + str(value)) == set(), (kind, value)


async def test_those_who_may_see_the_schema_are_helped(desk: Desk) -> None:
    result = await desk.answer("{ me { nam } }", desk.scene.admin)

    assert result.errors is not None
    assert "on type 'Viewer'" in result.errors[0].message
