"""/login/oidc: signing in at the identity provider (OpenID Connect Core 1.0, section 3.1, with PKCE, RFC 7636).

What must be remembered between leaving and coming back lies in Redis, under the hash of the state; a cookie binds it to the
browser that left, so that nobody can be sent back with somebody else's answer.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass

import orjson
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from graph import keys
from graph.errors import ReelgraphError
from graph.services.credentials import hash_of
from server.answers import status_of_error
from server.deeds import write_down
from server.oidc.provider import Provider
from server.resources import Resources, resources_of
from server.routes.login import begin, lifetime, local_path
from server.routes.login_page import problem_page

CALLBACK = "/login/oidc/callback"
_SECONDS = 600
_COOKIE = "reelgraph-sign-in"
_TITLE = "Sign in"
_LOST = "This sign-in was begun in another browser, or too long ago. Begin again."


@dataclass(frozen=True, slots=True)
class SignInBegun:
    """What this server remembers of a browser that it sent to the provider."""

    nonce: str
    verifier: str
    browser: str
    redirect_uri: str
    after: str


def provider_routes() -> list[BaseRoute]:
    """Return the routes; they answer where a provider is set."""
    return [Route("/login/oidc", leave, methods=["GET"]), Route(CALLBACK, come_back, methods=["GET"])]


async def leave(request: Request) -> Response:
    """Send the browser to the provider."""
    resources = resources_of(request)
    provider = resources.provider
    if provider is None:
        return problem_page(_TITLE, "This server has no identity provider. Use a token.", 404)
    state, nonce, verifier, browser = (secrets.token_urlsafe(32) for _ in range(4))
    redirect_uri = f"{_own_address(request)}{CALLBACK}"
    begun = SignInBegun(nonce, verifier, browser, redirect_uri, local_path(request.query_params.get("next")))
    challenge = urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    try:
        address = await provider.address(redirect_uri=redirect_uri, state=state, nonce=nonce, challenge=challenge)
    except ReelgraphError as error:
        return problem_page(_TITLE, error.message, status_of_error(error))
    await resources.redis.set(keys.sign_in(hash_of(state)), orjson.dumps(begun), ex=_SECONDS)
    response = RedirectResponse(address, 303)
    # Lax, as the provider's answer is a visit from another site.
    response.set_cookie(
        _COOKIE,
        browser,
        max_age=_SECONDS,
        path="/login/oidc",
        secure=redirect_uri.startswith("https://"),
        httponly=True,
        samesite="lax",
    )
    return response


async def come_back(request: Request) -> Response:
    """Take the provider's answer, once, and begin a session."""
    resources = resources_of(request)
    provider = resources.provider
    begun = await _remembered(resources, request)
    if provider is None or begun is None:
        return problem_page(_TITLE, _LOST, 400)
    try:
        problem = await _fault(provider, request)
        if problem is not None:
            return problem_page(_TITLE, problem, 403)
        code = request.query_params.get("code", "")
        identity = await provider.redeem(code, redirect_uri=begun.redirect_uri, verifier=begun.verifier, nonce=begun.nonce)
        session, plain = await resources.services.people.begin_session(identity, lifetime(resources))
    except ReelgraphError as error:
        await write_down(request, "signIn", None, error)
        return problem_page(_TITLE, error.message, status_of_error(error))
    response = await begin(request, session, plain, begun.after)
    response.delete_cookie(_COOKIE, path="/login/oidc")
    return response


async def _remembered(resources: Resources, request: Request) -> SignInBegun | None:
    """Return what the browser left with, and forget it; None for an answer that this browser did not ask for."""
    state, browser = request.query_params.get("state", ""), request.cookies.get(_COOKIE, "")
    kept = await resources.redis.getdel(keys.sign_in(hash_of(state)))
    if kept is None:
        return None
    begun = SignInBegun(**orjson.loads(kept))
    return begun if hmac.compare_digest(browser.encode(), begun.browser.encode()) else None


async def _fault(provider: Provider, request: Request) -> str | None:
    """Return what is wrong with the provider's answer, None for one with a code (RFC 6749, section 4.1.2; RFC 9207)."""
    given = request.query_params
    issuer = given.get("iss")
    if issuer != provider.issuer and (issuer is not None or await provider.says_its_name()):
        return "Another identity provider answered. Begin again."
    if "error" in given:
        return "The identity provider did not let you in. Begin again, or use a token."
    return None if given.get("code") else _LOST


def _own_address(request: Request) -> str:
    public = resources_of(request).settings.public_url
    return str(request.base_url).rstrip("/") if public is None else public
