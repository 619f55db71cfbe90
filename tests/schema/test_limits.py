from __future__ import annotations

import pytest
from graphql import GraphQLError

from schema.documents import Documents, RefusedDocumentError
from schema.limits import INTROSPECTION_DISABLED, LIMIT_EXCEEDED, LIMITS, check_variables
from schema.root import schema

LOOPS = "fragment A on Viewer { ...B } fragment B on Viewer { ...A }"


def told(error: GraphQLError | None, name: str) -> object:
    """What an error says in its extensions."""
    assert error is not None
    assert error.extensions is not None
    return error.extensions[name]


def numbered(count: int, text: str) -> str:
    return " ".join(text.replace("#", str(number)) for number in range(count))


def deep(levels: int) -> str:
    """A document of so many levels: `project`, its `assets`, and `latest { asset {` in turn."""
    inner = levels - 3
    steps = ["latest", "asset"] * (inner // 2 + 1)
    opened = " { ".join(steps[:inner])
    return f'{{ project(key: "x") {{ assets {{ edges {{ node {{ {opened} {{ id }} {"} " * (inner - 1)} }} }} }} }} }}'


def tower(height: int, width: int) -> str:
    """Fragments that spread the next one so many times: short to write, and huge when it is spread out."""
    parts = [f"fragment F{n} on Viewer {{ {f'...F{n + 1} ' * width} }}" for n in range(height)]
    return f"{{ me {{ ...F0 }} }} {' '.join(parts)} fragment F{height} on Viewer {{ id }}"


ABOVE = [
    ("bytes", "#" + "x" * 65_536 + "\n{ me { id } }"),
    ("bytes", '{ node(id: "' + "x" * 70_000 + '") { id } }'),
    ("bytes", '{ node(id: "' + "é" * 33_000 + '") { id } }'),
    ("tokens", "{ me { " + "id " * 1501 + "} }"),
    ("tokens", "{ me { " + "id # a comment\n" * 1400 + "} }"),
    ("lines", "{ me {" + "\n" * 1501 + "id } }"),
    ("lines", "{ me {" + "\r\n" * 1501 + "id } }"),
    ("lines", '{ node(id: """' + "x\r" * 1501 + '""") { id } }'),
    ("arguments", "{ projects(" + "first: 1 " * 201 + ") { edges { cursor } } }"),
    ("arguments", "{ me { id @include(" + "if: true " * 201 + ") } }"),
    ("arguments", "{ me { ...F ...F } } fragment F on Viewer { id @include(" + "if: true " * 160 + ") }"),
    ("depth", deep(13)),
    (
        "depth",
        "{ me { id } } fragment F on Project { assets { edges { node { "
        + "latest { asset { " * 8
        + "id"
        + " } }" * 8
        + "} } } }",
    ),
    ("aliases", "{ me { " + numbered(31, "a#: id") + " } }"),
    ("aliases", "{ me { ...F } a: me { ...F } } fragment F on Viewer { " + numbered(15, "a#: id") + " }"),
    (
        "aliases",
        "{ me { "
        + numbered(4, "...F")
        + " } } fragment F on Viewer { ...G ...G } fragment G on Viewer { a: id b: id c: id d: id }",
    ),
    ("directives", "{ me { id " + "@include(if: true) " * 51 + "} }"),
    ("directives", "{ me { ...F ...F } } fragment F on Viewer { id " + "@include(if: true) " * 26 + " }"),
    ("root fields", "{ " + "me { id } " * 21 + "}"),
    ("root fields", "{ ...F } fragment F on Query { " + "me { id } " * 21 + "}"),
    ("root fields", "{ " + numbered(21, "... { me { id } }") + " }"),
    ("operations", numbered(11, "query Q# { me { id } }")),
    ("fragments", "{ me { id } } " + numbered(51, "fragment F# on Viewer { id }")),
    ("spreads", "{ me { " + "...F " * 201 + "} } fragment F on Viewer { id }"),
    ("spreads", tower(20, 2)),
    ("spreads", tower(40, 3)),
    ("fields", "{ me { " + "id " * 601 + "} }"),
    ("twins", "{ me { " + "id " * 100 + "} }"),
    ("twins", "{ " + "me { id name admin id name admin id name admin id name } " * 15 + "}"),
    ("variables", "query (" + numbered(51, "$v#: Int") + ") { me { id } }"),
    ("values", "{ nodes(ids: [" + '"a" ' * 151 + "]) { id } }"),
    ("values", "{ search(input: {where: {" + numbered(151, "a#: 1") + "}}) { noGoodMatch } }"),
    ("values", "query ($i: [ID!]! = [" + '"a" ' * 151 + "]) { nodes(ids: $i) { id } }"),
    ("values", "{ me @include(if: [" + "1 " * 151 + "]) { id } }"),
]


@pytest.mark.parametrize(("limit", "text"), ABOVE, ids=[f"{name}-{number}" for number, (name, _) in enumerate(ABOVE)])
def test_a_document_above_a_limit_is_refused_before_validation(
    limit: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def validated(*_: object, **__: object) -> list[object]:
        raise AssertionError("it came to validation")

    monkeypatch.setattr("schema.documents.validate", validated)

    with pytest.raises(RefusedDocumentError) as refused:
        schema.documents.check(text, introspection=True)

    (error,) = refused.value.errors
    assert (told(error, "code"), told(error, "limit")) == (LIMIT_EXCEEDED, limit)


AT = [
    deep(12),
    "{ me { " + numbered(30, "a#: id") + " } }",
    "{ " + "me { id } " * 20 + "}",
    numbered(10, "query Q# { me { id } }"),
    "{ me { " + "...F " * 100 + "} } fragment F on Viewer { id }",
    "{ nodes(ids: [" + '"a" ' * 100 + "]) { id } }",
    '{ me { id } node(id: "' + "x" * 60_000 + '") { id } }',
    "{ me {" + "\r\n" * 1499 + "id } }",
]


@pytest.mark.parametrize("text", AT)
def test_a_document_at_its_limits_is_taken(text: str) -> None:
    assert schema.documents.check(text, introspection=False).operations


def test_fragments_that_spread_themselves_are_refused_and_counting_ends() -> None:
    with pytest.raises(RefusedDocumentError, match="spreads itself"):
        schema.documents.check("{ me { ...A } } " + LOOPS, introspection=False)
    fields = "fragment A on Asset { latest { asset { ...B } } } fragment B on Asset { latest { asset { ...A } } }"
    with pytest.raises(RefusedDocumentError, match="spreads itself"):
        schema.documents.check('{ node(id: "x") { ...A } } ' + fields, introspection=False)


@pytest.mark.parametrize("opened", ["{ a", "{ a(b: [", "{ a(b: {c: ", "{ ... ", "{ ... on Viewer "])
def test_nesting_without_end_is_a_plain_error(opened: str) -> None:
    with pytest.raises(RefusedDocumentError):
        schema.documents.check(opened * 900, introspection=False)


def test_inline_fragments_nest_only_so_deep_through_any_number_of_fragments() -> None:
    chained = " ".join(f"fragment F{n} on Viewer {'{ ... ' * 90}{{ ...F{n + 1} }}{' }' * 90}" for n in range(9))
    for text in (
        "{ me " + "{ ... " * 250 + "{ id }" + " }" * 251,
        "{ me { ...F0 } } " + chained + "fragment F9 on Viewer { id }",
    ):
        with pytest.raises(RefusedDocumentError):
            schema.documents.check(text, introspection=False)


def test_variables_are_bounded_in_number_and_depth() -> None:
    assert check_variables(None, LIMITS) is None
    assert check_variables({"ids": ["a"] * 19_000, "where": {"a": {"b": [1, {"c": 2}]}}}, LIMITS) is None

    wide = check_variables({"ids": [[1] * 1000] * 30}, LIMITS)
    nested: object = 1
    for _ in range(40):
        nested = [nested]
    deep_one = check_variables({"a": nested}, LIMITS)

    assert told(wide, "limit") == "variable values"
    assert told(deep_one, "limit") == "variable depth"


def test_the_schema_is_not_shown_whatever_the_document_looks_like() -> None:
    for text in (
        "{ __schema { types { name } } }",
        '{ me { id } a: __type(name: "Query") { fields { name } } }',
        "{ ...F } fragment F on Query { ... { __schema { queryType { name } } } }",
        "{ me { id } } query Other { __schema { queryType { name } } }",
        "{ me { id } } fragment Unused on Query { __schema { queryType { name } } }",
    ):
        with pytest.raises(RefusedDocumentError) as refused:
            schema.documents.check(text, introspection=False)
        assert told(refused.value.errors[0], "code") == INTROSPECTION_DISABLED, text
    assert schema.documents.check("{ __typename me { __typename } }", introspection=False).operations


async def test_a_valid_document_is_validated_once_for_each_right_to_see_the_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    documents = Documents(schema._schema)
    first = await documents.prepare("{ me { name } }", introspection=False)
    await documents.prepare("{ __schema { queryType { name } } }", introspection=True)

    def checked(*_: object, **__: object) -> None:
        raise AssertionError("it was read again")

    monkeypatch.setattr(documents, "check", checked)

    assert await documents.prepare("{ me { name } }", introspection=False) is first
    assert documents.known("{ __schema { queryType { name } } }", introspection=False) is None
    with pytest.raises(AssertionError, match="read again"):
        await documents.prepare("{ __schema { queryType { name } } }", introspection=False)


async def test_the_documents_that_are_kept_are_bounded_in_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("schema.documents._KEPT_TOKENS", 100)
    documents = Documents(schema._schema)
    texts = [f"query Q{number} {{ me {{ {'id ' * 20} }} }}" for number in range(10)]
    for text in texts:
        await documents.prepare(text, introspection=False)

    kept = [documents.known(text, introspection=False) is not None for text in texts]

    assert kept == [False] * 7 + [True] * 3, "each has 27 tokens, and the newest are kept"
