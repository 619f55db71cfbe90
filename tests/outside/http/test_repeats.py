"""Mutations that carry a ``clientMutationId``, sent many times at once to two server processes and to one started later."""

from __future__ import annotations

import asyncio
import json
import os
from typing import Any

import httpx
import pytest

from tests.loopback import NO_AUTHORITIES
from tests.outside.studio import Studio, another_server

IDS = int(os.environ.get("REELGRAPH_TEST_REPEATED_IDS", "25"))
"""1,000 in the long run: ``REELGRAPH_TEST_REPEATED_IDS=1000 pytest tests/outside/http/test_repeats.py --timeout 3600``."""

TIMES, AT_ONCE = 20, 40
MAKE = """
mutation Make($name: String!) {
  createUser(input: {name: $name, clientMutationId: $name}) { user { id name } problems { code } clientMutationId }
}
"""
USERS = """
query Users($after: String) {
  users(first: 100, after: $after) { edges { node { name } } pageInfo { hasNextPage endCursor } }
}
"""


async def send(studio: Studio, addresses: list[str], times: int) -> list[str]:
    """The answers to every id, sent so many times each to the servers in turn, all repeats of one id at once."""
    free = asyncio.Semaphore(AT_ONCE)
    headers = {"Authorization": f"Bearer {studio.tokens['admin']}"}
    async with httpx.AsyncClient(headers=headers, timeout=300, trust_env=False, verify=NO_AUTHORITIES) as client:

        async def post(number: int, turn: int) -> str:
            body = {"query": MAKE, "variables": {"name": f"repeated {number}"}}
            async with free:
                answer = await client.post(f"{addresses[turn % len(addresses)]}/graphql", json=body)
            assert answer.status_code == httpx.codes.OK, answer.text
            return json.dumps(answer.json()["data"])

        return await asyncio.gather(*(post(number, turn) for number in range(IDS) for turn in range(times)))


def made(studio: Studio) -> list[str]:
    """The names of all users that were made here."""
    names: list[str] = []
    page: dict[str, Any] = {"hasNextPage": True, "endCursor": None}
    while page["hasNextPage"]:
        found = studio.ask(USERS, caller="admin", after=page["endCursor"])["users"]
        names += [edge["node"]["name"] for edge in found["edges"]]
        page = found["pageInfo"]
    return [name for name in names if name.startswith("repeated ")]


@pytest.mark.timeout(3600)
def test_repeats_at_two_processes_and_after_a_restart_have_one_effect_and_equal_answers(studio: Studio) -> None:
    answers = asyncio.run(send(studio, [studio.development, studio.shipped], TIMES))

    by_id = [set(answers[place : place + TIMES]) for place in range(0, len(answers), TIMES)]
    assert [len(each) for each in by_id] == [1] * IDS, "all repeats of an id are answered alike"
    assert len(set(answers)) == IDS
    assert not any(json.loads(answer)["createUser"]["problems"] for answer in answers)
    assert sorted(made(studio)) == sorted(f"repeated {number}" for number in range(IDS))

    with another_server(studio.running, studio.root) as started_later:
        again = asyncio.run(send(studio, [started_later], 1))

    assert again == answers[::TIMES]
    assert len(made(studio)) == IDS
