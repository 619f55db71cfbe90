"""Claims <-> nodes. Times are seconds since the epoch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import Enum

from graph.cypher import claims as cypher
from graph.ports import GraphClient

_SWEPT_AT_ONCE = 5000


class ClaimState(Enum):
    """How a claim stands for whoever asks for it."""

    MINE = "MINE"
    BUSY = "BUSY"
    DONE = "DONE"
    CHANGED = "CHANGED"


@dataclass(frozen=True, slots=True)
class Asked:
    """A claim that somebody wants: until when they work on it, and how long its answer is kept."""

    key: str
    holder: str
    body: str
    until: float
    expires: float


@dataclass(frozen=True, slots=True)
class Claim:
    """What a taking found. ``answer`` is what came of it, None where it was not kept."""

    key: str
    state: ClaimState
    answer: str | None


@dataclass(frozen=True, slots=True)
class Ended:
    """What came of a claim; None is kept as nothing."""

    key: str
    holder: str
    answer: str | None


class ClaimStore:
    """Takes and ends claims. A holder is whoever works on them: fresh for each attempt."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client

    async def take(self, asked: Sequence[Asked], now: float) -> list[Claim]:
        """Take those claims that are free, whose holder's time is over, or that have expired; say of each how it stands.

        No key may be asked for twice at once.
        """
        rows = [asdict(each) for each in sorted(asked, key=_key)]  # in one order everywhere, or two writers could deadlock
        found = await self._client.write(cypher.TAKE_CLAIMS, rows=rows, now=now)
        claims = {row["key"]: Claim(row["key"], ClaimState(row["state"]), row["answer"]) for row in found}
        return [claims[each.key] for each in asked]

    async def end(self, ended: Sequence[Ended]) -> None:
        """Keep what came of claims, where their holders still hold them."""
        await self._client.write(cypher.CLAIMS_END, rows=[asdict(each) for each in sorted(ended, key=_key)])

    async def renew(self, keys: Sequence[str], holder: str, until: float) -> None:
        """Hold the holder's claims longer."""
        await self._client.write(cypher.CLAIMS_RENEW, keys=list(keys), holder=holder, until=until)

    async def release(self, keys: Sequence[str], holder: str) -> None:
        """Give the holder's claims back, as if nobody had asked."""
        await self._client.write(cypher.CLAIMS_RELEASE, keys=list(keys), holder=holder)

    async def sweep(self, now: float) -> int:
        """Delete what has expired; return how much that was."""
        removed = 0
        while True:
            rows = await self._client.write(cypher.CLAIMS_SWEEP, now=now, limit=_SWEPT_AT_ONCE)
            count = int(rows[0]["removed"])
            removed += count
            if count < _SWEPT_AT_ONCE:
                return removed


def _key(claim: Asked | Ended) -> str:
    return claim.key
