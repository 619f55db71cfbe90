"""The audit log <-> nodes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graph.cypher import audit as cypher
from graph.nodes.audit import GENESIS, AuditEntry, Deed, Outcome
from graph.nodes.page import Page, PageRequest
from graph.ports import GraphClient
from graph.stores.rows import Row, json_of, read_pages, text_of, time_of


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The number and hash of the last entry."""

    seq: int
    hash: str


def entry_from(row: Row) -> AuditEntry:
    """Return the entry that a node's properties say."""
    deed = Deed(
        id=row["id"],
        at=time_of(row["at"]),
        actor_id=row.get("actorId"),
        actor=row["actor"],
        way=row["way"],
        action=row["action"],
        outcome=Outcome(row["outcome"]),
        request_id=row["requestId"],
        code=row.get("code"),
        project_id=row.get("projectId"),
        targets=tuple(row["targets"]),
        details=json.loads(row["details"]),
    )
    return AuditEntry(row["seq"], deed, row["previous"], row["hash"])


def _row(entry: AuditEntry) -> dict[str, Any]:
    deed = entry.deed
    return {
        "id": deed.id,
        "seq": entry.seq,
        "at": text_of(deed.at),
        "actorId": deed.actor_id,
        "actor": deed.actor,
        "way": deed.way,
        "action": deed.action,
        "outcome": deed.outcome.value,
        "requestId": deed.request_id,
        "code": deed.code,
        "projectId": deed.project_id,
        "targets": list(deed.targets),
        "details": json_of(dict(deed.details)),
        "previous": entry.previous,
        "hash": entry.hash,
    }


class AuditStore:
    """Appends to the log, and reads it. Nothing changes or deletes an entry."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client

    async def head(self) -> ChainHead:
        """Return where the chain ends."""
        row = (await self._client.write(cypher.AUDIT_HEAD, genesis=GENESIS))[0]
        return ChainHead(row["seq"], row["hash"])

    async def append(self, entries: Sequence[AuditEntry]) -> tuple[bool, ChainHead]:
        """Write entries behind the head that they were chained to; False where the chain has moved on. Returns its head."""
        last = entries[-1]
        rows = await self._client.write(
            cypher.AUDIT_APPEND,
            rows=[_row(entry) for entry in entries],
            first=entries[0].deed.id,
            previous=entries[0].previous,
            seq=last.seq,
            hash=last.hash,
        )
        if not rows:  # there was no chain yet
            return False, await self.head()
        return rows[0]["written"], ChainHead(rows[0]["seq"], rows[0]["hash"])

    async def between(self, after: int, last: int, limit: int) -> list[AuditEntry]:
        """Return up to ``limit`` entries with numbers above ``after`` and up to ``last``, in order."""
        rows = await self._client.read(cypher.AUDIT_RANGE, after=after, last=last, limit=limit)
        return [entry_from(row["item"]) for row in rows]

    async def page(self, request: PageRequest) -> Page[AuditEntry]:
        """Return a page of all entries, newest first. Sort keys: (seq,).

        Numbers have no gaps, so a page is a range of them. Where somebody removed an entry the page is shorter, and the walk
        goes on.
        """
        rows = await self._client.read(cypher.AUDIT_LAST)
        newest = int(rows[0]["seq"]) if rows else 0
        (position,) = request.position or (None,)
        if request.backward:
            after = 0 if position is None else position
            last = min(newest, after + request.size)
        else:
            last = newest if position is None else position - 1
            after = max(0, last - request.size)
        found = await self.between(after, last, request.size)
        return Page(tuple(reversed(found)), more=last < newest if request.backward else after > 0)

    async def page_by_project(self, project_id: str, request: PageRequest) -> Page[AuditEntry]:
        """Return a page of a project's entries, newest first. Sort keys: (seq,)."""
        return (await read_pages(self._client, cypher.AUDIT_PAGE_BY_PROJECT, [project_id], request, entry_from))[0]
