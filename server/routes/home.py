"""/: what this is, for whoever opens the address in a browser."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from server.middleware.headers import content_policy

_PAGE = """<!doctype html>
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
<h1>Reelgraph is running</h1>
<p>It knows the footage that was given to it: shots, people and things, and the words that find them.</p>
<ul>
  <li>Ask in words from a terminal: <code>reelgraph search "red car"</code></li>
  <li>Give it footage: <code>reelgraph ingest clip.mp4 --project demo</code></li>
  <li>Program against it: <code>/graphql</code> (HTTP and WebSocket), with <code>Authorization: Bearer TOKEN</code></li>
  <li>See how it is: <a href="/readyz">/readyz</a></li>
</ul>
</html>
"""
_STYLE = _PAGE.partition("<style>")[2].partition("</style>")[0]
_POLICY = content_policy(f"'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}'")


def home_routes() -> list[BaseRoute]:
    """Return the routes."""
    return [Route("/", home, methods=["GET"])]


async def home(request: Request) -> Response:
    """Send the page."""
    return HTMLResponse(_PAGE, headers={"Content-Security-Policy": _POLICY})
