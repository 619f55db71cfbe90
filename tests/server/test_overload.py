"""A server that has enough to do says so at once, and still answers those who watch it."""

from __future__ import annotations

import asyncio

import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Message

from server.metrics import Metrics
from server.middleware.overload import LoadShedder
from tests.processes import wait_until_async


class Desk:
    """An application whose requests wait until they are let go."""

    def __init__(self, *, most: int = 3, memory_mb: int | None = None) -> None:
        self.go = asyncio.Event()
        self.waiting = 0
        self.metrics = Metrics()
        shedder = Middleware(LoadShedder, metrics=self.metrics, most=most, memory_mb=memory_mb)
        routes = [Route("/healthz", self.alive), Route("/slow", self.slow), Route("/media/{id}", self.slow)]
        self.app = Starlette(routes=routes, middleware=[shedder])
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://test")

    async def alive(self, request: Request) -> Response:
        return PlainTextResponse("ok")

    async def slow(self, request: Request) -> Response:
        self.waiting += 1
        await self.go.wait()
        return PlainTextResponse("done")

    def shed(self, what: str) -> float:
        return self.metrics.registry.get_sample_value("reelgraph_requests_shed_total", {"what": what}) or 0.0

    def in_flight(self) -> float | None:
        return self.metrics.registry.get_sample_value("reelgraph_http_requests_in_flight")


async def test_requests_beyond_the_bound_are_sent_away_and_those_within_it_are_answered() -> None:
    desk = Desk(most=3)
    within = [asyncio.create_task(desk.client.get("/slow")) for _ in range(3)]
    await wait_until_async(lambda: desk.waiting == 3, "three requests wait")
    assert desk.in_flight() == 3

    beyond = await asyncio.gather(*(desk.client.get("/slow") for _ in range(200)))
    assert {(answer.status_code, answer.headers["retry-after"]) for answer in beyond} == {(503, "1")}
    assert beyond[0].json()["code"] == "UNAVAILABLE"
    assert (await desk.client.get("/healthz")).text == "ok"
    assert (desk.waiting, desk.shed("requests")) == (3, 200)

    desk.go.set()
    assert {(await task).status_code for task in within} == {200}
    assert (await desk.client.get("/slow")).status_code == 200
    assert desk.in_flight() == 0


async def test_clients_that_read_files_slowly_keep_nobody_from_the_api() -> None:
    desk = Desk(most=3)
    downloads = [asyncio.create_task(desk.client.get("/media/1")) for _ in range(3)]
    await wait_until_async(lambda: desk.waiting == 3, "three downloads go on")

    assert (await desk.client.get("/media/2")).status_code == 503
    asked = asyncio.create_task(desk.client.get("/slow"))
    await wait_until_async(lambda: desk.waiting == 4, "a request is let in")
    assert (desk.in_flight(), desk.shed("transfers"), desk.shed("requests")) == (4, 1, 0)

    desk.go.set()
    assert {(await task).status_code for task in (*downloads, asked)} == {200}
    assert desk.in_flight() == 0


async def test_above_the_memory_limit_nothing_begins_but_the_process_can_be_watched() -> None:
    desk = Desk(memory_mb=1)
    desk.go.set()

    answer = await desk.client.get("/slow")

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert (await desk.client.get("/healthz")).status_code == 200
    assert (desk.waiting, desk.shed("memory")) == (0, 1)


async def test_a_request_that_is_sent_away_is_not_even_read() -> None:
    desk = Desk(memory_mb=1)
    sent: list[Message] = []

    async def receive() -> Message:
        raise AssertionError("nothing of it may be read into memory")

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/slow",
        "headers": [(b"content-length", b"1000000")],
        "query_string": b"",
    }
    await desk.app({**scope, "http_version": "1.1", "scheme": "http", "server": ("test", 80)}, receive, send)

    assert sent[0]["status"] == 503


async def test_a_socket_is_refused_at_the_handshake_while_memory_is_short() -> None:
    desk = Desk(memory_mb=1)
    cases: list[tuple[dict[str, object], str]] = [
        ({"websocket.http.response": {}}, "websocket.http.response.start"),
        ({}, "websocket.close"),
    ]
    for extensions, first in cases:
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "websocket.connect"}

        async def send(message: Message, sent: list[Message] = sent) -> None:
            sent.append(message)

        scope = {"type": "websocket", "path": "/graphql", "headers": [], "query_string": b"", "extensions": extensions}
        await desk.app(scope, receive, send)
        assert sent[0]["type"] == first
        assert sent[0].get("status", 503) == 503
    assert desk.shed("memory") == 2
