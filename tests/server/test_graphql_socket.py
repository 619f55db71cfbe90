from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, cast

import pytest
from redis.asyncio import Redis
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidStatus

from graph.errors import UnavailableError
from graph.nodes.access import Role
from graph.nodes.run import AnalysisRun, RunFailure
from graph.ports import GraphClient
from schema.ids import encode_id
from tests.graph.scene import ALL_MODELS
from tests.server.graphql_site import Site, begin, open_site

PROGRESS = """subscription ($run: ID, $version: ID) { analysisProgress(runId: $run, versionId: $version) {
  stage done total framesPerSecond eta run { status attempt } } }"""
ME = "{ me { name } }"
DEADLINE = 60


@pytest.fixture
async def site(embedded_graph: GraphClient, redis: Redis, redis_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(embedded_graph, redis, redis_url, tmp_path) as opened:
        yield opened


class Interrupted:
    """A real graph with a line that can be cut."""

    def __init__(self, graph: GraphClient) -> None:
        self._graph = graph
        self.away = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._graph, name)

    async def read(self, cypher: str, /, **params: Any) -> list[dict[str, Any]]:
        if self.away:
            raise UnavailableError("the graph is away")
        return await self._graph.read(cypher, **params)


async def say(socket: ClientConnection, **message: Any) -> None:
    await socket.send(json.dumps(message))


async def hear(socket: ClientConnection) -> dict[str, Any]:
    async with asyncio.timeout(DEADLINE):
        answer: dict[str, Any] = json.loads(await socket.recv())
    return answer


async def subscribe(socket: ClientConnection, query: str, id: str = "1", **variables: Any) -> None:  # noqa: A002
    await say(socket, id=id, type="subscribe", payload={"query": query, "variables": variables})


async def close_code(socket: ClientConnection) -> int | None:
    """The code with which the server closes; what it says before is passed over."""
    try:
        async with asyncio.timeout(DEADLINE):
            while True:
                await socket.recv()
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else None


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(DEADLINE):
        while not true():  # noqa: ASYNC110 -- the hub tells nobody that a listener has left
            await asyncio.sleep(0.01)


def progress(answer: dict[str, Any]) -> dict[str, Any]:
    assert answer["type"] == "next", answer
    assert "errors" not in answer["payload"], answer
    told: dict[str, Any] = answer["payload"]["data"]["analysisProgress"]
    return told


async def queued_run(site: Site, content: str = "VIDEO one") -> AnalysisRun:
    run = (await site.ingest(content)).run
    assert run is not None
    return run


async def test_progress_is_told_from_waiting_to_the_end(site: Site) -> None:
    run = await queued_run(site)
    analysis = site.services.analysis

    async with site.socket() as socket:
        await begin(socket, site.token)
        await subscribe(socket, PROGRESS, run=encode_id("AnalysisRun", run.id))
        waiting = progress(await hear(socket))
        begun, attempt = await analysis.begin(run.id, "worker", "cpu", ALL_MODELS)
        starting = progress(await hear(socket))
        await analysis.progress(begun, "detection", 30, 300, 12.5, 21.6)
        working = progress(await hear(socket))
        await analysis.finish(begun, attempt, {})
        ended = progress(await hear(socket))
        complete = await hear(socket)

    assert (waiting["stage"], waiting["run"]["status"]) == ("waiting", "QUEUED")
    assert (starting["stage"], starting["run"]) == ("starting", {"status": "RUNNING", "attempt": 1})
    assert working == {
        "stage": "detection", "done": 30, "total": 300, "framesPerSecond": 12.5, "eta": 21.6,
        "run": {"status": "RUNNING", "attempt": 1},
    }  # fmt: skip
    assert (ended["stage"], ended["run"]["status"]) == ("ended", "SUCCEEDED")
    assert complete == {"id": "1", "type": "complete"}


async def test_who_comes_late_is_told_the_end_at_once(site: Site) -> None:
    run = await queued_run(site)
    begun, attempt = await site.services.analysis.begin(run.id, "worker", "cpu")
    await site.services.analysis.fail(begun, attempt, RunFailure("BROKEN_MEDIA", "It ends in mid-frame."))

    async with site.socket() as socket:
        await begin(socket, site.token)
        await subscribe(socket, PROGRESS, run=encode_id("AnalysisRun", run.id))
        ended = progress(await hear(socket))
        complete = await hear(socket)

    assert (ended["stage"], ended["run"]["status"], complete["type"]) == ("ended", "FAILED", "complete")


async def test_a_version_is_followed_over_all_its_runs_and_no_other_s(site: Site) -> None:
    run, other = await queued_run(site), await queued_run(site, "VIDEO two")
    analysis = site.services.analysis

    async with site.socket() as socket:
        await begin(socket, site.token)
        await subscribe(socket, PROGRESS, version=encode_id("Version", run.version_id))
        assert progress(await hear(socket))["stage"] == "waiting"
        await analysis.cancel(site.admin, other.id)
        await analysis.cancel(site.admin, run.id)
        assert progress(await hear(socket))["run"]["status"] == "CANCELLED"
        again = await analysis.request(site.admin, run.version_id, force=True)
        assert progress(await hear(socket))["stage"] == "waiting"
        await analysis.begin(again.id, "worker", "cpu")
        assert progress(await hear(socket))["run"] == {"status": "RUNNING", "attempt": 1}


async def test_a_subscription_ends_when_the_client_is_done_or_gone(site: Site) -> None:
    run = await queued_run(site)
    before, fanout = site.hub.listeners, site.resources.fanout

    async with site.socket() as socket:
        await begin(socket, site.token)
        await subscribe(socket, PROGRESS, "a", run=encode_id("AnalysisRun", run.id))
        await subscribe(socket, PROGRESS, "b", run=encode_id("AnalysisRun", run.id))
        await hear(socket)
        await hear(socket)
        assert (fanout.followers, fanout.groups, site.hub.listeners) == (2, 1, before + 1)
        await say(socket, id="a", type="complete")
        await until(lambda: fanout.followers == 1)
        await subscribe(socket, ME, "a")
        assert (await hear(socket))["payload"]["data"] == {"me": {"name": "ana"}}
        socket.transport.abort()
    await until(lambda: site.hub.listeners == before)
    assert (fanout.followers, fanout.groups) == (0, 0)


async def test_a_run_of_strangers_cannot_be_followed(site: Site) -> None:
    run = await queued_run(site)
    stranger = await site.services.users.create_user(site.admin, "eve")
    _, token = await site.services.users.issue_token(site.admin, stranger.id)

    async with site.socket() as socket:
        await begin(socket, token)
        await subscribe(socket, PROGRESS, run=encode_id("AnalysisRun", run.id))
        answer = await hear(socket)

    (error,) = answer["payload"]["errors"] if answer["type"] == "next" else answer["payload"]
    assert error["extensions"] == {"code": "NOT_FOUND", "path": ["runId"]}


async def test_asking_for_neither_run_nor_version_is_a_clean_error(site: Site) -> None:
    async with site.socket() as socket:
        await begin(socket, site.token)
        await subscribe(socket, PROGRESS)
        answer = await hear(socket)

    (error,) = answer["payload"]["errors"] if answer["type"] == "next" else answer["payload"]
    assert error["extensions"]["code"] == "INVALID"


async def test_each_operation_on_a_socket_reads_anew(site: Site) -> None:
    run = await queued_run(site)
    query = f'{{ analysisRun(id: "{encode_id("AnalysisRun", run.id)}") {{ status version {{ analysis {{ status }} }} }} }}'

    async def status(socket: ClientConnection, id: str) -> Any:  # noqa: A002
        await subscribe(socket, query, id)
        answer = await hear(socket)
        assert (await hear(socket))["type"] == "complete"
        return answer["payload"]["data"]["analysisRun"]["version"]["analysis"]["status"]

    async with site.socket() as socket:
        await begin(socket, site.token)
        assert await status(socket, "1") == "QUEUED"
        await site.services.analysis.cancel(site.admin, run.id)
        assert await status(socket, "2") == "CANCELLED"


async def test_a_socket_without_a_good_token_is_closed_with_4403(site: Site) -> None:
    for payload in ({}, {"authorization": "Bearer rg_wrong"}, {"authorization": site.token}, {"authorization": 7}):
        async with site.socket() as socket:
            await say(socket, type="connection_init", payload=payload)
            assert await close_code(socket) == 4403, payload


async def test_an_operation_has_the_rights_of_now(site: Site) -> None:
    query = '{ project(key: "second") { myRole } }'
    token, plain = await site.services.users.issue_token(site.admin, site.artist.user.id)

    async with site.socket() as socket:
        await begin(socket, plain)
        created = await site.services.projects.create(site.admin, "second", "The Second")
        await subscribe(socket, query, "1")
        assert (await hear(socket))["payload"]["data"] == {"project": None}
        await hear(socket)
        await site.services.projects.add_member(site.admin, created.id, site.artist.user.id, Role.REVIEWER)
        await subscribe(socket, query, "2")
        assert (await hear(socket))["payload"]["data"] == {"project": {"myRole": "REVIEWER"}}
        await hear(socket)
        await site.services.users.revoke(site.admin, token.id)
        await subscribe(socket, query, "3")
        assert await close_code(socket) == 4403


async def test_while_the_graph_is_away_an_operation_is_an_error_and_a_new_socket_is_sent_away(
    embedded_graph: GraphClient, redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    graph = Interrupted(embedded_graph)
    async with open_site(cast("GraphClient", graph), redis, redis_url, tmp_path) as site, site.socket() as socket:
        await begin(socket, site.token)
        graph.away = True
        await subscribe(socket, ME, "1")
        answer = await hear(socket)
        assert (answer["type"], answer["id"]) == ("error", "1")
        assert answer["payload"][0]["extensions"] == {"code": "UNAVAILABLE"}
        async with site.socket() as another:
            await say(another, type="connection_init", payload={"authorization": f"Bearer {site.token}"})
            assert await close_code(another) == 1013

        graph.away = False
        await subscribe(socket, ME, "1")  # the id is free again
        assert (await hear(socket))["payload"]["data"] == {"me": {"name": "ana"}}


async def test_an_operation_before_the_server_knows_the_caller_is_closed_with_4401(site: Site) -> None:
    async with site.socket() as socket:
        await subscribe(socket, ME)
        assert await close_code(socket) == 4401


async def test_the_legacy_protocol_and_no_protocol_are_refused(site: Site) -> None:
    async with site.socket("graphql-ws") as socket:
        assert socket.subprotocol is None
        assert await close_code(socket) == 4406


async def test_another_origin_is_refused_at_the_handshake(site: Site) -> None:
    for origin in ("https://evil.example", "null", site.address + ".evil.example", "http://127.0.0.1:1"):
        with pytest.raises(InvalidStatus) as refused:
            async with site.socket(origin=origin):
                pass
        assert refused.value.response.status_code == 403
    async with site.socket(origin=site.address) as socket:
        await begin(socket, site.token)


MALFORMED: list[tuple[str | bytes, int]] = [
    ("", 4400),
    ("x", 4400),
    ("[]", 4400),
    ('"x"', 4400),
    ("1", 4400),
    ("null", 4400),
    ("{}", 4400),
    ("[" * 100_000, 4400),
    ('{"type": 1}', 4400),
    ('{"type": ["ping"]}', 4400),
    ('{"type": "next", "id": "1", "payload": {}}', 4400),
    ('{"type": "start", "id": "1", "payload": {"query": "{ me { name } }"}}', 4400),
    ('{"type": "ping", "payload": 1}', 4400),
    ('{"type": "pong", "payload": []}', 4400),
    ('{"type": "complete"}', 4400),
    ('{"type": "complete", "id": {}}', 4400),
    ('{"type": "subscribe", "payload": {"query": "{ me { name } }"}}', 4400),
    ('{"type": "subscribe", "id": 1, "payload": {"query": "{ me { name } }"}}', 4400),
    ('{"type": "subscribe", "id": "", "payload": {"query": "{ me { name } }"}}', 4400),
    ('{"type": "subscribe", "id": {}, "payload": {"query": "{ me { name } }"}}', 4400),
    ('{"type": "subscribe", "id": "1"}', 4400),
    ('{"type": "subscribe", "id": "1", "payload": "x"}', 4400),
    ('{"type": "subscribe", "id": "1", "payload": {}}', 4400),
    ('{"type": "subscribe", "id": "1", "payload": {"query": 3}}', 4400),
    ('{"type": "subscribe", "id": "1", "payload": {"query": "{ me { name } }", "variables": "x"}}', 4400),
    ('{"type": "subscribe", "id": "1", "payload": {"query": "{ me { name } }", "variables": []}}', 4400),
    ('{"type": "subscribe", "id": "1", "payload": {"query": "{ me { name } }", "operationName": 1}}', 4400),
    ('{"type": "subscribe", "id": "1", "payload": {"query": "{ me { name } }", "extensions": 1}}', 4400),
    (b"\x00\x01", 4400),
    ('{"type": "connection_init"}', 4429),
]


async def test_a_malformed_message_closes_the_socket_with_the_code_of_the_protocol(site: Site) -> None:
    for message, code in MALFORMED:
        async with site.socket() as socket:
            await begin(socket, site.token)
            await socket.send(message)
            assert await close_code(socket) == code, message[:80]


BROKEN_DOCUMENTS = (
    "",
    "{",
    "{ nonsense }",
    "fragment F on Query { me { name } }",
    "query A { me { name } } query B { me { name } }",
)


async def test_a_document_that_cannot_run_is_an_error_and_the_socket_stays_open(site: Site) -> None:
    async with site.socket() as socket:
        await begin(socket, site.token)
        for query in BROKEN_DOCUMENTS:
            await subscribe(socket, query, "bad")
            error = await hear(socket)
            await subscribe(socket, ME, "good")
            answer, end = await hear(socket), await hear(socket)

            assert (error["id"], error["type"]) == ("bad", "error"), query
            assert error["payload"][0]["message"]
            assert (answer["id"], answer["type"], answer["payload"]["data"]) == ("good", "next", {"me": {"name": "ana"}})
            assert end["type"] == "complete"


async def test_ping_is_answered_before_and_after_the_beginning(site: Site) -> None:
    async with site.socket() as socket:
        await say(socket, type="ping")
        assert await hear(socket) == {"type": "pong"}
        await begin(socket, site.token)
        await say(socket, type="ping", payload={"at": 1})
        assert (await hear(socket))["type"] == "pong"


async def test_two_operations_with_one_id_close_the_socket_with_4409(site: Site) -> None:
    run = await queued_run(site)
    async with site.socket() as socket:
        await begin(socket, site.token)
        await subscribe(socket, PROGRESS, run=encode_id("AnalysisRun", run.id))
        await subscribe(socket, PROGRESS, run=encode_id("AnalysisRun", run.id))
        assert await close_code(socket) == 4409


async def test_a_socket_holds_so_many_operations_and_no_more(site: Site) -> None:
    run = await queued_run(site)
    async with site.socket() as socket:
        await begin(socket, site.token)
        for number in range(21):
            await subscribe(socket, PROGRESS, str(number), run=encode_id("AnalysisRun", run.id))
        answers = [await hear(socket) for _ in range(21)]

    refused = [answer for answer in answers if answer["type"] == "error"]
    assert [answer["id"] for answer in refused] == ["20"]
