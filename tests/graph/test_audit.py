"""The audit log: complete, in order, and impossible to change unnoticed."""

from __future__ import annotations

import asyncio
import gc
from datetime import UTC, datetime
from typing import Any

import pytest
from structlog.testing import capture_logs

from graph.client import GraphAddress, open_graph
from graph.errors import NotAllowedError, NotFoundError
from graph.nodes.access import Role, User, Viewer
from graph.nodes.audit import Outcome
from graph.nodes.page import PageRequest
from graph.ports import GraphClient
from graph.services.audit import AuditLog
from graph.stores.audit import AuditStore
from tests.processes import wait_until_async

ANN = Viewer(User("ann-id", "ann", admin=False, created_at=datetime.now(UTC)), {"film": Role.ADMIN, "other": Role.ARTIST})
ADMIN = Viewer(User("root-id", "root", admin=True, created_at=datetime.now(UTC)))


async def written(graph: GraphClient, count: int = 5) -> AuditLog:
    log = AuditLog(AuditStore(graph))
    for number in range(count):
        await log.record(ANN, "createProject", f"request {number}", project_id="film", details={"key": f"p{number}"})
    return log


async def test_a_deed_says_who_did_what_when_from_where_on_what(graph: GraphClient) -> None:
    log = AuditLog(AuditStore(graph))
    await log.record(
        ANN, "setRole", "r1", project_id="film", targets=["VXNlcjp1"], details={"role": "ADMIN", "n": 3, "x": True}
    )
    await log.record(None, "signIn", "r2", code="NOT_ALLOWED", actor="nobody")
    second, first = (await log.page(ADMIN, None, PageRequest(10))).items
    assert (first.seq, first.deed.actor, first.deed.actor_id, first.deed.action) == (1, "ann", "ann-id", "setRole")
    assert (first.deed.request_id, first.deed.targets, first.deed.outcome) == ("r1", ("VXNlcjp1",), Outcome.DONE)
    assert first.deed.details == {"role": "ADMIN", "n": 3, "x": True}
    assert abs((datetime.now(UTC) - first.deed.at).total_seconds()) < 60
    assert (second.deed.actor_id, second.deed.outcome, second.deed.code) == (None, Outcome.REFUSED, "NOT_ALLOWED")
    assert second.previous == first.hash
    assert (await log.verify()).fault is None


async def test_writers_of_several_processes_keep_one_chain(graph: GraphClient) -> None:
    logs = [AuditLog(AuditStore(graph)) for _ in range(3)]
    await asyncio.gather(
        *(logs[number % 3].record(ANN, "deed", str(number), details={"n": number}) for number in range(300))
    )
    seen = await logs[0].verify()
    assert (seen.entries, seen.fault) == (300, None)
    entries = await AuditStore(graph).between(0, 1000, 1000)
    assert sorted(entry.deed.details["n"] for entry in entries if isinstance(entry.deed.details["n"], int)) == list(
        range(300)
    )


async def test_an_entry_of_a_request_that_nobody_waits_for_is_told_where_the_graph_is_away() -> None:
    # given a graph that is away, and whatever a task says when nobody hears how it ended
    away = open_graph(GraphAddress("falkordb", "gone", port=1, retry_seconds=0.0))
    unheard: list[str] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, told: unheard.append(str(told)))

    # when the request is given up while its entry is written
    with capture_logs() as lines:
        request = asyncio.create_task(AuditLog(AuditStore(away)).record(ANN, "setRole", "r1", targets=["VXNlcjp1"]))
        await asyncio.sleep(0)
        request.cancel()
        with pytest.raises(asyncio.CancelledError):
            await request
        await wait_until_async(lambda: len(lines) > 0, "the process's log has the entry")
    gc.collect()
    await away.close()

    # then the entry stands in the process's log, and nothing else is said
    (line,) = lines
    assert (line["event"], line["action"], line["actor"]) == ("audit entry could not be written", "setRole", "ann")
    assert unheard == []


CHANGES = {
    "actor": "SET e.actor = 'Ann'",
    "actor id": "SET e.actorId = 'bob-id'",
    "time": "SET e.at = replace(e.at, '+00:00', '+01:00')",
    "action": "SET e.action = 'createprojecT'",
    "outcome": "SET e.outcome = 'REFUSED'",
    "request": "SET e.requestId = 'request 9'",
    "project": "SET e.projectId = 'filn'",
    "targets": "SET e.targets = ['x']",
    "one byte of the details": "SET e.details = replace(e.details, 'p2', 'p3')",
    "code": "SET e.code = 'INVALID'",
    "hash": "SET e.hash = replace(e.hash, left(e.hash, 1), 'g')",
    "previous": "SET e.previous = e.hash",
    "removed": "DETACH DELETE e",
}


@pytest.mark.parametrize("what", CHANGES)
async def test_one_change_shows(graph: GraphClient, what: str) -> None:
    log = await written(graph)
    assert (await log.verify()).fault is None
    await graph.write(f"MATCH (e:AuditEntry {{seq: 3}}) {CHANGES[what]}")
    fault = (await log.verify()).fault
    assert fault is not None
    assert "3" in fault or "4" in fault


async def test_a_log_that_is_written_meanwhile_is_whole(graph: GraphClient) -> None:
    log, writer = await written(graph), AuditLog(AuditStore(graph))
    verified = asyncio.Event()

    async def write() -> int:
        count = 0
        while not verified.is_set() and count < 300:  # each look reads all of them
            await writer.record(ANN, "deed", str(count))
            count += 1
        return count

    writing = asyncio.create_task(write())
    seen = [await log.verify() for _ in range(20)]
    verified.set()
    count = await writing

    assert count > 0
    assert [verdict.fault for verdict in seen] == [None] * 20
    assert (await log.verify()).entries == 5 + count


async def test_entries_that_change_places_show(graph: GraphClient) -> None:
    log = await written(graph)
    for before, after in ((2, 99), (3, 2), (99, 3)):
        await graph.write("MATCH (e:AuditEntry {seq: $before}) SET e.seq = $after", before=before, after=after)
    fault = (await log.verify()).fault
    assert fault is not None
    assert "Entry 2 does not follow" in fault


async def test_an_end_that_was_cut_off_shows_and_so_does_one_that_was_added(graph: GraphClient) -> None:
    log = await written(graph)
    seen = await log.verify()
    await graph.write("MATCH (e:AuditEntry {seq: 5}) DETACH DELETE e")
    assert (await log.verify()).fault == "Entries 5 to 5 are missing."
    # even with the head moved back, it shows to whoever kept what an earlier look ended with
    kept = (await AuditStore(graph).between(3, 4, 1))[0]
    await graph.write("MATCH (h:AuditChain) SET h.seq = 4, h.hash = $hash", hash=kept.hash)
    assert (await log.verify()).fault is None
    assert (await log.verify((seen.entries, seen.head))).fault == "The log ends with entry 4; entry 5 was verified before."
    await graph.write("MATCH (h:AuditChain) SET h.seq = 3, h.hash = $hash", hash=kept.previous)
    assert "behind the chain's head" in str((await log.verify()).fault)


async def test_a_log_that_was_written_anew_shows_to_whoever_kept_a_hash(graph: GraphClient) -> None:
    log = await written(graph)
    seen = await log.verify()
    await graph.write("MATCH (e:AuditEntry) DETACH DELETE e")
    await graph.write("MATCH (h:AuditChain) DETACH DELETE h")
    again = await written(graph, 6)
    assert (await again.verify()).fault is None
    assert "not the one that was verified" in str((await again.verify((seen.entries, seen.head))).fault)


async def test_administrators_see_all_and_a_projects_admin_its_own(graph: GraphClient) -> None:
    log = await written(graph, 3)
    await log.record(ANN, "deed", "r", project_id="other")
    request = PageRequest(2)
    page = await log.page(ADMIN, None, request)
    assert ([entry.seq for entry in page.items], page.more) == ([4, 3], True)
    assert [entry.seq for entry in (await log.page(ADMIN, None, PageRequest(2, (3,)))).items] == [2, 1]
    assert [entry.seq for entry in (await log.page(ANN, "film", PageRequest(9))).items] == [3, 2, 1]
    with pytest.raises(NotAllowedError):
        await log.page(ANN, None, request)
    with pytest.raises(NotAllowedError):
        await log.page(ANN, "other", request)
    with pytest.raises(NotFoundError):
        await log.page(ANN, "elsewhere", request)


async def test_what_is_long_is_cut_and_what_is_no_text_is_still_a_deed(embedded_graph: GraphClient) -> None:
    log = AuditLog(AuditStore(embedded_graph))
    long: dict[str, Any] = {"name": "x" * 10_000}
    await log.record(ANN, "deed", "r", details=long)
    entry = (await log.page(ADMIN, None, PageRequest(1))).items[0]
    assert len(str(entry.deed.details["name"])) == 200
    assert (await log.verify()).fault is None
