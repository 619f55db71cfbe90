"""Identity: our own ids, never the engine's.

A thing that happens gets a UUIDv7 (RFC 9562, section 5.7), so ids sort by time. A result of a run gets an id derived from
the run, its kind and its ordinal (UUIDv8, section 5.8), so that a retried stage writes the same node again, never a second.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from uuid import UUID


def new_id() -> str:
    """Return a fresh UUIDv7 as text."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76 | secrets.randbits(12) << 64
    value |= 0b10 << 62 | secrets.randbits(62)
    return str(UUID(int=value))


def derived_id(run_id: str, kind: str, ordinal: int) -> str:
    """Return the id of the ``ordinal``-th ``kind`` of a run: a UUIDv8 that keeps the run's time stamp."""
    digest = hashlib.sha256(f"{run_id}/{kind}/{ordinal}".encode()).digest()
    stamp = UUID(run_id).int >> 80
    value = stamp << 80 | (int.from_bytes(digest[:10], "big"))
    value = value & ~(0xF << 76) | 0x8 << 76
    value = value & ~(0b11 << 62) | 0b10 << 62
    return str(UUID(int=value))
