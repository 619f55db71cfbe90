"""An address that a user named, taken apart and put together by us: what we check is what we ask for (RFC 3986)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import quote, unquote, urljoin, urlsplit

import idna

from graph.errors import InvalidError

_LONGEST = 4096
_LONGEST_NAME = 100
_HOST_NAME = re.compile(r"(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9-]{2,63}\.?")
_INSIDE = ("local", "localhost", "internal", "intranet", "private", "corp", "home", "lan", "onion", "home.arpa", "invalid")
_PORTS = {"https": 443, "http": 80}
_FIRST_FREE_PORT = 1024
_PATH_SIGNS = "/%:@!$&'()*+,;=~-._"


@dataclass(frozen=True, slots=True)
class Target:
    """Where to ask: ``host`` is an ASCII name or a bare address, ``path`` begins with ``/`` and has the query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """The host as the Host header says it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def file_name(self) -> str:
        """The last segment of the path, as people write it, in signs that can be shown; perhaps empty."""
        name = unquote(self.path.partition("?")[0].rsplit("/", 1)[-1], errors="replace")
        return "".join(sign for sign in name if sign.isprintable())[-_LONGEST_NAME:]

    def redirected(self, location: str, *, http: bool) -> Target:
        """Return where a Location header leads. Raises InvalidError for what may not be asked for."""
        return parse_target(urljoin(f"{self.scheme}://{self.authority}{self.path}", location), http=http)


def parse_target(text: str, *, http: bool) -> Target:
    """Return the target that an address names. ``http`` also allows addresses without encryption.

    Raises InvalidError for other schemes, names and passwords, ports of other services, and names that are not of the
    public internet.
    """
    if len(text) > _LONGEST or not text.isprintable() or " " in text or "\\" in text:
        raise _refused(f"An address has at most {_LONGEST} printable characters, no blanks and no backslashes.")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise _refused(f"This is no address: {error}.") from None
    if parts.scheme not in (("https", "http") if http else ("https",)):
        raise _refused("Give an https:// address." if not http else "Give an https:// or http:// address.")
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise _refused("Leave name and password out of the address; what needs them must be uploaded.")
    port = _PORTS[parts.scheme] if port is None else port
    if port < _FIRST_FREE_PORT and port not in _PORTS.values():
        raise _refused(f"Port {port} belongs to another service than the web.")
    path = quote(parts.path or "/", safe=_PATH_SIGNS)
    if parts.query:
        path += "?" + quote(parts.query, safe=_PATH_SIGNS + "?")
    return Target(parts.scheme, _host(parts.hostname or ""), port, path)


def _host(given: str) -> str:
    """Return a host in ASCII (IDNA 2008, with the mapping of UTS 46)."""
    try:
        return str(ip_address(given))
    except ValueError:
        pass  # a name, then
    try:
        name = idna.encode(given, uts46=True, std3_rules=False).decode().lower()
    except (idna.IDNAError, UnicodeError):
        name = given.lower() if given.isascii() else ""
    plain = name.rstrip(".")
    if not _HOST_NAME.fullmatch(name) or any(plain == suffix or plain.endswith(f".{suffix}") for suffix in _INSIDE):
        raise _refused("The host is no name of the public internet.")
    return plain


def _refused(message: str) -> InvalidError:
    return InvalidError(message, path=("url",))
