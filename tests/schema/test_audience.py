"""Whom the answers of a subscription serve: everyone who follows, or one viewer."""

from __future__ import annotations

import pytest
from graphql import parse, validate

from schema.audience import Audience, audience_of
from schema.root import schema

FOR_ALL = (
    "stage done total framesPerSecond eta",
    "stage run { id status attempt metrics __typename }",
    "... on AnalysisProgress { stage } ...F",
    "run { ... on Node { __typename } }",
)
PERSONAL = (
    "run { version { id } }",
    "stage run { version { asset { project { myRole } } } }",
    "...G",
    "run { ... on AnalysisRun { sameAs { id } } }",
)
FRAGMENTS = {
    "...F": "fragment F on AnalysisProgress { stage run { id } }",
    "...G": "fragment G on AnalysisProgress { stage run { version { id } } }",
}


def read(selection: str, variables: str = "$run: ID") -> Audience:
    text = f"subscription S({variables}) {{ analysisProgress(runId: $run) {{ {selection} }} }} "
    document = parse(text + " ".join(body for name, body in FRAGMENTS.items() if name in selection))
    assert validate(schema._schema, document) == []
    return audience_of(schema._schema, document)


@pytest.mark.parametrize("selection", FOR_ALL)
def test_what_an_event_says_itself_is_the_same_for_all(selection: str) -> None:
    assert read(selection) == Audience(shared=True, variables=frozenset())


@pytest.mark.parametrize("selection", PERSONAL)
def test_a_field_that_may_ask_who_calls_is_for_one_viewer(selection: str) -> None:
    assert not read(selection).shared


def test_variables_of_the_selection_count_and_those_of_the_root_field_do_not() -> None:
    inside = read("stage done @skip(if: $brief) run { id @include(if: $all) }", "$run: ID, $brief: Boolean!, $all: Boolean!")

    assert inside == Audience(shared=True, variables=frozenset({"brief", "all"}))
