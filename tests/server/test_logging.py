"""Lines in the log: as text or JSON, each with what it stems from, and slow operations with name and cost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from redis.asyncio import Redis
from structlog.testing import capture_logs

from graph.ports import GraphClient
from server.logging import important
from tests.server.conftest import environment
from tests.server.graphql_site import open_site

SAY = """
import logging
import structlog
from graph.tracing import continued, origin, request
from server.logging import configure_logging
from server.settings import Settings

configure_logging(Settings(log_json=True))
with request("edit-7"):
    structlog.get_logger("a").info("from here", count=1)
    sent = origin()
with continued(sent):
    logging.getLogger("graph.b").warning("from %s", "there")
with continued({"baggage": "x" * 100_000, "traceparent": 7}):
    structlog.get_logger("c").error("from nowhere")
"""


def test_every_line_is_json_where_it_was_asked_for_and_names_its_request_in_another_process_too() -> None:
    said = subprocess.run([sys.executable, "-c", SAY], capture_output=True, text=True, check=True, env=environment())
    here, there, nowhere = (json.loads(line) for line in said.stderr.splitlines())
    assert (here["event"], here["count"], here["level"], here["request_id"]) == ("from here", 1, "info", "edit-7")
    assert (there["event"], there["level"], there["request_id"]) == ("from there", "warning", "edit-7")
    assert "request_id" not in nowhere


@pytest.mark.parametrize("as_json", [False, True])
def test_warnings_are_shown_to_the_person_at_the_terminal_but_for_slow_operations(as_json: bool) -> None:
    code = """
import structlog, sys
from server.logging import configure_logging, important
from server.settings import load_settings
configure_logging(load_settings())
log = structlog.get_logger("a")
log.info("all is well"); log.warning("the disk fills"); log.error("the disk is full"); log.warning("slow operation", ms=2000)
"""
    said = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=environment(REELGRAPH_LOG_JSON=str(as_json)),
    )
    shown = [line for line in said.stderr.splitlines() if important(line)]
    assert len(said.stderr.splitlines()) == 4
    assert ["fills" in shown[0], "full" in shown[1], len(shown)] == [True, True, 2]


@pytest.mark.parametrize("slow_seconds", [0.0, 60.0])
async def test_a_slow_operation_is_logged_with_its_name_and_cost(
    embedded_graph: GraphClient, redis: Redis, redis_url: str, tmp_path: Path, slow_seconds: float
) -> None:
    async with open_site(embedded_graph, redis, redis_url, tmp_path, slow_seconds=slow_seconds) as site:
        with capture_logs() as lines:
            answer = await site.post("query Mine { me { name } projects(first: 5) { edges { node { key } } } }")
    slow = [line for line in lines if line["event"] == "slow operation"]
    if slow_seconds:
        assert slow == []
        return
    (line,) = slow
    assert (line["operation"], line["kind"], line["outcome"], line["log_level"]) == ("Mine", "query", "ok", "warning")
    assert line["cost"] == answer.json()["extensions"]["cost"]["requested"]
    assert line["ms"] > 0
