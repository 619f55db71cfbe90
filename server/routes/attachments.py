"""/attachments/{id}: files that came with comments, to download; never shown in place."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from graph.errors import InvalidError
from graph.services import access
from schema.ids import decode_id
from server.auth import viewer_of
from server.resources import resources_of
from server.routes.media import send_file


def attachment_routes() -> list[BaseRoute]:
    """Return the routes."""
    return [Route("/attachments/{id}", attachment, methods=["GET", "HEAD"])]


async def attachment(request: Request) -> Response:
    """Send an attachment; NotFoundError for whom may not see its comment."""
    resources = resources_of(request)
    viewer = await viewer_of(request)
    missing = access.missing("file")
    try:
        own = decode_id(request.path_params["id"], "Attachment")
    except InvalidError:
        raise missing from None
    (found,) = await resources.services.attachments.visible(viewer, [own])
    if found is None:
        raise missing
    path = resources.files.locate(found.location)
    return await send_file(request, path, found.mime_type, found.id, download_as=found.name)
