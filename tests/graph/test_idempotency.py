"""What is asked several times under one id is done once."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from graph.client import GraphAddress
from graph.errors import ConflictError
from graph.ports import GraphClient
from graph.services.idempotency import Done, Idempotency
from graph.stores.claims import ClaimStore

ROOT = Path(__file__).parents[2]
SHORT = timedelta(seconds=0.5)


class Deeds:
    """Counts what is done, and answers with the count."""

    def __init__(self, keep: bool = True) -> None:
        self.count = 0
        self.keep = keep

    def work(self, name: str = "x") -> Callable[[], Awaitable[Done]]:
        async def work() -> Done:
            self.count += 1
            answer = f"{name} {self.count}"
            await asyncio.sleep(0.01)
            return Done(answer, keep=self.keep)

        return work


async def test_parallel_repeats_in_two_processes_have_one_effect_and_equal_answers(graph: GraphClient) -> None:
    # given two processes, by all that they share: the graph
    one, other, deeds = Idempotency(ClaimStore(graph)), Idempotency(ClaimStore(graph)), Deeds()

    # when 30 ids are asked for 20 times each at once, half in each
    answers = await asyncio.gather(
        *(
            (one, other)[turn % 2].once("ann", [f"id {number}"], "body", deeds.work(str(number)))
            for turn in range(20)
            for number in range(30)
        )
    )

    # then each was done once, and all its callers got one answer
    assert deeds.count == 30
    assert len(set(answers)) == 30
    assert [answers[place] for place in range(30)] * 20 == answers


async def repeating(address: GraphAddress, times: int) -> dict[str, Any]:
    """What a process of its own says of asking for a thousand ids, so many times each at once."""
    fields = json.dumps({name: getattr(address, name) for name in GraphAddress.__dataclass_fields__})
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.graph.repeating", fields, str(times), stdout=asyncio.subprocess.PIPE, cwd=ROOT
    )
    async with asyncio.timeout(120):
        told: dict[str, Any] = json.loads((await process.communicate())[0])
    return told


async def test_a_thousand_ids_asked_for_twenty_times_each_by_two_processes_have_a_thousand_effects(
    embedded_graph: GraphClient, embedded_address: GraphAddress
) -> None:
    one, other = await asyncio.gather(repeating(embedded_address, 10), repeating(embedded_address, 10))
    assert one["effects"] + other["effects"] == 1000
    assert (one["alike"], other["alike"], one["answers"] == other["answers"]) == (True, True, True)
    restarted = await repeating(embedded_address, 1)
    assert (restarted["effects"], restarted["answers"]) == (0, one["answers"])


async def test_another_body_under_the_same_id_is_refused_and_another_author_is_not(graph: GraphClient) -> None:
    service, deeds = Idempotency(ClaimStore(graph)), Deeds()
    assert await service.once("ann", ["id"], "body", deeds.work()) == "x 1"
    with pytest.raises(ConflictError, match="used for something else"):
        await service.once("ann", ["id"], "another body", deeds.work())
    assert await service.once("bob", ["id"], "another body", deeds.work()) == "x 2"
    assert await Idempotency(ClaimStore(graph)).once("ann", ["id"], "body", deeds.work()) == "x 1"


async def test_what_had_no_effect_and_what_broke_is_done_again(graph: GraphClient) -> None:
    service, deeds = Idempotency(ClaimStore(graph)), Deeds(keep=False)
    assert await service.once("ann", ["id"], "body", deeds.work()) == "x 1"
    assert await service.once("ann", ["id"], "another body", deeds.work()) == "x 2"

    async def break_down() -> Done:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await service.once("ann", ["id"], "body", break_down)
    deeds.keep = True
    assert await service.once("ann", ["id"], "body", deeds.work()) == "x 3"


async def test_whoever_waits_for_one_that_breaks_down_does_the_work(graph: GraphClient) -> None:
    service, deeds, begun, go = Idempotency(ClaimStore(graph)), Deeds(), asyncio.Event(), asyncio.Event()

    async def break_down() -> Done:
        begun.set()
        await go.wait()
        raise ZeroDivisionError

    first = asyncio.create_task(service.once("ann", ["id"], "body", break_down))
    await begun.wait()
    second = asyncio.create_task(service.once("ann", ["id"], "body", deeds.work()))
    go.set()
    with pytest.raises(ZeroDivisionError):
        await first
    assert await second == "x 1"


async def test_work_that_takes_long_keeps_its_claim(graph: GraphClient) -> None:
    # given one who works, and one who waits for them
    lease = timedelta(seconds=15)
    one, other, deeds = Idempotency(ClaimStore(graph), lease), Idempotency(ClaimStore(graph), lease), Deeds()
    begun, go = asyncio.Event(), asyncio.Event()

    async def slow() -> Done:
        begun.set()
        await go.wait()
        return await deeds.work("slow")()

    async def until() -> float:
        return float((await graph.read("MATCH (c:Claim) RETURN c.until AS until"))[0]["until"])

    first = asyncio.create_task(one.once("ann", ["id"], "body", slow))
    await begun.wait()
    second = asyncio.create_task(other.once("ann", ["id"], "body", deeds.work("quick")))

    # when the claim was held longer than it was taken for
    taken = await until()
    async with asyncio.timeout(60):
        while await until() == taken:  # noqa: ASYNC110 -- it changes in the graph
            await asyncio.sleep(0.05)

    # then the other still waits, and gets the answer
    assert not second.done()
    go.set()
    assert [await first, await second] == ["slow 1", "slow 1"]


async def test_an_answer_with_a_secret_is_given_once(graph: GraphClient) -> None:
    service = Idempotency(ClaimStore(graph))

    async def secret() -> Done:
        return Done(None)

    for _ in range(2):
        with pytest.raises(ConflictError, match="was done before"):
            await service.once("ann", ["id"], "body", secret)


async def test_several_ids_of_one_request_stand_and_fall_together(graph: GraphClient) -> None:
    service, deeds = Idempotency(ClaimStore(graph)), Deeds()
    assert await service.once("ann", ["a", "b"], "both", deeds.work()) == "x 1"
    assert await service.once("ann", ["b", "a"], "both", deeds.work()) == "x 1"
    with pytest.raises(ConflictError):
        await service.once("ann", ["b", "c"], "others", deeds.work())
    assert await service.once("ann", ["c"], "alone", deeds.work()) == "x 2"


async def test_answers_are_kept_for_a_day_and_then_forgotten(graph: GraphClient, monkeypatch: pytest.MonkeyPatch) -> None:
    service, deeds = Idempotency(ClaimStore(graph)), Deeds()
    await service.once("ann", ["old"], "body", deeds.work())
    assert await service.sweep() == 0
    monkeypatch.setattr("graph.services.idempotency.KEPT", timedelta(seconds=-1))
    await service.once("ann", ["older"], "body", deeds.work())
    assert await service.once("ann", ["older"], "another body", deeds.work()) == "x 3"
    assert await service.sweep() == 1
    assert (await graph.read("MATCH (c:Claim) RETURN count(c) AS n"))[0]["n"] == 1


DYING = """
import asyncio, json, os, sys
from datetime import timedelta
from graph.client import GraphAddress, open_graph
from graph.services.idempotency import Done, Idempotency
from graph.stores.claims import ClaimStore

async def main():
    client = open_graph(GraphAddress(**json.loads(sys.argv[1])))
    async def die():
        print("begun", flush=True)
        await asyncio.sleep(600)
    await Idempotency(ClaimStore(client), timedelta(seconds=0.5)).once("ann", ["id"], "body", die)

asyncio.run(main())
"""


async def test_after_the_holder_was_killed_a_repeat_does_the_work(
    graph: GraphClient, graph_address: GraphAddress, tmp_path: Path
) -> None:
    address = {name: getattr(graph_address, name) for name in GraphAddress.__dataclass_fields__}
    holder = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        DYING,
        json.dumps(address),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert holder.stdout is not None
    assert await holder.stdout.readline() == b"begun\n"
    holder.kill()
    await holder.wait()
    deeds = Deeds()
    async with asyncio.timeout(60):
        assert await Idempotency(ClaimStore(graph), SHORT).once("ann", ["id"], "body", deeds.work()) == "x 1"
