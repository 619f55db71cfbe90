"""The logs of sessions <-> events. One statement writes a group of entries whole; reading follows the numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson

from graph.cypher import reviews as cypher
from graph.nodes.ids import new_id
from graph.nodes.log import Appended, LogEntry, LoggedEvent, Refusal, SessionEventKind
from graph.ports import GraphClient
from graph.stores.rows import Row, one_each, payload_of, text_of, time_of

_ZEROS = "0" * cypher.SEQ_DIGITS
_NOTHING = (0, None, None, None, None, None, None, None)


def log_key(session_id: str, seq: int) -> str:
    """Return the place of an event among all events: sorting by it sorts a session's log by number."""
    return f"{session_id}:{seq:0{cypher.SEQ_DIGITS}}"


def event_from(row: Row) -> LoggedEvent:
    """Return the event that a node's properties say."""
    return LoggedEvent(
        session_id=row["sessionId"],
        project_id=row["projectId"],
        seq=row["seq"],
        kind=SessionEventKind(row["kind"]),
        at=time_of(row["at"]),
        actor_id=row["actorId"],
        payload=orjson.loads(row["payload"]),
        fingerprint=row["fingerprint"],
    )


def event_row(session_id: str, project_id: str, entry: LogEntry) -> dict[str, Any]:
    """Return the properties of an entry's event, all but its number and time, which the log gives."""
    return {
        "key": entry.key,
        "fingerprint": entry.fingerprint,
        "sessionId": session_id,
        "projectId": project_id,
        "kind": entry.kind.value,
        "actorId": entry.actor_id,
        "payload": payload_of(entry.payload),
    }


class SessionLogStore:
    """Appends to the logs of sessions, and reads them."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client

    async def append(self, entries: Sequence[tuple[str, LogEntry]], at: datetime) -> list[Appended | Refusal]:
        """Write a group of entries, each with the id of its session, with one statement, and say of each what came of it.

        No two of a session may have the same key or target: each is judged by what was there before all of them. An entry
        that changes its session comes last, because the others are judged by the state before it. ``at`` is of this group
        alone: an entry that was written with it was written by this very statement, whose answer was lost.
        """
        logs: dict[str, list[dict[str, Any]]] = {}
        for ordinal, (session_id, entry) in enumerate(entries):
            logs.setdefault(session_id, []).append(_entry_row(ordinal, entry))
        # Sorted, so that of two processes that write into the same sessions one waits for the other: no deadlock.
        (answer,) = await self._client.write_repeatable(
            cypher.append(_parts([entry for _, entry in entries])),
            logs=[{"session": session_id, "entries": logs[session_id]} for session_id in sorted(logs)],
            at=text_of(at),
            token=new_id(),
            zeros=_ZEROS,
        )
        seqs = {session_id: int(base) for session_id, base, *_ in answer["logs"]}
        are_open = {session_id: status == "OPEN" for session_id, _, status, _ in answer["logs"]}
        found = {int(seen[0]): seen for *_, told in answer["logs"] for seen in told}
        judged: list[Appended | Refusal] = []
        for ordinal, (session_id, entry) in enumerate(entries):
            if session_id not in seqs:
                judged.append(Refusal.SESSION_MISSING)
                continue
            verdict = _judge(entry, session_id, are_open[session_id], found.get(ordinal, _NOTHING), at)
            if verdict is None:
                seqs[session_id] += 1
                verdict = Appended(seqs[session_id], at)
            judged.append(verdict)
        return judged

    async def events(self, session_id: str, after: int, limit: int) -> list[LoggedEvent]:
        """Return up to ``limit`` events with numbers above ``after``, in their order and without a gap.

        While a group is being committed Neo4j may show some of it and not what comes before: that is yet to be told.
        """
        rows = await self._client.read(
            cypher.EVENTS_AFTER, after=log_key(session_id, after), until=f"{session_id}:~", limit=limit
        )
        return [event_from(row["item"]) for row in without_gap(rows, after)]

    async def by_keys(self, keys: Sequence[str]) -> list[LoggedEvent | None]:
        """Return the event that each key was written under."""
        rows = await self._client.read(cypher.EVENTS_BY_KEY, keys=list(dict.fromkeys(keys)))
        return one_each(keys, rows, lambda row: event_from(row["item"]))

    async def item(self, item_id: str) -> tuple[str, Mapping[str, Any]] | None:
        """Return the label and the properties of a thing of any session."""
        rows = await self._client.read(cypher.ITEMS_BY_ID, ids=[item_id])
        if not rows:
            return None
        (label,) = (label for label in rows[0]["labels"] if label != "SessionItem")
        return label, rows[0]["item"]


def _entry_row(ordinal: int, entry: LogEntry) -> dict[str, Any]:
    """Return an entry as the statement takes it; what it does not ask for is left out, and is null there."""
    row: dict[str, Any] = {
        "ordinal": ordinal,
        "key": entry.key,
        "event": {
            "fingerprint": entry.fingerprint,
            "kind": entry.kind.value,
            "actorId": entry.actor_id,
            "payload": payload_of(entry.payload),
        },
        "whileClosed": entry.while_closed,
    }
    if entry.target is not None:
        row |= {"target": entry.target, "expected": entry.expected, "changes": dict(entry.changes)}
        row["seen"] = [_given(entry.seen.get(name), none) for name, none in cypher.CHANGING.items()]
    if entry.playlist is not None:
        row["playlist"] = list(entry.playlist)
    if entry.decided is not None:
        row["decided"] = {"version": entry.decided[0], "status": entry.decided[1]}
    for node in entry.makes:
        made = row.setdefault(cypher.MADE_OF_LABEL[node.label].rows, [])
        made.append({name: value for name, value in node.properties.items() if value is not None})
    return row


def _parts(entries: Sequence[LogEntry]) -> frozenset[str]:
    """Return which sections of the statement a group needs."""
    parts = set()
    for node in (node for entry in entries for node in entry.makes):
        made = cypher.MADE_OF_LABEL[node.label]
        parts.add(made.rows)
        parts.update(made.part(name) for _, _, name in made.links if node.properties.get(name) is not None)
    if any(entry.target is not None for entry in entries):
        parts.add("changes")
    if any("startFrame" in entry.changes for entry in entries):
        parts.add("moved")
    if any(entry.playlist is not None for entry in entries):
        parts.add("playlist")
    if any(entry.decided is not None for entry in entries):
        parts.add("decided")
    return frozenset(parts)


def _judge(
    entry: LogEntry, session_id: str, is_open: bool, found: Sequence[Any], now: datetime
) -> Appended | Refusal | None:
    """Say what the statement did with an entry from what it saw; None where the entry got the next number."""
    _, seq, at, fingerprint, target, within, version, as_seen = found
    if seq is not None:
        if fingerprint != entry.fingerprint:
            return Refusal.KEY_REUSED
        return Appended(int(seq), time_of(at), repeated=time_of(at) != now)
    if not is_open and not entry.while_closed:
        return Refusal.SESSION_CLOSED
    if entry.target is not None:
        if target is None or within != session_id:
            return Refusal.TARGET_MISSING
        if version != entry.expected or not as_seen:
            return Refusal.TARGET_CHANGED
    return None


def without_gap(rows: Sequence[Row], after: int) -> list[Row]:
    """Return the rows of events up to the first number that is not there."""
    return [row for place, row in enumerate(rows, after + 1) if row["item"]["seq"] == place]


def _given(value: Any, none: Any) -> Any:
    return none if value is None else value
