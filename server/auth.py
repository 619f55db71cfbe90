"""Who calls: a bearer token becomes a Viewer, or 401. What a Viewer may do is for the services to say."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection

from graph.nodes.access import Viewer
from server.resources import Resources, resources_of

_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="reelgraph"'}
_LONGEST_TOKEN = 512


def bearer_token(authorization: str | None) -> str | None:
    """Return the token of an Authorization value (RFC 6750, section 2.1), None where there is none."""
    scheme, _, token = (authorization or "").strip().partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token or len(token) > _LONGEST_TOKEN or not token.isascii():
        return None
    return token


async def viewer_for(resources: Resources, authorization: str | None) -> Viewer | None:
    """Return the caller that an Authorization value names, None for a missing, wrong, expired or revoked token."""
    token = bearer_token(authorization)
    return None if token is None else await resources.services.users.viewer_for_token(token)


async def viewer_of(request: HTTPConnection) -> Viewer:
    """Return the caller of a request. Raises HTTPException 401."""
    authorization = request.headers.get("Authorization")
    viewer = await viewer_for(resources_of(request), authorization)
    if viewer is None:
        message = (
            "Send a token: `Authorization: Bearer TOKEN`."
            if authorization is None
            else "The token is wrong, expired or revoked. Ask an administrator for another: `reelgraph token create`."
        )
        raise HTTPException(401, message, _CHALLENGE)
    return viewer
