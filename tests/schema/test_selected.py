"""Of nodes, what an operation asks for is read from the graph, and nothing else; asked of the schema, field by field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import GraphQLObjectType, get_named_type, is_leaf_type

from graph.nodes.asset import Asset
from graph.stores.assets import asset_from
from schema.context import Context
from schema.ids import decode_any, encode_id
from schema.needs import KINDS
from tests.schema.desk import Desk
from tests.schema.full_house import fill
from tests.schema.test_query_counts import CORE, ELSEWHERE, nested_fields, selection

# What is always read: the id, whose it is, and what says who may see it.
KEYS = {
    "Shot": {"versionId"},
    "Track": {"versionId"},
    "Keyframe": {"shotId"},
    "Comment": {"sessionId"},
    "Annotation": {"sessionId"},
    "Decision": {"sessionId"},
    "GuestLink": {"projectId"},
    "Token": {"userId"},
}
# What fields are made of that no property of their own name carries.
MADE_OF: dict[str, set[str]] = {
    "Asset.posterUrl": set(),
    "Version.posterUrl": set(),
    "Version.waveformUrl": set(),
    "Project.myRole": set(),
    "Project.reviewStatuses": set(),
    "Keyframe.timecode": {"frame"},
    "Keyframe.thumbnailUrl": {"thumbnail"},
    "Entity.label": {"nameKey", "projectId", "kind"},
    "User.name": {"name", "displayName"},
    "GuestLink.mayComment": {"role"},
    "GuestLink.passwordNeeded": {"password"},
}
WHOLE = {"Model", "ModelVersion"}  # an identity is one thing: its hash is of all of it
DECIDED = {"User", "Token", "GuestLink"}  # by id they come from services, which look at them to decide who may see them


async def read_for(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, query: str, **variables: Any
) -> tuple[Any, list[tuple[str, dict[str, Any]]]]:
    """The answer, and the nodes that came from the graph for it, each with the statement."""
    client, items = desk.scene.client, list[tuple[str, dict[str, Any]]]()
    with monkeypatch.context() as patch:
        read = client.read

        async def noted(cypher: str, /, **params: Any) -> list[dict[str, Any]]:
            found = await read(cypher, **params)
            items.extend((cypher, row["item"]) for row in found if isinstance(row.get("item"), dict))
            return found

        patch.setattr(client, "read", noted)
        return await desk.ask(query, desk.scene.admin, **variables), items


def of_type(kind: str) -> GraphQLObjectType:
    found = CORE.type_map[kind]
    assert isinstance(found, GraphQLObjectType)
    return found


def plain_fields() -> Iterator[tuple[str, str]]:
    for kind in KINDS:
        for name, field in of_type(kind).fields.items():
            if is_leaf_type(get_named_type(field.type)) and name != "id":
                yield kind, name


async def test_a_query_that_asks_for_one_field_reads_that_field_and_the_keys(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = await fill(desk)
    tried = 0
    for kind, name in plain_fields():
        if kind not in ids or kind in DECIDED:
            continue
        query = f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {kind} {{ {name} }} }} }}"

        _, items = await read_for(desk, monkeypatch, query, ids=ids[kind])

        own = {decode_any(each)[1] for each in ids[kind]}
        read = [set(item) for _, item in items if item["id"] in own]
        expected = {"id"} | KEYS.get(kind, set()) | MADE_OF.get(f"{kind}.{name}", {name})
        assert read, f"{kind}.{name}"
        assert all(properties == expected for properties in read), f"{kind}.{name}: {read[0] ^ expected}"
        tried += 1
    assert tried > 50


async def test_the_cypher_names_the_properties_that_are_asked_for(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    asset = (await desk.scene.ingest()).asset

    answer, items = await read_for(
        desk, monkeypatch, "query ($id: ID!) { asset(id: $id) { id name } }", id=encode_id("Asset", asset.id)
    )

    ((cypher, item),) = items
    assert cypher.endswith("RETURN id AS key, n {.id, .name} AS item")
    assert item == {"id": asset.id, "name": asset.name}
    assert answer == {"asset": {"id": encode_id("Asset", asset.id), "name": asset.name}}


async def test_pages_and_relations_read_what_is_asked_for(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = await fill(desk)
    query = """query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Version {
        asset { kind } shots { edges { node { index keyframes { frame } entities { edges { node { kind } } } } } }
        comments { edges { node { text author { kind } } } } runs { edges { node { status } } } } } }"""

    _, items = await read_for(desk, monkeypatch, query, ids=ids["Version"])

    assert {frozenset(item) for _, item in items} == {
        frozenset(("id", "assetId")),
        frozenset(("id", "kind")),  # of assets, entities and users
        frozenset(("id", "versionId", "index")),
        frozenset(("id", "shotId", "frame")),
        frozenset(("id", "sessionId", "text", "authorId")),
        frozenset(("id", "status")),
    }


async def test_every_field_says_the_same_whether_nodes_are_read_in_parts_or_whole(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = await fill(desk)
    heads = {kind: f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {kind} " for kind in ids}
    queries = [(kind, f"{heads[kind]} {{ {name} }} }} }}") for kind, name in plain_fields() if kind in ids]
    for kind, name, field in nested_fields():
        inner = get_named_type(field.type)
        queries.append((kind, f"{heads[kind]} {{ {name}{selection(field, 3)} }} }} }}"))
        if isinstance(inner, GraphQLObjectType):
            queries += [
                (kind, f"{heads[kind]} {{ {name} {{ {deeper}{selection(each, 2)} }} }} }} }}")
                for deeper, each in inner.fields.items()
                if "first" not in field.args and f"{inner.name}.{deeper}" not in ELSEWHERE
            ]
    parted = [await desk.ask(query, desk.scene.admin, ids=ids[kind][:3]) for kind, query in queries]

    monkeypatch.setattr(Context, "narrow", lambda context, needs: None)
    whole = [await desk.ask(query, desk.scene.admin, ids=ids[kind][:3]) for kind, query in queries]

    wrong = [query for (_, query), some, all_ in zip(queries, parted, whole, strict=True) if some != all_]
    assert wrong == []
    assert len(queries) > 200


async def test_two_selections_of_one_node_both_find_what_they_ask_for(desk: Desk) -> None:
    asset = (await desk.scene.ingest()).asset
    query = """query ($id: ID!) {
      name: asset(id: $id) { name latest { asset { tags } } }
      kind: node(id: $id) { ...Kind ... on Asset {
        version project { assets(orderBy: NAME) { edges { cursor node { id } } } }
      } }
    }
    fragment Kind on Node { ... on Asset { kind: kind } }"""

    found = await desk.ask(query, desk.scene.admin, id=encode_id("Asset", asset.id))

    assert found["name"] == {"name": asset.name, "latest": {"asset": {"tags": list(asset.tags)}}}
    assert (found["kind"]["kind"], found["kind"]["version"]) == (asset.kind.name, 1)
    assert found["kind"]["project"]["assets"]["edges"][0]["node"] == {"id": encode_id("Asset", asset.id)}


async def test_whoever_looks_at_what_was_not_read_is_told(desk: Desk) -> None:
    made = (await desk.scene.ingest()).asset

    (found,) = await desk.scene.services.stores.only(asset_from, ("name",)).assets.by_ids([made.id])

    assert isinstance(found, Asset)
    assert (found.id, found.name) == (made.id, made.name)
    with pytest.raises(AttributeError, match="kind"):
        _ = found.kind
