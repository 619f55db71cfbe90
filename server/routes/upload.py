"""/upload: resumable uploads by tus 1.0.0 (core, creation, creation-with-upload, expiration, termination, checksum).

https://tus.io/protocols/resumable-upload
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from email.utils import format_datetime

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from graph.errors import InvalidError, ReelgraphError, TooLargeError
from graph.nodes.access import Scope, Viewer
from graph.services import access
from schema.ids import decode_id
from server import tus
from server.answers import answer_http_exception, answer_reelgraph_error, problem
from server.auth import viewer_of
from server.resources import Resources, resources_of
from server.uploads import Upload, UploadBox

_WRITE_BYTES = 1 << 20
_CHECKSUM_MISMATCH = 460
_TO_LOOK_AT = 100 << 20  # bytes of what cannot be ingested: a picture to search by

Handler = Callable[[Request], Awaitable[Response]]


def upload_routes() -> list[BaseRoute]:
    """Return the routes."""
    return [
        Route("/upload", _spoken({"POST": create}), methods=["OPTIONS", "POST"]),
        Route(
            "/upload/{id}",
            _spoken({"HEAD": head, "PATCH": patch, "DELETE": delete}),
            methods=["OPTIONS", "HEAD", "PATCH", "DELETE", "POST"],
        ),
    ]


async def options(request: Request) -> Response:
    """Say what this server can do."""
    headers = {
        "Tus-Resumable": tus.VERSION,
        "Tus-Version": tus.VERSION,
        "Tus-Extension": tus.EXTENSIONS,
        "Tus-Max-Size": str(resources_of(request).uploads.limit),
        "Tus-Checksum-Algorithm": ",".join(tus.ALGORITHMS),
    }
    return Response(status_code=204, headers=headers)


async def create(request: Request) -> Response:
    """Announce an upload; its address is in Location. The body, if any, is its first piece."""
    viewer = await viewer_of(request)
    access.permit(viewer, access.UPLOAD)
    resources = resources_of(request)
    length = tus.length(request.headers)
    if length > _TO_LOOK_AT and viewer.credential.scope is Scope.READ:
        raise TooLargeError(f"With a token of the scope READ a file has at most {_TO_LOOK_AT} bytes. It cannot be ingested.")
    metadata = tus.parse_metadata(request.headers.get("Upload-Metadata", ""))
    project_id, room = None, resources.services.quota.most
    if project := metadata.get("project"):
        project_id = await _project(resources, viewer, project)
        room = await resources.services.quota.room(project_id)
    upload = await asyncio.to_thread(resources.uploads.begin, viewer, length, metadata, project_id, room)
    headers = {"Location": f"/upload/{upload.id}", **_expiry(resources.uploads, upload)}
    if tus.is_piece(request.headers):
        failure = await _append(request, resources.uploads, upload)
        headers["Upload-Offset"] = str(resources.uploads.offset(upload))
        if failure is not None:
            failure.headers.update(headers)
            return failure
    return Response(status_code=201, headers=headers)


async def _project(resources: Resources, viewer: Viewer, project: str) -> str:
    """Return the id of a project named by id or key; refuse before the bytes come what ingest would refuse after."""
    try:
        own_id = decode_id(project, "Project")
    except InvalidError:
        own_id = (await resources.services.projects.get(viewer, project)).id
    access.require(viewer, own_id, access.INGEST)
    return own_id


async def head(request: Request) -> Response:
    """Say how much has arrived."""
    uploads = resources_of(request).uploads
    upload = uploads.find(await viewer_of(request), request.path_params["id"])
    headers = {
        "Upload-Offset": str(uploads.offset(upload)),
        "Upload-Length": str(upload.length),
        "Upload-Metadata": tus.format_metadata(upload.metadata),
        "Cache-Control": "no-store",
        **_expiry(uploads, upload),
    }
    return Response(status_code=200, headers=headers)


async def patch(request: Request) -> Response:
    """Take a piece that begins where the last one ended."""
    uploads = resources_of(request).uploads
    upload = uploads.find(await viewer_of(request), request.path_params["id"])
    if not tus.is_piece(request.headers):
        return problem(415, "INVALID", f"Send the piece with Content-Type: {tus.PIECE_TYPE}.")
    failure = await _append(request, uploads, upload, tus.number(request.headers, "Upload-Offset"))
    if failure is not None:
        return failure
    return Response(status_code=204, headers={"Upload-Offset": str(uploads.offset(upload)), **_expiry(uploads, upload)})


async def delete(request: Request) -> Response:
    """Forget an upload."""
    uploads = resources_of(request).uploads
    upload = uploads.find(await viewer_of(request), request.path_params["id"])
    with uploads.writing(upload):
        await uploads.remove(upload.id)
    return Response(status_code=204)


async def _append(request: Request, uploads: UploadBox, upload: Upload, begins: int = 0) -> Response | None:
    """Write the request's body behind what is there; None when all of it was, else the refusal."""
    try:
        with uploads.writing(upload) as descriptor:
            offset = uploads.offset(upload)
            if begins != offset:
                return problem(409, "CONFLICT", f"The upload is at byte {offset}, not {begins}. Go on from there.")
            told = request.headers.get("Content-Length", "")
            if told.isdecimal() and offset + int(told) > upload.length:
                raise TooLargeError(f"The upload was announced with {upload.length} bytes; this piece goes beyond them.")
            checksum, checked = tus.checksum(request.headers), False
            try:
                await _receive(request, descriptor, upload.length - offset, checksum)
                checked = checksum is None or checksum.matches
            finally:
                if checksum is not None and not checked:
                    os.ftruncate(descriptor, offset)  # of a piece that cannot be checked, or is wrong, nothing stays
            if not checked:
                message = "The piece does not have the checksum it came with. Send it again."
                return problem(_CHECKSUM_MISMATCH, "INVALID", message)
            if uploads.offset(upload) == upload.length:
                await asyncio.to_thread(os.fsync, descriptor)
    except ClientDisconnect:
        return problem(400, "INVALID", "The connection was cut. Ask for the offset and go on from there.")
    except OSError as error:
        message = f"The server could not store the piece: {error.strerror}. Have its disk looked after, then go on."
        return problem(507, "UNAVAILABLE", message)
    return None


async def _receive(request: Request, descriptor: int, room: int, checksum: tus.Checksum | None) -> None:
    """Write the body in blocks, whatever arrived also when the connection is cut; never more than ``room`` bytes."""
    waiting, size = [], 0
    try:
        async for chunk in request.stream():
            if len(chunk) > room - size:
                raise TooLargeError("The piece goes beyond the length that the upload was announced with.")
            waiting.append(chunk)
            size += len(chunk)
            if checksum is not None:
                checksum.running.update(chunk)
            if size >= _WRITE_BYTES:
                block, waiting, room, size = b"".join(waiting), [], room - size, 0
                await asyncio.to_thread(_write_all, descriptor, block)
    finally:
        _write_all(descriptor, b"".join(waiting))


def _write_all(descriptor: int, block: bytes) -> None:
    view = memoryview(block)
    while view:
        view = view[os.write(descriptor, view) :]


def _expiry(uploads: UploadBox, upload: Upload) -> dict[str, str]:
    if uploads.offset(upload) == upload.length:
        return {}
    return {"Upload-Expires": format_datetime(uploads.expires_at(upload), usegmt=True)}


def _spoken(handlers: Mapping[str, Handler]) -> Handler:
    """Let only this version of the protocol in, and say the version on every answer, refusals too.

    X-HTTP-Method-Override stands in for methods that something on the way does not let through.
    """

    async def answer(request: Request) -> Response:
        method = request.headers.get("X-HTTP-Method-Override", request.method).upper()
        if method == "OPTIONS":
            return await options(request)
        if request.headers.get("Tus-Resumable") != tus.VERSION:
            message = f"Send Tus-Resumable: {tus.VERSION}; other versions of tus are not spoken here."
            return problem(412, "INVALID", message, {"Tus-Resumable": tus.VERSION, "Tus-Version": tus.VERSION})
        try:
            if (handler := handlers.get(method)) is None:
                raise HTTPException(405, "tus has no such method here.", {"Allow": ", ".join(["OPTIONS", *handlers])})
            response = await handler(request)
        except ReelgraphError as error:
            response = await answer_reelgraph_error(request, error)
        except HTTPException as error:
            response = await answer_http_exception(request, error)
        response.headers["Tus-Resumable"] = tus.VERSION
        return response

    return answer
