"""Which requests a browser sends for a foreign page without asking first: those must change and tell nothing.

A page of any site can make a browser send a *simple* request, with the visitor's cookies (Fetch standard, section 3.3, *CORS
protocol*). One header that only a script can set, and only with the server's leave, shows that it was not such a page.
"""

from __future__ import annotations

from starlette.datastructures import Headers

HEADERS = (
    "authorization",
    "x-reelgraph-csrf",
    "graphql-require-preflight",
    "x-requested-with",
    "apollo-require-preflight",
    "x-apollo-operation-name",
)
_SIMPLE_MEDIA = ("", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data")


def preflighted(headers: Headers) -> bool:
    """Tell whether a browser would have asked the server before it sent these headers for a foreign page."""
    media = headers.get("content-type", "").partition(";")[0].strip().lower()
    return media not in _SIMPLE_MEDIA or any(name in headers for name in HEADERS)
