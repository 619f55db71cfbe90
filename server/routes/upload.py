"""/upload: resumable uploads by tus 1.0.0 (core, creation, creation-with-upload, expiration, termination, checksum)."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import os
from collections.abc import Awaitable, Callable, Mapping
from email.utils import format_datetime

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from graph.errors import InvalidError, ReelgraphError, TooLargeError
from graph.nodes.access import Viewer
from graph.services import access
from schema.ids import decode_id
from server.answers import answer_http_exception, answer_reelgraph_error, problem
from server.auth import viewer_of
from server.resources import Resources, resources_of
from server.uploads import Upload, UploadBox

TUS_VERSION = "1.0.0"
_EXTENSIONS = "creation,creation-with-upload,expiration,termination,checksum"
_ALGORITHMS = ("sha1", "sha256", "md5")
_CHUNK_TYPE = "application/offset+octet-stream"
_WRITE_BYTES = 1 << 20
_MOST_METADATA = 4096


def upload_routes() -> list[BaseRoute]:
    """Return the routes."""
    return [
        Route("/upload", options, methods=["OPTIONS"]),
        Route("/upload", _spoken(create), methods=["POST"]),
        Route("/upload/{id}", options, methods=["OPTIONS"]),
        Route("/upload/{id}", _spoken(head), methods=["HEAD"]),
        Route("/upload/{id}", _spoken(patch), methods=["PATCH"]),
        Route("/upload/{id}", _spoken(delete), methods=["DELETE"]),
    ]


async def options(request: Request) -> Response:
    """Say what this server can do."""
    headers = {
        "Tus-Resumable": TUS_VERSION,
        "Tus-Version": TUS_VERSION,
        "Tus-Extension": _EXTENSIONS,
        "Tus-Max-Size": str(resources_of(request).uploads.limit),
        "Tus-Checksum-Algorithm": ",".join(_ALGORITHMS),
    }
    return Response(status_code=204, headers=headers)


async def create(request: Request) -> Response:
    """Announce an upload; its address is in Location. The body, if any, is its first piece."""
    viewer = await viewer_of(request)
    resources = resources_of(request)
    length = _number(request, "Upload-Length")
    metadata = parse_metadata(request.headers.get("Upload-Metadata", ""))
    if project := metadata.get("project"):
        await _check_project(resources, viewer, project)
    upload = await asyncio.to_thread(resources.uploads.begin, viewer, length, metadata)
    headers = {"Location": f"/upload/{upload.id}", **_expiry(resources.uploads, upload)}
    if request.headers.get("Content-Type") == _CHUNK_TYPE:
        failure = await _append(request, resources.uploads, upload)
        headers["Upload-Offset"] = str(resources.uploads.offset(upload))
        if failure is not None:
            failure.headers.update(headers)
            return failure
    return Response(status_code=201, headers=headers)


async def _check_project(resources: Resources, viewer: Viewer, project: str) -> None:
    """Refuse before the bytes come what ingest would refuse after; the project is named by id or key."""
    try:
        own_id = decode_id(project, "Project")
    except InvalidError:
        own_id = (await resources.services.projects.get(viewer, project)).id
    access.require(viewer, own_id, access.INGEST)


async def head(request: Request) -> Response:
    """Say how much has arrived."""
    uploads = resources_of(request).uploads
    upload = uploads.find(await viewer_of(request), request.path_params["id"])
    headers = {
        "Upload-Offset": str(uploads.offset(upload)),
        "Upload-Length": str(upload.length),
        "Upload-Metadata": format_metadata(upload.metadata),
        "Cache-Control": "no-store",
        **_expiry(uploads, upload),
    }
    return Response(status_code=200, headers=headers)


async def patch(request: Request) -> Response:
    """Take a piece that begins where the last one ended."""
    uploads = resources_of(request).uploads
    upload = uploads.find(await viewer_of(request), request.path_params["id"])
    if request.headers.get("Content-Type") != _CHUNK_TYPE:
        return problem(415, "INVALID", f"Send the piece with Content-Type: {_CHUNK_TYPE}.")
    failure = await _append(request, uploads, upload, _number(request, "Upload-Offset"))
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
            checksum = _checksum(request)
            try:
                await _receive(request, descriptor, upload.length - offset, checksum[0] if checksum else None)
            except ClientDisconnect:
                if checksum is not None:
                    os.ftruncate(descriptor, offset)  # half of a piece cannot be checked
                raise
            if checksum is not None and checksum[0].digest() != checksum[1]:
                os.ftruncate(descriptor, offset)
                return problem(460, "INVALID", "The piece does not have the checksum it came with. Send it again.")
            if uploads.offset(upload) == upload.length:
                await asyncio.to_thread(os.fsync, descriptor)
    except ClientDisconnect:
        return problem(400, "INVALID", "The connection was cut. Ask for the offset and go on from there.")
    return None


async def _receive(request: Request, descriptor: int, room: int, digest: hashlib._Hash | None) -> None:
    """Write the body in blocks, whatever arrived also when the connection is cut; never more than ``room`` bytes."""
    waiting, size = [], 0
    try:
        async for chunk in request.stream():
            if len(chunk) > room - size:
                raise TooLargeError("The piece goes beyond the length that the upload was announced with.")
            waiting.append(chunk)
            size += len(chunk)
            if digest is not None:
                digest.update(chunk)
            if size >= _WRITE_BYTES:
                block, waiting, room, size = b"".join(waiting), [], room - size, 0
                await asyncio.to_thread(_write_all, descriptor, block)
    finally:
        _write_all(descriptor, b"".join(waiting))


def _write_all(descriptor: int, block: bytes) -> None:
    view = memoryview(block)
    while view:
        view = view[os.write(descriptor, view) :]


def parse_metadata(header: str) -> dict[str, str]:
    """Return the pairs of an Upload-Metadata header. Raises InvalidError where it is malformed or larger than 4096 bytes."""
    if len(header) > _MOST_METADATA:
        raise InvalidError(f"Upload-Metadata is longer than {_MOST_METADATA} bytes.", path=("Upload-Metadata",))
    pairs: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in header.split(","))):
        key, _, value = part.partition(" ")
        try:
            pairs[key] = base64.b64decode(value.strip(), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise InvalidError(
                f"Upload-Metadata: the value of {key!r} is not base64 of UTF-8 text.", path=("Upload-Metadata",)
            ) from None
    return pairs


def format_metadata(pairs: Mapping[str, str]) -> str:
    """Return an Upload-Metadata header."""
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in pairs.items())


def _checksum(request: Request) -> tuple[hashlib._Hash, bytes] | None:
    given = request.headers.get("Upload-Checksum")
    if given is None:
        return None
    algorithm, _, value = given.partition(" ")
    if algorithm not in _ALGORITHMS:
        raise InvalidError(
            f"Upload-Checksum: {algorithm!r} is not one of {', '.join(_ALGORITHMS)}.", path=("Upload-Checksum",)
        )
    try:
        return hashlib.new(algorithm, usedforsecurity=False), base64.b64decode(value, validate=True)
    except binascii.Error:
        raise InvalidError("Upload-Checksum: the checksum is not base64.", path=("Upload-Checksum",)) from None


def _number(request: Request, header: str) -> int:
    given = request.headers.get(header, "")
    if not given.isdecimal() or len(given) > 19:
        raise InvalidError(f"{header} must be a whole number of bytes.", path=(header,))
    return int(given)


def _expiry(uploads: UploadBox, upload: Upload) -> dict[str, str]:
    if uploads.offset(upload) == upload.length:
        return {}
    return {"Upload-Expires": format_datetime(uploads.expires_at(upload), usegmt=True)}


def _spoken(handler: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """Let only this version of the protocol in, and say the version on every answer, refusals too."""

    async def answer(request: Request) -> Response:
        if request.headers.get("Tus-Resumable") != TUS_VERSION:
            message = f"Send Tus-Resumable: {TUS_VERSION}; other versions of tus are not spoken here."
            return problem(412, "INVALID", message, {"Tus-Resumable": TUS_VERSION, "Tus-Version": TUS_VERSION})
        try:
            response = await handler(request)
        except ReelgraphError as error:
            response = await answer_reelgraph_error(request, error)
        except HTTPException as error:
            response = await answer_http_exception(request, error)
        response.headers["Tus-Resumable"] = TUS_VERSION
        return response

    return answer
