"""Verdicts, and what is decided of versions."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.nodes import review
from graph.nodes import verdict as nodes
from graph.nodes.verdict import VerdictKind
from schema.alike import alike
from schema.audience import SHARED
from schema.context import Info
from schema.types.node import Node
from schema.types.user import User

if TYPE_CHECKING:
    from schema.types.run import AnalysisRun
    from schema.types.version import Version


@strawberry.type(description="What a person says of something the models said. It changes nothing: it points at it.")
class Verdict(Node):
    """GraphQL form of ``graph.nodes.verdict.Verdict``."""

    source: strawberry.Private[nodes.Verdict]
    kind: VerdictKind = strawberry.field(resolver=lambda self: self.source.kind, description="Right, wrong, or otherwise.")
    correction: str | None = strawberry.field(
        resolver=lambda self: self.source.correction, description="What it should have been; null unless it is a FIX."
    )
    reason: str | None = strawberry.field(
        resolver=lambda self: self.source.reason, description="Why; null where nobody said."
    )
    created_at: datetime = strawberry.field(resolver=lambda self: self.source.created_at, description="When it was given.")

    @classmethod
    def of(cls, verdict: nodes.Verdict) -> Verdict:
        """Return ``verdict`` for the answer."""
        return cls(source=verdict)

    @strawberry.field(description="Who gave it.", metadata={**SHARED, **alike(lambda self: self.source.author_id)})
    async def author(self, info: Info) -> User:
        """Load the author."""
        return await info.context.objects.user(self.source.author_id)

    @strawberry.field(description="The thing it is about: a track, a shot or an entity.", metadata=SHARED)
    async def about(self, info: Info) -> Node | None:
        """Load the thing."""
        return await info.context.review.judged(self.source.subject, self.source.subject_id)

    @strawberry.field(description="The run that said what it judges, so the models; null for an entity.", metadata=SHARED)
    async def run(self, info: Info) -> Annotated[AnalysisRun, strawberry.lazy("schema.types.run")] | None:
        """Load the run."""
        return None if self.source.run_id is None else await info.context.objects.run(self.source.run_id)


@strawberry.type(description="What somebody decided a version to be, in a review session.")
class Decision(Node):
    """GraphQL form of ``graph.nodes.review.Decision``."""

    source: strawberry.Private[review.Decision]
    status: str = strawberry.field(
        resolver=lambda self: self.source.status, description="One of the project's review statuses."
    )
    reason: str = strawberry.field(resolver=lambda self: self.source.reason, description="Why; empty where nobody said.")
    created_at: datetime = strawberry.field(resolver=lambda self: self.source.created_at, description="When it was decided.")

    @classmethod
    def of(cls, decision: review.Decision) -> Decision:
        """Return ``decision`` for the answer."""
        return cls(source=decision)

    @strawberry.field(description="Who decided.", metadata={**SHARED, **alike(lambda self: self.source.author_id)})
    async def author(self, info: Info) -> User:
        """Load the author."""
        return await info.context.objects.user(self.source.author_id)

    @strawberry.field(
        description="The version that was decided about.", metadata={**SHARED, **alike(lambda self: self.source.version_id)}
    )
    async def on(self, info: Info) -> Annotated[Version, strawberry.lazy("schema.types.version")]:
        """Load the version."""
        return await info.context.objects.version(self.source.version_id)
