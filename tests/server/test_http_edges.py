from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import uvicorn
from pydantic import ValidationError
from redis.asyncio import Redis
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from graph.ports import GraphClient
from server.middleware.body import BodyLimit
from server.patience import PatientProtocol
from server.settings import Settings
from tests.server.graphql_site import Site, open_site

ME = "{ me { name } }"
LISTED = "https://review.example:8443"


@pytest.fixture
async def site(embedded_graph: GraphClient, redis: Redis, redis_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(embedded_graph, redis, redis_url, tmp_path, origins=LISTED) as opened:
        yield opened


def foreign(site: Site) -> list[str]:
    """Spellings of origins that are neither the server's own nor listed, many of them nearly so."""
    own = site.address.removeprefix("http://")
    host, port = own.split(":")
    return [
        "null",
        "",
        "https://evil.example",
        f"http://{host}",
        f"http://{host}:{int(port) + 1}",
        f"ftp://{own}",
        f"http://{own}.evil.example",
        f"http://evil.example#{own}",
        f"http://{own}@evil.example",
        f"http://{own}/",
        f"http://[::1]:{port}",
        f"http://[::ffff:{host}]:{port}",
        f"http://2130706433:{port}",
        "http://review.example:8443",
        "https://review.example",
        "https://REVIEW.example:8443",
        "https://review.example:8443.evil.example",
        "https://xreview.example:8443",
        "https://review.example.:8443",
        "https://user@review.example:8443",
        f"{LISTED}, https://evil.example",
        f"{LISTED} ",
    ]


async def test_pages_of_foreign_origins_may_neither_send_operations_nor_open_sockets(site: Site) -> None:
    async with site.client() as client:
        for origin in foreign(site):
            if origin.strip() != origin:
                continue  # a header's blanks at its end are no part of it
            for answer in (
                await client.post("/graphql", json={"query": ME}, headers={"Origin": origin}),
                await client.get("/graphql", params={"query": ME}, headers={"Origin": origin}),
                await client.post("/upload", headers={"Origin": origin}),
            ):
                assert answer.status_code == 403, (origin, answer.request.method)
                assert "access-control-allow-origin" not in answer.headers
            with pytest.raises(Exception, match="403"):
                async with site.socket(additional_headers={"Origin": origin}):
                    raise AssertionError(origin)


async def test_pages_of_listed_origins_and_of_the_server_itself_may(site: Site) -> None:
    async with site.client() as client:
        listed = await client.post("/graphql", json={"query": ME}, headers={"Origin": LISTED})
        own = await client.post("/graphql", json={"query": ME}, headers={"Origin": site.address})
        none = await client.post("/graphql", json={"query": ME})
    async with site.socket(additional_headers={"Origin": LISTED}), site.socket(additional_headers={"Origin": site.address}):
        pass

    assert [listed.status_code, own.status_code, none.status_code] == [200, 200, 200]
    assert listed.headers["access-control-allow-origin"] == LISTED
    assert "Origin" in listed.headers["vary"]
    assert not any("*" in answer.headers.get("access-control-allow-origin", "") for answer in (listed, own, none))


async def test_a_browser_is_told_what_listed_pages_may_send(site: Site) -> None:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization, content-type"}
    async with site.client("") as client:
        listed = await client.options("/graphql", headers={"Origin": LISTED, **asked})
        foreign_one = await client.options("/graphql", headers={"Origin": "https://evil.example", **asked})

    assert listed.status_code == 200
    assert listed.headers["access-control-allow-origin"] == LISTED
    assert foreign_one.status_code == 400
    assert "access-control-allow-origin" not in foreign_one.headers


@pytest.mark.parametrize(
    "origin", ["*", "review.example", "https://review.example/", "HTTPS://review.example", "null", "https://*"]
)
def test_what_is_no_origin_cannot_be_listed(origin: str) -> None:
    with pytest.raises(ValidationError, match="is no origin"):
        Settings(origins=(origin,))


async def test_every_answer_carries_the_headers_that_browsers_heed(site: Site) -> None:
    async with site.client() as client:
        answers = [
            await client.post("/graphql", json={"query": ME}),
            await client.get("/healthz"),
            await client.get("/absent"),
            await client.post("/graphql", content=b"x" * (2 << 20)),
        ]
    for answer in answers:
        headers = answer.headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"
        assert "unsafe" not in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "strict-transport-security" not in headers, "not over http"
        assert "server" not in headers or "uvicorn" in headers["server"]


SIMPLE = ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", None)


async def test_what_a_form_on_a_foreign_page_can_send_runs_nothing(site: Site) -> None:
    body = b'{"query": "mutation { createProject(input: {key: \\"x\\", name: \\"x\\"}) { project { key } } }"}'
    async with site.client("", Cookie="reelgraph=rgs_x") as client:
        for media in SIMPLE:
            for url in ("/graphql", "/graphql?query={me{name}}"):
                headers = {"Content-Type": media} if media else {}
                for method in ("POST", "GET"):
                    answer = await client.request(method, url, content=body, headers=headers)
                    assert answer.status_code in (400, 401, 403, 415), (media, url, method)
    async with site.client() as client:
        assert (await client.post("/graphql", content=body, headers={"Content-Type": "text/plain"})).status_code == 415
        squeezed = await client.post(
            "/graphql", content=body, headers={"Content-Type": "application/json", "Content-Encoding": "gzip"}
        )
    assert squeezed.status_code == 415


# -- clients that take their time


async def echo(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


class Impatient(PatientProtocol):
    head_seconds = 1.5


class VeryPatient(PatientProtocol):
    head_seconds = 120.0


@pytest.fixture
async def port(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[int]:
    """A server that waits for heads and bodies as ours does, but not as long."""
    monkeypatch.setattr("server.middleware.body._IDLE_SECONDS", 1.5)
    monkeypatch.setattr("server.middleware.body._WHOLE_SECONDS", 3.0)
    async with echoing(Impatient) as port:
        yield port


@pytest.fixture
async def patient_port(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[int]:
    """A server that waits longer than any machine stands still."""
    monkeypatch.setattr("server.middleware.body._IDLE_SECONDS", 120.0)
    monkeypatch.setattr("server.middleware.body._WHOLE_SECONDS", 120.0)
    async with echoing(VeryPatient) as port:
        yield port


@asynccontextmanager
async def echoing(protocol: type[PatientProtocol]) -> AsyncIterator[int]:
    """Serve until the block ends; yield the port."""
    from starlette.exceptions import HTTPException

    from server.answers import answer_http_exception

    app = Starlette(routes=[Route("/", echo, methods=["POST"])], exception_handlers={HTTPException: answer_http_exception})
    limited = BodyLimit(app, exempt="/upload")
    server = uvicorn.Server(uvicorn.Config(limited, port=0, http=protocol, lifespan="off", log_config=None))
    serving = asyncio.create_task(server.serve())
    async with asyncio.timeout(60):
        while True:
            if server.started:
                break
            await asyncio.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    await serving


async def converse(port: int, *parts: bytes, pause: float = 0.0) -> bytes:
    """Send some parts, and return all that comes back until the server closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    coming = asyncio.create_task(reader.read())
    for part in parts:
        if coming.done():
            break  # the server has said its word
        writer.write(part)
        await asyncio.sleep(pause)
    try:
        return await asyncio.wait_for(coming, 60)
    finally:
        writer.close()


HEAD = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"


async def test_a_head_that_does_not_end_is_cut_off(port: int) -> None:
    assert await converse(port) == b"", "who says nothing is told nothing"
    assert (await converse(port, HEAD)).startswith(b"HTTP/1.1 408")
    assert (await converse(port, *[b"X-A: b\r\n"] * 4, pause=0.5)).startswith((b"HTTP/1.1 400", b"HTTP/1.1 408"))


async def test_a_head_that_is_too_long_is_refused(patient_port: int) -> None:
    assert (await converse(patient_port, HEAD, b"X-Long: " + b"x" * 70_000)).startswith(b"HTTP/1.1 431")


async def test_a_body_that_stalls_or_trickles_is_cut_off(port: int) -> None:
    assert b"408" in (await converse(port, HEAD + b"Content-Length: 100\r\n\r\n", b"x")).split(b"\r\n")[0]
    trickle = await converse(port, HEAD + b"Content-Length: 100\r\n\r\n", *[b"x"] * 10, pause=0.4)
    assert b"408" in trickle.split(b"\r\n")[0]


async def test_a_client_that_is_merely_slow_is_served(patient_port: int) -> None:
    said = await converse(patient_port, HEAD, b"Content-Length: 4\r\n\r\n", b"ab", b"cd", pause=0.05)

    assert said.startswith(b"HTTP/1.1 200")
    assert said.endswith(b"4")


async def test_a_body_above_the_limit_is_refused_before_it_is_read(patient_port: int) -> None:
    told = await converse(patient_port, HEAD + b"Content-Length: 1048577\r\n\r\n")
    chunked = await converse(
        patient_port, HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"100001\r\n" + b"x" * 0x100001 + b"\r\n"
    )

    assert told.startswith(b"HTTP/1.1 413")
    assert chunked.startswith(b"HTTP/1.1 413")
    assert (await converse(patient_port, HEAD + b"Content-Length: 1048576\r\n\r\n", b"x" * 1048576)).endswith(b"1048576")
