"""Browsers: signing in and out, and what a cookie alone may do."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from redis.asyncio import Redis
from websockets.exceptions import ConnectionClosed

from graph.nodes.access import Role, Scope
from graph.ports import GraphClient
from server.auth import CSRF_HEADER
from server.routes.login import local_path
from tests.server.graphql_site import Site, open_site

ME = "{ me { name signIn scope kind } }"
MADE = 'mutation { createProject(input: {key: "cookie", name: "By cookie"}) { project { key } problems { code } } }'


@pytest.fixture
async def site(embedded_graph: GraphClient, redis: Redis, redis_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(embedded_graph, redis, redis_url, tmp_path) as opened:
        yield opened


async def session_of(site: Site) -> str:
    """The artist's cookie, as the browser that opened their link would send it."""
    async with site.client("") as browser:
        answer = await browser.get("/login", params={"token": site.token})
        assert answer.status_code == 303
        return f"reelgraph={answer.cookies['reelgraph']}"


async def guest_link(site: Site, role: Role = Role.VIEWER, password: str | None = None) -> str:
    ends = datetime.now(UTC) + timedelta(days=1)
    _, plain = await site.services.guests.invite(site.admin, site.project.id, "client", role, ends, password=password)
    return plain


async def ask(site: Site, headers: Mapping[str, str], query: str = ME) -> httpx.Response:
    async with site.client("") as client:
        return await client.post("/graphql", json={"query": query}, headers=dict(headers))


async def test_a_token_in_the_address_becomes_a_cookie_and_leaves_the_address(site: Site) -> None:
    async with site.client("") as browser:
        answer = await browser.get("/login", params={"token": site.token, "next": "/review/1?frame=2"})

    assert (answer.status_code, answer.headers["location"]) == (303, "/review/1?frame=2")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie
    assert site.token not in answer.headers["set-cookie"]
    me = (await ask(site, {"Cookie": await session_of(site), CSRF_HEADER: "1", "Origin": site.address})).json()["data"]["me"]
    assert me == {"name": "ana", "signIn": "SESSION", "scope": "ADMIN", "kind": "PERSON"}


async def test_behind_https_the_cookie_is_for_https_alone(
    embedded_graph: GraphClient, redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    public = "https://reel.example"
    async with open_site(embedded_graph, redis, redis_url, tmp_path, public_url=public) as site:
        async with site.client("") as browser:
            answer = await browser.get("/login", params={"token": site.token})
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-reelgraph=")
        assert "Secure" in cookie
        assert "Domain" not in cookie

        answer = await ask(site, {"Cookie": cookie.partition(";")[0], CSRF_HEADER: "1", "Origin": public})
        assert answer.json()["data"]["me"]["name"] == "ana"
        planted = cookie.partition(";")[0].replace("__Host-reelgraph", "reelgraph")  # as whoever answers its http could
        assert (await ask(site, {"Cookie": planted, CSRF_HEADER: "1", "Origin": public})).status_code == 401


@pytest.mark.parametrize(
    "given",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/\r\nSet-Cookie: a=b",
        "/é",
        "",
        "x",
    ],
)
def test_nobody_is_sent_elsewhere_after_signing_in(given: str) -> None:
    assert local_path(given) == "/"
    assert local_path("/asset/1?frame=2") == "/asset/1?frame=2"


async def test_a_wrong_token_is_refused_with_a_page_that_does_not_repeat_it(site: Site) -> None:
    token, plain = await site.services.users.issue_token(site.admin, site.admin.user.id)
    await site.services.users.revoke(site.admin, token.id)
    async with site.client("") as browser:
        for wrong in (plain, "rg_<script>", "rgl_nothing", "rgs_nothing", ""):
            answer = await browser.get("/login", params={"token": wrong})
            assert answer.status_code in (401, 404), wrong
            assert "set-cookie" not in answer.headers
            assert not wrong or wrong not in answer.text
        assert (await browser.get("/login")).status_code == 200


FORGED: list[tuple[str, dict[str, str]]] = [
    ("no header of ours", {"Origin": "SELF"}),
    ("an empty header", {"Origin": "SELF", CSRF_HEADER: ""}),
    ("no origin", {CSRF_HEADER: "1"}),
    ("another site", {CSRF_HEADER: "1", "Origin": "https://evil.example"}),
    ("no site", {CSRF_HEADER: "1", "Origin": "null"}),
    ("a longer host", {CSRF_HEADER: "1", "Origin": "SELF.evil.example"}),
    ("another port", {CSRF_HEADER: "1", "Origin": "SELF1"}),
    ("a cross-site fetch without origin", {CSRF_HEADER: "1", "Sec-Fetch-Site": "cross-site"}),
    ("a sister site without origin", {CSRF_HEADER: "1", "Sec-Fetch-Site": "same-site"}),
]


@pytest.mark.parametrize(("why", "headers"), FORGED, ids=[why for why, _ in FORGED])
async def test_what_another_site_could_send_with_the_cookie_is_refused(
    site: Site, why: str, headers: dict[str, str]
) -> None:
    forged = {name: value.replace("SELF", site.address) for name, value in headers.items()}
    cookie = {"Cookie": await session_of(site)}

    made = await ask(site, {**cookie, **forged}, MADE)

    assert made.status_code == 403
    assert not [one for one in await site.services.stores.projects.by_keys(["cookie"]) if one]


async def test_what_our_page_sends_with_the_cookie_is_done(site: Site) -> None:
    cookie = {"Cookie": await session_of(site)}

    for headers in ({"Origin": site.address}, {"Sec-Fetch-Site": "same-origin"}):
        answer = await ask(site, {**cookie, **headers, CSRF_HEADER: "1"}, MADE)
        assert answer.status_code == 200, answer.text
    assert [one for one in await site.services.stores.projects.by_keys(["cookie"]) if one]


async def test_an_operation_by_get_needs_the_header_too_and_media_do_not(site: Site) -> None:
    cookie = await session_of(site)
    async with site.client("", Cookie=cookie) as browser:
        assert (await browser.get("/graphql", params={"query": ME})).status_code == 403
        answer = await browser.get("/graphql", params={"query": ME}, headers={CSRF_HEADER: "1"})
        assert answer.json()["data"]["me"]["name"] == "ana"
        evil = {CSRF_HEADER: "1", "Origin": "https://evil.example"}
        assert (await browser.get("/graphql", params={"query": ME}, headers=evil)).status_code == 403
        assert (await browser.get("/media/nothing")).status_code == 404
        upload = {"Tus-Resumable": "1.0.0", "Upload-Length": "3"}
        assert (await browser.post("/upload", headers=upload)).status_code == 403


async def test_a_session_is_no_bearer_token_and_a_token_no_cookie(site: Site) -> None:
    session = (await session_of(site)).partition("=")[2]

    assert (await ask(site, {"Authorization": f"Bearer {session}"})).status_code == 401
    headers = {"Cookie": f"reelgraph={site.token}", CSRF_HEADER: "1", "Origin": site.address}
    assert (await ask(site, headers)).status_code == 401
    # A wrong token is wrong, whatever cookie comes with it.
    headers = {
        "Authorization": "Bearer rg_wrong",
        "Cookie": f"reelgraph={session}",
        CSRF_HEADER: "1",
        "Origin": site.address,
    }
    assert (await ask(site, headers)).status_code == 401


async def socket_says(site: Site, cookie: str, origin: str | None, payload: dict[str, Any]) -> str:
    """What a socket answers to the first message: the type of its message, or the code it closes with."""
    try:
        async with site.socket(origin=origin, additional_headers={"Cookie": cookie}) as socket:
            await socket.send(json.dumps({"type": "connection_init", "payload": payload}))
            return str(json.loads(await socket.recv())["type"])
    except ConnectionClosed as closed:
        return str(closed.rcvd.code if closed.rcvd else None)


async def test_a_socket_takes_the_cookie_from_our_pages_alone(site: Site) -> None:
    cookie = await session_of(site)

    assert await socket_says(site, cookie, site.address, {}) == "connection_ack"
    assert await socket_says(site, cookie, None, {}) == "4403"
    assert await socket_says(site, cookie, site.address, {"authorization": "Bearer rg_wrong"}) == "4403"
    assert await socket_says(site, cookie, site.address, {"authorization": None}) == "connection_ack"
    assert await socket_says(site, "reelgraph=rgs_wrong", site.address, {}) == "4403"


async def test_signing_out_ends_the_session_here_and_its_open_sockets(site: Site) -> None:
    cookie = await session_of(site)
    async with (
        site.client("", Cookie=cookie) as browser,
        site.socket(origin=site.address, additional_headers={"Cookie": cookie}) as socket,
    ):
        await socket.send(json.dumps({"type": "connection_init"}))
        assert json.loads(await socket.recv())["type"] == "connection_ack"
        assert "ana" in (await browser.get("/logout")).text
        evil = await browser.post("/logout", headers={"Origin": "https://evil.example"})
        assert evil.status_code == 403

        answer = await browser.post("/logout", headers={"Origin": site.address})

        assert answer.status_code == 303
        assert "Max-Age=0" in answer.headers["set-cookie"]
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4403
        assert (await browser.get("/logout")).headers["location"] == "/login"
    assert (await ask(site, {"Cookie": cookie, CSRF_HEADER: "1", "Origin": site.address})).status_code == 401


async def test_a_guest_gives_a_name_and_comes_in(site: Site) -> None:
    link = await guest_link(site, password="open sesame")
    form = {"token": link, "name": "Cleo <b>", "password": "open sesame", "next": "/review/1"}
    async with site.client("", Origin=site.address) as browser:
        page = await browser.get("/login", params={"token": link})
        assert page.status_code == 200
        assert "The Film" in page.text
        assert 'name="password"' in page.text
        assert page.headers["referrer-policy"] == "same-origin"
        wrong = await browser.post("/login", data={**form, "password": "open"})
        assert wrong.status_code == 403
        assert "Cleo &lt;b&gt;" in wrong.text
        assert (await browser.post("/login", data={**form, "name": " "})).status_code == 400

        answer = await browser.post("/login", data=form)

    assert (answer.status_code, answer.headers["location"]) == (303, "/review/1")
    cookie = {"Cookie": f"reelgraph={answer.cookies['reelgraph']}", CSRF_HEADER: "1", "Origin": site.address}
    asked = await ask(site, cookie, "{ me { name signIn scope kind projects { edges { node { key myRole } } } } }")
    assert asked.json()["data"]["me"] == {
        "name": "Cleo <b>",
        "signIn": "GUEST_LINK",
        "scope": "READ",
        "kind": "GUEST",
        "projects": {"edges": [{"node": {"key": "film", "myRole": "VIEWER"}}]},
    }


async def test_a_program_exchanges_a_guest_link_for_a_bearer_token(site: Site) -> None:
    link = await guest_link(site, Role.REVIEWER)
    async with site.client("") as client:
        answer = await client.post("/login/guest", json={"token": link, "name": "Panel"})
        assert (await client.post("/login/guest", json={"token": "rgl_wrong", "name": "Panel"})).status_code == 404
        assert (await client.post("/login/guest", json=[link])).status_code == 400
        assert (await client.post("/login/guest", data={"token": link})).status_code == 415

    bearer = answer.json()["token"]
    me = (await ask(site, {"Authorization": f"Bearer {bearer}"})).json()["data"]["me"]
    assert me == {"name": "Panel", "signIn": "GUEST_LINK", "scope": "WRITE", "kind": "GUEST"}
    async with site.client("") as browser:
        assert (await browser.get("/login", params={"token": bearer})).status_code == 401
    assert (await ask(site, {"Authorization": f"Bearer {link}"})).status_code == 401


async def test_a_password_is_not_guessed_for_long(site: Site) -> None:
    link = await guest_link(site, password="open sesame")
    async with site.client("") as client:
        tries = [
            (await client.post("/login/guest", json={"token": link, "name": "x", "password": str(n)})).status_code
            for n in range(12)
        ]
        right = await client.post("/login/guest", json={"token": link, "name": "x", "password": "open sesame"})

    assert tries == [403] * 10 + [429] * 2
    assert right.status_code == 429


async def test_no_password_is_tried_while_tries_cannot_be_counted(site: Site, redis: Redis) -> None:
    link = await guest_link(site, password="open sesame")
    given = {"token": link, "name": "x", "password": "open sesame"}
    async with site.client("") as client:
        await redis.config_set("maxmemory", 1)
        try:
            meanwhile = await client.post("/login/guest", json=given)
        finally:
            await redis.config_set("maxmemory", 0)
        after = await client.post("/login/guest", json=given)

    assert (meanwhile.status_code, after.status_code) == (503, 200)


async def test_the_token_of_an_address_is_in_no_answer_and_in_no_log(site: Site, capfd: pytest.CaptureFixture[str]) -> None:
    token, plain = await site.services.users.issue_token(site.admin, site.admin.user.id, scope=Scope.READ)
    async with site.client("") as browser:
        answer = await browser.get(f"/login?token={quote(plain)}")

    assert plain not in str(answer.headers) + answer.text
    said = capfd.readouterr()
    assert plain not in said.out + said.err
    assert token.prefix not in str(answer.headers)
