from __future__ import annotations

from graph.nodes.page import PageRequest
from schema.ids import encode_id
from tests.schema.desk import Desk

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


async def test_plain_fields_cost_nothing_more(desk: Desk) -> None:
    await desk.scene.ingest()

    bare = await desk.cost('{ project(key: "film") { assets { edges { node { id } } } } }')
    full = await desk.cost(
        '{ project(key: "film") { id key name myRole assets { edges { node { id name kind tags version } } } } }'
    )

    assert bare == full == 2
