"""What the guide to reviews shows of GraphQL, against the schema that it has."""

from __future__ import annotations

import re
from pathlib import Path

from graphql import build_schema, parse, validate

ROOT = Path(__file__).resolve().parents[2]


def test_every_operation_of_the_guide_to_reviews_is_one_that_the_server_takes() -> None:
    schema = build_schema((ROOT / "schema/schema.graphql").read_text())
    shown = re.findall(r"```graphql\n(.*?)```", (ROOT / "docs/review.md").read_text(), re.DOTALL)
    assert len(shown) > 2

    assert [fault for each in shown for fault in validate(schema, parse(each))] == []
