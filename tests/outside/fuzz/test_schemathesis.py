"""schemathesis in its GraphQL mode: random valid operations, 500 for each field of Query and Mutation."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from schema.errors import VALIDATION_FAILED
from schema.print import PATH as SCHEMA
from schema.results import ProblemCode
from tests.outside.judges import Judges
from tests.outside.studio import Studio

EXAMPLES = 500
FEWEST = 50  # of an operation with few arguments there are not more that differ
SECONDS = 280
HOOKS = Path(__file__).with_name("hooks.py")


def test_five_hundred_random_operations_for_each_field_meet_expected_errors_alone(
    judges: Judges, studio: Studio, tmp_path: Path
) -> None:
    counts = tmp_path / "counts"
    said = judges.run(
        "schemathesis",
        *("run", str(SCHEMA), "--url", f"{studio.shipped}/graphql", "-H", f"Authorization: Bearer {studio.tokens['admin']}"),
        *("--phases", "fuzzing", "--max-examples", str(EXAMPLES), "--seed", "1", "--workers", "2", "--no-color"),
        *("--checks", "only_expected_errors", "--generation-database", "none", "--request-timeout", "30"),
        seconds=SECONDS,
        folder=tmp_path,
        SCHEMATHESIS_HOOKS=str(HOOKS),
        PROBLEM_CODES=",".join(code.value for code in ProblemCode),
        COUNTS=str(counts),
    )
    assert said.returncode == 0, said.stdout[-8000:] + said.stderr[-2000:]
    assert VALIDATION_FAILED not in said.stdout

    sdl = re.sub(r'""".*?"""', "", SCHEMA.read_text(), flags=re.DOTALL)
    roots = {
        f"{root}.{field}"
        for root in ("Query", "Mutation")
        for field in re.findall(
            r"^  (\w+)", re.search(rf"type {root} \{{(.*?)^\}}", sdl, re.DOTALL | re.MULTILINE)[1], re.MULTILINE
        )  # type: ignore[index]
    }
    seen: Counter[str] = Counter()
    answered: Counter[str] = Counter()
    for line in counts.read_text().splitlines():
        operation, outcome = line.split("\t")
        seen[operation] += 1
        answered[operation] += outcome != "refused"
    assert seen.keys() == roots
    assert min(seen.values()) >= FEWEST
    assert sum(answered.values()) > sum(seen.values()) / 2
