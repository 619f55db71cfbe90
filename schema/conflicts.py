"""Problems of two people at one thing: what is there now, beside what was meant."""

from __future__ import annotations

import strawberry

from graph.errors import ReelgraphError
from graph.nodes import asset, comment, entity, review
from graph.services.session_writing import ChangedMeanwhileError
from schema.results import BasicProblem, Problem, ProblemCode, field_path
from schema.types.asset import Asset
from schema.types.comment import Comment
from schema.types.entity import Entity
from schema.types.node import Node
from schema.types.review import ReviewSession


@strawberry.type(description="Somebody changed the thing first. Look at both, then decide.")
class ConflictProblem(Problem):
    """GraphQL form of ``graph.services.session_writing.ChangedMeanwhileError``."""

    current: Node | None = strawberry.field(description="The thing as it is now; null where it is gone.")
    yours: str | None = strawberry.field(description="The words that were not written; null where there were none.")


def problem_of(error: ReelgraphError, *, within: tuple[str, ...] = ("input",), yours: str | None = None) -> Problem:
    """Return the problem that an expected error is; ``within`` names the argument that its path starts in."""
    if not isinstance(error, ChangedMeanwhileError):
        return BasicProblem.of(error, *within)
    current: Node | None = None
    match error.current:
        case comment.Comment():
            current = Comment.of(error.current)
        case asset.Asset():
            current = Asset.of(error.current)
        case entity.Entity():
            current = Entity.of(error.current)
        case review.ReviewSession():
            current = ReviewSession.of(error.current)
    path = [*within, *field_path(error)] or None
    return ConflictProblem(code=ProblemCode(error.code), message=error.message, path=path, current=current, yours=yours)
