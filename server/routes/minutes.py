"""/minutes/{session}: the minutes of a session as a page to print, with pictures of what was drawn; or as a file to keep."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from graph.errors import InvalidError
from graph.minutes.addresses import STYLE, Addresses
from graph.minutes.forms import FORMS, ReportFormat
from graph.minutes.page import STYLES
from graph.nodes.access import Viewer
from graph.nodes.annotation import Mark
from graph.services import access
from schema.ids import decode_any, decode_id, encode_id
from server.auth import viewer_of
from server.resources import Resources, resources_of

_POLICY = "default-src 'none'; img-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_A_DAY = "public, max-age=86400"
_PICTURES = "private, max-age=60"
"""Drawings may be taken back."""


def minutes_routes() -> list[BaseRoute]:
    """Return the routes."""
    return [
        Route(STYLE, style, methods=["GET"]),
        Route("/minutes/pictures/{id}", picture, methods=["GET"]),
        Route("/minutes/{id}", minutes, methods=["GET"]),
    ]


async def style(request: Request) -> Response:
    """Send the style of the page."""
    return Response(STYLES, media_type="text/css", headers={"Cache-Control": _A_DAY})


async def minutes(request: Request) -> Response:
    """Send the minutes: the page, or with ``format=markdown`` or ``json`` a file. NotFoundError for whom may not follow."""
    resources = resources_of(request)
    viewer = await viewer_of(request)
    session = decode_id(request.path_params["id"], "ReviewSession")
    format_ = _format(request.query_params.get("format", "html"))
    found = await resources.services.minutes.of(viewer, session)
    form = FORMS[format_]
    headers = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-store"}
    if format_ is not ReportFormat.HTML:
        headers["Content-Disposition"] = f'attachment; filename="minutes-{found.opened_at:%Y-%m-%d}.{form.suffix}"'
    text = await asyncio.to_thread(form.write, found, Addresses(encode_id))
    return Response(text, media_type=form.media_type, headers=headers)


async def picture(request: Request) -> Response:
    """Send the frame of a comment or annotation with what is drawn on it; NotFoundError for what is not to be seen."""
    resources = resources_of(request)
    viewer = await viewer_of(request)
    version_id, frame, marks = await _drawn(resources, viewer, request.path_params["id"])
    (forms,) = await resources.services.stores.representations.by_version([version_id])
    content = await resources.pictures.webp(forms, frame, marks)
    return Response(content, media_type="image/webp", headers={"Cache-Control": _PICTURES, "Vary": "Authorization, Cookie"})


async def _drawn(resources: Resources, viewer: Viewer, global_id: str) -> tuple[str, int, list[Mark]]:
    """Return the version, frame and marks of a comment or annotation."""
    services = resources.services
    missing = access.missing("picture")
    try:
        kind, own = decode_any(global_id)
    except InvalidError:
        raise missing from None
    if kind == "Comment":
        (comment,) = await services.comments.visible(viewer, [own])
        if comment is not None and not comment.deleted:
            (drawings,) = await services.stores.annotations.by_comments([own])
            frame = drawings[0].at.start if drawings else comment.at.start
            return comment.version_id, frame, [mark for one in drawings for mark in one.marks]
    if kind == "Annotation":
        (annotation,) = await services.annotations.visible(viewer, [own])
        if annotation is not None and not annotation.deleted:
            return annotation.version_id, annotation.at.start, list(annotation.marks)
    raise missing


def _format(name: str) -> ReportFormat:
    try:
        return ReportFormat(name.upper())
    except ValueError:
        known = ", ".join(format_.value.lower() for format_ in ReportFormat)
        raise InvalidError(f"{name!r} is none of the formats: {known}.", path=("format",)) from None
