from __future__ import annotations

from collections.abc import Iterator

import pytest
from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

from graph.nodes.page import PageRequest
from schema.ids import encode_id
from schema.root import schema
from tests.schema.desk import Desk
from tests.schema.full_house import fill

CORE = schema._schema
NODE = CORE.type_map["Node"]
LEVELS = 6
ELSEWHERE = {
    "Shot.similar",  # a search of its own for each shot, which @cost prices
    "ReviewSession.room",  # live state, which is not in the graph
    "Track.detections",  # boxes, which are in the feature store
}


def nodes() -> list[GraphQLObjectType]:
    assert isinstance(NODE, GraphQLInterfaceType)
    return list(CORE.get_possible_types(NODE))


FILES = {"posterUrl", "waveformUrl"}  # plain, but addresses of files, which stand beside their version


def plain_fields(kind: GraphQLObjectType) -> list[str]:
    return [name for name, field in kind.fields.items() if is_leaf_type(get_named_type(field.type)) and name not in FILES]


def selection(field: GraphQLField, size: int, depth: int = 0) -> str:
    """All plain fields of what a field gives, and of what that holds, up to the next node of its own."""
    kind = get_named_type(field.type)
    if is_leaf_type(kind):
        return ""
    paging = f"(first: {size})" if "first" in field.args else ""
    if not isinstance(kind, GraphQLObjectType):
        return paging + " { __typename }"
    inner = [
        name + selection(each, size, depth + 1)
        for name, each in kind.fields.items()
        if not any(map(is_required_argument, each.args.values()))
        and (is_leaf_type(get_named_type(each.type)) or (NODE not in kind.interfaces and depth < LEVELS))
    ]
    return f"{paging} {{ {' '.join(inner)} }}"


def nested_fields() -> Iterator[tuple[str, str, GraphQLField]]:
    """Every field of every node that holds something: its type, its name and itself."""
    for kind in nodes():
        for name, field in kind.fields.items():
            asks_more = any(map(is_required_argument, field.args.values()))
            if not is_leaf_type(get_named_type(field.type)) and not asks_more and f"{kind.name}.{name}" not in ELSEWHERE:
                yield kind.name, name, field


async def test_every_nested_field_costs_the_same_however_many_objects_it_is_asked_of(desk: Desk) -> None:
    ids = await fill(desk)
    assert sorted(ids) == sorted(kind.name for kind in nodes()), "tests/schema/full_house.py makes some of every node"
    asked, costly = 0, []
    for kind, name, field in nested_fields():
        assert len(ids[kind]) >= 3, f"tests/schema/full_house.py makes several of {kind}"
        head = f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {kind} "

        bare = await desk.cost(head + "{ id } } }", desk.scene.admin, ids=ids[kind])
        few = await desk.cost(f"{head} {{ {name}{selection(field, 1)} }} }} }}", desk.scene.admin, ids=ids[kind])
        many = await desk.cost(f"{head} {{ {name}{selection(field, 50)} }} }} }}", desk.scene.admin, ids=ids[kind])
        one = await desk.cost(f"{head} {{ {name}{selection(field, 50)} }} }} }}", desk.scene.admin, ids=ids[kind][:1])

        if many > few or many - bare > max(one - bare, LEVELS):
            costly.append((f"{kind}.{name}", {"bare": bare, "few": few, "many": many, "one": one}))
        asked += 1
    assert costly == [], "these ask for each item, or for each object"
    assert asked > 40


async def test_plain_fields_of_every_node_cost_nothing_more(desk: Desk) -> None:
    ids = await fill(desk)
    for kind in nodes():
        head = f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {kind.name} "

        bare = await desk.cost(head + "{ id } } }", desk.scene.admin, ids=ids[kind.name])
        full = await desk.cost(f"{head} {{ {' '.join(plain_fields(kind))} }} }} }}", desk.scene.admin, ids=ids[kind.name])

        assert full - bare <= 1, f"{kind.name}: {plain_fields(kind)}"


async def test_addresses_of_files_cost_the_same_for_many_as_for_one(desk: Desk) -> None:
    ids = await fill(desk)
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Asset { posterUrl latest { posterUrl waveformUrl } } } }"

    many = await desk.cost(query, desk.scene.admin, ids=ids["Asset"])

    assert many == await desk.cost(query, desk.scene.admin, ids=ids["Asset"][:1]) == 3


NESTED = """
  query ($first: Int!) {
    project(key: "film") {
      assets(first: $first) { edges { node {
        project { key }
        latest {
          representations { role }
          analysis { run { status } }
          shots(first: $first) { edges { node {
            version { number }
            labels { name }
            keyframes { frame shot { index } }
            provenance { modelVersions { source } }
            entities { edges { node { name } } }
            tracks { edges { node {
              label shot { index } entity { name appearances(first: 5) { edges { node { label } } } }
            } } }
          } } }
        }
      } } }
    }
  }
"""


async def test_the_number_of_statements_does_not_grow_with_the_page(desk: Desk) -> None:
    for number in range(4):
        path = desk.scene.file(f"{number}.mov", f"VIDEO {number}")
        await desk.scene.analysed(await desk.scene.ingest(path), shots=50)

    small = await desk.cost(NESTED, first=2)
    large = await desk.cost(NESTED, first=50)

    assert large <= small <= 19, "one statement for each kind of thing on each level"


async def test_many_nodes_cost_one_statement_a_type(desk: Desk) -> None:
    ingested = await desk.scene.ingest()
    run = await desk.scene.analysed(ingested, shots=50)
    (page,) = await desk.scene.services.stores.shots.page_by_version([run.version_id], PageRequest(50))
    shots = [encode_id("Shot", shot.id) for shot in page.items]
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"

    assert await desk.cost(query, ids=shots[:2]) == await desk.cost(query, ids=shots)


@pytest.mark.parametrize("skipped", [True, False])
async def test_what_is_skipped_is_not_read(desk: Desk, skipped: bool) -> None:
    await desk.scene.analysed(await desk.scene.ingest())
    query = """query ($no: Boolean!) { project(key: "film") { assets { edges { node {
        id latest @skip(if: $no) { shots { edges { node { labels { name } } } } } } } } } }"""

    assert await desk.cost(query, no=skipped) == (2 if skipped else 5)


async def test_plain_fields_cost_nothing_more(desk: Desk) -> None:
    await desk.scene.ingest()

    bare = await desk.cost('{ project(key: "film") { assets { edges { node { id } } } } }')
    full = await desk.cost(
        '{ project(key: "film") { id key name myRole assets { edges { node { id name kind tags version } } } } }'
    )

    assert bare == full == 2
