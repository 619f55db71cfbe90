"""What every resolver is given: the caller, the services, the request's own loaders."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

import strawberry

from graph.errors import NotAllowedError
from graph.nodes.access import Viewer
from schema.loaders import Loaders

if TYPE_CHECKING:
    from graph.events import Event, Topic
    from graph.ports import ModelProfile, SystemReport, Uploads
    from graph.services.registry import Services
    from schema.needs import Needs
    from schema.objects import Objects
    from schema.review_objects import ReviewObjects


class LiveEvents(Protocol):
    """Events of all projects, through a bounded queue: a listener that falls behind gets EventsLost."""

    def listen(self, *topics: Topic) -> AbstractContextManager[AsyncIterator[Event]]:
        """Yield the events of some topics, from the beginning of the block on."""
        ...


@dataclass(slots=True)
class Context:
    """One operation, over HTTP or on a socket, or one event of a subscription: each loads everything anew."""

    services: Services
    uploads: Uploads
    events: LiveEvents
    report: SystemReport
    engine: str
    request_id: str
    caller: Viewer | None = None
    model_profile: ModelProfile | None = None
    development: bool = False
    introspection_for: Literal["administrators", "members", "nobody"] = "administrators"
    needs: Needs | None = field(default=None, init=False)
    """What the operation needs of each kind of node, None where that is not known: see schema.needs."""
    loaders: Loaders = field(init=False)
    objects: Objects = field(init=False)
    review: ReviewObjects = field(init=False)

    def __post_init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Load everything anew from here on: a mutation calls it after it wrote."""
        from schema.objects import Objects  # they know all types, and these know this module
        from schema.review_objects import ReviewObjects

        self.loaders = Loaders(self.services, self.needs)
        self.objects = Objects(self)
        self.review = ReviewObjects(self)

    def narrow(self, needs: Needs) -> None:
        """Load of nodes only what an operation needs of them."""
        self.needs = needs
        self.forget()

    def needed(self, kind: str) -> Collection[str] | None:
        """Return the attributes that are needed of a kind of node; None for all of them."""
        return None if self.needs is None else self.needs.get(kind, ())

    @property
    def introspection(self) -> bool:
        """Whether the caller may ask for the schema itself: those whom the setting names, and everyone in development."""
        if self.development or self.introspection_for == "nobody" or self.caller is None:
            return self.development
        return self.introspection_for == "members" or self.caller.admin

    @property
    def viewer(self) -> Viewer:
        """The caller; raises NotAllowedError where nobody was authenticated."""
        if self.caller is None:
            raise NotAllowedError("send a token first: `authorization` in the payload of connection_init")
        return self.caller


Info = strawberry.Info[Context, None]
