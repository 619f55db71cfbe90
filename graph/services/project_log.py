"""What happens in projects, for their pages: numbered where somebody follows, and told to all who do.

Things are marked as untold by the statements that write them (see graph.cypher.project_log). They get their numbers when
somebody follows the project, or comes back to it: until then nobody asks for their order.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from graph.events import ProjectLogged
from graph.nodes.access import Viewer
from graph.nodes.project_event import ProjectEvent
from graph.ports import EventBus
from graph.services import access
from graph.stores.project_log import ProjectLogStore
from graph.stores.rows import text_of

LONGEST_REPLAY = 5_000


@dataclass(frozen=True, slots=True)
class Replay:
    """What happened after an event: ``events``, all of it; None where that is too much. ``last`` is the newest number."""

    last: int
    events: list[ProjectEvent] | None


class ProjectLog:
    """Whoever may see a project may follow it."""

    def __init__(self, store: ProjectLogStore, bus: EventBus) -> None:
        self._store = store
        self._bus = bus

    async def tell(self, project_id: str) -> None:
        """Number what is untold, and tell everyone. Raises UnavailableError where the graph is away: the next call tells."""
        told = await self._store.tell(project_id, datetime.now(UTC))
        if told:
            await self._bus.publish(
                *(
                    ProjectLogged(project_id, event.seq, event.kind.value, event.thing_id, event.number, text_of(event.at))
                    for event in told
                )
            )

    async def last(self, viewer: Viewer, project_id: str) -> int:
        """Return the number of the last event, of all that happened until now. Raises NotFoundError for a stranger."""
        access.require(viewer, project_id, access.READ)
        await self.tell(project_id)
        last = await self._store.last(project_id)
        if last is None:
            raise access.missing("project", path=("project_id",))
        return last

    async def replay(self, viewer: Viewer, project_id: str, after: int) -> Replay:
        """Return what happened in a project after an event. Raises NotFoundError for a stranger."""
        last = await self.last(viewer, project_id)
        if last - after > LONGEST_REPLAY or not 0 <= after <= last:
            return Replay(last, None)
        return Replay(last, await self._store.events(project_id, after, LONGEST_REPLAY + 1))
