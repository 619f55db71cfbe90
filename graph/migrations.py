"""Constraints and indexes of both engines, as ordered migrations that are applied once each.

This is the only place where the two engines' schema languages stand. A migration that was released is never edited: its
checksum is kept in the graph, and one that does not match stops the program. New needs get a new migration.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from graph.errors import ConflictError
from graph.nodes.ids import new_id
from graph.nodes.spelling import folded
from graph.ports import GraphClient

LOCK_SECONDS = 120.0
POLL_SECONDS = 0.1

Key = tuple[str, tuple[str, ...]]
"""A label and the properties that are unique or indexed together."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One step: keys that become unique and keys that become indexed, on both engines.

    The nodes of the labels in ``folded`` get their names in one spelling, where they have none (``graph.nodes.spelling``).
    """

    name: str
    unique: tuple[Key, ...] = ()
    indexed: tuple[Key, ...] = ()
    folded: tuple[str, ...] = ()

    def statements(self, engine: str) -> list[str]:
        """Return the step in the schema language of ``neo4j`` or ``falkordb``."""
        if engine == "neo4j":
            return [_neo4j_unique(*key) for key in self.unique] + [_neo4j_index(*key) for key in self.indexed]
        # The embedded engine wants an index under every constraint, made before it.
        indexed = [(label, (name,)) for label, names in (*self.unique, *self.indexed) for name in names]
        return [_falkordb_index(*key) for key in dict.fromkeys(indexed)] + [_falkordb_unique(*key) for key in self.unique]

    @property
    def checksum(self) -> str:
        """SHA-256 of what the step says, the same on both engines."""
        said = json.dumps([self.name, self.unique, self.indexed, *([self.folded] if self.folded else [])])
        return hashlib.sha256(said.encode()).hexdigest()


def _neo4j_unique(label: str, names: Sequence[str]) -> str:
    keys = ", ".join(f"n.{name}" for name in names)
    return f"CREATE CONSTRAINT {_title(label, names)}_unique IF NOT EXISTS FOR (n:{label}) REQUIRE ({keys}) IS UNIQUE"


def _neo4j_index(label: str, names: Sequence[str]) -> str:
    keys = ", ".join(f"n.{name}" for name in names)
    return f"CREATE INDEX {_title(label, names)} IF NOT EXISTS FOR (n:{label}) ON ({keys})"


def _falkordb_unique(label: str, names: Sequence[str]) -> str:
    return f"GRAPH.CONSTRAINT CREATE UNIQUE NODE {label} PROPERTIES {len(names)} {' '.join(names)}"


def _falkordb_index(label: str, names: Sequence[str]) -> str:
    return f"CREATE INDEX FOR (n:{label}) ON ({', '.join(f'n.{name}' for name in names)})"


def _title(label: str, names: Sequence[str]) -> str:
    return "_".join([label, *names])


IDENTIFIED = (
    "Project",
    "Asset",
    "Version",
    "Representation",
    "Shot",
    "Keyframe",
    "Track",
    "Entity",
    "Model",
    "ModelVersion",
    "AnalysisRun",
    "Task",
    "Label",
    "User",
    "Token",
)

MIGRATIONS: tuple[Migration, ...] = (
    Migration(
        "0001_identity",
        unique=(
            *((label, ("id",)) for label in IDENTIFIED),
            ("Project", ("key",)),
            ("Version", ("contentKey",)),
            ("Representation", ("versionId", "path")),
            ("Model", ("nameKey",)),
            ("ModelVersion", ("digest",)),
            ("Entity", ("nameKey",)),
            ("Label", ("name",)),
            ("User", ("name",)),
            ("Token", ("sha256",)),
        ),
    ),
    Migration(
        "0002_lookups",
        # What statements look up by value. Results of a run are reached from the run, so they need no index of their own,
        # which each of their many rows would have to pay for.
        indexed=(
            ("Asset", ("projectId",)),
            ("Version", ("projectId",)),
            ("Entity", ("projectId",)),
            ("AnalysisRun", ("key",)),
            ("AnalysisRun", ("status",)),
        ),
    ),
    Migration(
        "0003_review",
        unique=(
            # Comments, annotations, decisions and verdicts are session items, and are found by that label.
            ("ReviewSession", ("id",)),
            ("ReviewSession", ("openKey",)),
            ("SessionItem", ("id",)),
            ("Event", ("key",)),
            ("Event", ("logKey",)),
        ),
        indexed=(("Verdict", ("subjectId",)),),
    ),
    Migration(
        "0004_access",
        unique=(
            ("GuestLink", ("id",)),
            ("GuestLink", ("sha256",)),
            ("User", ("subject",)),
        ),
    ),
    Migration(
        "0005_trust",
        unique=(("Claim", ("key",)), ("AuditEntry", ("id",)), ("AuditEntry", ("seq",)), ("AuditChain", ("name",))),
        indexed=(("Claim", ("expiresAt",)), ("AuditEntry", ("projectId",)), ("AuditEntry", ("actorId",))),
    ),
    # Guests who left are found by their kind. Tokens are not found by their end: the embedded engine's index gives wrong
    # answers for ranges of texts whose bounds do not begin alike.
    Migration("0006_sweeping", indexed=(("User", ("kind",)),)),
    Migration(
        "0007_project_log",
        unique=(("ProjectEvent", ("logKey",)),),
        indexed=tuple((label, ("untoldIn",)) for label in ("Version", "AnalysisRun", "ReviewSession")),
    ),
    Migration("0008_attendance", unique=(("Attendance", ("key",)),), indexed=(("Attendance", ("sessionId",)),)),
    Migration("0009_carrying", indexed=(("ReviewSession", ("carryState",)),)),
    Migration("0010_attachments", indexed=(("Attachment", ("projectId",)),)),
    Migration("0011_folded_names", folded=("Asset", "Entity")),
)

# What the lock itself stands on: without it two MERGEs at once could make two nodes.
BOOTSTRAP = Migration("0000_migrations", unique=(("Migration", ("name",)), ("MigrationLock", ("name",))))

# Touching the node first takes its write lock, so that two runners on Neo4j see each other's holder.
TAKE_LOCK = """
MERGE (lock:MigrationLock {name: "schema"})
SET lock.touched = $now
WITH lock WHERE lock.holder IS NULL OR lock.holder = $holder OR lock.until < $now
SET lock.holder = $holder, lock.until = $until
RETURN lock.holder AS holder
"""

FREE_LOCK = """
MATCH (lock:MigrationLock {name: "schema"}) WHERE lock.holder = $holder
SET lock.holder = null, lock.until = null
"""

APPLIED = "MATCH (m:Migration) RETURN m.name AS name, m.checksum AS checksum ORDER BY name"

RECORD = "MERGE (m:Migration {name: $name}) SET m.checksum = $checksum, m.appliedAt = $applied_at"

UNFOLDED = """
MATCH (n:{label})
WHERE n.nameFolded IS NULL AND n.name <> '' AND n.id <> ''
RETURN n.id AS id, n.name AS name LIMIT $limit
"""
FOLD = "UNWIND $rows AS row MATCH (n:{label} {{id: row.id}}) SET n.nameFolded = row.name"
FOLDED_AT_ONCE = 2_000


async def migrate(client: GraphClient, migrations: Sequence[Migration] = MIGRATIONS) -> list[str]:
    """Apply what is not applied yet, in order, and return the names of it; of two runners one waits for the other.

    Raises ConflictError where an applied migration reads differently now, or where the graph was migrated by a newer
    Reelgraph. A runner that dies half-way leaves its lock for two minutes. Applying a half-done step again, or two runners
    at one step after a lock ran out, changes nothing: each statement makes only what is not there.
    """
    await client.define(BOOTSTRAP.statements(client.engine))
    holder = new_id()
    while not await _take_lock(client, holder):  # noqa: ASYNC110  (the other runner is another process)
        await asyncio.sleep(POLL_SECONDS)
    try:
        return await _apply(client, holder, migrations)
    finally:
        await client.write(FREE_LOCK, holder=holder)


async def _apply(client: GraphClient, holder: str, migrations: Sequence[Migration]) -> list[str]:
    applied = {row["name"]: row["checksum"] for row in await client.read(APPLIED)}
    newer = applied.keys() - {migration.name for migration in migrations}
    if newer:
        raise ConflictError(f"The graph was migrated by a newer Reelgraph ({', '.join(sorted(newer))}): update this one")
    done = []
    for migration in migrations:
        if migration.name in applied:
            if applied[migration.name] != migration.checksum:
                raise ConflictError(
                    f"Migration {migration.name} was applied in another wording: undo the edit, and write a new migration"
                )
            continue
        await _take_lock(client, holder)
        if statements := migration.statements(client.engine):
            await client.define(statements)
        for label in migration.folded:
            await _fold_names(client, holder, label)
        await client.write(
            RECORD, name=migration.name, checksum=migration.checksum, applied_at=datetime.now(UTC).isoformat()
        )
        done.append(migration.name)
    return done


async def _fold_names(client: GraphClient, holder: str, label: str) -> None:
    """Give the nodes of a label their folded names, some thousand at a time."""
    while rows := await client.read(UNFOLDED.format(label=label), limit=FOLDED_AT_ONCE):
        await _take_lock(client, holder)  # it may take longer than a lock lasts
        named = [{"id": row["id"], "name": folded(row["name"])} for row in rows]
        await client.write(FOLD.format(label=label), rows=named)


async def _take_lock(client: GraphClient, holder: str) -> bool:
    now = time.time()
    return bool(await client.write(TAKE_LOCK, holder=holder, now=now, until=now + LOCK_SECONDS))
