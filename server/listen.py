"""The listening socket: bound before anything else starts, so that a taken port is told at once."""

from __future__ import annotations

import errno
import os
import socket
import time

import psutil

from server.commands.failure import CommandFailedError


def listen(host: str, port: int, *, patience: float = 0.0) -> socket.socket:
    """Return a TCP socket that listens on the address; port 0 takes a free one.

    ``patience`` seconds are given to a former process that still holds the port. Raises CommandFailedError (status 2) that
    names the address and what is wrong with it.
    """
    deadline = time.monotonic() + patience
    while True:
        try:
            family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][0]
            return socket.create_server((host, port), family=family, backlog=2048)
        except socket.gaierror:
            raise CommandFailedError(
                f"The host name {host!r} is not known here. Give an address of this machine.", 2
            ) from None
        except OSError as error:
            if error.errno == errno.EADDRINUSE and time.monotonic() < deadline:
                time.sleep(0.1)
                continue
            raise CommandFailedError(_sentence(error, host, port), 2) from None


def first_free(host: str, port: int) -> int:
    """Return the port where it can be listened on, else 0: any other."""
    try:
        listen(host, port).close()
    except CommandFailedError:
        return 0
    return port


def take_over(descriptor: int) -> socket.socket:
    """Return the listening socket that the parent opened."""
    return socket.socket(fileno=descriptor)


def address_of(listener: socket.socket) -> str:
    """Return the http address under which the socket is reached."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def reachable(address: str) -> str:
    """Return the address with a wildcard host replaced by the loopback one."""
    return address.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:")


def _sentence(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is taken{_holder(port)}. Choose another with --port, or --port 0 for a free one."
    if error.errno == errno.EACCES:
        return f"Port {port} on {host} needs more rights than this user has. Choose one above 1023 with --port."
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{host} is no address of this machine. Choose another with --host."
    return f"Listening on {host} port {port} failed: {os.strerror(error.errno or 0)}."


def _holder(port: int) -> str:
    """Say who listens on the port, where the system lets this user see it."""
    try:
        for connection in psutil.net_connections("tcp"):
            if (
                connection.status == psutil.CONN_LISTEN
                and connection.laddr
                and connection.laddr.port == port
                and connection.pid
            ):
                return f" by {psutil.Process(connection.pid).name()} (pid {connection.pid})"
    except psutil.Error:
        return ""
    return ""
