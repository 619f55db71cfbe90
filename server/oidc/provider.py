"""The identity provider: what it says of itself (OpenID Connect Discovery 1.0), its keys, and its tokens.

Keys are kept and asked for anew when they are old, or when a token names one that is not known: once, and then not again for
a while, so that made-up tokens cannot make us ask all the time.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote_plus, urlencode, urlsplit

import httpx
import structlog
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from graph.errors import NotAllowedError, UnavailableError
from graph.nodes.access import Identity
from server.oidc.people import ClaimIs, Grants, PeopleRules
from server.oidc.signed import Expected, InvalidTokenError, UnknownKeyError, verified
from server.settings import Settings

_KEYS_SECONDS = 600.0
_DESCRIBED_SECONDS = 3600.0
ASK_AGAIN_SECONDS = 10.0
_TIMEOUT = 5.0
_LARGEST = 1 << 20

log = structlog.get_logger("reelgraph.sign-in")


class Provider:
    """One identity provider. ``audiences`` are those whose tokens count as bearer tokens here; none: no token does."""

    def __init__(
        self,
        issuer: str,
        client_id: str,
        client_secret: str | None,
        rules: PeopleRules,
        *,
        scopes: str,
        algorithms: tuple[str, ...],
        audiences: tuple[str, ...] = (),
    ) -> None:
        self.issuer = issuer
        self._client_id = client_id
        self._client_secret = client_secret
        self._rules = rules
        self._scopes = scopes
        self._algorithms = algorithms
        self._audiences = audiences
        self._http = httpx.AsyncClient(timeout=_TIMEOUT, follow_redirects=False, trust_env=False)
        self._described: Mapping[str, Any] | None = None
        self._keys: KeySet | None = None
        self._asked = self._asked_for_fresh = self._described_at = float("-inf")
        self._asking = asyncio.Lock()

    async def close(self) -> None:
        """Close all connections."""
        await self._http.aclose()

    async def address(self, *, redirect_uri: str, state: str, nonce: str, challenge: str) -> str:
        """Return where to send a browser for signing in. Raises UnavailableError where the provider is away."""
        parameters = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": redirect_uri,
            "scope": self._scopes,
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        endpoint = await self._endpoint("authorization_endpoint")
        return f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{urlencode(parameters)}"

    async def says_its_name(self) -> bool:
        """Say whether the provider names itself when it sends people back (RFC 9207)."""
        return bool((await self._description()).get("authorization_response_iss_parameter_supported"))

    async def redeem(self, code: str, *, redirect_uri: str, verifier: str, nonce: str) -> Identity:
        """Return who signed in. Raises NotAllowedError for a code or token that does not hold, or who may not come in."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "client_id": self._client_id,
            "code_verifier": verifier,
        }
        answer = await self._ask("POST", await self._endpoint("token_endpoint"), form, await self._proof(form))
        token = answer.get("id_token")
        if not isinstance(token, str):
            log.warning("the identity provider gave no token", error=str(answer.get("error"))[:100])
            raise NotAllowedError("The identity provider did not say who you are. Sign in again.")
        own = (self._client_id,)
        expected = Expected(self.issuer, own, own, self._algorithms, nonce)
        try:
            claims = await self._verified(token, expected)
        except InvalidTokenError as error:
            log.warning("a token of a sign-in does not hold", reason=str(error))
            raise NotAllowedError("What the identity provider said of you does not hold. Sign in again.") from None
        return self._rules.identity(self.issuer, claims)

    async def identify(self, token: str) -> Identity | None:
        """Return whose bearer token this is, None where it proves nothing here or its bearer may not come in."""
        if not self._audiences:
            return None
        parties = (self._client_id, *self._audiences)
        try:
            claims = await self._verified(token, Expected(self.issuer, self._audiences, parties, self._algorithms))
            return self._rules.identity(self.issuer, claims)
        except InvalidTokenError as error:
            log.info("a bearer token does not hold", reason=str(error))
        except NotAllowedError:
            log.info("the bearer of a token may not come in")
        return None

    async def _proof(self, form: dict[str, str]) -> httpx.BasicAuth | None:
        """Show the client's secret, where it has one, in the way that the provider takes (RFC 6749, section 2.3.1)."""
        if self._client_secret is None:
            return None
        ways = (await self._description()).get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        if "client_secret_basic" in ways:
            return httpx.BasicAuth(quote_plus(self._client_id), quote_plus(self._client_secret))
        form["client_secret"] = self._client_secret
        return None

    async def _verified(self, token: str, expected: Expected) -> Mapping[str, Any]:
        keys = await self._known_keys(fresh=False)
        try:
            return verified(token, keys, expected)
        except UnknownKeyError:
            newer = await self._known_keys(fresh=True)
            if newer is keys:
                raise
            return verified(token, newer, expected)

    async def _known_keys(self, *, fresh: bool) -> KeySet:
        """Return the provider's keys: old ones only where ``fresh`` ones were just asked for."""
        if self._keys is not None and not self._due(fresh):
            return self._keys
        async with self._asking:
            if self._keys is not None and not self._due(fresh):  # somebody else asked meanwhile
                return self._keys
            self._asked = time.monotonic()
            if fresh:
                self._asked_for_fresh = self._asked
            try:
                self._keys = _key_set(await self._ask("GET", await self._endpoint("jwks_uri")))
            except UnavailableError:
                if self._keys is None:
                    raise
                log.warning("the identity provider does not show its keys; the ones from before are used")
            return self._keys

    def _due(self, fresh: bool) -> bool:
        now = time.monotonic()
        return now - self._asked_for_fresh >= ASK_AGAIN_SECONDS if fresh else now - self._asked >= _KEYS_SECONDS

    async def _endpoint(self, name: str) -> str:
        endpoint = (await self._description()).get(name)
        if not isinstance(endpoint, str) or urlsplit(endpoint).scheme != urlsplit(self.issuer).scheme:
            raise UnavailableError(f"The identity provider has no {name} that can be used. Check REELGRAPH_OIDC_ISSUER.")
        return endpoint

    async def _description(self) -> Mapping[str, Any]:
        if self._described is None or time.monotonic() - self._described_at >= _DESCRIBED_SECONDS:
            described = await self._ask("GET", f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
            if described.get("issuer") != self.issuer:
                raise UnavailableError("The identity provider calls itself otherwise. Check REELGRAPH_OIDC_ISSUER.")
            self._described, self._described_at = described, time.monotonic()
        return self._described

    async def _ask(
        self, method: str, address: str, form: Mapping[str, str] | None = None, proof: httpx.BasicAuth | None = None
    ) -> Mapping[str, Any]:
        headers = {"Accept": "application/json"}
        try:
            answer = await self._http.request(method, address, data=form, headers=headers, auth=proof)
            found = answer.json() if len(answer.content) <= _LARGEST else None
        except (httpx.HTTPError, ValueError) as error:
            log.warning("the identity provider cannot be asked", address=address, error=f"{type(error).__name__}: {error}")
            found = None
        if not isinstance(found, dict):
            raise UnavailableError("The identity provider does not answer. Try again later, or use a token.")
        return found


def provider_of(settings: Settings) -> Provider | None:
    """Return the identity provider that is set, None where none is. Raises InvalidError for a rule that cannot be read."""
    if settings.oidc_issuer is None:
        return None
    rules = PeopleRules(
        domains=tuple(domain.lower() for domain in settings.oidc_domains),
        allowed=tuple(ClaimIs.read(text) for text in settings.oidc_allowed),
        grants=tuple(Grants.read(text) for text in settings.oidc_roles),
        administrators=tuple(ClaimIs.read(text) for text in settings.oidc_administrators),
    )
    secret = settings.oidc_client_secret
    return Provider(
        settings.oidc_issuer,
        settings.oidc_client_id,
        None if secret is None else secret.get_secret_value(),
        rules,
        scopes=settings.oidc_scopes,
        algorithms=settings.oidc_algorithms,
        audiences=settings.oidc_audiences,
    )


def _key_set(said: Mapping[str, Any]) -> KeySet:
    """Return the keys of a JWKS (RFC 7517), without those of kinds that are not known here."""
    keys = said.get("keys")
    found = []
    for key in keys if isinstance(keys, list) else []:
        try:
            found += KeySet.import_key_set({"keys": [key]}).keys
        except (JoseError, ValueError, TypeError, KeyError) as error:
            log.info("a key of the identity provider is passed over", reason=str(error))
    return KeySet(found)
