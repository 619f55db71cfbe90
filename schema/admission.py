"""Admission: everything that is decided about an operation before it runs, the same over HTTP and over sockets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLError, OperationType

from schema.cost import heaviest_path, operation_cost
from schema.documents import RefusedDocumentError
from schema.limits import check_variables
from schema.root import ReelgraphSchema

COST_EXCEEDED = "COST_EXCEEDED"


@dataclass(frozen=True, slots=True)
class Admitted:
    """An operation of a valid document, within all limits; ``cost`` bounds the objects that it can bring."""

    text: str
    name: str | None
    kind: OperationType
    cost: int


async def admit(
    schema: ReelgraphSchema,
    text: str,
    variables: Mapping[str, Any] | None,
    operation_name: str | None,
    *,
    introspection: bool,
) -> Admitted:
    """Return the operation that a request names. Raises RefusedDocumentError; nothing has run then."""
    limits = schema.documents.limits
    if fault := check_variables(variables, limits):
        raise RefusedDocumentError(fault)
    prepared = await schema.documents.prepare(text, introspection=introspection)
    operation = prepared.operation(operation_name)
    cost = operation_cost(schema._schema, operation, prepared.fragments, variables or {})
    if cost > limits.cost:
        way = heaviest_path(schema._schema, operation, prepared.fragments, variables or {})
        raise RefusedDocumentError(
            GraphQLError(
                f"This can bring {cost} objects; {limits.cost} are allowed. Most of them stand in {'.'.join(way)}: ask for "
                "smaller pages (`first`) on the way there, or for fewer lists within lists.",
                extensions={"code": COST_EXCEEDED, "cost": {"requested": cost, "limit": limits.cost, "heaviest": way}},
            )
        )
    return Admitted(text, operation.name.value if operation.name else None, operation.operation, cost)
