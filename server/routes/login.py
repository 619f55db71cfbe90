"""/login and /logout: a token or a guest link becomes a browser's session, and a session ends.

``/login?token=...`` signs in at once and takes the token out of the address. A guest link asks for a name first, and
programs exchange it for a bearer token with ``POST /login/guest``.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from urllib.parse import parse_qsl

import orjson
from redis.exceptions import RedisError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from graph import keys
from graph.errors import InvalidError, NotAllowedError, NotFoundError, RateLimitedError, UnavailableError
from graph.nodes.access import Token, TokenKind
from graph.services import credentials
from server.answers import status_of_error
from server.auth import clear_session, page_allowed, session_token, set_session
from server.deeds import write_down
from server.resources import Resources, resources_of
from server.routes.login_page import STYLE_PATH, guest_page, problem_page, sign_in_page, sign_out_page
from server.routes.login_style import STYLE

_FORM, _JSON = "application/x-www-form-urlencoded", "application/json"
_MOST_FIELDS = 10
_TRIES, _TRIES_SECONDS = 10, 900
_LONGEST_PATH = 2000
_LINK_OVER = "This link does not open"


def login_routes() -> list[BaseRoute]:
    """Return the routes; none needs to be signed in."""
    return [
        Route("/login", show, methods=["GET"]),
        Route("/login", sign_in, methods=["POST"]),
        Route("/login/guest", exchange, methods=["POST"]),
        Route(STYLE_PATH, style, methods=["GET"]),
        Route("/logout", ask, methods=["GET"]),
        Route("/logout", sign_out, methods=["POST"]),
    ]


async def show(request: Request) -> Response:
    """Sign in with the token in the address; ask a guest for their name; ask anybody else for a token."""
    token = request.query_params.get("token")
    after = local_path(request.query_params.get("next"))
    if token is None:
        return sign_in_page(after, provider=resources_of(request).provider is not None)
    if not token.startswith(credentials.LINK):
        return await _sign_in_with_token(request, token, after)
    try:
        link, place = await resources_of(request).services.guests.invitation(token)
    except NotFoundError as error:
        return problem_page(_LINK_OVER, error.message, 404)
    return guest_page(token, after, place, password=link.password is not None)


async def sign_in(request: Request) -> Response:
    """Take a form of ``show``."""
    if not page_allowed(resources_of(request).settings, request.headers):
        raise HTTPException(403, "Sign in on a page of this server.")
    given = await _fields(request, _FORM)
    token, after = given.get("token", "").strip(), local_path(given.get("next"))
    if not token.startswith(credentials.LINK):
        return await _sign_in_with_token(request, token, after)
    resources = resources_of(request)
    try:
        session, plain = await _redeem(resources, given, TokenKind.SESSION)
    except NotFoundError as error:
        return problem_page(_LINK_OVER, error.message, 404)
    except (NotAllowedError, InvalidError, RateLimitedError) as error:
        link, place = await resources.services.guests.invitation(token)
        name = given.get("name", "")
        await write_down(request, "signIn", None, error, guestLink=link.prefix)
        return guest_page(
            token,
            after,
            place,
            password=link.password is not None,
            name=name,
            problem=error.message,
            field=(error.path or ("",))[-1],
            status=status_of_error(error),
        )
    return await begin(request, session, plain, after)


async def exchange(request: Request) -> Response:
    """Give a guest's program a bearer token for a link: ``{"token", "name", "password"}`` in, ``{"token", ...}`` out."""
    given = await _fields(request, _JSON)
    token, plain = await _redeem(resources_of(request), given, TokenKind.GUEST)
    await write_down(request, "signIn", plain, prefix=token.prefix)
    ends = None if token.expires_at is None else token.expires_at.isoformat()
    return JSONResponse({"token": plain, "expiresAt": ends})


async def ask(request: Request) -> Response:
    """Ask whether to sign out: an address alone, which any page can ask for, ends no session."""
    session = session_token(request)
    viewer = None if session is None else await resources_of(request).services.users.viewer_for_token(session)
    return RedirectResponse("/login", 303) if viewer is None else sign_out_page(viewer.user.shown_name)


async def sign_out(request: Request) -> Response:
    """End the session of this browser."""
    resources = resources_of(request)
    if not page_allowed(resources.settings, request.headers):
        raise HTTPException(403, "Sign out on a page of this server.")
    session = session_token(request)
    if session is not None:
        await write_down(request, "signOut", session)
        await resources.services.users.end_session(session)
    response = RedirectResponse("/login", 303)
    clear_session(request, response)
    return response


async def style(request: Request) -> Response:
    """Send the style of the pages."""
    return Response(STYLE, media_type="text/css", headers={"Cache-Control": "public, max-age=3600"})


async def begin(request: Request, session: Token, plain: str, after: str) -> Response:
    """Let the browser keep a session, and send it on."""
    await write_down(request, "signIn", plain, prefix=session.prefix)
    response = RedirectResponse(after, 303)
    ends = session.expires_at or session.created_at + lifetime(resources_of(request))
    set_session(request, response, plain, int((ends - session.created_at).total_seconds()))
    return response


def lifetime(resources: Resources) -> timedelta:
    """Return how long a browser stays signed in."""
    return timedelta(hours=resources.settings.session_hours)


def local_path(given: str | None) -> str:
    """Return where to go after signing in: a path of this server, ``/`` for anything that could lead elsewhere."""
    path = given or "/"
    led_away = not path.startswith("/") or path.startswith(("//", "/\\")) or len(path) > _LONGEST_PATH
    return "/" if led_away or not path.isascii() or not path.isprintable() else path


async def _sign_in_with_token(request: Request, token: str, after: str) -> Response:
    resources = resources_of(request)
    begun = await resources.services.users.begin_session(token, lifetime(resources)) if token else None
    if begun is None:
        message = "This token is wrong, expired or revoked. Ask an administrator for another."
        return sign_in_page(after, provider=resources.provider is not None, problem=message, status=401)
    return await begin(request, *begun, after)


async def _redeem(resources: Resources, given: Mapping[str, str], kind: TokenKind) -> tuple[Token, str]:
    """Let a guest in, unless the link's password was guessed too often lately; raises RateLimitedError then."""
    guests, plain = resources.services.guests, given.get("token", "").strip()
    link, _ = await guests.invitation(plain)
    if link.password is not None and await _tries(resources, link.id) > _TRIES:
        raise RateLimitedError("The password was wrong too often. Try again in a quarter of an hour.")
    done = await guests.redeem(plain, given.get("name", ""), given.get("password"), kind=kind, lifetime=lifetime(resources))
    if link.password is not None:
        with suppress(RedisError, OSError):  # the tries are forgotten by themselves
            await resources.redis.delete(keys.password_tries(link.id))
    return done


async def _tries(resources: Resources, link_id: str) -> int:
    """Return how often a link's password was tried lately, with this time; raises UnavailableError: no try is uncounted."""
    key = keys.password_tries(link_id)
    try:
        async with resources.redis.pipeline(transaction=True) as pipe:
            pipe.incr(key)
            pipe.expire(key, _TRIES_SECONDS, nx=True)
            tries, _ = await pipe.execute()
    except (RedisError, OSError) as error:
        raise UnavailableError("Passwords cannot be checked just now; try again soon.") from error
    return int(tries)


async def _fields(request: Request, media: str) -> dict[str, str]:
    """Return the text fields of a body. Raises HTTPException 415, InvalidError for what is none of that media type."""
    if request.headers.get("Content-Type", "").partition(";")[0].strip().lower() != media:
        raise HTTPException(415, f"Send {media}.")
    body = await request.body()
    try:
        if media == _FORM:
            return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS))
        fields = orjson.loads(body)
    except ValueError:
        raise InvalidError(f"The body is not {media}.") from None
    if not isinstance(fields, dict) or not all(isinstance(value, str | None) for value in fields.values()):
        raise InvalidError("Send one JSON object of texts: token, name, password.")
    return {name: value for name, value in fields.items() if value is not None}
