"""The guard at connect time: a name is resolved once, every address of it is checked, and exactly that address is called.

A check before the client connects would be one too early: the name may mean another address by then (DNS rebinding).
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence

import httpcore

from graph.errors import InvalidError
from server.fetching.public import is_public

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""Gives the addresses of a host name, as text; raises OSError where there are none."""

_RESOLVE_SECONDS = 10.0


async def resolve_by_system(host: str, port: int) -> list[str]:
    """Return the addresses that the system knows for a name."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[4][0]) for address in found))


class PublicNetwork(httpcore.AsyncNetworkBackend):
    """Connections to public addresses, and to no other. One address that is not public spoils all of its name."""

    def __init__(self, resolve: Resolve, network: httpcore.AsyncNetworkBackend) -> None:
        self._resolve = resolve
        self._network = network

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 -- the interface of httpcore
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to an address of ``host``. Raises InvalidError where it has none that is public."""
        # One sentence for both, or strangers could ask which names there are inside.
        refusal = InvalidError(f"{host} has no address on the public internet.", path=("url",))
        try:
            async with asyncio.timeout(_RESOLVE_SECONDS):
                addresses = await self._resolve(host, port)
        except (OSError, UnicodeError, TimeoutError):
            raise refusal from None
        if not addresses or not all(is_public(address) for address in addresses):
            raise refusal
        failure: Exception | None = None
        for address in addresses:
            try:
                return await self._network.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or refusal

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 -- the interface of httpcore
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Refuse: no address leads to a socket of this machine."""
        raise InvalidError("Give an address on the public internet.", path=("url",))

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self._network.sleep(seconds)
