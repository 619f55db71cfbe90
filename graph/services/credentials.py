"""Secrets of the server's own making, and passwords of people's.

A secret has 256 random bits, so its plain SHA-256 is all that is kept (OWASP asks for slow hashes where people choose). A
password is hashed with scrypt (RFC 7914), off the event loop.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import UTC, datetime

from graph.errors import InvalidError

TOKEN = "rg_"  # noqa: S105 -- these say what a secret is for, and are none
SESSION = "rgs_"
LINK = "rgl_"
_SHOWN = 6
_COST, _BLOCK, _PARALLEL = 2**14, 8, 1


@dataclass(frozen=True, slots=True)
class Secret:
    """A fresh secret: ``plain`` is shown once, ``prefix`` is what people know it by, ``sha256`` is kept."""

    plain: str
    prefix: str
    sha256: str


def new_secret(purpose: str) -> Secret:
    """Return a secret whose text begins with what it is for."""
    plain = purpose + secrets.token_urlsafe(32)
    return Secret(plain, plain[: len(purpose) + _SHOWN], hash_of(plain))


def hash_of(plain: str) -> str:
    """Return the hex SHA-256 of a secret."""
    return hashlib.sha256(plain.encode()).hexdigest()


def checked_expiry(moment: datetime) -> datetime:
    """Return a moment at which something may end. Raises InvalidError for one without a time zone, or past."""
    if moment.tzinfo is None:
        raise InvalidError("Give the moment with its time zone, such as 2030-01-31T18:00:00Z.", path=("expires_at",))
    if moment <= datetime.now(UTC):
        raise InvalidError("That moment is past. Give a later one.", path=("expires_at",))
    return moment


async def password_hash(password: str) -> str:
    """Return what is kept of a password: scheme, costs, salt and hash."""
    salt = secrets.token_bytes(16)
    made = await asyncio.to_thread(_scrypt, password, salt, _COST, _BLOCK, _PARALLEL)
    return f"scrypt${_COST}${_BLOCK}${_PARALLEL}${b64encode(salt).decode()}${b64encode(made).decode()}"


async def password_fits(password: str, kept: str) -> bool:
    """Say whether a password is the one that was kept, in a time that tells nothing of it."""
    _, cost, block, parallel, salt, expected = kept.split("$")
    made = await asyncio.to_thread(_scrypt, password, b64decode(salt), int(cost), int(block), int(parallel))
    return hmac.compare_digest(made, b64decode(expected))


def _scrypt(password: str, salt: bytes, cost: int, block: int, parallel: int) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=cost, r=block, p=parallel, maxmem=64 << 20, dklen=32)
