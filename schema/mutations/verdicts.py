"""Judging what the models said."""

from __future__ import annotations

from typing import Annotated

import strawberry

from graph.nodes.verdict import VerdictKind, VerdictSubject
from schema.context import Info
from schema.ids import decode_any, decode_id
from schema.results import REPEATABLE, Problem
from schema.types.verdict import Verdict


@strawberry.input(description="What to say of something that models said.")
class VerdictInput:
    """Input of ``giveVerdict``."""

    about: strawberry.ID = strawberry.field(description="Id of the track, shot or entity.")
    kind: VerdictKind = strawberry.field(description="Right, wrong, or otherwise.")
    correction: str | None = strawberry.field(default=None, description="What it should have been; for FIX alone.")
    reason: str | None = strawberry.field(default=None, description="Why, for those who read it later.")
    session_id: strawberry.ID | None = strawberry.field(
        default=None, description="Id of the review session in which it is given; null for none."
    )
    client_mutation_id: str | None = strawberry.field(default=None, description=REPEATABLE)


@strawberry.type(description="The verdict, or what kept it from being given.")
class VerdictPayload:
    """Payload of ``giveVerdict``."""

    verdict: Verdict | None = strawberry.field(default=None, description="The verdict; null when there are problems.")
    problems: list[Problem] = strawberry.field(default_factory=list, description="What went wrong; empty when nothing did.")
    client_mutation_id: str | None = strawberry.field(default=None, description="As the input had it.")


@strawberry.type
class VerdictMutations:
    """The part of ``Mutation`` that is about verdicts."""

    @strawberry.mutation(description="Say whether something that models said is right. It stays as it is.")
    async def give_verdict(
        self, info: Info, input: Annotated[VerdictInput, strawberry.argument(description="The verdict.")]
    ) -> VerdictPayload:
        """Give it."""
        subject, own = _subject(input.about)
        session = input.session_id
        verdict = await info.context.services.verdicts.give(
            info.context.viewer,
            subject,
            own,
            input.kind,
            correction=input.correction,
            reason=input.reason,
            session_id=None if session is None else decode_id(session, "ReviewSession", path=("session_id",)),
        )
        return VerdictPayload(verdict=Verdict.of(verdict))


def _subject(about: strawberry.ID) -> tuple[VerdictSubject, str]:
    decode_id(about, *(subject.value for subject in VerdictSubject), path=("about",))
    kind, own = decode_any(about, path=("about",))
    return VerdictSubject(kind), own
