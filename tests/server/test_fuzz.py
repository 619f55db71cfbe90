from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest
from redis.asyncio import Redis
from websockets.exceptions import ConnectionClosed

from graph.ports import GraphClient
from tests.server.attacks import RAW, everything
from tests.server.graphql_site import Site, begin, open_site

pytestmark = pytest.mark.no_cover  # so many cases: to note each line that they run would take as long again

BODIES = MESSAGES = 10_000
NOBODY_MAY_SEE = re.compile(
    r"Traceback|File \"|site-packages|\.py\b|/root/|/home/|/tmp/|/usr/|object at 0x|<class|Error\(|"
    r"Exception|"
    r"\b(?:Key|Value|Type|Attribute|Index|Runtime|Unicode\w+|Recursion|Response|Client|Service)Error\b|"
    r"\bMATCH\b|\bUNWIND\b|\bRETURN\b|\bMERGE\b|falkordb|redis|neo4j|bolt://|127\.0\.0\.1|localhost|sys\.set_int",
    re.IGNORECASE,
)
VALUES: list[Any] = [
    None, True, False, 0, -1, 1.5, 2**31, -(2**31) - 1, 2**53, 1e308, "", "x", "\0", "🎬" * 50, "\u202e", "a" * 3000, [],
    [[]], {}, {"a": {"b": []}}, ["x", 1, None], "2026-01-31T18:00:00Z", "01:00:00:00", "{ me { id } }",
]  # fmt: skip
BITS = [b"\xff", b"\xed\xa0\x80", b"NaN", b"1e999", b"\\ud800", b'"query": 1,', b"[" * 50]
QUERIES = [
    "query Q($v: ID!) { node(id: $v) { id } }",
    "query Q($v: [ID!]!) { nodes(ids: $v) { __typename } }",
    "query Q($v: Int!) { projects(first: $v) { edges { cursor } } }",
    "query Q($v: String) { projects(after: $v) { edges { cursor } } }",
    "query Q($v: SearchInput!) { search(input: $v) { noGoodMatch } }",
    "query Q($v: SearchFilter) { search(input: {text: \"x\", where: $v}) { noGoodMatch } }",
    "query Q($v: AssetFilter) { project(key: \"film\") { assets(where: $v) { edges { cursor } } } }",
    "query Q($v: AssetOrder!) { project(key: \"film\") { assets(orderBy: $v) { edges { cursor } } } }",
    "mutation Q($v: CreateProjectInput!) { createProject(input: $v) { problems { code message } } }",
    "mutation Q($v: IngestInput!) { ingest(input: $v) { problems { code message } } }",
    "mutation Q($v: AnalyzeInput!) { analyze(input: $v) { problems { code } } }",
    "query Q($v: Boolean!) { me @include(if: $v) { name } }",
    "{ me { name } }",
]  # fmt: skip
INPUTS = ["text", "likeShot", "likeImage", "where", "channels", "projects", "createdAfter", "minSeconds", "key", "name"]
INPUTS += ["project", "path", "uploadId", "tags", "version", "tasks", "parameters", "clientMutationId", "force", "storage"]


def value(random: Random, depth: int = 0) -> Any:
    """Any JSON value, often one whose fields are called like ours."""
    dice = random.random()
    if dice < 0.35 and depth < 3:
        return {random.choice(INPUTS): value(random, depth + 1) for _ in range(random.randint(0, 4))}
    if dice < 0.45 and depth < 3:
        return [value(random, depth + 1) for _ in range(random.randint(0, 4))]
    return random.choice(VALUES)


def request(random: Random) -> Any:
    """What goes into a body, or the payload of a message: mostly nearly right."""
    if random.random() < 0.05:
        return value(random)
    query: Any = random.choice(QUERIES)
    for _ in range(random.choice([0, 0, 0, 1, 2, 5])):
        place = random.randrange(len(query) + 1)
        query = (
            query[:place]
            + random.choice(["", "{", "}", "(", "$", "...", "@", '"', "\0", "é", "[", "!", "#"])
            + query[place + 1 :]
        )
    body: dict[str, Any] = {"query": query, "variables": {"v": value(random)}}
    for name in ("operationName", "extensions", "documentId", "variables", "query", "id"):
        if random.random() < 0.04:
            body[name] = value(random)
    return body


def spoiled(random: Random, text: bytes) -> bytes:
    """A body with some bytes changed, cut, doubled, or put in."""
    data = bytearray(text)
    for _ in range(random.choice([0, 0, 0, 0, 1, 3, 10])):
        place = random.randrange(len(data) + 1)
        match random.randrange(5):
            case 0:
                data[place:place] = random.choice(BITS)
            case 1:
                del data[place : place + random.randint(1, 9)]
            case 2 if place < len(data):
                data[place] = random.randrange(256)
            case 3:
                data[place:place] = data[place : place + 20]
            case _:
                del data[place + 1000 :]
    return bytes(data)


@pytest.fixture
async def site(embedded_graph: GraphClient, redis: Redis, redis_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(embedded_graph, redis, redis_url, tmp_path, budget_burst=10**12, log_level="error") as opened:
        yield opened


async def test_ten_thousand_bodies_are_answered_without_a_defect_or_a_word_of_the_inside(site: Site) -> None:
    random = Random(1)  # noqa: S311 -- no secret
    bodies = [spoiled(random, json.dumps(request(random)).encode()) for _ in range(BODIES - len(RAW))] + [
        body for body, _ in RAW
    ]
    media = ["application/json"] * 20 + ["text/plain", "application/json; charset=utf-16", ""]
    statuses: dict[int, int] = {}

    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(site.app), base_url="http://here", headers={"Authorization": f"Bearer {site.token}"}
    ) as client:
        for body in bodies:
            answer = await client.post("/graphql", content=body, headers={"Content-Type": random.choice(media)})
            statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
            assert answer.status_code < 500, (body, answer.text)
            said = told(answer.text)
            assert not NOBODY_MAY_SEE.search(said), (body, NOBODY_MAY_SEE.search(said))

    assert {200, 400, 415} <= statuses.keys()
    assert statuses[200] > BODIES // 4, statuses


def told(text: str) -> str:
    """What an answer says of its own: without what it repeats between quotes of what was sent."""
    return re.sub(r"'[^']*'|\\\"[^\"]*\\\"", "", text)


async def test_ten_thousand_messages_on_sockets_are_answered_without_a_defect_or_a_word_of_the_inside(site: Site) -> None:
    random = Random(2)  # noqa: S311 -- no secret
    sent = opened = 0
    closed: set[int | None] = set()
    while sent < MESSAGES:
        opened += 1
        async with site.socket(max_size=None) as socket:
            await begin(socket, site.token)
            hearing = asyncio.create_task(hear(socket))
            with suppress(ConnectionClosed):
                for number in range(200):
                    kind = random.choice(["subscribe"] * 20 + ["ping", "pong", "complete", "connection_init", "nonsense"])
                    message: Any = {"id": str(number % 7), "type": kind, "payload": request(random)}
                    if kind != "subscribe":
                        message["payload"] = random.choice([None, {}, value(random)])
                    data = json.dumps(message).encode()
                    await socket.send(
                        spoiled(random, data).decode("utf-8", "replace") if random.random() < 0.02 else data.decode()
                    )
                    sent += 1
                    if hearing.done():
                        break
                    await asyncio.sleep(0)
        await hearing
        closed.add(socket.close_code)
    assert opened < MESSAGES / 2
    assert closed <= {1000, 1005, 4400, 4409, 4429, None}, closed


async def hear(socket: Any) -> None:
    """Read all that comes, and look at it."""
    with suppress(ConnectionClosed):
        async for message in socket:
            said = told(message)
            assert not NOBODY_MAY_SEE.search(said), message
            assert '"INTERNAL"' not in message


def test_the_corpus_of_attacks_says_nothing_that_the_search_would_find_anyway() -> None:
    assert not any(NOBODY_MAY_SEE.search(word) for word in ("LIMIT_EXCEEDED", "This costs 5", "not found"))
    assert NOBODY_MAY_SEE.search("ValueError: x")
    assert len(everything()) >= 200
