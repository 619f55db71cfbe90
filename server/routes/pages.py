"""The pages of ``web/``, built into ``server/static/web`` by ``make web``: one document for every address, and its files.

The files' names carry a hash of what is in them, so browsers keep them for good; the document is asked for anew.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Awaitable, Callable
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Scope

from server.auth import may_be_signed_in
from server.middleware.headers import content_policy

BUILT = Path(__file__).resolve().parents[1] / "static" / "web"
ADDRESSES = (
    "/",
    "/projects",
    "/projects/{rest:path}",
    "/asset/{id}",
    "/review/{id}",
    "/timelines",
    "/jobs",
    "/status",
    "/account",
    "/people",
)
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
_FOR_GOOD = "public, max-age=31536000, immutable"
_A_DAY = "public, max-age=86400"

_ABSENT = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Reelgraph</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 42rem; margin: 12vh auto; padding: 0 1rem;
         color: #1c1b1a; background: #fbfaf8 }
  @media (prefers-color-scheme: dark) { body { color: #e9e6e1; background: #171615 } a { color: #9dc1ff } }
  code { font-size: .95em }
</style>
<h1>Reelgraph is running, its pages are not built</h1>
<p>Run <code>make web</code> in the checkout, then load this page again. All else works without them:</p>
<ul>
  <li>Ask in words from a terminal: <code>reelgraph search "red car"</code></li>
  <li>Give it footage: <code>reelgraph ingest clip.mp4 --project demo</code></li>
  <li>Program against it: <code>/graphql</code> (HTTP and WebSocket), with <code>Authorization: Bearer TOKEN</code></li>
  <li>See how it is: <a href="/readyz">/readyz</a></li>
</ul>
</html>
"""
_STYLE = _ABSENT.partition("<style>")[2].partition("</style>")[0]
_ABSENT_POLICY = content_policy(f"'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}'")


class LostRoute(Route):
    """Any address, for browsers that go there; programs are told as JSON, by the routing, what is not there."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match what a person typed or followed a link to."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            return Match.NONE, {}
        if "text/html" not in Headers(scope=scope).get("Accept", ""):
            return Match.NONE, {}
        return super().matches(scope)


def page_routes(built: Path = BUILT) -> list[BaseRoute]:
    """Return the routes of the pages that were built into a folder."""
    document = _document_of(built)

    async def script(request: Request) -> Response:
        """Send a script, a style or a picture of the pages."""
        return _file(request, built / "pages", _FOR_GOOD)

    async def icon(request: Request) -> Response:
        """Send the mark that browsers show beside the title."""
        return _send(request, built / "icon.svg", "image/svg+xml", _A_DAY)

    return [
        *(Route(address, document, methods=["GET"]) for address in ADDRESSES),
        Route("/pages/{name}", script, methods=["GET"]),
        Route("/icon.svg", icon, methods=["GET"]),
    ]


def lost_route(built: Path = BUILT) -> BaseRoute:
    """Return the route that comes after all others: it shows the page that says that there is none here."""
    document = _document_of(built)

    async def lost(request: Request) -> Response:
        """Send the document, which knows that it has no such page."""
        response = await document(request)
        if response.status_code == 200:
            response.status_code = 404
        return response

    return LostRoute("/{rest:path}", lost, methods=["GET"])


def _document_of(built: Path) -> Callable[[Request], Awaitable[Response]]:
    async def document(request: Request) -> Response:
        """Send the pages' one document; who is not signed in is asked to, and comes back."""
        if not may_be_signed_in(request.headers):
            here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            return RedirectResponse(f"/login?next={quote(here, safe='')}", 303)
        index = built / "index.html"
        if not index.is_file():
            return HTMLResponse(_ABSENT, headers={"Content-Security-Policy": _ABSENT_POLICY})
        return _send(request, index, "text/html", "no-cache")

    return document


def _file(request: Request, folder: Path, cache: str) -> Response:
    name = request.path_params["name"]
    media_type = _TYPES.get(Path(name).suffix)
    if media_type is None or Path(name).name != name:
        raise HTTPException(404, "There is no such file.")
    return _send(request, folder / name, media_type, cache)


def _send(request: Request, path: Path, media_type: str, cache: str) -> Response:
    """Send a file, as it was compressed when it was built where the browser takes that (RFC 9110, section 12.5.3)."""
    if not path.is_file():
        raise HTTPException(404, "There is no such file.")
    headers = {"Cache-Control": cache, "Vary": "Accept-Encoding"}
    accepted = {word.partition(";")[0].strip() for word in request.headers.get("Accept-Encoding", "").lower().split(",")}
    for encoding, suffix in _ENCODINGS:
        smaller = path.with_name(path.name + suffix)
        if encoding in accepted and smaller.is_file():
            headers["Content-Encoding"] = encoding
            return FileResponse(smaller, media_type=media_type, headers=headers)
    return FileResponse(path, media_type=media_type, headers=headers)
