"""What the routes write into the audit log: who came in, who left, who was turned away at a door that they had found.

Tokens that nobody gave out are not written down: whoever tries them could fill the log.
"""

from __future__ import annotations

from starlette.requests import Request

from graph.errors import ReelgraphError
from graph.nodes.audit import Detail
from server.resources import resources_of


async def write_down(
    request: Request, action: str, plain: str | None, error: ReelgraphError | None = None, **details: Detail
) -> None:
    """Write down a deed of whoever the secret ``plain`` stands for; with ``error`` it was refused."""
    services = resources_of(request).services
    viewer = None if plain is None else await services.users.viewer_for_token(plain)
    await services.audit.record(
        viewer,
        action,
        request.scope["state"]["request_id"],
        code=None if error is None else error.code,
        details=details,
    )
