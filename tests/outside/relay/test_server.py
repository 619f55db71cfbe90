"""The Relay server specification, as a black box: connections and ids of the running server, found by introspection."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.outside.studio import Studio

INTROSPECTION = """
{
  __schema {
    types {
      name
      kind
      interfaces { name }
      fields { name args { name type { kind } } type { ...Reference } }
    }
  }
}
fragment Reference on __Type { name ofType { name ofType { name ofType { name } } } }
"""
PAGE = "edges { cursor node { __typename %s } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"


@dataclass(frozen=True)
class List:
    """A connection: the field ``name`` of an ``owner`` type; ``required`` are arguments that it cannot do without."""

    owner: str
    name: str
    arguments: frozenset[str]
    required: frozenset[str]
    nodes_have_ids: bool


@pytest.fixture(scope="module")
def types(studio: Studio) -> dict[str, dict[str, Any]]:
    found = studio.ask(INTROSPECTION)["__schema"]["types"]
    return {kind["name"]: kind for kind in found}


@pytest.fixture(scope="module")
def node_types(types: dict[str, dict[str, Any]]) -> set[str]:
    return {name for name, kind in types.items() if any(face["name"] == "Node" for face in kind["interfaces"] or ())}


def named(reference: dict[str, Any]) -> str:
    while reference.get("ofType"):
        reference = reference["ofType"]
    return str(reference["name"])


def connections(types: dict[str, dict[str, Any]], node_types: set[str]) -> Iterator[List]:
    """Every field whose type is a connection."""
    for owner in types.values():
        for field in owner["fields"] or ():
            kind = named(field["type"])
            if not kind.endswith("Connection"):
                continue
            edge = next(named(part["type"]) for part in types[kind]["fields"] if part["name"] == "edges")
            node = next(named(part["type"]) for part in types[edge]["fields"] if part["name"] == "node")
            required = {argument["name"] for argument in field["args"] if argument["type"]["kind"] == "NON_NULL"}
            names = frozenset(argument["name"] for argument in field["args"])
            paging = {"first", "after", "last", "before", "orderBy"}
            yield List(owner["name"], field["name"], names, frozenset(required - paging), node in node_types)


def page(studio: Studio, one: List, **paging: Any) -> dict[str, Any]:
    """A whole answer about a page of a connection, of the thing of its owner's type that the studio knows."""
    given = dict(paging)
    if one.owner == "Query":
        known = {"project": studio.film, "input": '{text: "a man"}'}
        given |= {name: known[name] for name in one.required}
    arguments = ", ".join(
        f"{name}: {value}" if not isinstance(value, str) or value.startswith("{") else f'{name}: "{value}"'
        for name, value in given.items()
    )
    field = f"list: {one.name}({arguments}) {{ {PAGE % ('... on Node { id }' if one.nodes_have_ids else '')} }}"
    if one.owner in ("Query", "Viewer"):
        document = f"{{ {field} }}" if one.owner == "Query" else f"{{ me {{ {field} }} }}"
        answer = studio.answer(document, caller="admin")
        data = answer.get("data") or {}
        return {"errors": answer.get("errors"), "list": data.get("list") or (data.get("me") or {}).get("list")}
    document = f"query Page($id: ID!) {{ node(id: $id) {{ ... on {one.owner} {{ {field} }} }} }}"
    answer = studio.answer(document, caller="admin", id=studio.ids[one.owner])
    return {"errors": answer.get("errors"), "list": ((answer.get("data") or {}).get("node") or {}).get("list")}


def test_every_connection_pages_as_the_specification_says(
    studio: Studio, types: dict[str, dict[str, Any]], node_types: set[str]
) -> None:
    lists = list(connections(types, node_types))
    assert len(lists) >= 10
    longer_than_one = 0
    for one in lists:
        assert {"first", "after"} <= one.arguments, one
        whole = page(studio, one, first=100)
        assert (whole["errors"], whole["list"] is None) == (None, False), (one, whole)
        edges = whole["list"]["edges"]
        cursors = [edge["cursor"] for edge in edges]
        assert len(set(cursors)) == len(cursors)
        info = whole["list"]["pageInfo"]
        assert (info["startCursor"], info["endCursor"]) == ((cursors[0], cursors[-1]) if cursors else (None, None))
        assert info["hasPreviousPage"] is False
        assert page(studio, one, first=0)["list"]["edges"] == []

        walked: list[dict[str, Any]] = []
        after = None
        while after is not None or not walked:
            step = page(studio, one, first=1, **({} if after is None else {"after": after}))["list"]
            walked += step["edges"]
            after = step["pageInfo"]["endCursor"] if step["pageInfo"]["hasNextPage"] else None
            if not edges or len(walked) == 4:
                break
        assert walked == edges[: len(walked)], one
        longer_than_one += len(edges) > 1

        if "last" in one.arguments and edges:
            backward = page(studio, one, last=2)["list"]
            assert backward["edges"] == edges[-2:]
            assert backward["pageInfo"]["hasPreviousPage"] is (len(edges) > 2)
            before = page(studio, one, last=100, before=cursors[-1])["list"]
            assert before["edges"] == edges[:-1]
    assert longer_than_one >= 5, "the studio has too little in it for this to tell much"


@pytest.mark.parametrize(
    "wrong", ["", "x", "YXJyYXljb25uZWN0aW9uOjA", "WzFd", "%00", "é", "W10", "bnVsbA", "e30", "A" * 5000]
)
def test_a_wrong_cursor_is_a_clean_error_of_every_connection(
    studio: Studio, types: dict[str, dict[str, Any]], node_types: set[str], wrong: str
) -> None:
    for one in connections(types, node_types):
        answer = page(studio, one, first=1, after=wrong)
        (error,) = answer["errors"]
        assert error["extensions"]["code"] == "INVALID", (one, error)
        assert "after" in error["extensions"]["path"]


def test_a_cursor_of_another_connection_parent_or_project_is_a_clean_error(
    studio: Studio, types: dict[str, dict[str, Any]], node_types: set[str]
) -> None:
    lists = list(connections(types, node_types))
    own = {one: page(studio, one, first=1)["list"]["pageInfo"]["endCursor"] for one in lists}
    tried = 0
    for place, one in enumerate(lists):
        for other in (lists[place - 1], lists[place - 2], lists[place - 5], lists[place - 11]):
            cursor = own[other]
            if cursor in (None, own[one]):  # the same list, seen from two places
                continue
            answer = page(studio, one, first=1, after=cursor)
            assert [error["extensions"]["code"] for error in answer["errors"] or ()] == ["INVALID"], (one, other)
            tried += 1
    assert tried > 40

    document = (
        "query Page($id: ID!, $after: String) { node(id: $id) { ... on Project { assets(first: 1, after: $after) %s } } }"
    )
    cursor = studio.ask(document % "{ pageInfo { endCursor } }", caller="admin", id=studio.film)
    foreign = cursor["node"]["assets"]["pageInfo"]["endCursor"]
    answer = studio.answer(document % "{ edges { cursor } }", caller="admin", id=studio.vault, after=foreign)
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["INVALID"]


def test_node_and_nodes_find_every_type_by_the_id_that_it_says(studio: Studio, node_types: set[str]) -> None:
    assert node_types <= studio.ids.keys(), "the studio lacks a thing of some type"
    for kind in sorted(node_types):
        query = "query Node($id: ID!) { node(id: $id) { __typename id } }"
        found = studio.ask(query, caller="admin", id=studio.ids[kind])["node"]
        assert found == {"__typename": kind, "id": studio.ids[kind]}
    ids = [studio.ids[kind] for kind in sorted(node_types)]
    both = [*ids, *reversed(ids)]
    found = studio.ask("query Nodes($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", caller="admin", ids=both)["nodes"]
    assert [one["id"] for one in found] == both


def test_ids_are_the_same_on_every_way_and_for_everybody_and_nobody_finds_a_foreign_one(studio: Studio) -> None:
    document = "query Shot($id: ID!) { node(id: $id) { id ... on Shot { version { id asset { id project { id } } } } } }"
    for caller in ("ana", "vera", "admin"):
        for address in (studio.development, studio.shipped):
            found = studio.ask(document, caller=caller, address=address, id=studio.ids["Shot"])["node"]
            assert found["id"] == studio.ids["Shot"]
            assert found["version"]["id"] == studio.ids["Version"]
            assert found["version"]["asset"]["id"] == studio.ids["Asset"]
            assert found["version"]["asset"]["project"]["id"] == studio.film
    assert studio.ask("query Node($id: ID!) { node(id: $id) { id } }", id=studio.vault)["node"] is None


@pytest.mark.parametrize("wrong", ["", "x", "UHJvamVjdDo", base64.b64encode(b"Project:1").decode(), "é", "A" * 5000])
def test_a_wrong_id_is_a_clean_error(studio: Studio, wrong: str) -> None:
    (error,) = studio.answer("query Node($id: ID!) { node(id: $id) { id } }", id=wrong)["errors"]
    assert error["extensions"]["code"] == "INVALID"
    assert error["extensions"]["path"] == ["id"]
