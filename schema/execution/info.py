"""What resolvers are told of the execution: one description for a column; the path of a value when it is asked for."""

from __future__ import annotations

from typing import Any

from graphql import FieldNode, GraphQLField, GraphQLObjectType
from graphql.execution import Executor
from graphql.pyutils import Path

from schema.execution.places import Place, path_of


class InfoSource:
    """Makes the infos of the values of one field."""

    __slots__ = ("_definition", "_executor", "_nodes", "_parent_type", "_place", "_shared")

    def __init__(
        self,
        executor: Executor[Any],
        definition: GraphQLField,
        nodes: list[FieldNode],
        parent_type: GraphQLObjectType,
        place: Place,
    ) -> None:
        self._executor = executor
        self._definition = definition
        self._nodes = nodes
        self._parent_type = parent_type
        self._place = place
        self._shared: Any = None

    def of(self, row: int) -> Any:
        """Return the info for the value of a row: all of ``GraphQLResolveInfo``."""
        if self._shared is None:
            self._shared = self._executor.build_resolve_info(
                self._definition,
                self._nodes,
                self._parent_type,
                None,  # type: ignore[arg-type]  # RowInfo knows the path
            )
        return RowInfo(self._shared, self._place, row)


class RowInfo:
    """An info whose path is worked out when it is asked for."""

    __slots__ = ("_place", "_row", "_shared", "context")

    def __init__(self, shared: Any, place: Place, row: int) -> None:
        self._shared = shared
        self._place = place
        self._row = row
        self.context = shared.context

    @property
    def path(self) -> Path:
        """Where the value stands in the response."""
        return path_of(self._place, self._row)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._shared, name)
