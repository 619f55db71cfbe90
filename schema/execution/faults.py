"""What failed: GraphQL specification, section 6.4.4, *Handling Execution Errors*.

An error at a position that may not be null makes the nearest nullable position around it null, and nothing more is said of
what lies inside. Columns meet errors level by level; they are told in the order of the response.
"""

from __future__ import annotations

from typing import NamedTuple

from graphql import FieldNode, GraphQLError
from graphql.error import located_error

from schema.execution.places import Place


class Fault(NamedTuple):
    """An error, the steps to where it happened as they sort, and how many of them lead to the position that it nulls."""

    order: tuple[int, ...]
    nulled: int
    error: GraphQLError


class Faults:
    """The errors of one execution."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def __bool__(self) -> bool:
        return bool(self._faults)

    def add(self, error: Exception, nodes: list[FieldNode], place: Place, row: int) -> None:
        """Keep what went wrong with the value of a row."""
        steps = place.steps(row)
        nulled = next((depth for depth in range(len(steps), 0, -1) if steps[depth - 1].nullable), 0)
        located = located_error(error, nodes, [step.key for step in steps])
        self._faults.append(Fault(tuple(step.order for step in steps), nulled, located))

    def told(self) -> list[GraphQLError] | None:
        """Return the errors of the response, None where there are none."""
        nulled: set[tuple[int, ...]] = set()
        told: list[GraphQLError] = []
        for fault in sorted(self._faults, key=lambda fault: fault.order):
            if any(fault.order[:depth] in nulled for depth in range(len(fault.order) + 1)):
                continue
            nulled.add(fault.order[: fault.nulled])
            told.append(fault.error)
        return told or None
