"""GraphQL over HTTP, judged by the audit of npm ``graphql-http``."""

from __future__ import annotations

import json
from typing import Any

from tests.outside.node import Node
from tests.outside.studio import Studio

CHECKS = 61


def audit(node: Node, address: str, token: str) -> list[dict[str, Any]]:
    said = node.run("http/audit.mjs", ADDRESS=address, TOKEN=token)
    assert said.returncode == 0, said.stderr
    return [json.loads(line) for line in said.stdout.splitlines()]


def test_the_development_server_passes_every_check_of_the_http_audit(node: Node, studio: Studio) -> None:
    results = audit(node, studio.development, studio.tokens["ana"])
    assert [result for result in results if result["status"] != "ok"] == []
    assert len(results) == CHECKS


def test_as_shipped_a_caller_who_may_introspect_meets_no_failed_must_or_should(node: Node, studio: Studio) -> None:
    results = audit(node, studio.shipped, studio.tokens["admin"])
    assert len(results) == CHECKS
    musts_and_shoulds = [result for result in results if result["name"].startswith(("MUST", "SHOULD"))]
    assert len(musts_and_shoulds) > CHECKS // 2
    assert [result for result in musts_and_shoulds if result["status"] != "ok"] == []
