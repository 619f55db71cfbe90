"""Entries of the audit log."""

from __future__ import annotations

from datetime import datetime
from typing import cast

import strawberry
from strawberry.scalars import JSON

from graph.nodes.audit import AuditEntry as EntryNode
from graph.nodes.audit import Outcome
from schema.ids import encode_id


@strawberry.type(description="Something that somebody did, or was refused; never changed, chained to the entry before it.")
class AuditEntry:
    """GraphQL form of ``graph.nodes.audit.AuditEntry``."""

    seq: int = strawberry.field(description="Its number, from 1, without gaps.")
    at: datetime = strawberry.field(description="When.")
    actor: str = strawberry.field(description="Who, by the name they had then; empty where nobody is known.")
    actor_id: strawberry.ID | None = strawberry.field(description="Id of the user; null where nobody is known.")
    way: str = strawberry.field(description="How they had proved who they are: TOKEN, SESSION, GUEST_LINK, PROVIDER.")
    action: str = strawberry.field(description="What: a mutation by its name, or signIn, signOut, and the like.")
    outcome: Outcome = strawberry.field(description="Whether it was done.")
    code: str | None = strawberry.field(description="Why it was refused, as problems say it; null where it was done.")
    request_id: str = strawberry.field(description="The request it came with, as every line of the log names it.")
    project_id: strawberry.ID | None = strawberry.field(description="The project it belongs to; null where there is none.")
    targets: list[strawberry.ID] = strawberry.field(description="Ids of what was made or changed, or was to be.")
    details: JSON = strawberry.field(description="Names, ids, roles, numbers and switches of what was asked for.")
    previous: str = strawberry.field(description="Hash of the entry before; 64 zeros for the first.")
    hash: str = strawberry.field(description="SHA-256 over the hash before and this entry, in hex.")

    @classmethod
    def of(cls, entry: EntryNode) -> AuditEntry:
        """Return ``entry`` for the answer."""
        deed = entry.deed
        return cls(
            seq=entry.seq,
            at=deed.at,
            actor=deed.actor,
            actor_id=None if deed.actor_id is None else strawberry.ID(encode_id("User", deed.actor_id)),
            way=deed.way,
            action=deed.action,
            outcome=deed.outcome,
            code=deed.code,
            request_id=deed.request_id,
            project_id=None if deed.project_id is None else strawberry.ID(encode_id("Project", deed.project_id)),
            targets=[strawberry.ID(target) for target in deed.targets],
            details=cast("JSON", dict(deed.details)),
            previous=entry.previous,
            hash=entry.hash,
        )
