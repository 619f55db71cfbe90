"""The audit log: who did what, when, from which request, on what. Nothing of it is ever changed or deleted.

It lies in the graph, beside what it tells of: one back-up holds both, every process reaches it, and its chain has one head
whoever writes. Each process writes what waits as one group, so that a busy server does not queue at the head.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog

from graph.errors import UnavailableError
from graph.nodes.access import Viewer
from graph.nodes.audit import GENESIS, AuditEntry, Deed, Detail, Outcome, chained
from graph.nodes.ids import new_id
from graph.nodes.page import Page, PageRequest
from graph.services import access
from graph.services.groups import Groups
from graph.stores.audit import AuditStore, ChainHead

_READ_AT_ONCE = 1000
_LONGEST_TEXT = 200
_TRIES = 100

log = structlog.get_logger("reelgraph.audit")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What looking at the whole chain showed. ``fault`` says what is wrong first, None where nothing is."""

    entries: int
    head: str
    fault: str | None


class AuditLog:
    """Appends to the log, shows it to administrators, and verifies it."""

    def __init__(self, store: AuditStore) -> None:
        self._store = store
        self._groups = Groups[Deed, None](self._append)
        self._head: ChainHead | None = None

    async def record(
        self,
        viewer: Viewer | None,
        action: str,
        request_id: str,
        *,
        code: str | None = None,
        project_id: str | None = None,
        targets: Sequence[str] = (),
        details: Mapping[str, Detail] | None = None,
        actor: str = "",
    ) -> None:
        """Write down a deed; with ``code`` it was refused. ``actor`` names who is no viewer: nobody, or the command line.

        The deed is done already: where the graph is away, the entry goes to the process's log instead of failing it.
        """
        deed = Deed(
            id=new_id(),
            at=datetime.now(UTC),
            actor_id=None if viewer is None else viewer.user.id,
            actor=_short(actor if viewer is None else viewer.user.shown_name),
            way="" if viewer is None else viewer.credential.sign_in.value,
            action=action,
            outcome=Outcome.DONE if code is None else Outcome.REFUSED,
            request_id=request_id,
            code=code,
            project_id=project_id,
            targets=tuple(targets),
            details={name: _short(value) if isinstance(value, str) else value for name, value in (details or {}).items()},
        )
        await asyncio.shield(self._write_down(deed))  # also where nobody waits for the request any more

    async def _write_down(self, deed: Deed) -> None:
        try:
            await self._groups.add(deed)
        except UnavailableError as error:
            reason = str(error)
            log.error(
                "audit entry could not be written", action=deed.action, actor=deed.actor, targets=deed.targets, reason=reason
            )

    async def page(self, viewer: Viewer, project_id: str | None, request: PageRequest) -> Page[AuditEntry]:
        """Return a page of the log, newest first. Needs an administrator, for one project its ADMIN. Sort keys: (seq,)."""
        if project_id is None:
            access.require_admin(viewer)
            return await self._store.page(request)
        access.require(viewer, project_id, access.AUDIT)
        return await self._store.page_by_project(project_id, request)

    async def verify(self, since: tuple[int, str] | None = None) -> Verdict:
        """Look at every entry: that it says what it said, that none is missing and none is out of its place.

        ``since`` is the number and hash that an earlier verification ended with, kept elsewhere: the chain must still hold
        them, so that not even a log that was written anew as a whole passes.
        """
        seen = Verdict(0, GENESIS, None)
        while True:
            head = await self._store.head()
            seen = await self._verify_up_to(head, seen, since)
            if seen.fault is not None or not await self._store.between(seen.entries, seen.entries + 2**40, 1):
                break
            # What stands behind the head was written meanwhile, with a new head; or by nobody who may.
            if (await self._store.head()).seq == head.seq:
                fault = f"Entries stand behind the chain's head, which is entry {head.seq}."
                return Verdict(seen.entries, seen.head, fault)
        if seen.fault is None and since is not None and since[0] > seen.entries:
            fault = f"The log ends with entry {seen.entries}; entry {since[0]} was verified before."
            return Verdict(seen.entries, seen.head, fault)
        return seen

    async def _verify_up_to(self, head: ChainHead, seen: Verdict, since: tuple[int, str] | None) -> Verdict:
        """Look at the entries between those that were seen and a head."""
        last, hash_before = seen.entries, seen.head
        while last < head.seq:
            entries = await self._store.between(last, head.seq, _READ_AT_ONCE)
            for entry in entries:
                if (fault := _fault(entry, last, hash_before)) is not None:
                    return Verdict(last, hash_before, fault)
                last, hash_before = entry.seq, entry.hash
                if since is not None and since[0] == last and since[1] != hash_before:
                    return Verdict(last, hash_before, f"Entry {last} is not the one that was verified before.")
            if not entries:
                return Verdict(last, hash_before, f"Entries {last + 1} to {head.seq} are missing.")
        fault = None if hash_before == head.hash else f"The chain's head does not fit entry {last}."
        return Verdict(last, hash_before, fault)

    async def _append(self, deeds: Sequence[Deed]) -> list[None]:
        head = self._head or await self._store.head()
        for _ in range(_TRIES):
            entries, previous = [], head.hash
            for place, deed in enumerate(deeds, head.seq + 1):
                entries.append(chained(deed, place, previous))
                previous = entries[-1].hash
            written, head = await self._store.append(entries)
            self._head = head
            if written:
                return [None] * len(deeds)
        raise UnavailableError(f"The audit log moved on {_TRIES} times while {len(deeds)} entries were to be written.")


def _fault(entry: AuditEntry, last: int, hash_before: str) -> str | None:
    if entry.seq != last + 1:
        return f"Entry {last + 1} is missing." if entry.seq > last else f"Entry {entry.seq} is there twice."
    if entry.previous != hash_before:
        return f"Entry {entry.seq} does not follow the one before it: one of them was changed, or they were moved."
    return None if entry.intact else f"Entry {entry.seq} was changed after it was written."


def _short(text: str) -> str:
    return text[:_LONGEST_TEXT]
