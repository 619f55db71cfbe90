"""Identity: our own ids, never the engine's.

A thing that happens gets a UUIDv7 (RFC 9562, section 5.7), so ids sort by time. A result of a run gets an id derived from
the run, its kind and its ordinal (UUIDv8, section 5.8), so that a retried stage writes the same node again, never a second.
"""

from __future__ import annotations

import hashlib
import os
import time
from datetime import UTC, datetime
from uuid import UUID

_STAMP, _TAIL = (1 << 48) - 1, (1 << 62) - 1


def new_id() -> str:
    """Return a fresh UUIDv7 as text."""
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10))
    value = (milliseconds & _STAMP) << 80 | 0x7 << 76 | (random >> 68) << 64 | 0b10 << 62 | random & _TAIL
    digits = f"{value:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def made_at(made: str) -> datetime:
    """Return when an id of ``new_id`` was made, to the millisecond."""
    return datetime.fromtimestamp((UUID(made).int >> 80) / 1000, UTC)


def derived_id(run_id: str, kind: str, ordinal: int) -> str:
    """Return the id of the ``ordinal``-th ``kind`` of a run: a UUIDv8 that keeps the run's time stamp."""
    digest = hashlib.sha256(f"{run_id}/{kind}/{ordinal}".encode()).digest()
    stamp = UUID(run_id).int >> 80
    value = stamp << 80 | (int.from_bytes(digest[:10], "big"))
    value = value & ~(0xF << 76) | 0x8 << 76
    value = value & ~(0b11 << 62) | 0b10 << 62
    return str(UUID(int=value))
