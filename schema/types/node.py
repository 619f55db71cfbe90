"""The Node interface."""

from __future__ import annotations

import strawberry


@strawberry.interface(description="A thing with an id that is the same for ever, and everywhere.")
class Node:
    """As the Relay global object identification specification has it."""

    id: strawberry.ID = strawberry.field(description="Opaque id; good for `node`, other arguments, REST and the CLI.")
