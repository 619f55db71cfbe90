"""What schemathesis is told about the API; it runs in the judges' own environment, and imports this file."""

from __future__ import annotations

import json
import os
from datetime import UTC
from pathlib import Path
from typing import Any

import graphql
import schemathesis
from hypothesis import strategies as st
from schemathesis.graphql import nodes

REFUSALS = {"LIMIT_EXCEEDED", "COST_EXCEEDED"}
EXPECTED = {*os.environ["PROBLEM_CODES"].split(","), *REFUSALS}
IDS = os.environ["IDS"].split()

numbers = st.integers(-(2**53), 2**53)
values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | numbers | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.from_regex("[a-z]{1,5}", fullmatch=True), inner, max_size=3)
    ),
    max_leaves=5,
)


def literal(value: Any) -> Any:
    """A value as a literal of a document."""
    if value is None:
        return nodes.Null
    if isinstance(value, bool):
        return nodes.Boolean(value)
    if isinstance(value, int):
        return nodes.Int(value)
    if isinstance(value, str):
        return nodes.String(value)
    if isinstance(value, list):
        return nodes.List([literal(item) for item in value])
    return nodes.Object(
        [graphql.ObjectFieldNode(name=graphql.NameNode(value=name), value=literal(item)) for name, item in value.items()]
    )


timecodes = st.builds(
    "{:02}:{:02}:{:02}{}{:02}".format, *[st.integers(0, 59)] * 3, st.sampled_from(":;"), st.integers(0, 59)
)
schemathesis.graphql.scalar("ByteCount", numbers.map(nodes.Int))
schemathesis.graphql.scalar("DateTime", st.datetimes(timezones=st.just(UTC)).map(lambda at: nodes.String(at.isoformat())))
if IDS:
    ids = st.sampled_from(IDS) | st.text(max_size=20)
    schemathesis.graphql.scalar("ID", ids.map(nodes.String))
schemathesis.graphql.scalar("JSON", values.map(literal))
schemathesis.graphql.scalar("Timecode", timecodes.map(nodes.String))


@schemathesis.check  # type: ignore[untyped-decorator, unused-ignore]
def only_expected_errors(ctx: Any, response: Any, case: Any) -> None:
    """Every answer is GraphQL, and every error is one that the schema names: nothing broke, nothing was misunderstood."""
    assert response.status_code in (200, 400), f"status {response.status_code}: {response.text[:500]}"
    answer = json.loads(response.text)
    # It writes fields beside each other that cannot be merged (specification, section 5.3.2): that is no valid operation.
    errors = [error for error in answer.get("errors", []) if "Use different aliases on the fields" not in error["message"]]
    codes = {error.get("extensions", {}).get("code") for error in errors}
    assert codes <= EXPECTED, f"an error that nobody expects: {response.text[:1000]}"
    with Path(os.environ["COUNTS"]).open("a") as counts:
        counts.write(f"{case.operation.label}\t{'refused' if codes & REFUSALS else 'errors' if errors else 'data'}\n")
