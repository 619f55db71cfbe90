"""Forged tokens of the identity provider: each is right in all but one thing, and none is taken."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, RSAKey
from redis.asyncio import Redis

from graph.ports import GraphClient
from server.oidc.provider import ASK_AGAIN_SECONDS
from server.oidc.signed import LONGEST
from tests.server.graphql_site import Site, open_site
from tests.server.identity import AUDIENCE, CLIENT, IdentityProcess, identity_process, part, sealed, signed

pytestmark = pytest.mark.no_cover  # so many cases: to note each line that they run would take as long again

OTHER = RSAKey.generate_key(2048)
EVIL = "https://evil.example/keys"


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
    settings = provider.settings(oidc_domains="studio.example")
    async with open_site(embedded_graph, redis, redis_url, tmp_path, **settings) as opened:
        yield opened


def unsigned(algorithm: str, claims: dict[str, Any], signature: str) -> str:
    return f"{part(json.dumps({'alg': algorithm, 'typ': 'JWT'}).encode())}.{part(json.dumps(claims).encode())}.{signature}"


def with_hmac(secret: bytes, claims: dict[str, Any], kid: str | None) -> str:
    text = f"{part(json.dumps({'alg': 'HS256', 'kid': kid}).encode())}.{part(json.dumps(claims).encode())}"
    return f"{text}.{part(hmac.new(secret, text.encode(), hashlib.sha256).digest())}"


def with_curve(claims: dict[str, Any], **header: Any) -> str:
    key = ECKey.generate_key("P-256")
    return jws.serialize_compact({"alg": "ES256", **header}, json.dumps(claims), key, algorithms=["ES256"])


def tampered(token: str, **changed: Any) -> str:
    head, _, signature = token.split(".")
    return f"{head}.{part(json.dumps(changed).encode())}.{signature}"


def forged(provider: IdentityProcess) -> list[tuple[str, str]]:
    """Every forged token by what is wrong with it."""
    key, good = provider.key(), provider.claims
    pem = key.as_pem(private=False)
    public = key.as_dict(private=False)
    other_public = OTHER.as_dict(private=False)
    right = signed(key, good())
    now = good()["iat"]
    text = json.dumps(good())
    make: Callable[..., str] = lambda **changed: signed(key, good(**changed))  # noqa: E731
    return [
        ("no algorithm", unsigned("none", good(), "")),
        ("no algorithm, a signature all the same", unsigned("none", good(), right.split(".")[2])),
        ("no algorithm, in other letters", unsigned("nOnE", good(), "AAAA")),
        ("the public key as a password", with_hmac(pem, good(), key.kid)),
        ("the public key's JSON as a password", with_hmac(json.dumps(public).encode(), good(), key.kid)),
        ("no password", with_hmac(b"", good(), None)),
        ("an algorithm that is not listed", signed(key, good(), alg="RS512")),
        ("an algorithm of another kind of key", with_curve(good(), kid=key.kid)),
        ("an algorithm that is a list", signed(key, good(), alg=["RS256"])),
        ("no algorithm named", signed(key, good(), alg=None)),
        ("another audience", make(aud="another-api")),
        ("no audience", make(aud=None)),
        ("an audience that is longer", make(aud=f"{AUDIENCE}x")),
        ("an audience in other letters", make(aud=AUDIENCE.upper())),
        ("an audience that is a number", make(aud=[1])),
        ("several audiences, made for nobody", make(aud=[AUDIENCE, "another-api"], azp=None)),
        ("a token of the sign-in, not of the API", make(aud=CLIENT)),
        ("another issuer", make(iss="https://evil.example")),
        ("an issuer with a slash more", make(iss=f"{provider.issuer}/")),
        ("an issuer that begins alike", make(iss=f"{provider.issuer}.evil.example")),
        ("no issuer", make(iss=None)),
        ("issuers", make(iss=[provider.issuer])),
        ("expired", make(exp=now - 60)),
        ("no expiry", make(exp=None)),
        ("an expiry in words", make(exp="tomorrow")),
        ("an expiry that is true", make(exp=True)),
        ("an expiry without end", signed(key, text.replace(f'"exp": {now + 600}', '"exp": Infinity'))),
        ("not yet", make(nbf=now + 3600)),
        ("made in the future", make(iat=now + 3600)),
        ("made for another party", make(azp="another-client")),
        ("made for nothing", make(azp="")),
        ("no subject", make(sub=None)),
        ("an empty subject", make(sub="")),
        ("a subject that is a number", make(sub=7)),
        ("another's key", signed(OTHER, good())),
        ("another's key under the provider's name", signed(OTHER, good(), kid=key.kid)),
        ("a key nobody knows", signed(key, good(), kid="unknown")),
        ("a key that is a path", signed(key, good(), kid="../../../dev/null")),
        ("a key that is a list", signed(key, good(), kid=[key.kid])),
        ("a key of its own", signed(OTHER, good(), kid=key.kid, jwk=other_public)),
        ("a key of its own, and a right signature", signed(key, good(), jwk=public)),
        ("keys at another address", signed(OTHER, good(), kid=key.kid, jku=EVIL)),
        ("keys at another address, and a right signature", signed(key, good(), jku=EVIL)),
        ("a certificate at another address", signed(key, good(), x5u=EVIL)),
        ("a certificate of its own", signed(key, good(), x5c=["AAAA"])),
        ("something critical that is not known", signed(key, good(), crit=["exp2"], exp2=1)),
        ("a body that is not encoded", signed(key, good(), crit=["b64"], b64=False)),
        ("a packed body", signed(key, good(), zip="DEF")),
        ("the type of another token", signed(key, good(), typ="logout+jwt")),
        ("other claims under a right signature", tampered(right, **good(sub="root"))),
        ("a signature cut short", right[:-8]),
        ("a signature with a bit turned", right[:-20] + ("A" if right[-20] != "A" else "B") + right[-19:]),
        ("no signature", right.rpartition(".")[0] + "."),
        ("two parts", right.rpartition(".")[0]),
        ("four parts", right + ".AAAA"),
        ("a claim twice", signed(key, text[:-1] + f', "aud": "another-api", "aud": "{AUDIENCE}"}}')),
        ("a header twice", sealed(key, f'{{"alg": "none", "alg": "RS256", "kid": "{key.kid}"}}', text)),
        ("claims that are a list", signed(key, "[1]")),
        ("claims that are no JSON", signed(key, "{")),
        ("claims nested deeply", signed(key, '{"a":' + "[" * 2000 + "]" * 2000 + "}")),
        ("claims without end", make(padding="x" * LONGEST)),
        ("blanks in it", right.replace(".", " .", 1)),
        ("an address that the provider did not verify", make(sub="mal", email_verified=False)),
        ("an address that is verified in words", make(sub="mal", email_verified="true")),
        ("an address of another domain", make(sub="eve", email="eve@elsewhere.example")),
        ("a domain that ends alike", make(sub="eve", email="eve@evil-studio.example")),
    ]


async def taken(site: Site, token: str) -> bool:
    async with site.client(token) as client:
        answer = await client.post("/graphql", json={"query": "{ me { name } }"})
    assert answer.status_code in (200, 401), answer.text
    return answer.status_code == 200


async def test_no_forged_token_is_taken(site: Site, provider: IdentityProcess) -> None:
    right = signed(provider.key(), provider.claims())
    cases = forged(provider)
    assert len({token for _, token in cases}) >= 60

    assert await taken(site, right)
    accepted = [why for why, token in cases if await taken(site, token)]

    assert accepted == []
    assert await taken(site, signed(provider.key(), provider.claims(aud=[AUDIENCE, CLIENT])))
    users = await site.services.stores.users.by_names(["una", "eve", "mal", "root"])
    assert [user is not None for user in users] == [True, False, False, False]


async def test_made_up_keys_do_not_make_us_ask_the_provider_all_the_time(site: Site, provider: IdentityProcess) -> None:
    assert await taken(site, signed(provider.key(), provider.claims()))
    before, begun = provider.get("/test/asked")["keys"], time.monotonic()

    for number in range(20):
        assert not await taken(site, signed(OTHER, provider.claims(), kid=f"made up {number}"))

    pauses = (time.monotonic() - begun) // ASK_AGAIN_SECONDS
    assert 1 <= provider.get("/test/asked")["keys"] - before <= 1 + pauses


async def test_a_key_that_is_rotated_is_learned_without_a_restart_and_the_old_one_forgotten(
    site: Site, provider: IdentityProcess
) -> None:
    old = provider.key()
    assert await taken(site, signed(old, provider.claims()))

    provider.rotate()

    assert provider.key().kid != old.kid
    assert await taken(site, signed(provider.key(), provider.claims()))
    assert not await taken(site, signed(old, provider.claims()))


async def test_without_an_audience_no_token_of_the_provider_is_a_bearer_token(
    embedded_graph: GraphClient, redis: Redis, redis_url: str, tmp_path: Path, provider: IdentityProcess
) -> None:
    settings = provider.settings(oidc_audiences="")
    async with open_site(embedded_graph, redis, redis_url, tmp_path, **settings) as site:
        for audience in (AUDIENCE, CLIENT, ""):
            assert not await taken(site, signed(provider.key(), provider.claims(aud=audience)))
