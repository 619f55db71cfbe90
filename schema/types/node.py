"""The Node interface."""

from __future__ import annotations

from typing import Protocol

import strawberry

from schema.ids import encode_id


class Identified(Protocol):
    """A node of the graph."""

    @property
    def id(self) -> str:
        """Own id."""
        ...


@strawberry.interface(description="A thing with an id that is the same for ever, and everywhere.")
class Node:
    """As the Relay global object identification specification has it; ``source`` is the node of the graph that is shown."""

    source: strawberry.Private[Identified]

    @strawberry.field(description="Opaque id; good for `node`, other arguments, REST and the CLI.")
    def id(self) -> strawberry.ID:
        """Return the global id: a type is called the same in Python and in GraphQL."""
        return strawberry.ID(encode_id(type(self).__name__, self.source.id))
