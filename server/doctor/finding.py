"""One thing that doctor looked at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a thing is. Only what is broken makes the exit status 1."""

    OK = "ok"
    ABSENT = "absent"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, and what to do about it where something is amiss."""

    name: str
    state: State
    detail: str
    remedy: str = ""


def ok(name: str, detail: str) -> Finding:
    """Return a finding that is as it should be."""
    return Finding(name, State.OK, detail)


def absent(name: str, detail: str, remedy: str = "") -> Finding:
    """Return a finding that something optional, or not started, is not there."""
    return Finding(name, State.ABSENT, detail, remedy)


def broken(name: str, detail: str, remedy: str) -> Finding:
    """Return a finding that keeps Reelgraph from working."""
    return Finding(name, State.BROKEN, detail, remedy)
