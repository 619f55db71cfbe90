from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from schema.root import build_schema
from tests.schema.desk import Desk
from tests.schema.execution.compared import Pair, as_text, nulled_at
from tests.schema.execution.questions import question
from tests.schema.full_house import fill

QUESTIONS = 250


@pytest.mark.no_cover  # so many questions: to note each line that they run would take as long again
async def test_our_own_schema_answers_as_graphql_core_has_it_answer(desk: Desk) -> None:
    ids = [each for of_kind in (await fill(desk)).values() for each in of_kind[:3]]
    pair = Pair(build_schema())

    def written(random: Random, name: str, kind: str) -> str | None:
        if kind == "ID":
            return f'"{random.choice(ids)}"'
        return '"film"' if name == "key" else str(random.randint(0, 4)) if name == "first" else None

    seen: Counter[str] = Counter()
    for seed in range(QUESTIONS):
        asked = question(pair.schema, seed, depth=8, fields=14, literal=written)
        document = pair.parse(asked)
        if document is None:
            continue
        expected = await pair.core(document, asked, None, desk.context(desk.scene.artist))

        found = await pair.ours(document, asked, None, desk.context(desk.scene.artist))

        assert found.data == expected.data, asked
        told, told_by_core = nulled_at(found), nulled_at(expected)
        assert told.keys() == told_by_core.keys(), asked
        if all(len(errors) == 1 for errors in (*told.values(), *told_by_core.values())):
            assert told == told_by_core, asked
            seen["with the same errors"] += bool(told)
        if not told:
            assert as_text(found) == as_text(expected), asked
        seen["asked"] += 1
        seen["answered"] += found.data is not None
    assert seen["asked"] > 0.8 * QUESTIONS, seen
    assert seen["answered"] > 0.3 * QUESTIONS, seen
    assert seen["with the same errors"] > 10, seen
