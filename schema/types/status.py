"""How the system is."""

from __future__ import annotations

import strawberry

from graph import ports
from graph.nodes.model import AnalysisTask
from schema.directives import ListSize
from schema.types.model import ModelVersion


@strawberry.type(description="How one part of the system is.")
class PartStatus:
    """GraphQL form of ``graph.ports.PartState``."""

    name: str = strawberry.field(description="The part: `graph`, `redis`, `queue`, `workers`, `vectors` and so on.")
    ok: bool = strawberry.field(description="Whether it works.")
    latency_ms: float = strawberry.field(description="How long it took to say so, in milliseconds.")
    detail: str = strawberry.field(description="How it is: for administrators in its own words, for others in plain ones.")


@strawberry.type(description="The weights of one task.")
class ModelWeights:
    """GraphQL form of ``graph.nodes.model.ModelIdentity``, of a network that need not have spoken yet."""

    task: AnalysisTask = strawberry.field(description="What the network is asked to do.")
    name: str = strawberry.field(description="The network's name.")
    source: str = strawberry.field(description="Where its weights come from.")
    weights_sha256: str = strawberry.field(description="SHA-256 of the weights.")


@strawberry.type(description="Where this server takes weights from.")
class ModelProfile:
    """GraphQL form of ``graph.ports.ModelProfile``."""

    name: str = strawberry.field(description="`hub`, `folder` or `bundled`.")
    reason: str = strawberry.field(description="Why it is that one.")
    weights: list[ModelWeights] = strawberry.field(
        description="The networks it stands for, by task.", directives=[ListSize(assumed_size=20)]
    )

    @classmethod
    def of(cls, profile: ports.ModelProfile) -> ModelProfile:
        """Return ``profile`` for the answer."""
        weights = [
            ModelWeights(task=one.task, name=one.name, source=one.source, weights_sha256=one.weights_sha256)
            for one in sorted(profile.models, key=lambda one: one.task)
        ]
        return cls(name=str(profile.profile), reason=profile.why, weights=weights)


@strawberry.type(description="How the system is: what works, what waits, whose answers are current.")
class SystemStatus:
    """The parts of the system, asked now."""

    ready: bool = strawberry.field(description="Whether every part works.")
    engine: str = strawberry.field(description="The graph engine: `neo4j` or `falkordb`.")
    queue_depth: int | None = strawberry.field(description="How many runs wait for a worker; null when that cannot be told.")
    index_lag: int | None = strawberry.field(
        description="How many finished runs the search of this server does not know yet; null when that cannot be told."
    )
    model_profile: ModelProfile | None = strawberry.field(
        description="Where this server takes weights from; null without an embedder, when words and pictures find nothing."
    )
    parts: list[PartStatus] = strawberry.field(description="Every part, by name.", directives=[ListSize(assumed_size=20)])
    champions: list[ModelVersion] = strawberry.field(
        description="The networks whose answers are current, one a task; `source` says where their weights came from.",
        directives=[ListSize(assumed_size=20)],
    )
