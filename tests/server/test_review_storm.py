"""A small storm over a review session: what everyone holds at the end, whatever was cut and killed meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.review_storm import Plan, run


@pytest.mark.no_cover  # the servers are other processes
async def test_cut_sockets_and_killed_servers_and_engines_lose_and_double_nothing(tmp_path: Path) -> None:
    plan = Plan(comments=240, writers=8, followers=4, cuts=20, kills=2, engine_kills=1)

    outcome = await run(plan, tmp_path)

    assert outcome.faults() == []
    assert len(outcome.acknowledged) == plan.comments == len(outcome.followed[0])
    assert (outcome.kills, outcome.engine_kills) == (2, 1)
    assert outcome.cuts > 0
