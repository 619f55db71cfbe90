"""/media/{id}: the files of what the caller may see, whole or in ranges (RFC 9110, sections 13 and 14)."""

from __future__ import annotations

import asyncio
import secrets
import stat
from collections.abc import AsyncIterator
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from graph.errors import GoneError, InvalidError
from graph.nodes.access import Viewer
from graph.services import access
from schema.ids import decode_any
from server.answers import problem
from server.auth import viewer_of
from server.conditions import Validators
from server.ranges import ByteRange, UnsatisfiableRangeError, parse_range
from server.resources import Resources, resources_of

_BLOCK = 256 * 1024
_CACHE = "private, max-age=3600"
_SHOWN = ("video/", "audio/", "image/png", "image/jpeg", "image/webp", "image/gif", "text/vtt", "application/json")
_UNKNOWN_TYPE = "application/octet-stream"


def media_routes() -> list[BaseRoute]:
    """Return the routes."""
    return [Route("/media/{id}", media, methods=["GET", "HEAD"])]


async def media(request: Request) -> Response:
    """Send a representation; NotFoundError for whom may not see its asset."""
    resources = resources_of(request)
    viewer = await viewer_of(request)
    location, mime_type, name = await _find(resources, viewer, request.path_params["id"])
    return await send_file(request, resources.files.locate(location), mime_type, name)


async def _find(resources: Resources, viewer: Viewer, global_id: str) -> tuple[str, str, str]:
    """Return location, type and own id of what a global id names; NotFoundError for anything that is not to be seen."""
    missing = access.missing("file")
    try:
        kind, own_id = decode_any(global_id)
    except InvalidError:
        raise missing from None
    if kind == "Representation":
        representation = (await resources.services.projects.visible_representations(viewer, [own_id]))[0]
        if representation is not None:
            return representation.path, representation.mime_type, own_id
    if kind == "Keyframe":
        keyframe = (await resources.services.analysis.visible_keyframes(viewer, [own_id]))[0]
        if keyframe is not None and keyframe.thumbnail is not None:
            return keyframe.thumbnail, "image/webp", own_id
    raise missing


async def send_file(request: Request, path: Path, mime_type: str, name: str, *, download_as: str | None = None) -> Response:
    """Send a file or the asked-for parts of it; ``name`` is its unique name, for the entity tag.

    Only media are shown in place; anything else, and what is to be kept under a name (``download_as``), is offered for
    download, so that no page can be made of an upload.
    Raises GoneError where the file is missing, InvalidError for the folder of an image sequence.
    """
    try:
        status = await asyncio.to_thread(path.stat)
        if stat.S_ISDIR(status.st_mode):
            raise InvalidError("A sequence of pictures is no single file. Ask for its PROXY or POSTER instead.")
        file = await asyncio.to_thread(path.open, "rb")
    except OSError:
        raise GoneError(
            "The file is not there any more. An original must be put back; all others are made anew by another analysis"
            " (analyze, with force)."
        ) from None
    validators = Validators.of(name, status)
    shown = download_as is None and mime_type.startswith(_SHOWN)
    kept = "" if download_as is None else f"; filename*=UTF-8''{quote(download_as, safe='')}"
    headers = {
        "ETag": validators.etag,
        "Last-Modified": validators.last_modified,
        "Cache-Control": _CACHE,
        "Accept-Ranges": "bytes",
        "Vary": "Authorization, Cookie",
        "Content-Disposition": "inline" if shown else f"attachment{kept}",
    }
    answer = _answer(request, file, status.st_size, mime_type if shown else _UNKNOWN_TYPE, validators, headers)
    if request.method == "HEAD" or not isinstance(answer, StreamingResponse):
        file.close()
    return answer


def _answer(
    request: Request, file: BinaryIO, size: int, mime_type: str, validators: Validators, headers: dict[str, str]
) -> Response:
    if validators.failed(request.headers):
        return problem(412, "CONFLICT", "The file has changed. Fetch it anew.", headers)
    if validators.not_modified(request.headers):
        return Response(status_code=304, headers=headers)
    ranges = None
    asked = request.headers.get("Range")
    if asked is not None and request.method == "GET" and validators.range_applies(request.headers):
        try:
            ranges = parse_range(asked, size)
        except UnsatisfiableRangeError:
            unsatisfiable = {**headers, "Content-Range": f"bytes */{size}"}
            return problem(416, "INVALID", f"The file has {size} bytes; none is in {asked!r}.", unsatisfiable)
    if ranges is None:
        return _stream(request, file, 200, {**headers, "Content-Length": str(size)}, mime_type, [(b"", ByteRange(0, size))])
    if len(ranges) == 1:
        (only,) = ranges
        partial = {**headers, "Content-Range": only.content_range(size), "Content-Length": str(only.length)}
        return _stream(request, file, 206, partial, mime_type, [(b"", only)])
    return _several(request, file, size, mime_type, ranges, headers)


def _several(
    request: Request, file: BinaryIO, size: int, mime_type: str, ranges: tuple[ByteRange, ...], headers: dict[str, str]
) -> Response:
    """Send several ranges as multipart/byteranges (section 14.6)."""
    boundary = secrets.token_hex(16)
    parts = [
        (
            f"\r\n--{boundary}\r\nContent-Type: {mime_type}\r\nContent-Range: {part.content_range(size)}\r\n\r\n".encode(),
            part,
        )
        for part in ranges
    ]
    parts.append((f"\r\n--{boundary}--\r\n".encode(), ByteRange(0, 0)))
    length = sum(len(head) + part.length for head, part in parts)
    return _stream(
        request,
        file,
        206,
        {**headers, "Content-Length": str(length)},
        f"multipart/byteranges; boundary={boundary}",
        parts,
    )


def _stream(
    request: Request,
    file: BinaryIO,
    status: int,
    headers: dict[str, str],
    mime_type: str,
    parts: list[tuple[bytes, ByteRange]],
) -> Response:
    if request.method == "HEAD":
        return Response(None, status, headers={**headers, "Content-Type": mime_type})
    return StreamingResponse(_blocks(file, parts), status, headers, mime_type)


async def _blocks(file: BinaryIO, parts: list[tuple[bytes, ByteRange]]) -> AsyncIterator[bytes]:
    with file:
        for head, part in parts:
            if head:
                yield head
            file.seek(part.start)
            left = part.length
            while left:
                block = await asyncio.to_thread(file.read, min(_BLOCK, left))
                if not block:
                    raise GoneError("The file became shorter while it was sent.")
                left -= len(block)
                yield block
