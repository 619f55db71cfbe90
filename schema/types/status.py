"""How the system is."""

from __future__ import annotations

import strawberry

from schema.types.model import ModelVersion


@strawberry.type(description="How one part of the system is.")
class PartStatus:
    """GraphQL form of ``graph.ports.PartState``."""

    name: str = strawberry.field(description="The part: `graph`, `redis`, `queue`, `workers`, `vectors` and so on.")
    ok: bool = strawberry.field(description="Whether it works.")
    latency_ms: float = strawberry.field(description="How long it took to say so, in milliseconds.")
    detail: str | None = strawberry.field(description="What it says of itself; for administrators, null for others.")


@strawberry.type(description="How the system is: what works, what waits, whose answers are current.")
class SystemStatus:
    """The parts of the system, asked now."""

    ready: bool = strawberry.field(description="Whether every part works.")
    engine: str = strawberry.field(description="The graph engine: `neo4j` or `falkordb`.")
    queue_depth: int | None = strawberry.field(description="How many runs wait for a worker; null when that cannot be told.")
    parts: list[PartStatus] = strawberry.field(description="Every part, by name.")
    champions: list[ModelVersion] = strawberry.field(
        description="The networks whose answers are current, one a task; `source` says where their weights came from."
    )
