"""The logs of projects <-> events: what is untold gets a number, and reading follows the numbers."""

from __future__ import annotations

from datetime import datetime

from graph.cypher import project_log as cypher
from graph.cypher.reviews import SEQ_DIGITS
from graph.nodes.ids import new_id
from graph.nodes.project_event import ProjectEvent, ProjectEventKind
from graph.ports import GraphClient
from graph.stores.log import log_key, without_gap
from graph.stores.rows import Row, text_of, time_of

_ZEROS = "0" * SEQ_DIGITS
_AT_ONCE = 500


def project_event_from(row: Row) -> ProjectEvent:
    """Return the event that a node's properties say."""
    return ProjectEvent(
        project_id=row["projectId"],
        seq=row["seq"],
        kind=ProjectEventKind(row["kind"]),
        thing_id=row["thingId"],
        number=row["number"],
        at=time_of(row["at"]),
    )


class ProjectLogStore:
    """Writes and reads the logs of projects."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client

    async def tell(self, project_id: str, at: datetime) -> list[ProjectEvent]:
        """Number all that is untold in a project, and return it in order. Many may ask at once: each thing is told once."""
        told: list[ProjectEvent] = []
        for untold, tell in cypher.TELLING:
            while await self._client.read(untold, project=project_id):
                rows = await self._client.write(
                    tell, project=project_id, token=new_id(), zeros=_ZEROS, limit=_AT_ONCE, at=text_of(at)
                )
                told += [project_event_from(row["item"]) for row in rows]
        return told

    async def last(self, project_id: str) -> int | None:
        """Return the number of a project's last event, 0 before the first; None where there is no such project."""
        rows = await self._client.read(cypher.LAST, project=project_id)
        return int(rows[0]["seq"]) if rows else None

    async def events(self, project_id: str, after: int, limit: int) -> list[ProjectEvent]:
        """Return up to ``limit`` events with numbers above ``after``, in their order and without a gap."""
        rows = await self._client.read(
            cypher.PROJECT_EVENTS_AFTER, after=log_key(project_id, after), until=f"{project_id}:~", limit=limit
        )
        return [project_event_from(row["item"]) for row in without_gap(rows, after)]
