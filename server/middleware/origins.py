"""Pages of other sites: which may read answers (CORS), and that no other changes anything.

Fetch standard, section 3.3, *CORS protocol*; the allow-list is that of the settings, and never all.
"""

from __future__ import annotations

from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from server.answers import refusal
from server.origins import origin_allowed

_METHODS = ("GET", "HEAD", "POST", "PATCH", "DELETE")
_ASKED = (
    "Authorization",
    "Content-Type",
    "GraphQL-Require-Preflight",
    "X-Requested-With",
    "X-Request-ID",
    "X-Reelgraph-CSRF",
    "Range",
    "Tus-Resumable",
    "Upload-Length",
    "Upload-Offset",
    "Upload-Metadata",
    "Upload-Checksum",
)
_SHOWN = (
    "X-Request-ID",
    "Retry-After",
    "Location",
    "Content-Range",
    "Accept-Ranges",
    "Tus-Resumable",
    "Tus-Version",
    "Tus-Extension",
    "Tus-Max-Size",
    "Tus-Checksum-Algorithm",
    "Upload-Offset",
    "Upload-Length",
    "Upload-Expires",
)
_SAFE = ("GET", "HEAD", "OPTIONS")


class Origins:
    """Answers preflights for allowed origins, and refuses what pages of others would change."""

    def __init__(self, app: ASGIApp, *, allowed: Collection[str]) -> None:
        self._allowed = allowed
        self._app = app
        self._shared = CORSMiddleware(
            self._refusing,
            allow_origins=list(allowed),
            allow_methods=_METHODS,
            allow_headers=_ASKED,
            allow_credentials=True,
            expose_headers=_SHOWN,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and self._allowed:
            await self._shared(scope, receive, send)
        else:
            await self._refusing(scope, receive, send)

    async def _refusing(self, scope: Scope, receive: Receive, send: Send) -> None:
        changes = scope["type"] == "http" and scope["method"] not in _SAFE
        if changes and not origin_allowed(Headers(scope=scope), self._allowed):
            message = "Pages of this origin may not use the server. An administrator can allow it."
            await refusal(scope, 403, "NOT_ALLOWED", message)(scope, receive, send)
        else:
            await self._app(scope, receive, send)
