"""A client of the server, for the commands: GraphQL over HTTP, and uploads by tus."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

from server.commands.failure import CommandFailedError
from server.credentials import find_token
from server.quick_httpx import httpx
from server.settings import Settings

_TRIES = 6
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_PIECE_TYPE = "application/offset+octet-stream"


class UnreachableError(CommandFailedError):
    """No server answers at the address."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code="UNAVAILABLE")


class ServerClient:
    """One connection pool to one server. Failures are CommandFailedError with the address and what to do."""

    def __init__(self, address: str, http: httpx.AsyncClient) -> None:
        self._address = address
        self._http = http

    async def ask(self, document: str, **variables: Any) -> dict[str, Any]:
        """Send an operation and return its data; raises CommandFailedError with the first error."""
        try:
            answer = await self._http.post("/graphql", json={"query": document, "variables": variables})
        except httpx.TransportError as error:
            raise self._unreachable(error) from None
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            raise CommandFailedError(_NOT_LET_IN.format(address=self._address), code="NOT_AUTHENTICATED")
        try:
            body = answer.json()
            errors = body.get("errors")
        except (ValueError, AttributeError):
            raise CommandFailedError(
                f"{self._address} answered {answer.status_code} and no GraphQL. Is it a Reelgraph server? See --server."
            ) from None
        if errors:
            code = (errors[0].get("extensions") or {}).get("code")
            raise CommandFailedError(str(errors[0].get("message", "The server could not answer.")), code=code)
        if answer.is_error:
            message = str(body.get("message", f"{self._address} answered {answer.status_code}."))
            raise CommandFailedError(message, code=body.get("code"))
        data: dict[str, Any] = body["data"]
        return data

    async def upload(
        self,
        length: int,
        metadata: Mapping[str, str],
        pieces: Callable[[], Iterator[bytes]],
        progress: Callable[[int], None],
    ) -> str:
        """Send ``length`` bytes and return the upload's id.

        ``pieces`` gives the bytes from the beginning, each time it is called. A connection that is cut is made again, and
        the transfer goes on where the server says it is; six cuts without a byte in between end it.
        """
        words = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in metadata.items())
        try:
            answer = await self._tus("POST", "/upload", {"Upload-Length": str(length), "Upload-Metadata": words})
        except httpx.TransportError as error:
            raise self._unreachable(error) from None
        place = answer.headers["Location"]
        offset, cuts = 0, 0
        while offset < length:
            try:
                await self._send(place, offset, length, pieces, progress)
                offset = length
            except httpx.TransportError as error:
                reached = await self._offset(place)
                cuts = 0 if reached > offset else cuts + 1
                if cuts >= _TRIES:
                    raise self._unreachable(error) from None
                offset = reached
                progress(offset)
        return str(place).rsplit("/", 1)[-1]

    async def _send(
        self, place: str, offset: int, length: int, pieces: Callable[[], Iterator[bytes]], progress: Callable[[int], None]
    ) -> None:
        told = str(length - offset)
        headers = {"Upload-Offset": str(offset), "Content-Type": _PIECE_TYPE, "Content-Length": told}
        await self._tus("PATCH", place, headers, _from(pieces, offset, progress))

    async def _offset(self, place: str) -> int:
        for attempt in range(_TRIES):
            await asyncio.sleep(min(0.2 * 2**attempt, 5.0))
            try:
                return int((await self._tus("HEAD", place, {})).headers["Upload-Offset"])
            except httpx.TransportError:
                continue
        raise UnreachableError(f"The connection to {self._address} was cut while sending and does not come back.")

    async def _tus(
        self, method: str, place: str, headers: Mapping[str, str], content: AsyncIterator[bytes] | None = None
    ) -> httpx.Response:
        answer = await self._http.request(method, place, headers={"Tus-Resumable": "1.0.0", **headers}, content=content)
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            raise CommandFailedError(_NOT_LET_IN.format(address=self._address), code="NOT_AUTHENTICATED")
        if answer.status_code == httpx.codes.LOCKED:
            raise httpx.ReadError("the server still holds the connection that was cut")
        if answer.is_error:
            try:
                problem = answer.json()
                message, code = str(problem["message"]), str(problem["code"])
            except (ValueError, KeyError, TypeError):
                raise CommandFailedError(f"{self._address} answered {answer.status_code} to the upload.") from None
            raise CommandFailedError(message, code=code)
        return answer

    def _unreachable(self, error: httpx.TransportError) -> UnreachableError:
        return UnreachableError(
            f"No server answers at {self._address} ({str(error) or type(error).__name__}). "
            "Start one with `reelgraph up`, or name another with --server or REELGRAPH_SERVER."
        )


_NOT_LET_IN = (
    "{address} does not accept the token. Set REELGRAPH_TOKEN, or point --data at the server's data folder, "
    "where `reelgraph up` writes admin.token."
)


@asynccontextmanager
async def connect(settings: Settings) -> AsyncIterator[ServerClient]:
    """Yield a client of the server that the settings name, with the token they name."""
    address = settings.server.rstrip("/")
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise CommandFailedError(f"{address!r} is no address of a server. Write it like http://127.0.0.1:8000.", 2)
    async with httpx.AsyncClient(
        base_url=address,
        headers={"Authorization": f"Bearer {find_token(settings)}"},
        timeout=httpx.Timeout(30.0, read=300.0),
        verify=parts.scheme == "https",  # else the certificates of all authorities are read for nothing
        trust_env=parts.hostname not in _LOOPBACK,
    ) as http:
        yield ServerClient(address, http)


async def _from(pieces: Callable[[], Iterator[bytes]], offset: int, progress: Callable[[int], None]) -> AsyncIterator[bytes]:
    """Yield the bytes from ``offset`` on, telling how many have gone out."""
    position, iterator = 0, pieces()
    while (piece := await asyncio.to_thread(next, iterator, None)) is not None:
        before, position = position, position + len(piece)
        if position <= offset:
            continue
        yield piece[max(0, offset - before) :]
        progress(position)
