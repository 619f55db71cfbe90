from __future__ import annotations

from random import Random
from typing import Any

import pytest
from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    OperationDefinitionNode,
    Visitor,
    get_introspection_query,
    get_named_type,
    get_nullable_type,
    graphql_sync,
    is_composite_type,
    is_list_type,
    parse,
    visit,
)

from graph.nodes.page import PageRequest
from schema.cost import heaviest_path, operation_cost
from schema.directives import ListSize
from schema.documents import Prepared, RefusedDocumentError
from schema.ids import encode_id
from schema.prices import takes_size
from schema.root import schema
from tests.schema.desk import Desk
from tests.schema.execution.questions import question

QUESTIONS = 400
CORE = schema._schema


def cost(query: str, **variables: Any) -> int:
    prepared = Prepared.of(parse(query), schema._schema)
    return operation_cost(CORE, prepared.operation(None), prepared.fragments, variables)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{ me { name } }", 1),
        ("{ a: me { name } b: me { name } }", 2),
        ("{ me { name ...F } } fragment F on Viewer { id }", 1),
        ("{ projects(first: 10) { pageInfo { hasNextPage } } }", 2),
        ("{ projects { edges { node { id } } } }", 1 + 20 * 2),
        ("{ projects(first: 3) { edges { cursor } } }", 1 + 3),
        ("{ projects(first: 0) { edges { node { id } } } }", 1),
        ("{ projects(first: -4) { edges { node { id } } } }", 1),
        ("{ projects(first: 2147483647) { edges { node { id } } } }", 1 + 100 * 2),
        ('{ reviewSession(id: "x") { comments(first: 400) { edges { node { id } } } } }', 2 + 400 * 2),
        ('{ reviewSession(id: "x") { comments(first: 501) { edges { node { id } } } } }', 2 + 500 * 2),
        (
            "{ projects(first: 3) { edges { node { assets(first: 4) { edges { node { id } } } } } } }",
            1 + 3 * (2 + 1 + 4 * 2),
        ),
        ('{ nodes(ids: ["a", "b", "c"]) { id } }', 3),
        ('{ nodes(ids: "a") { id } }', 1),
        ('{ node(id: "x") { ... on Shot { range { start } } ... on Asset { latest { id } project { id } } } }', 1 + 2),
        ('{ node(id: "x") { ... on Shot { keyframes { frame } } } }', 1 + 20),
        ('{ node(id: "x") { ... on Shot { similar(first: 2) { score } } } }', 1 + 100 + 2),
        ('{ node(id: "x") { ... on Track { detections { box { x } } } } }', 1 + 10 + 1000 * 2),
        ('{ node(id: "x") { ... on Track { detections(range: {start: 10, end: 30}) { frame } } } }', 1 + 10 + 20),
        ('{ node(id: "x") { ... on Track { detections(range: {start: 10, end: 30}, every: 3) { frame } } } }', 1 + 10 + 7),
        ('{ search(input: {text: "x"}, first: 5) { edges { node { score } } } }', 100 + 1 + 5 * 2),
        ("{ me @skip(if: true) { name } projects @include(if: false) { pageInfo { hasNextPage } } }", 0),
        ("{ __typename }", 0),
    ],
)
def test_an_operation_costs_the_objects_that_it_can_bring(query: str, expected: int) -> None:
    assert cost(query) == expected


def test_variables_count_as_they_are_sent_and_else_by_their_defaults() -> None:
    paged = "query ($n: Int! = 7) { projects(first: $n) { edges { cursor } } }"
    assert cost(paged) == 1 + 7
    assert cost(paged, n=2) == 1 + 2
    assert cost(paged, n=2.0) == 1 + 2
    assert cost(paged, n="2") == 1 + 100, "what cannot be right counts as the most there can be"
    assert cost("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=["a", "b"]) == 2
    assert cost("query ($no: Boolean!) { me @skip(if: $no) { id } }", no=True) == 0


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{ me { name } }", ""),
        (
            "{ projects(first: 2) { edges { node { id } } } wide: projects(first: 9) { edges { node { id } } } }",
            "wide.edges",
        ),
        (
            '{ reviewSession(id: "x") { comments { edges { node { author { name } annotations { marks { kind } } } } } } }',
            "reviewSession.comments.edges.node.annotations.marks",
        ),
        (
            '{ node(id: "x") { ... on User { id } ...P } } fragment P on Project { assets { edges { cursor } } }',
            "node.assets.edges",
        ),
        ("{ projects @skip(if: true) { edges { node { id } } } nodes(ids: []) { id } }", ""),
        ("{ __schema { types { fields { name } } } }", "__schema.types.fields"),
    ],
)
def test_most_of_what_an_operation_costs_has_a_place(query: str, expected: str) -> None:
    prepared = Prepared.of(parse(query), schema._schema)
    assert ".".join(heaviest_path(CORE, prepared.operation(None), prepared.fragments, {})) == expected


def test_a_tower_of_fragments_is_priced_at_once_and_in_full() -> None:
    tower = "".join(f"fragment F{n} on Asset {{ latest {{ asset {{ ...F{n + 1} ...F{n + 1} }} }} }} " for n in range(30))

    assert (
        cost(
            '{ project(key: "x") { assets(first: 1) { edges { node { ...F0 } } } } } '
            + tower
            + "fragment F30 on Asset { id }"
        )
        > 2**30
    )


def test_every_list_of_objects_says_how_long_it_can_be() -> None:
    """By `first`, by `ids`, as edges of a connection, or with the directive @listSize on its field."""
    unsized = [
        f"{kind.name}.{name}"
        for kind in CORE.type_map.values()
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) and not kind.name.startswith("__")
        for name, field in kind.fields.items()
        if is_list_type(get_nullable_type(field.type)) and is_composite_type(get_named_type(field.type))
        if not (takes_size(field) or declares_size(field))
        if not (kind.name.endswith("Connection") or get_named_type(field.type).name == "Problem")
    ]
    assert unsized == [], "give these directives=[ListSize(assumed_size=...)], and hold them to it"


def declares_size(field: GraphQLField) -> bool:
    made = field.extensions.get("strawberry-definition")
    return any(isinstance(directive, ListSize) for directive in getattr(made, "directives", ()))


class Keys(Visitor):
    """What each key of a response is called in the schema."""

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, str] = {}

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        self.names[(node.alias or node.name).value] = node.name.value


PLAIN = {
    name
    for kind in CORE.type_map.values()
    if isinstance(kind, GraphQLObjectType)
    for name, field in kind.fields.items()
    if get_named_type(field.type).name == "JSON"
}


def objects(value: object, names: dict[str, str]) -> int:
    """How many objects an answer holds; a JSON value is a scalar, whatever is in it."""
    if isinstance(value, dict):
        return 1 + sum(objects(inner, names) for key, inner in value.items() if names.get(key) not in PLAIN)
    return sum(objects(item, names) for item in value) if isinstance(value, list) else 0


@pytest.mark.no_cover  # so many questions: to note each line that they run would take as long again
async def test_no_answer_holds_more_than_its_operation_was_said_to_cost(desk: Desk) -> None:
    ids = [encode_id("Project", desk.scene.project.id)]
    for number in range(3):
        ingested = await desk.scene.ingest(desk.scene.file(f"{number}.mov", f"VIDEO {number}"))
        run = await desk.scene.analysed(ingested, shots=4)
        (page,) = await desk.scene.services.stores.shots.page_by_version([run.version_id], PageRequest(4))
        ids += [
            encode_id("Asset", ingested.asset.id),
            encode_id("Version", run.version_id),
            encode_id("AnalysisRun", run.id),
        ]
        ids += [encode_id("Shot", shot.id) for shot in page.items]

    def written(random: Random, name: str, kind: str) -> str | None:
        if kind == "ID":
            return f'"{random.choice(ids)}"'
        return '"film"' if name == "key" else str(random.randint(0, 4)) if name == "first" else None

    asked = brought = full = 0
    for seed in range(QUESTIONS):
        query = question(CORE, seed, depth=7, fields=16, literal=written)
        try:
            prepared = await schema.documents.prepare(query.text, introspection=True)
        except RefusedDocumentError:
            continue
        bound = operation_cost(CORE, prepared.operation(None), prepared.fragments, query.variables)
        answer = await desk.answer(query.text, desk.scene.admin, **query.variables)

        keys = Keys()
        visit(prepared.document, keys)
        found = objects(answer.data, keys.names) - 1 if answer.data else 0
        assert found <= bound, (query, found, bound)
        asked, brought, full = asked + 1, brought + found, full + (found == bound > 0)
    assert asked > 0.8 * QUESTIONS
    assert brought > asked, "the questions bring something"
    assert full > asked / 20, "and some bring all that they were said to cost"


INTROSPECTION = (
    get_introspection_query(),
    "{ __schema { queryType { name } directives { args { type { name } } } } }",
    "{ __schema { types { fields { args { name } } inputFields { name } enumValues { name } } } }",
    '{ __type(name: "Query") { fields { args { type { ofType { name } } } } } }',
    '{ __type(name: "Node") { possibleTypes { interfaces { name } } } }',
    "{ __schema { types { fields { type { name } } possibleTypes { fields { name } } } } }",
)


@pytest.mark.parametrize("query", INTROSPECTION)
def test_the_schema_itself_costs_what_it_brings_and_not_much_more(query: str) -> None:
    found = objects(graphql_sync(CORE, query).data, {}) - 1

    assert found <= cost(query) < 50_000


def test_a_document_of_every_kind_of_operation_has_a_price() -> None:
    document = parse("subscription { analysisProgress { run { modelVersions { id } } } }")
    (operation,) = document.definitions
    assert isinstance(operation, OperationDefinitionNode)
    assert operation_cost(CORE, operation, {}, {}) == 1 + 1 + 20
