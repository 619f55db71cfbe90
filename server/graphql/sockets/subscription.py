"""A subscription that follows a feed: one of a group that is told the same, see server.live.fanout.

GraphQL specification, section 6.2.3, *Subscription*: the response stream that a source stream is mapped to.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import orjson
from graphql import GraphQLError

from graph.errors import NotFoundError
from graph.nodes.access import Viewer
from graph.services import access
from schema.context import Context
from schema.errors import explain
from schema.feeds import Feed, Place
from schema.subscribing import OpenSubscription
from server.graphql.contexts import make_context
from server.graphql.sockets import protocol
from server.live.fanout import Follower, Told

if TYPE_CHECKING:
    from server.graphql.sockets.connection import Connection
    from server.graphql.sockets.operation import Operation


class Subscription:
    """One follower of a feed, on one socket."""

    __slots__ = (
        "_connection",
        "_follower",
        "_head",
        "_operation",
        "_shared",
        "_viewer",
        "feed",
        "place",
    )

    def __init__(
        self,
        connection: Connection,
        operation: Operation,
        opened: OpenSubscription,
        feed: Feed[Any],
        request: protocol.Subscribe,
        viewer: Viewer,
    ) -> None:
        self.feed = feed
        self.place = Place(feed)
        self._connection = connection
        self._operation = operation
        self._head = protocol.next_head(operation.id)
        self._shared = opened.audience.shared
        used = {name: value for name, value in (request.variables or {}).items() if name in opened.audience.variables}
        same = (feed.identity, request.query, request.operation_name, orjson.dumps(used, option=orjson.OPT_SORT_KEYS))
        self._follower: Follower
        self._join(same, opened, viewer)

    def _join(self, same: Hashable, opened: OpenSubscription, viewer: Viewer) -> None:
        """Follow with a viewer's rights. A group outlives the socket that began it, so it keeps nothing of that."""
        connection = self._connection
        context = partial(
            make_context, connection.resources, viewer, connection.request_id, development=connection.development
        )
        key = (same, None if self._shared else _rights(viewer))
        self._viewer = viewer
        self._follower = connection.resources.fanout.join(key, self, _Answers(same, opened, context))

    def leave(self) -> None:
        """Follow no more."""
        self._follower.leave()

    def review(self, viewer: Viewer) -> None:
        """Hear of other rights: end where they do not reach here any more, else follow with those."""
        if not access.may(viewer, self.feed.action, self.feed.project_id):
            gone = NotFoundError("What this follows is not yours to see any more. Ask its project for access.")
            self._operation.refuse([GraphQLError(gone.message, extensions={"code": gone.code})])
            return
        if not self._shared and _rights(viewer) != _rights(self._viewer):
            answers = self._answers
            self._follower.leave()
            self._join(answers.same, answers.opened, viewer)

    @property
    def _answers(self) -> _Answers:
        answers: _Answers = self._follower.group.answers
        return answers

    def tell(self, told: Told) -> bool:
        """Pass a value on; False where the client is too slow to be told more."""
        outdates = None if told.outdates is None else (self._operation.id, told.outdates)
        return self._connection.outbox.put(self._head + told.answer + protocol.NEXT_TAIL, outdates)

    def end(self) -> None:
        """Say that nothing more comes."""
        self._operation.complete()

    async def room(self) -> None:
        """Return once the client has read what was on its way."""
        await self._connection.outbox.room()

    async def opening(self, after: int) -> Sequence[Told]:
        """Return what to tell first."""
        context, answers, feed = self._connection.context(self._viewer), self._answers, self.feed
        return [
            Told(await answers.of(value, context), feed.position(value), last=feed.last(value))
            for value in await feed.opening(context, after)
        ]

    def broke(self, error: BaseException) -> None:
        """Tell what an expected failure says; anything else is a defect."""
        told = GraphQLError("The subscription broke.", original_error=error if isinstance(error, Exception) else None)
        self._operation.refuse([explain(told, self._connection.request_id)])


class _Answers:
    """What a group is told of each value. All its followers share one, with the document that the first of them opened."""

    __slots__ = ("_context", "opened", "same")

    def __init__(self, same: Hashable, opened: OpenSubscription, context: Callable[[], Context]) -> None:
        self.same = same
        self.opened = opened
        self._context = context

    async def of(self, value: object, context: Context | None = None) -> bytes:
        """Return the answer as JSON, with the group's rights, or with those of a context."""
        return orjson.dumps(await self.opened.answer(value, context or self._context()))


def _rights(viewer: Viewer) -> Hashable:
    """Return all of a viewer that an answer can depend on."""
    return (viewer.user, frozenset(viewer.roles.items()), viewer.credential, viewer.session_id)
