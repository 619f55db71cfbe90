"""The audit log: deeds, chained so that none can be changed, removed or moved without showing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from enum import StrEnum

GENESIS = "0" * 64
"""What stands in the place of a hash before the first entry."""

Detail = str | int | bool | None


class Outcome(StrEnum):
    """What came of a deed."""

    DONE = "DONE"
    REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True)
class Deed:
    """Who did what, when, on what. No secrets: ``details`` are names, ids, roles, numbers and switches of what was asked.

    ``actor_id`` is None where nobody is known, ``code`` the error's of what was refused, ``targets`` are global ids.
    """

    id: str
    at: datetime
    actor_id: str | None
    actor: str
    way: str
    action: str
    outcome: Outcome
    request_id: str
    code: str | None = None
    project_id: str | None = None
    targets: tuple[str, ...] = ()
    details: Mapping[str, Detail] = field(default_factory=dict)


_PARTS = tuple(part.name for part in fields(Deed))


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """A deed in its place: ``seq`` counts from 1, ``previous`` is the hash of the entry before."""

    seq: int
    deed: Deed
    previous: str
    hash: str

    @property
    def intact(self) -> bool:
        """Whether the hash is that of what stands here."""
        return self.hash == digest(self.seq, self.deed, self.previous)


def digest(seq: int, deed: Deed, previous: str) -> str:
    """Return the hash of an entry: SHA-256 over the previous hash, a line feed, and its canonical bytes.

    These are JSON in UTF-8 of all that the entry says, keys sorted, no blanks, the time in UTC with microseconds.
    """
    said = {name: getattr(deed, name) for name in _PARTS} | {
        "seq": seq,
        "at": deed.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "outcome": deed.outcome.value,
        "targets": list(deed.targets),
        "details": dict(deed.details),
    }
    canonical = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{previous}\n{canonical}".encode("utf-8", "surrogatepass")).hexdigest()


def chained(deed: Deed, seq: int, previous: str) -> AuditEntry:
    """Return a deed in its place behind the entry with the hash ``previous``."""
    return AuditEntry(seq, deed, previous, digest(seq, deed, previous))
