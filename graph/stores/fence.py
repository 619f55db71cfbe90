"""How a worker writes the results of a run: in batches, each of which proves that the run is still the worker's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graph.batches import write_in_batches
from graph.cypher.fence import FENCE_HOLDS
from graph.errors import InvalidError, LeaseHeldError
from graph.ports import GraphClient

BATCH = 1000
CLEARED_AT_ONCE = 5000


class Fence:
    """The right to write for one attempt of a run. Every method raises LeaseHeldError once another attempt has begun."""

    def __init__(self, client: GraphClient, run_id: str, attempt: int) -> None:
        self._client = client
        self._run_id = run_id
        self._attempt = attempt

    async def check(self) -> None:
        """Raise LeaseHeldError unless the attempt is the run's, and running."""
        if not await self._client.write(FENCE_HOLDS, run=self._run_id, attempt=self._attempt):
            raise self._lost()

    async def clear(self, statement: str) -> None:
        """Delete what earlier attempts (or an earlier call of this one) left, some thousands at a time."""
        while True:
            rows = await self._client.write(statement, run=self._run_id, attempt=self._attempt, limit=CLEARED_AT_ONCE)
            if not rows or rows[0]["removed"] < CLEARED_AT_ONCE:
                return

    async def write(self, statement: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run a fenced statement once per batch of rows.

        Raises InvalidError when the graph lacks a node that a row refers to.
        """
        await write_in_batches(lambda batch: self._write(statement, batch), rows, BATCH)

    async def create(self, statement: str, again: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write results that are new, by a statement that creates a whole batch of them or nothing.

        Of a batch that is there already, since the answer to an earlier try was lost, it creates nothing; ``again`` merges
        it. Raises InvalidError when the graph lacks a node that a row refers to.
        """

        async def write_batch(batch: Sequence[Mapping[str, Any]]) -> None:
            if await self._count(statement, batch) != len(batch):
                await self._write(again, batch)

        await write_in_batches(write_batch, rows, BATCH)

    async def _count(self, statement: str, batch: Sequence[Mapping[str, Any]]) -> int:
        answer = await self._client.write(statement, rows=batch, run=self._run_id, attempt=self._attempt)
        return answer[0]["written"] if answer else 0

    async def _write(self, statement: str, batch: Sequence[Mapping[str, Any]]) -> None:
        written = await self._count(statement, batch)
        if written != len(batch):
            await self.check()
            raise InvalidError(
                f"Run {self._run_id} was given {len(batch)} results of which only {written} belong to recorded shots."
                " Record the shots first."
            )

    async def end(self, statement: str, **params: Any) -> Mapping[str, Any]:
        """Run a statement that ends the attempt, and return the run's properties."""
        rows = await self._client.write(statement, run=self._run_id, attempt=self._attempt, **params)
        if not rows:
            raise self._lost()
        item: Mapping[str, Any] = rows[0]["item"]
        return item

    def _lost(self) -> LeaseHeldError:
        return LeaseHeldError(
            f"Attempt {self._attempt} of run {self._run_id} is over: another worker took the run, or it was ended."
        )
