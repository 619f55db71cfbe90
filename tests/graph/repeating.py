"""A process that asks for a thousand ids many times each at once: ``python -m tests.graph.repeating ADDRESS TIMES``.

Prints how much it did itself, whether all repeats of each id were answered alike, and the answers.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable

from graph.client import GraphAddress, open_graph
from graph.services.idempotency import Done, Idempotency
from graph.stores.claims import ClaimStore

IDS = 1000


async def main() -> None:
    client = open_graph(GraphAddress(**json.loads(sys.argv[1])))
    service, times, effects = Idempotency(ClaimStore(client)), int(sys.argv[2]), 0

    def work(number: int) -> Callable[[], Awaitable[Done]]:
        async def do() -> Done:
            nonlocal effects
            effects += 1
            return Done(f"{number} by {os.getpid()}")

        return do

    asked = [number for _ in range(times) for number in range(IDS)]
    answers = await asyncio.gather(*(service.once("ann", [f"id {number}"], "body", work(number)) for number in asked))
    alike = answers[:IDS] * times == answers
    sys.stdout.write(json.dumps({"effects": effects, "alike": alike, "answers": answers[:IDS]}))
    await client.close()


if __name__ == "__main__":
    asyncio.run(main())
