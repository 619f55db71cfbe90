"""schemathesis in its GraphQL mode: random valid operations for every field of Query and Mutation.

`make fuzz` takes 500 for each, which is many minutes; the suite takes few, so that it notices what was broken just now.
Where it goes on for long it has a studio of its own, and its operations then meet what there is in it by real ids.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest
from graphql import build_schema

from schema.errors import VALIDATION_FAILED
from schema.print import PATH as SCHEMA
from schema.results import ProblemCode
from tests.outside.judges import Judges
from tests.outside.studio import Studio

LONG = "REELGRAPH_TEST_EXAMPLES" in os.environ
EXAMPLES = int(os.environ.get("REELGRAPH_TEST_EXAMPLES", "3"))
SECONDS = 200 + 12 * EXAMPLES
HOOKS = Path(__file__).with_name("hooks.py")
BLANK = ["", " ", " a", "a ", "\t", "a\n", "\u00a0", "a\u0001", "a" * 300]


@pytest.mark.timeout(SECONDS + 120)
def test_random_operations_for_every_field_meet_expected_errors_alone(
    judges: Judges, studio: Studio, tmp_path: Path
) -> None:
    counts = tmp_path / "counts"
    analyze = "Mutation.analyze"  # it would keep the worker busy for hours
    known = " ".join(one for kind, one in studio.ids.items() if kind not in ("User", "Token"))  # nobody shuts the fuzzer out
    for chosen, ids in ((("--exclude-name", analyze), known), (("--include-name", analyze), "")) if LONG else (((), ""),):
        said = judges.run(
            "schemathesis",
            *("run", str(SCHEMA), "--url", f"{studio.shipped}/graphql", "-H"),
            *(f"Authorization: Bearer {studio.tokens['admin']}", *chosen),
            *("--phases", "fuzzing", "--mode", "positive", "--max-examples", str(EXAMPLES), "--seed", "1", "--workers", "2"),
            *("--checks", "only_expected_errors", "--generation-database", "none", "--request-timeout", "30", "--no-color"),
            seconds=SECONDS,
            folder=tmp_path,
            SCHEMATHESIS_HOOKS=str(HOOKS),
            PROBLEM_CODES=",".join(code.name for code in ProblemCode),
            COUNTS=str(counts),
            IDS=ids,
        )
        assert said.returncode == 0, said.stdout[-8000:] + said.stderr[-2000:]
        assert VALIDATION_FAILED not in said.stdout

    schema = build_schema(SCHEMA.read_text())
    assert schema.query_type is not None
    assert schema.mutation_type is not None
    roots = {f"{root.name}.{field}" for root in (schema.query_type, schema.mutation_type) for field in root.fields}
    seen: Counter[str] = Counter()
    answered: Counter[str] = Counter()
    for line in counts.read_text().splitlines():
        operation, outcome = line.split("\t")
        seen[operation] += 1
        answered[operation] += outcome != "refused"
    assert seen.keys() == roots
    assert seen.total() > len(roots) * EXAMPLES / 2  # fields without arguments have fewer that differ
    assert answered.total() > seen.total() / 2


def test_ids_that_are_blank_at_an_end_leave_the_engine_alive(studio: Studio) -> None:
    query = "mutation M($input: CreateProjectInput!) { createProject(input: $input) { clientMutationId problems { code } } }"
    for given in BLANK:
        studio.answer(query, input={"key": "no key", "name": "None", "clientMutationId": given})
    assert studio.ask("{ systemStatus { ready } }", caller="admin")["systemStatus"]["ready"]
