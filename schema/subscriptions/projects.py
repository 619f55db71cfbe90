"""Projects as they go on: what their pages show, told when it changes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import Annotated

import strawberry

from graph.errors import InvalidError
from graph.events import Event, ProjectLogged, Topic
from graph.nodes.project_event import ProjectEvent as Logged
from graph.nodes.project_event import ProjectEventKind
from schema.context import Context, Info
from schema.feeds import Feed, Following
from schema.ids import decode_id
from schema.types.project_event import ProjectEvent, ProjectResync, project_event

_MOST_DIGITS = 12


@strawberry.type
class ProjectSubscriptions:
    """The part of ``Subscription`` that follows projects."""

    @strawberry.subscription(
        description="What happens in a project, in order, each thing once: first what happened after `after`, then what"
        " happens. Where that is too much to replay, `ProjectResync` says how to go on."
    )
    async def project_events(
        self,
        info: Info,
        project_id: Annotated[strawberry.ID, strawberry.argument(description="Id of the project.")],
        after: Annotated[
            str | None,
            strawberry.argument(
                description="The `cursor` of the last event that is known; `0` for all of them, null for only what comes."
            ),
        ] = None,
    ) -> AsyncIterator[ProjectEvent]:
        """Replay, then follow."""
        own = decode_id(project_id, "Project", path=("project_id",))
        last = await info.context.services.project_log.last(info.context.viewer, own)
        return Following(ProjectFeed(own, last if after is None else _number(after)), info.context)


class ProjectFeed(Feed[ProjectEvent]):
    """The log of a project, after an event."""

    def __init__(self, project_id: str, after: int) -> None:
        self.project_id = project_id
        self.topics: tuple[Topic, ...] = (ProjectLogged.topic(project_id),)
        self.start = after

    async def opening(self, context: Context, after: int) -> Sequence[ProjectEvent]:
        """Tell what happened since, or that it is too much."""
        replay = await context.services.project_log.replay(context.viewer, self.project_id, after)
        if replay.events is not None:
            return [project_event(event) for event in replay.events]
        now = Logged(self.project_id, replay.last, ProjectEventKind.ASSET_ADDED, self.project_id, 0, at=datetime.now(UTC))
        return [ProjectResync(source=now)]

    def of(self, event: Event) -> ProjectEvent | None:
        """Tell an event of the log."""
        if not isinstance(event, ProjectLogged):
            return None
        at = datetime.fromisoformat(event.at)
        kind = ProjectEventKind(event.kind)
        return project_event(Logged(event.project_id, event.seq, kind, event.thing_id, event.number, at))

    def position(self, value: ProjectEvent) -> int:
        """Return the event's number."""
        return value.source.seq


def _number(cursor: str) -> int:
    """Return the number that a cursor says. Raises InvalidError for what no event gave."""
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= _MOST_DIGITS):
        raise InvalidError("`after` is the cursor of an event, or 0.", path=("after",))
    return int(cursor)
