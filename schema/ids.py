"""Global ids: opaque to clients, stable, the same in GraphQL, REST and the CLI.

An id is the URL-safe base64 (without padding) of ``Type:uuid``. What it names is decided by the services, never here: a
well-formed id of a foreign thing is as unknown as one of nothing.
"""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from uuid import UUID

from graph.errors import InvalidError

_LONGEST = 200


def encode_id(kind: str, id: str) -> str:
    """Return the global id of a node: ``kind`` is its GraphQL type."""
    return urlsafe_b64encode(f"{kind}:{id}".encode()).rstrip(b"=").decode()


def decode_any(global_id: str, *, path: Sequence[str] = ("id",)) -> tuple[str, str]:
    """Return GraphQL type and own id; raises InvalidError, with the field's ``path``, for what was never an id of ours."""
    try:
        if len(global_id) > _LONGEST:
            raise ValueError
        padding = "=" * (-len(global_id) % 4)
        kind, _, id = urlsafe_b64decode(global_id + padding).decode("ascii").partition(":")
        if not kind or str(UUID(id)) != id:
            raise ValueError
    except (ValueError, binascii.Error):
        raise InvalidError(
            "This is no id of this server. Take ids from its answers as they are.", path=tuple(path)
        ) from None
    return kind, id


def with_article(kind: str) -> str:
    """Return the name of a type as it stands in a sentence: `an Asset`, `a Shot`; but `a User`."""
    return f"{'an' if kind[:1] in 'AEIO' else 'a'} {kind}"


def decode_id(global_id: str, *kinds: str, path: Sequence[str] = ("id",)) -> str:
    """Return the own id behind a global id of one of the given GraphQL types; raises InvalidError for any other."""
    kind, id = decode_any(global_id, path=path)
    if kind not in kinds:
        wanted = " or ".join(with_article(one) for one in kinds)
        raise InvalidError(f"This is the id of {with_article(kind)}. Give the id of {wanted}.", path=tuple(path))
    return id
