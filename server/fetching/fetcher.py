"""Fetching one file over HTTP: through the guard, redirects checked anew, streamed to disk, within limits."""

from __future__ import annotations

import asyncio
import os
import ssl
from dataclasses import dataclass
from pathlib import Path

import httpcore

from graph.errors import InvalidError, ReelgraphError, TooLargeError, UnavailableError
from graph.nodes.ids import new_id
from server.fetching.guard import PublicNetwork, Resolve, resolve_by_system
from server.fetching.target import Target, parse_target

_MOST_REDIRECTS = 5
_REDIRECTS = (301, 302, 303, 307, 308)
_AT_ONCE = 4
_BLOCK = 1 << 20
_TIMEOUTS = {"connect": 10.0, "read": 30.0, "write": 30.0, "pool": 30.0}


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """``http`` allows addresses without encryption; ``most`` is in bytes, ``seconds`` the whole time one file may take."""

    http: bool
    most: int
    seconds: float


class Fetcher:
    """A Fetcher of graph.ports: files come into ``folder`` and are removed by whoever took them, or by its sweeper."""

    def __init__(
        self,
        folder: Path,
        limits: FetchLimits,
        *,
        resolve: Resolve = resolve_by_system,
        network: httpcore.AsyncNetworkBackend | None = None,
        certificates: ssl.SSLContext | None = None,
    ) -> None:
        self._folder = folder
        self._limits = limits
        self._network = PublicNetwork(resolve, network or httpcore.AnyIOBackend())
        self._certificates = certificates
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def __call__(self, url: str, room: int | None = None) -> tuple[Path, str]:
        """Return where the file lies now, and its name. ``room`` is the most bytes it may have beside our own limit.

        Raises InvalidError for what may not be asked for or is not there, TooLargeError above a limit, UnavailableError
        where the other side does not answer as it should. After any of them nothing is left.
        """
        target = parse_target(url, http=self._limits.http)
        most = self._limits.most if room is None else min(self._limits.most, room)
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / new_id()
        taken = False
        try:
            async with self._turns, asyncio.timeout(self._limits.seconds):
                await self._fetch(target, path, most)
            taken = True
        except ReelgraphError:
            raise
        except TimeoutError:
            raise UnavailableError(
                f"{target.host} did not send the file within {self._limits.seconds:g} s.", path=("url",)
            ) from None
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError) as error:
            raise UnavailableError(
                f"{target.host} could not be asked for the file ({type(error).__name__}). Try again later, or upload it.",
                path=("url",),
            ) from None
        except OSError as error:
            raise UnavailableError(f"The file could not be stored: {error.strerror}. Free some disk space.") from error
        finally:
            if not taken:
                path.unlink(missing_ok=True)
        return path, target.file_name or target.host

    async def _fetch(self, target: Target, path: Path, most: int) -> None:
        async with httpcore.AsyncConnectionPool(ssl_context=self._certificates, network_backend=self._network) as pool:
            for _ in range(_MOST_REDIRECTS + 1):
                location = await self._ask(pool, target, path, most)
                if location is None:
                    return
                target = target.redirected(location, http=self._limits.http)
        raise InvalidError(f"The address leads on more than {_MOST_REDIRECTS} times. Give the last one.", path=("url",))

    async def _ask(self, pool: httpcore.AsyncConnectionPool, target: Target, path: Path, most: int) -> str | None:
        """Store what the target answers, or return where it leads."""
        headers: dict[bytes | str, bytes | str] = {
            "Host": target.authority,
            "User-Agent": "reelgraph",
            "Accept": "*/*",
            "Accept-Encoding": "identity",
        }
        url = httpcore.URL(scheme=target.scheme, host=target.host, port=target.port, target=target.path)
        async with pool.stream("GET", url, headers=headers, extensions={"timeout": _TIMEOUTS}) as response:
            told = {name.lower(): value.decode("latin-1") for name, value in response.headers}
            if response.status in _REDIRECTS and b"location" in told:
                return told[b"location"]
            if response.status != 200:
                raise InvalidError(f"{target.host} answered {response.status} instead of the file.", path=("url",))
            if told.get(b"content-encoding", "identity") != "identity":
                raise InvalidError(f"{target.host} sends the file packed, which was not asked for.", path=("url",))
            length = told.get(b"content-length", "0")
            if length.isdecimal() and int(length) > most:
                raise _too_large(most)
            await _store(response, path, most)
        return None


async def _store(response: httpcore.Response, path: Path, most: int) -> None:
    """Write the body to a new file, never more than a block of it in memory."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        waiting, arrived = bytearray(), 0
        async for chunk in response.aiter_stream():
            arrived += len(chunk)
            if arrived > most:
                raise _too_large(most)
            waiting += chunk
            if len(waiting) >= _BLOCK:
                await asyncio.to_thread(_write, descriptor, waiting)
                waiting = bytearray()
        await asyncio.to_thread(_write, descriptor, waiting)
        await asyncio.to_thread(os.fsync, descriptor)
    finally:
        os.close(descriptor)


def _write(descriptor: int, block: bytearray) -> None:
    left = memoryview(block)
    while left:
        left = left[os.write(descriptor, left) :]


def _too_large(most: int) -> TooLargeError:
    return TooLargeError(f"The file is larger than the {most} bytes that may be fetched.", path=("url",))
