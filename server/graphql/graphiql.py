"""GraphiQL, in development only and from this server only: built from ``web/graphiql`` by ``make graphiql``.

GraphQL over HTTP, section *URL*, lets the address serve other purposes too, as long as operations are answered there.
"""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles

FILES_PATH = "/graphiql"
_FOLDER = Path(__file__).resolve().parents[1] / "static" / "graphiql"
# The editor writes styles into its lines: of all pages, this one of development alone lets it.
_POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
    "worker-src 'self' blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
)
_ABSENT = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>GraphiQL is not built</title></head>
<body><h1>GraphiQL is not built</h1>
<p>This server runs in development mode. Run <code>make graphiql</code>, then load this page again.</p>
<p>The endpoint itself works: POST operations to this address with <code>Authorization: Bearer TOKEN</code>.</p>
</body></html>
"""


def wanted(request: Request) -> bool:
    """Tell whether a browser asks for a page rather than for an answer."""
    accept = request.headers.get("accept", "")
    return request.method == "GET" and "query" not in request.query_params and "text/html" in accept


def page() -> Response:
    """Return GraphiQL's page, or one that says how to build it."""
    index = _FOLDER / "index.html"
    html = index.read_text() if index.is_file() else _ABSENT
    return HTMLResponse(html, headers={"Content-Security-Policy": _POLICY})


def files() -> StaticFiles:
    """Return the app that serves GraphiQL's scripts and styles."""
    return StaticFiles(directory=_FOLDER, check_dir=False)
