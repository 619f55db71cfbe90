"""Every Redis key and channel, in one place. Functions take ids; nothing else in the project spells a key.

Keys of arq itself (``arq:job:`` and so on) are arq's own.
"""

from __future__ import annotations

EVENTS_CHANNEL = "reelgraph:events"
"""Pub/sub: every event of graph.events, as JSON."""

RUN_QUEUE = "reelgraph:runs"
"""Sorted set: the line of runs, kept by arq."""

SWEEPER_LOCK = "reelgraph:sweeper"
"""String with expiry: the one worker that looks for lost runs just now."""

CARRIER_LEASE = "reelgraph:carrier"
"""String with expiry: the one worker that brings notes along to newer versions just now."""

WORKER_PREFIX = "reelgraph:worker:"


ROOM_SEEN = "reelgraph:rooms:seen"
"""Sorted set: everyone in any room, as ``session user``, by the server's time in ms at which they were seen last."""


def room(session_id: str) -> str:
    """Hash with expiry: a session's room; people under ``user:ID``, the rest as graph.rooms names it."""
    return f"reelgraph:room:{session_id}"


def run_job(run_id: str, attempt: int) -> str:
    """Job id of one attempt of a run: asking twice for the same attempt is asking once."""
    return f"run:{run_id}:{attempt}"


def run_lease(run_id: str) -> str:
    """String with expiry: the worker that holds a run; renewed while it lives."""
    return f"reelgraph:lease:{run_id}"


def run_cancelled(run_id: str) -> str:
    """String with expiry: set when somebody cancelled a run; its worker looks from time to time."""
    return f"reelgraph:cancelled:{run_id}"


def worker(name: str) -> str:
    """String with expiry: what a living worker says of itself, as JSON."""
    return f"{WORKER_PREFIX}{name}"


def budget(caller: str) -> str:
    """String with expiry: the moment, in microseconds, at which a caller's bucket of cost will be empty again."""
    return f"reelgraph:budget:{caller}"


def operations(caller: str) -> str:
    """Sorted set with expiry: the operations that run for a caller, each by the moment at which it may run no longer."""
    return f"reelgraph:operations:{caller}"


def password_tries(link: str) -> str:
    """Counter with expiry: how often a guest link's password was guessed lately; named by the link's id."""
    return f"reelgraph:password:{link}"


def sign_in(state: str) -> str:
    """String with expiry: a sign-in at the identity provider that began here, by the SHA-256 of its state; JSON."""
    return f"reelgraph:sign-in:{state}"
