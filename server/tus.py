"""The headers of tus 1.0.0, read and written: https://tus.io/protocols/resumable-upload."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import Headers

from graph.errors import InvalidError, TooLargeError

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,expiration,termination,checksum"
ALGORITHMS = ("sha1", "sha256", "md5")
PIECE_TYPE = "application/offset+octet-stream"
_LONGEST_METADATA = 4096
_METADATA = "Upload-Metadata"
_CHECKSUM = "Upload-Checksum"


@dataclass(frozen=True, slots=True)
class Checksum:
    """What a piece should hash to. ``running`` is fed with the piece as it comes."""

    running: hashlib._Hash
    expected: bytes

    @property
    def matches(self) -> bool:
        """Whether what was fed is what was told."""
        return self.running.digest() == self.expected


def is_piece(headers: Headers) -> bool:
    """Say whether the body is a piece of an upload."""
    return headers.get("Content-Type", "").strip().lower() == PIECE_TYPE


def number(headers: Headers, name: str) -> int:
    """Return a header that counts bytes. Raises InvalidError for anything but decimal digits."""
    given = headers.get(name, "")
    if not (given.isascii() and given.isdecimal()) or len(given) > 19:
        raise InvalidError(f"{name} must be a whole number of bytes.", path=(name,))
    return int(given)


def length(headers: Headers) -> int:
    """Return Upload-Length. Raises InvalidError where it is missing, or is to be told later, which is not spoken here."""
    if "Upload-Defer-Length" in headers:
        raise InvalidError("Say the length at once: Upload-Length, not Upload-Defer-Length.", path=("Upload-Defer-Length",))
    return number(headers, "Upload-Length")


def parse_metadata(header: str) -> dict[str, str]:
    """Return the pairs of an Upload-Metadata header.

    Raises InvalidError where it is malformed or names something twice, TooLargeError where it is longer than 4096 bytes.
    """
    if len(header) > _LONGEST_METADATA:
        raise TooLargeError(f"Upload-Metadata is longer than {_LONGEST_METADATA} bytes. Say less.", path=(_METADATA,))
    pairs: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in header.split(","))):
        key, _, value = part.partition(" ")
        if not key.isascii() or key in pairs:
            raise InvalidError(f"Upload-Metadata: {key!r} is not ASCII, or stands there twice.", path=(_METADATA,))
        try:
            pairs[key] = base64.b64decode(value.strip(), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise InvalidError(
                f"Upload-Metadata: the value of {key!r} is not base64 of UTF-8 text.", path=(_METADATA,)
            ) from None
    return pairs


def format_metadata(pairs: Mapping[str, str]) -> str:
    """Return an Upload-Metadata header."""
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}".rstrip() for key, value in pairs.items())


def checksum(headers: Headers) -> Checksum | None:
    """Return what Upload-Checksum says, None where it is not there. Raises InvalidError where it cannot be."""
    given = headers.get(_CHECKSUM)
    if given is None:
        return None
    algorithm, _, value = given.partition(" ")
    if algorithm not in ALGORITHMS:
        raise InvalidError(f"Upload-Checksum: {algorithm!r} is not one of {', '.join(ALGORITHMS)}.", path=(_CHECKSUM,))
    running = hashlib.new(algorithm, usedforsecurity=False)
    try:
        expected = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise InvalidError("Upload-Checksum: the checksum is not base64.", path=(_CHECKSUM,)) from None
    if len(expected) != running.digest_size:
        raise InvalidError(f"Upload-Checksum: {algorithm} has {running.digest_size} bytes.", path=(_CHECKSUM,))
    return Checksum(running, expected)
