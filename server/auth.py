"""Who calls: a bearer token or a browser's cookie becomes a Viewer, or 401. What a Viewer may do is for the services to say.

A browser sends its cookie with whatever page asks it to, so a request that a cookie alone stands for must also show that one
of our own pages made it: by a header that no other site can set, and by its Origin. A bearer token shows that by itself.
"""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import Response

from graph.nodes.access import Viewer
from graph.services import credentials
from server.origins import origin_allowed
from server.resources import Resources, resources_of
from server.settings import Settings

CSRF_HEADER = "X-Reelgraph-CSRF"
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="reelgraph"'}
_LONGEST_TOKEN = 8192
_SAFE = ("GET", "HEAD", "OPTIONS")
_READING_BY_GET = "/graphql"  # an operation in the address of a GET is not to be begun by other sites either
_COOKIE, _SECURE_COOKIE = "reelgraph", "__Host-reelgraph"


def bearer_token(authorization: str | None) -> str | None:
    """Return the token of an Authorization value (RFC 6750, section 2.1), None where there is none.

    A browser's session is none: it comes as a cookie or not at all.
    """
    scheme, _, token = (authorization or "").strip().partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token or len(token) > _LONGEST_TOKEN or not token.isascii():
        return None
    return None if token.startswith(credentials.SESSION) else token


def session_token(connection: HTTPConnection) -> str | None:
    """Return the session in the cookies of a request, None where there is none.

    Who is reached by https reads the ``__Host-`` cookie alone: the other can be set by whoever answers the host's http.
    """
    return _session(connection.headers, _SECURE_COOKIE if _is_secure(connection) else _COOKIE)


def may_be_signed_in(headers: Headers) -> bool:
    """Say whether a request carries a session of any kind, good or not."""
    return any(_session(headers, name) is not None for name in (_SECURE_COOKIE, _COOKIE))


def _session(headers: Headers, name: str) -> str | None:
    cookies: SimpleCookie = SimpleCookie()
    try:
        cookies.load("; ".join(headers.getlist("cookie")))
    except CookieError:
        return None
    value = cookies[name].value if name in cookies else ""
    return value if value.startswith(credentials.SESSION) and len(value) <= _LONGEST_TOKEN and value.isascii() else None


def socket_token(connection: HTTPConnection, authorization: object) -> str | None:
    """Return what stands for the caller of a WebSocket: the token of its first message, else the cookie of its handshake.

    The cookie counts only for a page of an allowed origin: a handshake can carry no header of the page's own.
    """
    if authorization is not None:
        return bearer_token(authorization) if isinstance(authorization, str) else None
    settings = resources_of(connection).settings
    return session_token(connection) if _from_our_page(settings, connection.headers) else None


async def viewer_for(resources: Resources, authorization: str | None) -> Viewer | None:
    """Return the caller that an Authorization value names, None for a missing, wrong, expired or revoked token."""
    token = bearer_token(authorization)
    return None if token is None else await resources.services.users.viewer_for_token(token)


async def viewer_of(request: HTTPConnection) -> Viewer:
    """Return the caller of a request, by its token, else by its cookie.

    Raises HTTPException: 401 without a valid one, 403 for a cookie's request that no page of ours can have made.
    """
    resources = resources_of(request)
    authorization = request.headers.get("Authorization")
    if authorization is not None:
        viewer = await viewer_for(resources, authorization)
        message = "The token is wrong, expired or revoked. Ask an administrator for another: `reelgraph token create`."
    else:
        session = session_token(request)
        if session is not None:
            refuse_forgery(resources.settings, request)
        viewer = None if session is None else await resources.services.users.viewer_for_token(session)
        message = "Send a token: `Authorization: Bearer TOKEN`; in a browser, sign in at /login."
    if viewer is None:
        raise HTTPException(401, message, _CHALLENGE)
    return viewer


def refuse_forgery(settings: Settings, request: HTTPConnection) -> None:
    """Refuse a cookie's request that another site may have made. Raises HTTPException 403.

    https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
    """
    method = request.scope["method"]
    if method in _SAFE and request.url.path != _READING_BY_GET:
        return
    if not request.headers.get(CSRF_HEADER):
        raise HTTPException(403, f"A request that a cookie stands for needs the header {CSRF_HEADER}: 1.")
    same_origin = request.headers.get("Sec-Fetch-Site") == "same-origin"
    silent = "origin" not in request.headers and (method in _SAFE or same_origin)
    if not silent and not _from_our_page(settings, request.headers):
        raise HTTPException(403, "A request that a cookie stands for needs the Origin of a page of this server.")


def page_allowed(settings: Settings, headers: Headers) -> bool:
    """Say whether a request comes from no page, or from one that may speak to the server."""
    return origin_allowed(headers, allowed_origins(settings))


def allowed_origins(settings: Settings) -> tuple[str, ...]:
    """Return the origins whose pages may speak to the server beside those of the host that they ask."""
    return settings.origins if settings.public_url is None else (*settings.origins, settings.public_url)


def _from_our_page(settings: Settings, headers: Headers) -> bool:
    return "origin" in headers and page_allowed(settings, headers)


def set_session(request: HTTPConnection, response: Response, plain: str, seconds: int) -> None:
    """Let the browser keep a session: out of reach of scripts, and not sent along by other sites' pages."""
    secure = _is_secure(request)
    response.set_cookie(
        _SECURE_COOKIE if secure else _COOKIE,
        plain,
        max_age=seconds,
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )


def clear_session(request: HTTPConnection, response: Response) -> None:
    """Let the browser forget its session."""
    secure = _is_secure(request)
    response.delete_cookie(_SECURE_COOKIE if secure else _COOKIE, path="/", secure=secure, httponly=True, samesite="lax")


def _is_secure(request: HTTPConnection) -> bool:
    """Say whether the browser reaches us by https, here or at a proxy before us."""
    public = resources_of(request).settings.public_url
    return request.url.scheme in ("https", "wss") or (public is not None and public.startswith("https://"))
