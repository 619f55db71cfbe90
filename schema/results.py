"""Problems: expected failures as answers.

A mutation answers with its object, or with null and at least one Problem. One implementation of the interface carries all
codes: a type of its own comes when a code has more to say than code, message and path.
"""

from __future__ import annotations

from enum import Enum

import strawberry
from strawberry.utils.str_converters import to_camel_case

from graph.errors import ReelgraphError
from graph.nodes.run import RunFailure

REPEATABLE = "Makes the request repeatable: the same id means the same thing once. Comes back in the payload."
"""What every ``clientMutationId`` of the review mutations is for."""


@strawberry.enum(description="What kind of failure a problem is; stable, for programs.")
class ProblemCode(Enum):
    """The codes of ``graph.errors``, one member each."""

    NOT_FOUND = strawberry.enum_value("NOT_FOUND", description="No such thing, or not yours to see.")
    CONFLICT = strawberry.enum_value("CONFLICT", description="Somebody else was first.")
    INVALID = strawberry.enum_value("INVALID", description="An argument that cannot be right.")
    NOT_ALLOWED = strawberry.enum_value("NOT_ALLOWED", description="Your role does not reach that far.")
    UNSUPPORTED_MEDIA = strawberry.enum_value("UNSUPPORTED_MEDIA", description="Not footage, or of no kind we can read.")
    BROKEN_MEDIA = strawberry.enum_value("BROKEN_MEDIA", description="Footage that is damaged beyond use.")
    TOO_LARGE = strawberry.enum_value("TOO_LARGE", description="Above a limit, which the message names.")
    OUTSIDE_ROOTS = strawberry.enum_value("OUTSIDE_ROOTS", description="A path that the server may not read.")
    EMBEDDER_MISMATCH = strawberry.enum_value("EMBEDDER_MISMATCH", description="Vectors of another model version.")
    RATE_LIMITED = strawberry.enum_value("RATE_LIMITED", description="Too much at once; try again later.")
    UNAVAILABLE = strawberry.enum_value("UNAVAILABLE", description="A part of the system cannot be reached now.")
    LEASE_HELD = strawberry.enum_value("LEASE_HELD", description="Somebody else holds the lease.")
    GONE = strawberry.enum_value("GONE", description="It was there, and is no more.")


def field_path(error: ReelgraphError) -> list[str]:
    """Return an error's path in the spelling of the schema."""
    return [to_camel_case(name) for name in error.path]


@strawberry.interface(description="An expected failure, and what to do about it.")
class Problem:
    """Interface of everything that may stand in ``problems``."""

    code: ProblemCode = strawberry.field(description="The kind of failure, for programs.")
    message: str = strawberry.field(description="What happened and what to do about it, for people.")
    path: list[str] | None = strawberry.field(
        description="The input field at fault, outermost first; null where no field is."
    )


@strawberry.type(description="A failure that code, message and path say all of.")
class BasicProblem(Problem):
    """The one implementation so far."""

    @classmethod
    def of(cls, error: ReelgraphError, *within: str) -> BasicProblem:
        """Return the problem that an expected error is; ``within`` names the argument that its path starts in."""
        return cls(code=ProblemCode(error.code), message=error.message, path=[*within, *field_path(error)] or None)

    @classmethod
    def of_run(cls, failure: RunFailure | None) -> BasicProblem | None:
        """Return the problem that ended a run."""
        if failure is None:
            return None
        return cls(code=ProblemCode(failure.code), message=failure.message, path=None)
