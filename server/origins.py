"""Whose pages may speak to the server: its own, and those of the origins that an administrator allows (RFC 6454).

One function for the WebSocket handshake, which no browser asks permission for, and for cross-origin requests.
"""

from __future__ import annotations

from collections.abc import Collection

from starlette.datastructures import Headers


def origin_allowed(headers: Headers, allowed: Collection[str]) -> bool:
    """Say whether the sender may go on: one that is no page (no Origin), a page of this host, or one of an allowed origin.

    ``allowed`` are origins as browsers spell them: ``https://review.example``, with the port where it is not the scheme's.
    """
    origins = headers.getlist("origin")
    if not origins:
        return True
    if len(origins) > 1:
        return False
    own = headers.get("host", "")
    return origins[0] in allowed or (bool(own) and origins[0] in (f"http://{own}", f"https://{own}"))
