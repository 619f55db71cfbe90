"""Signing in at an identity provider: the whole way of a browser, there and back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from redis.asyncio import Redis

from graph.errors import InvalidError
from graph.nodes.access import Role, UserKind
from graph.ports import GraphClient
from server.auth import CSRF_HEADER
from server.oidc.people import ClaimIs, Grants
from server.settings import load_settings
from tests.server.graphql_site import Site, open_site
from tests.server.identity import IdentityProcess, identity_process, signed

ME = "{ me { name email admin signIn projects { edges { node { key myRole } } } } }"


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait long for the provider, whose process may stand still."""
    monkeypatch.setattr("server.oidc.provider._TIMEOUT", 60.0)


@pytest.fixture(scope="module")
def provider() -> Iterator[IdentityProcess]:
    with identity_process() as running:
        yield running


@pytest.fixture
async def site(
    embedded_graph: GraphClient, redis: Redis, redis_url: str, tmp_path: Path, provider: IdentityProcess
) -> AsyncIterator[Site]:
    async with open_site(embedded_graph, redis, redis_url, tmp_path, **provider.settings()) as opened:
        yield opened


async def leave(browser: httpx.AsyncClient, after: str = "/") -> str:
    """The address at the provider that a browser is sent to."""
    answer = await browser.get("/login/oidc", params={"next": after})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def consent(address: str, sub: str) -> str:
    """The address here that the provider sends somebody back to."""
    async with httpx.AsyncClient(trust_env=False, timeout=60) as there:
        answer = await there.post(address, data={"sub": sub})
    assert answer.status_code == 302, answer.text
    return answer.headers["location"]


async def sign_in(browser: httpx.AsyncClient, sub: str, after: str = "/") -> httpx.Response:
    """The whole way; the browser keeps its cookies."""
    return await browser.get(await consent(await leave(browser, after), sub))


async def me(site: Site, browser: httpx.AsyncClient) -> object:
    answer = await browser.post("/graphql", json={"query": ME}, headers={CSRF_HEADER: "1", "Origin": site.address})
    return answer.json()["data"]["me"] if answer.status_code == 200 else answer.status_code


async def test_somebody_signs_in_and_is_who_the_provider_says(site: Site) -> None:
    async with site.client("") as browser:
        page = await browser.get("/login", params={"next": "/review/1?version=2&frame=7"})
        assert 'href="/login/oidc?next=%2Freview%2F1%3Fversion%3D2%26frame%3D7"' in page.text

        answer = await sign_in(browser, "una", "/review/1?version=2&frame=7")

        assert (answer.status_code, answer.headers["location"]) == (303, "/review/1?version=2&frame=7")
        assert await me(site, browser) == {
            "name": "Una Editor",
            "email": "una@studio.example",
            "admin": False,
            "signIn": "SESSION",
            "projects": {"edges": [{"node": {"key": "film", "myRole": "ARTIST"}}]},
        }


async def test_what_is_asked_of_the_provider_is_bound_to_this_sign_in(site: Site) -> None:
    async with site.client("") as browser:
        first = parse_qs(urlsplit(await leave(browser)).query)
        second = parse_qs(urlsplit(await leave(browser)).query)

    assert first["response_type"] == ["code"]
    assert first["code_challenge_method"] == ["S256"]
    assert first["scope"] == ["openid profile email"]
    assert first["redirect_uri"] == [f"{site.address}/login/oidc/callback"]
    for name in ("state", "nonce", "code_challenge"):
        assert first[name] != second[name]
        assert len(first[name][0]) >= 43


async def test_an_answer_is_taken_once_from_the_browser_that_asked(site: Site) -> None:
    async with site.client("") as browser, site.client("") as other:
        back = await consent(await leave(browser), "una")
        stolen = await other.get(back)
        assert stolen.status_code == 400
        assert "reelgraph" not in stolen.cookies
        assert (await browser.get(back)).status_code == 400  # the attempt used it up

        back = await consent(await leave(browser), "una")
        await leave(other)
        for wrong in (back.replace("state=", "state=x"), f"{back}&iss=https://evil.example"):
            answer = await browser.get(wrong)
            assert answer.status_code in (400, 403)
            assert "reelgraph" not in answer.cookies
        assert (await browser.get("/login/oidc/callback")).status_code == 400
        assert await me(site, browser) == 401


async def test_a_code_of_another_sign_in_is_refused(site: Site) -> None:
    async with site.client("") as browser:
        first = await consent(await leave(browser), "una")
        second = await consent(await leave(browser), "root")
        code = parse_qs(urlsplit(first).query)["code"][0]
        own = parse_qs(urlsplit(second).query)["code"][0]

        answer = await browser.get(second.replace(own, code))

        assert answer.status_code == 403
        assert "reelgraph" not in answer.cookies


async def test_who_refuses_there_does_not_come_in_here(site: Site) -> None:
    async with site.client("") as browser:
        address = await leave(browser)
        async with httpx.AsyncClient(trust_env=False, timeout=60) as there:
            back = (await there.post(address, data={"action": "deny"})).headers["location"]
        state = parse_qs(urlsplit(address).query)["state"][0]

        answer = await browser.get(f"{back}&state={state}" if "state=" not in back else back)

    assert answer.status_code == 403
    assert "let you in" in answer.text


async def test_claims_say_who_is_let_in(
    embedded_graph: GraphClient, redis: Redis, redis_url: str, tmp_path: Path, provider: IdentityProcess
) -> None:
    rules = provider.settings(oidc_domains="studio.example", oidc_allowed="groups=ops")
    async with open_site(embedded_graph, redis, redis_url, tmp_path, **rules) as site:
        for sub, status in (("una", 303), ("eve", 403), ("mal", 403), ("root", 303)):
            async with site.client("") as browser:
                assert (await sign_in(browser, sub)).status_code == status, sub


async def test_nobody_takes_over_a_user_by_their_name(site: Site) -> None:
    async with site.client("") as browser:
        await sign_in(browser, "ana-2")
        users = site.services.stores.users
        (known,) = await site.services.stores.people.by_subjects([f"{site.resources.settings.oidc_issuer}|ana-2"])
        assert known is not None
        assert known[0].id != site.artist.user.id
        assert known[0].name.startswith("ana (")
        assert (await users.by_names(["ana"]))[0] == site.artist.user


async def test_the_provider_gives_and_takes_roles_and_people_s_own_decisions_stay(
    site: Site, provider: IdentityProcess
) -> None:
    projects, stores = site.services.projects, site.services.stores
    other = await projects.create(site.admin, "other", "Other")
    async with site.client("") as browser:
        await sign_in(browser, "root")
        assert (await me(site, browser)) == {
            "name": "Root",
            "email": None,
            "admin": True,
            "signIn": "SESSION",
            "projects": {
                "edges": [{"node": {"key": "film", "myRole": "ADMIN"}}, {"node": {"key": "other", "myRole": "ADMIN"}}]
            },
        }
    (known,) = await stores.people.by_subjects([f"{provider.issuer}|root"])
    assert known is not None
    root = known[0]
    await projects.add_member(site.admin, other.id, root.id, Role.REVIEWER)

    later = provider.claims()["iat"] + 20
    demoted = provider.claims(sub="root", preferred_username="root", groups=["editors"], iat=later, azp=None)
    async with site.client(signed(provider.key(), demoted)) as client:
        answer = await client.post("/graphql", json={"query": ME})

    assert answer.json()["data"]["me"]["admin"] is False
    (known,) = await stores.people.by_subjects([f"{provider.issuer}|root"])
    assert known is not None
    assert known[1] == {site.project.id: Role.ARTIST, other.id: Role.REVIEWER}


async def test_who_is_shut_out_stays_out(site: Site, provider: IdentityProcess) -> None:
    async with site.client("") as browser:
        await sign_in(browser, "una")
        (known,) = await site.services.stores.people.by_subjects([f"{provider.issuer}|una"])
        assert known is not None
        assert known[0].kind is UserKind.PERSON

        await site.services.users.set_disabled(site.admin, known[0].id, True)

        assert await me(site, browser) == 401
        assert (await sign_in(browser, "una")).status_code == 403
    async with site.client(signed(provider.key(), provider.claims())) as client:
        assert (await client.post("/graphql", json={"query": ME})).status_code == 401


async def test_a_provider_that_is_away_is_said_to_be_away(
    embedded_graph: GraphClient, redis: Redis, redis_url: str, tmp_path: Path, provider: IdentityProcess
) -> None:
    away = provider.settings(oidc_issuer="http://127.0.0.1:9")
    async with open_site(embedded_graph, redis, redis_url, tmp_path, **away) as site:
        async with site.client("") as browser:
            answer = await browser.get("/login/oidc")
            assert answer.status_code == 503
            assert "9" not in answer.text.partition("<main>")[2]
        async with site.client(signed(provider.key(), provider.claims())) as client:
            assert (await client.post("/graphql", json={"query": ME})).status_code == 503
        assert (await site.post(ME)).status_code == 200


async def test_without_a_provider_there_is_none_to_go_to(
    embedded_graph: GraphClient, redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    async with open_site(embedded_graph, redis, redis_url, tmp_path) as site, site.client("") as browser:
        assert (await browser.get("/login/oidc")).status_code == 404
        assert (await browser.get("/login/oidc/callback?state=x&code=y")).status_code == 400
        assert "/login/oidc" not in (await browser.get("/login")).text


def test_rules_that_cannot_be_read_are_named() -> None:
    assert Grants.read("a=b>c>film:artist") == Grants(ClaimIs("a", "b>c"), "film", Role.ARTIST)
    assert Grants.read("*>film:VIEWER").condition.holds({})
    for wrong in ("film:ARTIST", "a=b>film", "a=b>film:KING", ">film:ARTIST"):
        with pytest.raises(InvalidError, match="write NAME=VALUE"):
            Grants.read(wrong)
    for algorithms in ("none", "HS256", "RS256,HS512", ","):
        with pytest.raises(InvalidError, match="oidc_algorithms"):
            load_settings(oidc_algorithms=algorithms)
